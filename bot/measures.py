"""What an amount measures: a length, a weight, an age. "Wie schwer" asks for kilograms, "wie alt" for years of age."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from bot.question_data import measures
from knowledge.analysis import fold
from knowledge.facts import Fact, Kind

_KINDS: Mapping[Kind, str] = {Kind.MONEY: "money", Kind.PERCENT: "percent", Kind.DURATION: "time"}


def measured_by(fact: Fact) -> str | None:
    """What a span measures: "length", …, "age", "frequency", "clock", "time", "money", "percent"; "count" for a number
    of things; None for what is no amount."""
    if fact.syntax in ("age", "frequency"):
        return fact.syntax
    if fact.kind is Kind.DATE:
        return "clock" if (fact.value or "").startswith("T") else None
    if fact.kind is not Kind.NUMBER:
        return _KINDS.get(fact.kind)
    unit = fold(fact.head or "")
    return next((name for name, units in _units().items() if unit in units), "count")


def asked_for(asked: str | None, words: Iterable[str]) -> frozenset[str]:
    """What a question measures, by its question words as `Question.asked` has them, else by its nouns for measures;
    empty where it may be anything."""
    found = _asked().get(asked or "")
    if found:
        return found
    folded = [fold(word) for word in words]
    every = tuple(end for ends in _nouns().values() for end in ends)
    if not any(word.endswith(every) for word in folded):
        return frozenset()
    return frozenset(name for name, ends in _nouns().items() if any(word.endswith(ends) for word in folded))


@cache
def _units() -> Mapping[str, frozenset[str]]:
    return {name: frozenset(fold(word) for word in one["units"].split()) for name, one in measures().items()}


@cache
def _nouns() -> Mapping[str, tuple[str, ...]]:
    return {name: tuple(fold(word) for word in one["nouns"].split()) for name, one in measures().items()}


@cache
def _asked() -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for name, one in measures().items():
        for words in one["asked"]:
            found[words] = found.get(words, frozenset()) | {name}
    return found
