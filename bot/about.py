"""Questions about the article itself: its date, author, source, title, subject and length.

A question is about the article only if every word in it is a function word, a word for an article or a cue of the
topic; any other word makes it a question of content, which is the engine's.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal, get_args

from rapidfuzz.distance import DamerauLevenshtein

from bot.answers import Abstention, Answer, Decision, Reason
from bot.wording import wording
from knowledge.analysis import fold
from knowledge.document import Document, Evidence, Language
from knowledge.facts import Fact, Kind
from knowledge.store import FactStore

Topic = Literal["date", "author", "source", "title", "gist", "topics", "length", "articles"]
NAMED = (Kind.ORGANISATION, Kind.PERSON, Kind.PRODUCT, Kind.NAME, Kind.PLACE, Kind.EVENT)


class _Words:
    """Folded words that may be typed with a slip; asked for most often in vain, so the near ones lie by initial."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._by_initial: dict[str, list[str]] = {}
        for word in self._words:
            if len(word) >= _SHORTEST_SLIP:
                self._by_initial.setdefault(word[0], []).append(word)

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __contains__(self, word: object) -> bool:
        """Exactly, or with one slip in words of six letters and more."""
        if word in self._words:
            return True
        if not isinstance(word, str) or len(word) < _SHORTEST_SLIP:
            return False
        near = self._by_initial.get(word[0], ())
        return any(DamerauLevenshtein.distance(word, other, score_cutoff=1) == 1 for other in near)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cue:
    """What asks for a topic: one word of each group, and nothing that is not `known`: these, what may stand beside
    them, words for the article and words without content. `needs_article`: a word for the article must be there."""

    topic: Topic
    groups: tuple[_Words, ...]
    needs_article: bool
    known: _Words


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lexicon:
    """The words of one language: for an article, all that any cue knows, and the topics' cues."""

    articles: _Words
    known: _Words
    cues: tuple[_Cue, ...]


_WORD = re.compile(r"[^\W_]+")
_MOST_WORDS = 16
_SHORTEST_SLIP = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutQuestion:
    topic: Topic
    language: Language


def recognise(text: str) -> AboutQuestion | None:
    """What `text` asks about the article itself, or None."""
    words = [fold(word) for word in _WORD.findall(text)]
    if not words or len(words) > _MOST_WORDS:
        return None
    languages: tuple[Language, ...] = get_args(Language)
    for language in languages:
        lexicon = _lexicon(language)
        if all(word in lexicon.known for word in words):
            for cue in lexicon.cues:
                if _fits(words, cue, lexicon):
                    return AboutQuestion(topic=cue.topic, language=language)
    return None


def answer(text: str, document: Document, store: FactStore) -> Decision | None:
    """The answer to a question about `document` itself, an abstention where it does not say; None for any other."""
    asked = recognise(text)
    return None if asked is None else decide(asked, document, store)


def decide(asked: AboutQuestion, document: Document, store: FactStore) -> Decision | None:
    """As `answer`, for a question already recognised; None for the list of articles."""
    match asked.topic:
        case "date":
            return _date(document, asked.language)
        case "author":
            return _author(document, asked.language)
        case "source":
            return _stated(document.source, document, wording(asked.language).NO_SOURCE)
        case "title":
            return _title(document, store, asked.language)
        case "gist":
            first = _first_sentence(document, store)
            return _answer(first.quote, Kind.CLAUSE, first) if first else None
        case "topics":
            return _topics(document, store, asked.language)
        case "length":
            return _length(document, store, asked.language)
        case "articles":
            return None


def main_names(document: Document, store: FactStore, *, limit: int = 6) -> tuple[Fact, ...]:
    """The names that occur most often, each as its first fact, most frequent first."""
    facts = store.facts(document=document.id, kinds=NAMED)
    counts = Counter(fact.answer for fact in facts)
    first = {fact.answer: fact for fact in reversed(facts)}
    ranked = sorted(counts, key=lambda name: (-counts[name], facts.index(first[name])))
    return tuple(first[name] for name in ranked[:limit])


def headings(document: Document) -> tuple[str, ...]:
    return tuple(section.heading for section in document.sections if section.heading)


def _fits(words: list[str], cue: _Cue, lexicon: _Lexicon) -> bool:
    if not all(word in cue.known for word in words):
        return False
    if cue.needs_article and not any(word in lexicon.articles for word in words):
        return False
    return all(any(word in group for word in words) for group in cue.groups)


@cache
def _lexicon(language: Language) -> _Lexicon:
    data = tomllib.loads(resources.files("bot").joinpath("data/about.toml").read_text("utf-8"))[language]
    articles, function = _words(data["articles"]), _words(data["function"])
    cues = tuple(_cue(raw, (*articles, *function)) for raw in data["cues"])
    return _Lexicon(articles=articles, known=_Words(word for cue in cues for word in cue.known), cues=cues)


def _cue(raw: dict[str, Any], beside: Iterable[str]) -> _Cue:
    groups = tuple(_words(group) for group in raw["groups"])
    return _Cue(
        topic=raw["topic"],
        groups=groups,
        needs_article=raw.get("article", True),
        known=_Words([*beside, *_words(raw.get("also", "")), *(word for group in groups for word in group)]),
    )


def _words(line: str) -> _Words:
    return _Words(fold(line).split())


def _date(document: Document, language: Language) -> Decision:
    says = wording(language)
    if document.published is None or document.published_span is None:
        return _unsaid(says.NO_PUBLISHED)
    evidence = _stated_at(document, *document.published_span)
    date = says.date(document.published)
    return _answer(
        date, Kind.DATE, evidence, derived=None if date in evidence.quote else says.dated(evidence.quote, date)
    )


def _author(document: Document, language: Language) -> Decision:
    says = wording(language)
    if document.author is None or document.author_span is None:
        return _unsaid(says.NO_AUTHOR)
    evidence = _stated_at(document, *document.author_span)
    is_mark = evidence.quote.strip("() ") == document.author and " " not in document.author
    return _answer(document.author, Kind.PERSON, evidence, derived=says.mark(evidence.quote) if is_mark else None)


def _stated(value: str | None, document: Document, unsaid: str) -> Decision:
    start = document.text.find(value) if value else -1
    if not value or start < 0:
        return _unsaid(unsaid)
    return _answer(value, Kind.NAME, _evidence(document, start, start + len(value)))


def _title(document: Document, store: FactStore, language: Language) -> Decision | None:
    start = document.text.find(document.title)
    if start >= 0:
        return _answer(document.title, Kind.TITLE, _evidence(document, start, start + len(document.title)))
    first = _first_sentence(document, store)
    return _answer(document.title, Kind.TITLE, first, derived=wording(language).TITLE_GIVEN) if first else None


def _topics(document: Document, store: FactStore, language: Language) -> Decision:
    found, says = main_names(document, store), wording(language)
    titles = headings(document)
    if not found:
        return _stated("; ".join(titles) if len(titles) == 1 else None, document, says.NO_TOPICS)
    spans = ((fact.answer_start, fact.answer_end) for fact in found)
    return Answer(
        text=", ".join(fact.answer for fact in found),
        kind=Kind.LIST,
        confidence=1.0,
        evidence=tuple(dict.fromkeys(fact.evidence for fact in found)),
        marked=tuple((start, end) for start, end in spans if start is not None and end is not None),
        derived=says.headings("; ".join(map(says.quoted, titles))) if titles else None,
    )


def _length(document: Document, store: FactStore, language: Language) -> Decision | None:
    sentences = [indexed.sentence for indexed in store.sentences(document.id)]
    first = _first_sentence(document, store)
    if first is None:
        return None
    words = sum(len(document.text[sentence.start : sentence.end].split()) for sentence in sentences)
    says = wording(language)
    return _answer(says.length(words, len(sentences)), Kind.NUMBER, first, derived=says.FROM_WHOLE_TEXT)


def _first_sentence(document: Document, store: FactStore) -> Evidence | None:
    sentences = store.sentences(document.id)
    if not sentences:
        return None
    return _evidence(document, sentences[0].sentence.start, sentences[0].sentence.end)


def _stated_at(document: Document, start: int, end: int) -> Evidence:
    """With the key before a value at the head ("date 2021-03") and the brackets around a mark."""
    if end <= document.body_start:
        line = document.text.rfind("\n", 0, start) + 1
        start -= len(document.text[line:start].lstrip())
    elif document.text[start - 1 : start] == "(" and document.text[end : end + 1] == ")":
        start, end = start - 1, end + 1
    return _evidence(document, start, end)


def _evidence(document: Document, start: int, end: int) -> Evidence:
    return Evidence(document=document.id, start=start, end=end, quote=document.text[start:end])


def _answer(text: str, kind: Kind, evidence: Evidence, *, derived: str | None = None) -> Answer:
    at = evidence.quote.find(text)
    marked = ((evidence.start + at, evidence.start + at + len(text)),) if at >= 0 and text != evidence.quote else ()
    return Answer(text=text, kind=kind, confidence=1.0, evidence=(evidence,), marked=marked, derived=derived)


def _unsaid(tell: str) -> Abstention:
    return Abstention(reason=Reason.NOT_IN_ARTICLE, confidence=0.0, tell=tell)
