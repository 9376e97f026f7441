"""What a noun asks for: "welche Stadt" a place, "wie hoch ist der Preis" money, "Termin?" a date."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from knowledge.analysis import fold, stem
from knowledge.document import Language
from knowledge.facts import Kind

Kinds = tuple[Kind, ...]

WHY: Kinds = (Kind.CAUSE, Kind.PURPOSE, Kind.PREPOSITIONAL, Kind.CLAUSE)
WHAT_FOR: Kinds = (Kind.PURPOSE, Kind.PREPOSITIONAL, Kind.PHRASE, Kind.CLAUSE)
WHO: Kinds = (Kind.PERSON, Kind.ORGANISATION, Kind.NAME, Kind.LIST, Kind.PHRASE)
_KINDS: Mapping[str, Kinds] = {
    "person": (Kind.PERSON, Kind.NAME, Kind.ORGANISATION, Kind.LIST, Kind.PHRASE),
    "organisation": (Kind.ORGANISATION, Kind.NAME, Kind.LIST, Kind.PERSON, Kind.PRODUCT, Kind.PHRASE),
    "place": (Kind.PLACE, Kind.NAME, Kind.ORGANISATION, Kind.LIST, Kind.PREPOSITIONAL),
    "product": (Kind.PRODUCT, Kind.NAME, Kind.TITLE, Kind.LIST, Kind.NUMBER, Kind.PHRASE),
    "title": (Kind.TITLE, Kind.NAME, Kind.PRODUCT, Kind.LIST, Kind.PHRASE),
    "event": (Kind.EVENT, Kind.NAME, Kind.TITLE, Kind.LIST, Kind.PHRASE),
    "date": (Kind.DATE,),
    "money": (Kind.MONEY, Kind.NUMBER, Kind.PERCENT),
    "percent": (Kind.PERCENT, Kind.NUMBER),
    "number": (Kind.NUMBER, Kind.PERCENT),
    "duration": (Kind.DURATION, Kind.NUMBER),
    "people": (Kind.PHRASE, Kind.LIST, Kind.ORGANISATION, Kind.PERSON, Kind.NAME),
    "cause": WHY,
    "purpose": WHAT_FOR,
    "score": (Kind.SCORE, Kind.NUMBER, Kind.PHRASE),
    "role": (Kind.ROLE, Kind.DEFINITION, Kind.PHRASE),
    "abbreviation": (Kind.ABBREVIATION, Kind.NAME),
    "units": (Kind.DURATION, Kind.NUMBER),
}
_AGENT: Mapping[Language, re.Pattern[str]] = {
    "de": re.compile(r"(?:erin|orin|istin|eurin|ologin|innen|er|or|ist|isten|eur|ologe)$"),
    "en": re.compile(r"(?:er|or|ist)s?$"),
}
_SHORTEST_LAST_PART = 5
_SHORT_LAST_PARTS = ("chef", "boss")
_SHORTEST_AGENT = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Nouns:
    """Stem or folded word → its group; folded words that only ask; those that seem to be persons and are none."""

    groups: Mapping[str, str]
    empty: frozenset[str]
    things: frozenset[str]


@cache
def _nouns(language: Language) -> _Nouns:
    data = tomllib.loads(resources.files("bot").joinpath("data/asked.toml").read_text("utf-8"))[language]
    words: dict[str, str] = {}
    for group in _KINDS:
        for word in data[group].split():
            words.setdefault(word, group)
    stems: dict[str, str] = {}
    for word, group in words.items():
        stems.setdefault(stem(word, language), group)
    exact = {fold(word): group for word, group in words.items()}
    folded = {name: frozenset(fold(word) for word in data[name].split()) for name in ("empty", "things")}
    units = {fold(word): "units" for word in data["units"].split()}
    return _Nouns(groups={**stems, **exact, **units}, empty=folded["empty"], things=folded["things"])


@lru_cache(maxsize=4096)
def group_of(word: str, language: Language) -> str | None:
    """The group ("person", "money", …) of a noun in any inflection, a compound by its last part; None if unlisted."""
    nouns = _nouns(language)
    folded = fold(word)
    whole = stem(word, language)
    found = nouns.groups.get(folded) or nouns.groups.get(whole)
    if found or len(whole) < _SHORTEST_LAST_PART + 2:
        return found
    if language == "de" and folded.endswith(_SHORT_LAST_PARTS):
        return "person"
    last = re.split(r"[-/]", whole)[-1]
    if last != whole:
        return group_of(last, language)
    if language == "en" or folded in nouns.things:
        return None
    ends = (whole[at:] for at in range(2, len(whole) - _SHORTEST_LAST_PART + 1))
    return next((nouns.groups[end] for end in ends if end in nouns.groups), None)


def kinds_of(word: str, language: Language) -> Kinds:
    """What a noun asks for, most expected first; nothing for one that is not listed."""
    group = group_of(word, language)
    return _KINDS[group] if group else ()


def names_a_person(word: str, language: Language) -> bool:
    """Whether an unlisted noun ends as those for persons do: Tischlerin, Winzer, Cellist."""
    folded = fold(word)
    return (
        len(folded) >= _SHORTEST_AGENT
        and bool(_AGENT[language].search(folded))
        and not any(folded.endswith(thing) for thing in _nouns(language).things)
    )


def only_asks(word: str, language: Language) -> bool:
    """Whether a noun says what is asked for and nothing else: the "Jahr" of "in welchem Jahr"."""
    return fold(word) in _nouns(language).empty
