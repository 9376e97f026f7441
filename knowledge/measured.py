"""Amounts and dates in the lengths a person would say: with what is counted, and with "über", "rund", "seit"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from knowledge.facts import Kind, Mention
from knowledge.noun_phrases import Phrases

_AMOUNTS = frozenset({Kind.NUMBER, Kind.MONEY, Kind.PERCENT})
QUALIFIERS = frozenset(
    ("über", "rund", "etwa", "ca", "circa", "fast", "knapp", "mindestens", "höchstens", "unter", "nahezu", "beinahe",
     "ungefähr", "maximal", "about", "around", "over", "nearly", "almost", "approximately", "roughly", "under",
     "some", "up to", "bis zu", "mehr als", "weniger als", "more than", "less than", "fewer than", "at least",
     "at most", "gut", "approximate", "alle", "every")
)  # fmt: skip
_TIMES = frozenset(
    ("seit", "bis", "ab", "vor", "nach", "gegen", "um", "since", "until", "before", "after", "by", "around", "about",
     "zwischen", "between")
)  # fmt: skip
_AGE = re.compile(r"\d+$")
_UNTIL = re.compile(r"\s?(?:(?P<until>bis(?:\szu[mr])?|to|until|till|–|-)|und(?:\sdem)?|and)\s?")
_OPENING = re.compile(r"\b(?:(?P<word>[Zz]wischen(?:\sdem)?|[Bb]etween)|[Vv]om|[Vv]on|[Ff]rom)\s$")
_YEAR = re.compile(r"1\d{3}|20\d\d")


def find(text: str, phrases: Phrases, typed: Sequence[Mention]) -> Iterator[Mention]:
    """Longer forms of the amounts and dates in `typed`, with their values."""
    if not any(mention.kind in _AMOUNTS or mention.kind in (Kind.DATE, Kind.DURATION) for mention in typed):
        return
    starts = {token.start: at for at, token in enumerate(phrases.tokens)}
    yield from _periods(text, phrases, typed)
    for mention in typed:
        first = starts.get(mention.start)
        if first is None:
            continue
        if mention.kind in _AMOUNTS or mention.kind is Kind.DURATION:
            yield from _amount(phrases, mention, first)
        elif mention.kind is Kind.DATE and not mention.derived:
            yield from _date(phrases, mention, first)


def _periods(text: str, phrases: Phrases, typed: Sequence[Mention]) -> Iterator[Mention]:
    """ "Zwischen April 2019 und Januar 2020", "vom 3. Mai bis zum 9. Juni": from one date to another."""
    dates = [mention for mention in typed if mention.kind is Kind.DATE]
    for first, last in pairwise(dates):
        joint = _UNTIL.fullmatch(text, first.end, last.start)
        before = _OPENING.search(text, max(phrases.tokens[0].start, first.start - 12), first.start)
        if joint is None or not (before or joint["until"]):
            continue
        start = before.start("word") if before and before["word"] else first.start
        yield Mention(kind=Kind.DATE, start=start, end=last.end, syntax="period")


def _amount(phrases: Phrases, mention: Mention, first: int) -> Iterator[Mention]:
    years = _AGE.match(phrases.tokens[first].text) if mention.syntax == "age" else None
    if years and phrases.letter(first + 1) == "-":
        yield replace(mention, end=phrases.tokens[first].end)
    qualified = _qualified(phrases, first, QUALIFIERS)
    if qualified is not None:
        yield replace(mention, start=phrases.tokens[qualified].start, syntax="qualified")
    if mention.kind is Kind.NUMBER:
        for end in _counted(phrases, mention, first):
            head = phrases.tokens[end - 1].text
            yield replace(mention, end=phrases.tokens[end - 1].end, head=head, syntax="counted")
    yield from _ago(phrases, mention, first)


def _ago(phrases: Phrases, mention: Mention, first: int) -> Iterator[Mention]:
    """ "Vor drei Jahren", "66 million years ago": a time counted back says when."""
    last = next((at for at in range(first, min(first + 5, len(phrases.tokens))) if _is_time(phrases.word(at))), None)
    if last is None or mention.kind not in (Kind.NUMBER, Kind.DURATION):
        return
    if phrases.word(first - 1) == "vor":
        start, end = phrases.tokens[first - 1].start, phrases.tokens[last].end
    elif phrases.word(last + 1) == "ago":
        start, end = mention.start, phrases.tokens[last + 1].end
    else:
        return
    yield Mention(kind=Kind.DATE, start=start, end=end, head="vor", syntax="qualified")


def _is_time(word: str) -> bool:
    return word.startswith(("jahr", "monat", "woche", "tage", "stunde", "year", "month", "week", "day", "hour"))


def _date(phrases: Phrases, mention: Mention, first: int) -> Iterator[Mention]:
    qualified = _qualified(phrases, first, _TIMES)
    if qualified is not None:
        yield replace(mention, start=phrases.tokens[qualified].start, syntax="qualified")
    for token in phrases.tokens[first + 1 :]:
        if token.end == mention.end and _YEAR.fullmatch(token.text):
            yield Mention(kind=Kind.DATE, start=token.start, end=token.end, value=token.text, syntax="year")


def _qualified(phrases: Phrases, first: int, words: frozenset[str]) -> int | None:
    at = first - 1
    while at >= 0 and phrases.letter(at) == "D":
        at -= 1
    if phrases.word(at) in words:
        return at
    return at - 1 if f"{phrases.word(at - 1)} {phrases.word(at)}" in words else None


def _counted(phrases: Phrases, mention: Mention, first: int) -> Iterator[int]:
    """Where the phrase that the number opens may end: behind the thing counted, and what a share is a share of."""
    phrase = next((one for one in phrases.all if one.start <= first < one.end), None)
    if phrase is None or not (phrase.start == first or phrases.letter(phrase.start) == "C"):
        return
    ends = (*phrases.joints(phrase), *tuple(phrases.ends(phrase))[: 1 + _is_share(mention)])
    yield from (end for end in ends if phrases.tokens[end - 1].end > mention.end)


def _is_share(mention: Mention) -> bool:
    return (mention.value or "").startswith("0.")
