"""Examples to learn from: questions in XQuAD form, their articles as stores, and typing errors."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from knowledge import build
from knowledge.store import FactStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A question, the place of its answer in the article's text (characters), and its answer."""

    article: str
    text: str
    start: int
    answer: str


def read_xquad(path: Path) -> tuple[dict[str, str], tuple[Example, ...]]:
    """Texts by article id, and examples. Raises KeyError for a file of another form."""
    texts: dict[str, str] = {}
    examples = []
    for number, article in enumerate(json.loads(path.read_text(encoding="utf-8"))["data"]):
        name, at = f"a{number:02d}", 0
        for paragraph in article["paragraphs"]:
            for question in paragraph["qas"]:
                first = question["answers"][0]
                examples.append(
                    Example(
                        article=name, text=question["question"], start=at + first["answer_start"], answer=first["text"]
                    )
                )
            at += len(paragraph["context"]) + 2
        texts[name] = "\n\n".join(paragraph["context"] for paragraph in article["paragraphs"])
    return texts, tuple(examples)


def misspell(text: str, rng: random.Random) -> str:
    """One typing error in a longer word (swapped, dropped or doubled letters), or everything in lower case."""
    words = text.split()
    long = [at for at, word in enumerate(words) if len(word) >= 5]
    if not long or rng.random() < 0.25:
        return text.lower()
    at = rng.choice(long)
    word = words[at]
    i = rng.randrange(1, len(word) - 2)
    kind = rng.randrange(3)
    words[at] = (
        word[:i] + word[i + 1] + word[i] + word[i + 2 :],
        word[:i] + word[i + 1 :],
        word[:i] + word[i] + word[i:],
    )[kind]
    return " ".join(words)


class Collection:
    """The articles as stores, one for each, and the examples with their gold sentence."""

    def __init__(self, texts: Mapping[str, str], examples: tuple[Example, ...], folder: Path) -> None:
        self.stores: dict[str, FactStore] = {}
        for name, text in texts.items():
            seeds = folder / name
            seeds.mkdir()
            (seeds / f"{name}.txt").write_text(text, encoding="utf-8")
            self.stores[name] = build.refresh(seeds, folder / f"{name}.db")
        self.examples = examples

    def gold(self, example: Example) -> int | None:
        for sentence in self.stores[example.article].sentences(example.article):
            if sentence.sentence.start <= example.start < sentence.sentence.end:
                return sentence.sentence.index
        return None

    def paragraph(self, example: Example) -> frozenset[tuple[str, int]]:
        gold = self.gold(example)
        sentences = self.stores[example.article].sentences(example.article)
        here = next((s.sentence.paragraph for s in sentences if s.sentence.index == gold), -1)
        return frozenset((example.article, s.sentence.index) for s in sentences if s.sentence.paragraph == here)

    def all(self, example: Example) -> frozenset[tuple[str, int]]:
        """All places of the example's article."""
        name = example.article
        return frozenset((name, s.sentence.index) for s in self.stores[name].sentences(name))
