"""Amounts and dates in the lengths a person would say: with what is counted, and with "über", "rund", "seit"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from knowledge.facts import Kind, Mention
from knowledge.noun_phrases import Phrases

_AMOUNTS = frozenset({Kind.NUMBER, Kind.MONEY, Kind.PERCENT})
_QUALIFIERS = frozenset(
    ("über", "rund", "etwa", "ca", "circa", "fast", "knapp", "mindestens", "höchstens", "unter", "nahezu", "beinahe",
     "ungefähr", "maximal", "about", "around", "over", "nearly", "almost", "approximately", "roughly", "under",
     "some", "up to", "bis zu", "mehr als", "weniger als", "more than", "less than", "fewer than", "at least",
     "at most", "gut", "alle", "every")
)  # fmt: skip
_TIMES = frozenset(
    ("seit", "bis", "ab", "vor", "nach", "gegen", "um", "since", "until", "before", "after", "by", "around", "about", "ago",
     "zwischen", "between")
)  # fmt: skip


def find(text: str, phrases: Phrases, typed: Sequence[Mention]) -> Iterator[Mention]:
    """Longer forms of the amounts and dates in `typed`, with their values."""
    if not any(mention.kind in _AMOUNTS or mention.kind in (Kind.DATE, Kind.DURATION) for mention in typed):
        return
    starts = {token.start: at for at, token in enumerate(phrases.tokens)}
    for mention in typed:
        first = starts.get(mention.start)
        if first is None:
            continue
        if mention.kind in _AMOUNTS or mention.kind is Kind.DURATION:
            yield from _amount(phrases, mention, first)
        elif mention.kind is Kind.DATE and not mention.derived:
            yield from _date(phrases, mention, first)


def _amount(phrases: Phrases, mention: Mention, first: int) -> Iterator[Mention]:
    qualified = _qualified(phrases, first, _QUALIFIERS)
    if qualified is not None:
        yield replace(mention, start=phrases.tokens[qualified].start, syntax="qualified")
    if mention.kind is Kind.NUMBER:
        counted = _counted(phrases, mention, first)
        if counted is not None:
            head = phrases.tokens[counted - 1].text
            yield replace(mention, end=phrases.tokens[counted - 1].end, head=head, syntax="counted")


def _date(phrases: Phrases, mention: Mention, first: int) -> Iterator[Mention]:
    qualified = _qualified(phrases, first, _TIMES)
    if qualified is not None:
        yield replace(mention, start=phrases.tokens[qualified].start, syntax="qualified")


def _qualified(phrases: Phrases, first: int, words: frozenset[str]) -> int | None:
    at = first - 1
    while at >= 0 and phrases.letter(at) == "D":
        at -= 1
    if phrases.word(at) in words:
        return at
    return at - 1 if f"{phrases.word(at - 1)} {phrases.word(at)}" in words else None


def _counted(phrases: Phrases, mention: Mention, first: int) -> int | None:
    """The end of the phrase that the number opens, where it goes on behind the number."""
    phrase = next((one for one in phrases.all if one.start <= first < one.end), None)
    if phrase is None or phrases.tokens[phrase.end - 1].end <= mention.end:
        return None
    return phrase.end if phrase.start == first or phrases.letter(phrase.start) in "C" else None
