"""All typed spans of an article: quantities, dates and names together, with their overlaps resolved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from knowledge import dates, names, quantities
from knowledge.document import Document
from knowledge.facts import Kind, Mention
from knowledge.store import IndexedSentence

_TIMES = frozenset({Kind.DATE, Kind.DURATION})
_AMOUNTS = frozenset({Kind.MONEY, Kind.NUMBER, Kind.PERCENT, Kind.ORDINAL, Kind.SCORE})
_HOLDERS = frozenset({Kind.TITLE, Kind.ROLE})
_WITH_NUMBERS = frozenset({Kind.PRODUCT, Kind.EVENT, Kind.PLACE, Kind.ORGANISATION, Kind.TITLE, Kind.NAME})
_AGE = re.compile(r"(?:, (?P<age>\d{1,2})(?=[,;])| \((?P<bracketed>\d{1,2})\))")


def find(document: Document, sentences: tuple[IndexedSentence, ...]) -> tuple[tuple[Mention, ...], ...]:
    """The mentions of each sentence in the order of the text, offsets into `document.text`.

    None overlap, but for names inside a title or a role.
    """
    named = names.find(document, sentences)
    return tuple(
        resolve((*_measured(document, sentence), *_ages(document.text, found), *found))
        for sentence, found in zip(sentences, named, strict=True)
    )


def _ages(text: str, named: tuple[Mention, ...]) -> Iterator[Mention]:
    """The number between commas or in brackets behind a person: "Anna Kern, 54, …", "Anna Kern (54)"."""
    for mention in named:
        age = _AGE.match(text, mention.end) if mention.kind is Kind.PERSON else None
        if age is not None:
            start, end = age.span("age" if age["age"] else "bracketed")
            yield Mention(kind=Kind.DURATION, start=start, end=end, value=f"P{text[start:end]}Y", syntax="age")


def _measured(document: Document, sentence: IndexedSentence) -> Iterator[Mention]:
    start, end = sentence.sentence.start, sentence.sentence.end
    text = document.text[start:end]
    times = dates.find(text, document.language, document.published)
    for mention in (*quantities.find(text, document.language, times), *times):
        yield replace(mention, start=mention.start + start, end=mention.end + start)


def resolve(mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """Of two that overlap the weightier stays: a name with its number, a date before a number, then the longer."""
    kept: list[Mention] = []
    for mention in sorted(
        mentions, key=lambda m: (_weight(m, mentions), m.start - m.end, m.start, m.kind is Kind.NAME)
    ):
        if not any(_clash(mention, other) for other in kept):
            kept.append(mention)
    return tuple(sorted(kept, key=lambda m: (m.start, -m.end, m.kind)))


def _weight(mention: Mention, mentions: tuple[Mention, ...]) -> int:
    if mention.kind in _WITH_NUMBERS and any(_swallows(mention, other) for other in mentions):
        return 0
    if mention.kind in _TIMES:
        return 1
    if mention.kind is Kind.MONEY:
        return 2
    return 3 if mention.kind in _AMOUNTS else 4


def _swallows(name: Mention, other: Mention) -> bool:
    """Whether the number is a part of the name: Docker 20.10, Super Bowl 50."""
    within = name.start <= other.start and other.end <= name.end
    return other.kind in _AMOUNTS | _TIMES and within and (other.start, other.end) != (name.start, name.end)


def _clash(one: Mention, other: Mention) -> bool:
    if one.end <= other.start or other.end <= one.start:
        return False
    if (one.start, one.end) == (other.start, other.end):
        return True
    measured = _TIMES | _AMOUNTS
    if one.kind in measured or other.kind in measured:
        return Kind.ROLE not in {one.kind, other.kind}
    return not (one.kind in _HOLDERS or other.kind in _HOLDERS)
