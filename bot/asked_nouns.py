"""What a noun asks for: "welche Stadt" a place, "wie hoch ist der Preis" money, "Termin?" a date."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.expected_kinds import WHAT_FOR, WHY, Kinds
from knowledge.analysis import UNKNOWN, fold, likelihood, stem
from knowledge.document import Language
from knowledge.facts import Kind

_KINDS: Mapping[str, Kinds] = {
    "person": (Kind.PERSON, Kind.NAME, Kind.ORGANISATION, Kind.LIST, Kind.PHRASE),
    "organisation": (Kind.ORGANISATION, Kind.NAME, Kind.LIST, Kind.PERSON, Kind.PRODUCT, Kind.PHRASE),
    "place": (Kind.PLACE, Kind.NAME, Kind.ORGANISATION, Kind.LIST, Kind.PREPOSITIONAL, Kind.PHRASE),
    "site": (Kind.PLACE, Kind.NAME, Kind.PHRASE, Kind.ORGANISATION, Kind.LIST, Kind.PREPOSITIONAL),
    "animal": (Kind.NAME, Kind.PERSON, Kind.PHRASE, Kind.LIST),
    "product": (Kind.PRODUCT, Kind.NAME, Kind.TITLE, Kind.LIST, Kind.NUMBER, Kind.PHRASE),
    "title": (Kind.TITLE, Kind.NAME, Kind.PRODUCT, Kind.LIST, Kind.PHRASE),
    "event": (Kind.EVENT, Kind.NAME, Kind.TITLE, Kind.LIST, Kind.PHRASE),
    "date": (Kind.DATE,),
    "currency": (Kind.MONEY, Kind.NUMBER),
    "money": (Kind.MONEY, Kind.NUMBER, Kind.PERCENT),
    "penalty": (Kind.MONEY, Kind.DURATION, Kind.NUMBER, Kind.PHRASE),
    "change": (Kind.PERCENT, Kind.MONEY, Kind.NUMBER, Kind.PHRASE),
    "percent": (Kind.PERCENT, Kind.NUMBER, Kind.MONEY),
    "number": (Kind.NUMBER, Kind.PERCENT),
    "duration": (Kind.DURATION, Kind.NUMBER),
    "period": (Kind.DURATION, Kind.DATE, Kind.NUMBER),
    "gap": (Kind.NUMBER, Kind.DURATION, Kind.PERCENT, Kind.PHRASE),
    "identifier": (Kind.NUMBER, Kind.NAME, Kind.PRODUCT, Kind.PHRASE, Kind.LIST),
    "office": (Kind.ORGANISATION, Kind.ROLE, Kind.NAME, Kind.LIST, Kind.PHRASE),
    "people": (Kind.PHRASE, Kind.LIST, Kind.ORGANISATION, Kind.PERSON, Kind.NAME),
    "frequency": (Kind.NUMBER, Kind.DURATION, Kind.DATE, Kind.PHRASE),
    "cause": WHY,
    "purpose": WHAT_FOR,
    "score": (Kind.SCORE, Kind.NUMBER, Kind.PHRASE),
    "role": (Kind.ROLE, Kind.DEFINITION, Kind.PHRASE),
    "abbreviation": (Kind.ABBREVIATION, Kind.NAME),
    "units": (Kind.DURATION, Kind.NUMBER),
}
AMOUNTS = frozenset({"money", "percent", "number", "penalty", "change", "gap"})  # groups that "wie hoch" is asked of
_AGENT: Mapping[Language, re.Pattern[str]] = {
    "de": re.compile(r"(?:erin|orin|istin|eurin|ologin|innen|er|or|ist|isten|eur|ologe)$"),
    "en": re.compile(r"(?:er|or|ist)s?$"),
}
_SHORTEST_LAST_PART = 5
_SHORT_LAST_PARTS = ("chef", "boss")
_SHORTEST_AGENT = 5
_SHORTEST_SLIP = 4
_UMLAUT = re.compile(r"([aou])e")
_ENDINGS = frozenset({"", "e", "en", "n", "s", "es", "er", "ern", "em", "nen", "ies", "y"})
_FEMININE = frozenset({"in", "innen"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Nouns:
    """Folded word → its group; the forms that end compounds; the words of each stem; folded words that only ask; those
    that only seem persons."""

    groups: Mapping[str, str]
    last_parts: Mapping[str, str]
    stems: Mapping[str, tuple[str, ...]]
    empty: frozenset[str]
    things: frozenset[str]


@cache
def _nouns(language: Language) -> _Nouns:
    data = tomllib.loads(resources.files("bot").joinpath("data/asked.toml").read_text("utf-8"))[language]
    groups: dict[str, str] = {}
    stems: dict[str, tuple[str, ...]] = {}
    for group in _KINDS:
        for word in data[group].split():
            groups.setdefault(fold(word), group)
            stems[stem(word, language)] = (*stems.get(stem(word, language), ()), fold(word))
    folded = {name: frozenset(fold(word) for word in data[name].split()) for name in ("empty", "things")}
    groups.update({fold(word): "units" for word in data["units"].split()})
    last_parts = {
        word + ending: group
        for word, group in groups.items()
        for ending in (_ENDINGS | _FEMININE if group == "person" else _ENDINGS)
        if len(word) >= _SHORTEST_LAST_PART
    }
    last_parts.update({word: group for word, group in groups.items() if len(word) >= _SHORTEST_LAST_PART})
    return _Nouns(groups=groups, last_parts=last_parts, stems=stems, empty=folded["empty"], things=folded["things"])


@lru_cache(maxsize=4096)
def group_of(word: str, language: Language) -> str | None:
    """The group ("person", "money", …) of a noun in any inflection, a compound by its last part; None if unlisted."""
    nouns = _nouns(language)
    folded = fold(word)
    found = nouns.groups.get(folded) or _inflected(folded, stem(word, language), nouns)
    if found or len(folded) < _SHORTEST_LAST_PART + 2:
        return found
    last = re.split(r"[-/]", word)[-1]
    if last != word:
        return group_of(last, language)
    if language == "en" or folded in nouns.things:
        return None
    if folded.endswith(_SHORT_LAST_PARTS):
        return "person"
    ends = (folded[at:] for at in range(2, len(folded) - _SHORTEST_LAST_PART + 1))
    return next((nouns.last_parts[end] for end in ends if end in nouns.last_parts), None)


def _inflected(folded: str, stemmed: str, nouns: _Nouns) -> str | None:
    """Of the listed words with the same stem, the one that differs by an ending: Gewinne is Gewinn, not Gewinnung."""
    for word in nouns.stems.get(stemmed, ()):
        one, other = (_UMLAUT.sub(r"\1", form) for form in (word, folded))
        shared = next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), None)
        shared = min(len(one), len(other)) if shared is None else shared
        rests = {one[shared:], other[shared:]}
        if rests <= _ENDINGS or (rests <= _ENDINGS | _FEMININE and nouns.groups[word] == "person"):
            return nouns.groups[word]
    return None


@lru_cache(maxsize=4096)
def group_meant(word: str, language: Language) -> str | None:
    """As `group_of`; of a word that nobody knows, the group of the listed noun it is a typing error of."""
    folded = fold(word)
    found = group_of(word, language)
    if found or len(folded) < _SHORTEST_SLIP:
        return found
    groups = _nouns(language).groups
    hits = process.extract(folded, groups.keys(), scorer=OSA.distance, processor=None, score_cutoff=1, limit=4)
    meant = {groups[str(hit[0])] for hit in hits if len(hit[0]) != len(folded) or sorted(hit[0]) == sorted(folded)}
    return meant.pop() if len(meant) == 1 and likelihood(word, language) < UNKNOWN else None


def kinds_of(word: str, language: Language) -> Kinds:
    """What a noun asks for, most expected first; nothing for one that is not listed."""
    group = group_of(word, language)
    return _KINDS[group] if group else ()


def kinds_meant(word: str, language: Language) -> Kinds:
    """As `kinds_of`, for a noun with a typing error as well."""
    group = group_meant(word, language)
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
