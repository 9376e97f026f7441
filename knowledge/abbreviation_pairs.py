"""Abbreviations and what they stand for, in both orders: "… Foundation (CNCF)", "CNCF (… Foundation)", "…, kurz TÜV".

The letters are matched against the words before the bracket after Schwartz and Hearst (2003), with two changes: of
several stretches that fit, the one with most letters at word starts wins, and every capitalised word gives a letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SHORT = r"[A-ZÄÖÜ][A-Za-zÄÖÜäöü0-9&.\-]{0,9}[A-ZÄÖÜ0-9]s?|[A-ZÄÖÜ]{2,10}s?|[A-Z][a-z]{1,3}[A-Z][a-z]{1,4}"
_BEHIND = re.compile(rf"\(\s*(?:kurz:?\s|abgekürzt:?\s|short\s|or\s|auch\s)?[„\"“]?(?P<short>{_SHORT})[“\"”]?\s*[),;]")
_BRIEFLY = re.compile(
    rf",?\s(?:kurz:?|abgekürzt:?|or|short:?|for short|abbreviated(?: as| to)?)\s[„\"“]?(?P<short>{_SHORT})\b"
)
_BEFORE = re.compile(rf"\b(?P<short>{_SHORT})\s\((?:kurz für\s|short for\s|für\s)?(?P<long>[^()\d][^()]{{4,90}})\)")
_WORD = re.compile(r"[^\W_]+(?:[.'’][^\W_]+)*")
_SMALL = frozenset(
    (
        "der",
        "die",
        "das",
        "des",
        "den",
        "dem",
        "für",
        "und",
        "of",
        "the",
        "for",
        "and",
        "in",
        "im",
        "zur",
        "zum",
        "von",
        "an",
        "a",
        "de",
        "et",
        "on",
        "to",
    )
)
_STOP = re.compile(r"[.;:!?()„“\"]|,\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Offsets into the text given; `short_*` the abbreviation, `long_*` what it stands for."""

    short_start: int
    short_end: int
    long_start: int
    long_end: int


def find(text: str, start: int, end: int) -> tuple[Pair, ...]:
    """The pairs in `text[start:end]`, in order."""
    if "(" not in text[start:end] and not _BRIEFLY.search(text, start, end):
        return ()
    found = {pair.short_start: pair for pair in _reverse(text, start, end)}
    for pattern in (_BEHIND, _BRIEFLY):
        for match in pattern.finditer(text, start, end):
            span = match.span("short")
            words = _before(text, start, match.start())
            stretch = _best(text[span[0] : span[1]], words, text)
            if stretch and span[0] not in found:
                found[span[0]] = _pair(span, stretch)
    return tuple(found[at] for at in sorted(found))


def _pair(short: tuple[int, int], long: tuple[int, int]) -> Pair:
    return Pair(short_start=short[0], short_end=short[1], long_start=long[0], long_end=long[1])


def _reverse(text: str, start: int, end: int) -> Iterator[Pair]:
    for match in _BEFORE.finditer(text, start, end):
        words = [found.span() for found in _WORD.finditer(text, *match.span("long"))]
        for last in range(len(words), 0, -1):
            if words and _score(match["short"], words[:last], text) is not None:
                yield _pair(match.span("short"), (words[0][0], words[last - 1][1]))
                break


def _before(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The words before `end`, back to the last mark that ends a phrase; at most twelve."""
    stops = [match.end() for match in _STOP.finditer(text, start, end)]
    return [match.span() for match in _WORD.finditer(text, stops[-1] if stops else start, end)][-12:]


def _best(short: str, words: list[tuple[int, int]], text: str) -> tuple[int, int] | None:
    best: tuple[int, tuple[int, int]] | None = None
    for first in range(len(words) - 1, -1, -1):
        score = _score(short, words[first:], text)
        if score is not None and (best is None or score > best[0]):
            best = score, (words[first][0], words[-1][1])
    return best[1] if best else None


def _score(short: str, words: list[tuple[int, int]], text: str) -> int | None:
    """How many letters stand at word starts, less the capitalised words without one; None where it cannot be."""
    letters = [c.casefold() for c in short.removesuffix("s") if c.isalnum()]
    written = [text[a:b] for a, b in words]
    if len(letters) < 2 or written[0][0].casefold() != letters[0] or written[0].casefold() in _SMALL:
        return None
    if len(written) > len(letters) + 6 or short in written:
        return None
    return _align(letters, written)


def _align(letters: list[str], words: list[str]) -> int | None:
    """Best alignment of the letters to the words in order: a word start counts two, a letter inside it none."""
    states: dict[int, int] = {0: 0}
    for word in words:
        after: dict[int, int] = {}
        for used, score in states.items():
            for count, gain in _taken(letters[used:], word.casefold()):
                skipped = count == 0 and word.casefold() not in _SMALL
                if not (skipped and word[0].isupper()):
                    value = score + gain - skipped
                    after[used + count] = max(value, after.get(used + count, value))
        states = after
    best = states.get(len(letters))
    return best if best is not None and best >= 2 else None


def _taken(letters: list[str], word: str) -> Iterator[tuple[int, int]]:
    """(letters used, score) for a word that gives none, its first, or its first and later ones."""
    yield 0, 0
    if not letters or word[0] != letters[0]:
        if letters and letters[0] in word[1:] and len(word) > 7:
            yield 1, 0
        return
    at = 0
    for count, letter in enumerate(letters, 1):
        at = word.find(letter, at)
        if at < 0:
            return
        at += 1
        yield count, 2 + (count - 1) // 2
