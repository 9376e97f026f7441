"""What an amount measures: a length, a weight, an age. "Wie schwer" asks for kilograms, "wie alt" for years of age."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from bot.question import Question
from bot.question_data import measures
from knowledge.analysis import fold
from knowledge.facts import Fact, Kind

_KINDS: Mapping[Kind, str] = {Kind.MONEY: "money", Kind.PERCENT: "percent", Kind.DURATION: "time"}
_MEASURED = (*_KINDS, Kind.NUMBER, Kind.DATE)


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


def asked_for(question: Question) -> frozenset[str]:
    """What a question measures, by its question word or its words for measures; empty where it may be anything."""
    found = set(_asked().get(question.asked or "", ()))
    if found:
        return frozenset(found)
    for name, words in _nouns().items():
        if any(term.terms and fold(term.text).endswith(words) for term in question.terms):
            found.add(name)
    return frozenset(found)


@cache
def _units() -> Mapping[str, frozenset[str]]:
    return {name: frozenset(fold(word) for word in one["units"].split()) for name, one in measures().items()}


@cache
def _nouns() -> Mapping[str, tuple[str, ...]]:
    return {name: tuple(fold(word) for word in one["nouns"].split()) for name, one in measures().items()}


@cache
def _asked() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, one in measures().items():
        for words in one["asked"]:
            found[words] = (*found.get(words, ()), name)
    return found
