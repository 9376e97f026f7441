"""Examples to learn from: questions in XQuAD form and in gold form, their articles as stores, and typing errors."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.answers import Abstention, Answer, Decision, Reason
from bot.followup import Before, lead, understood
from bot.question import Form, Question, analyse
from bot.scoring import f1
from knowledge import authored, build
from knowledge.document import Language
from knowledge.store import FactStore
from knowledge.vectors import Encoder

Place = tuple[str, int]
Places = frozenset[Place]

_SHORTEST_MISSPELT = 5
_LEAST_RIGHT = 0.5  # token F1
_YES = ("ja", "yes")
_DIGIT = re.compile(r"\d")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A question asked of one article. `gold`: the sentences that answer it, none where the article does not say.
    `answers`: right short answers; `wanted`: every one of them is needed; `weight`: how much it counts in learning;
    `before`: what a question inside a conversation follows."""

    article: str
    text: str
    question: Question
    gold: Places
    answers: tuple[str, ...]
    wanted: bool = False
    excluded: tuple[str, ...] = ()
    source: str = "xquad"
    weight: float = 1.0
    before: Before | None = None

    def retyped(self, text: str, language: Language | None = None) -> Example:
        """The same, typed otherwise."""
        return replace(self, text=text, question=understood(text, analyse(text, language), self.before))

    def is_right(self, answer: str) -> bool:
        """Whether a short answer will do: half of it right (XQuAD), or all that is asked in it (gold form)."""
        return self.score(answer) >= _LEAST_RIGHT if self.source == "xquad" else self.score(answer) > 0

    def score(self, answer: str) -> float:
        """How good a short answer is, 0–1: the best token F1; of the gold form, only where it holds what is asked."""
        if self.source == "xquad":
            return max((f1(answer, right) for right in self.answers), default=0.0)
        folded = answer.casefold()
        if any(wrong.casefold() in folded for wrong in self.excluded):
            return 0.0
        held = [right for right in self.answers if right.casefold() in folded]
        if not held or (self.wanted and len(held) < len(self.answers)):
            return 0.0
        return max(f1(answer, " und ".join(self.answers) if self.wanted else right) for right in held)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A yes/no question; `holds`: what the article says to it, None where it does not say."""

    example: Example
    holds: bool | None


class Collection:
    """Articles as stores, one for each, the examples that are asked of them, and the statements, which the examples
    lack as far as the article decides them. `encoder`: makes their vectors."""

    def __init__(self, folder: Path, encoder: Encoder | None = None) -> None:
        self._folder, self._encoder = folder, encoder
        self.stores: dict[str, FactStore] = {}
        self.examples: list[Example] = []
        self.statements: list[Statement] = []
        self.sources: list[str] = []

    def add_xquad(self, path: Path, parallel: Path | None = None) -> None:
        """`parallel`: the same questions in the other language, asked of this file's text. Raises KeyError for a file
        of another form."""
        articles = json.loads(path.read_text(encoding="utf-8"))["data"]
        asked = _questions(parallel) if parallel else {}
        for number, article in enumerate(articles):
            name = f"{path.stem}-{number:02d}"
            self._add(name, "\n\n".join(paragraph["context"] for paragraph in article["paragraphs"]))
            at = 0
            for paragraph in article["paragraphs"]:
                for one in paragraph["qas"]:
                    first = one["answers"][0]
                    text = asked.get(one["id"], one["question"])
                    gold = self._holding(name, at + first["answer_start"])
                    answers = tuple(answer["text"] for answer in one["answers"])
                    self.examples.append(
                        Example(article=name, text=text, question=analyse(text), gold=gold, answers=answers)
                    )
                at += len(paragraph["context"]) + 2
        self.sources.append(f"{path.name}{f' asked in {parallel.name}' if parallel else ''} (XQuAD, CC BY-SA 4.0)")

    def add_gold(self, seed: Path, path: Path, weight: float) -> None:
        """A gold file on one seed: answerable and unanswerable questions, and as statements the yes/no questions. Each
        question of a conversation follows the one before it and that one's right answer."""
        name = f"gold-{seed.stem}"
        if name not in self.stores:
            self._add(name, seed.read_text(encoding="utf-8"))
        for entry in authored.plain(authored.load(path)):
            before: Before | None = None
            for turn in entry.get("turns", [entry]):
                example = self._gold(name, turn, weight, before)
                self._take(example, turn)
                before = self._before(example, turn)
        self.sources.append(f"{path.name} (MIT)")

    def _take(self, example: Example, entry: Mapping[str, Any]) -> None:
        said = entry.get("polarity")
        if said is not None:
            if example.gold:
                self.statements.append(Statement(example=example, holds=said in _YES))
            return
        if entry.get("unknown") and example.question.form is Form.YES_NO:
            self.statements.append(Statement(example=example, holds=None))
        if example.gold or entry.get("unknown"):  # else its answer is no part of the text: who wrote it, when
            self.examples.append(example)

    def _before(self, example: Example, entry: Mapping[str, Any]) -> Before:
        """What the next question follows: the answer as the engine would give it, best said by a fact."""
        decision: Decision = Abstention(reason=Reason.NOT_IN_ARTICLE, confidence=0.0)
        led = example.question.lead
        if example.gold:
            store, (document, sentence) = self.stores[example.article], min(example.gold)
            facts = [f for f in store.facts(document=document) if f.sentence == sentence and f.origin == "extracted"]
            best = max(facts, key=lambda fact: example.score(fact.answer), default=None)
            if best is not None and example.score(best.answer) > 0 and "polarity" not in entry:
                decision = Answer(text=best.answer, kind=best.kind, confidence=1.0, evidence=(best.evidence,))
            led = lead(document, sentence, decision, example.question)
        return Before(question=example.question, decision=decision, lead=led)

    def _gold(self, name: str, entry: Mapping[str, Any], weight: float, before: Before | None) -> Example:
        wanted = "all" in entry
        answers = tuple(entry.get("all") or entry.get("answer") or ())
        quote = entry.get("quote")
        places = frozenset(
            (name, s.sentence.index)
            for s in self.stores[name].sentences(name)
            for text in (self.stores[name].document(name).text[s.sentence.start : s.sentence.end],)
            if not entry.get("unknown") and (quote in text if quote else any(answer in text for answer in answers))
        )
        return Example(
            article=name,
            text=entry["ask"],
            question=understood(entry["ask"], analyse(entry["ask"]), before),
            gold=places,
            answers=answers,
            wanted=wanted,
            excluded=tuple(entry.get("not", ())),
            source="turn" if before else "gold",
            weight=weight,
            before=before,
        )

    def _add(self, name: str, text: str) -> None:
        if name in self.stores:
            return
        seeds = self._folder / name
        seeds.mkdir(parents=True)
        (seeds / f"{name}.txt").write_text(text, encoding="utf-8")
        self.stores[name] = build.refresh(seeds, self._folder / f"{name}.db", encoder=self._encoder)

    def language(self, name: str) -> Language:
        return self.stores[name].document(name).language

    def _holding(self, name: str, start: int) -> Places:
        return frozenset(
            (name, s.sentence.index)
            for s in self.stores[name].sentences(name)
            if s.sentence.start <= start < s.sentence.end
        )

    def paragraphs(self, example: Example) -> Places:
        """All sentences of the paragraphs that answer the example."""
        sentences = self.stores[example.article].sentences(example.article)
        here = {s.sentence.paragraph for s in sentences if (example.article, s.sentence.index) in example.gold}
        return frozenset((example.article, s.sentence.index) for s in sentences if s.sentence.paragraph in here)

    def places(self, name: str) -> Places:
        return frozenset((name, s.sentence.index) for s in self.stores[name].sentences(name))


def _questions(path: Path) -> dict[str, str]:
    articles = json.loads(path.read_text(encoding="utf-8"))["data"]
    return {one["id"]: one["question"] for a in articles for paragraph in a["paragraphs"] for one in paragraph["qas"]}


def misspell(text: str, rng: random.Random) -> str:
    """One typing error in a longer word (swapped, dropped or doubled letters), or everything in lower case."""
    words = text.split()
    long = [at for at, word in enumerate(words) if len(word) >= _SHORTEST_MISSPELT]
    if not long or rng.random() < 0.25:
        return text.lower()
    at = rng.choice(long)
    words[at] = _slip(words[at], rng)
    return " ".join(words)


def sloppy(text: str, rng: random.Random) -> str:
    """As typed in haste: one or two longer words with a typing error each, umlauts spelt ae, oe, ue and ss, all in
    lower case. Words with digits stay right: another year is another question."""
    words = text.translate(_UMLAUTS).lower().split()
    long = [at for at, word in enumerate(words) if len(word) >= _SHORTEST_MISSPELT and not _DIGIT.search(word)]
    for at in rng.sample(long, min(len(long), rng.randrange(1, 3))):
        slipped = _slip(words[at], rng)
        words[at] = slipped if slipped != words[at] else words[at][:1] + words[at][2:]
    return " ".join(words)


def _slip(word: str, rng: random.Random) -> str:
    """Two letters swapped, one dropped or one doubled; the first and the last stay."""
    i = rng.randrange(1, len(word) - 2)
    kind = rng.randrange(3)
    return (
        word[:i] + word[i + 1] + word[i] + word[i + 2 :],
        word[:i] + word[i + 1 :],
        word[:i] + word[i] + word[i:],
    )[kind]
