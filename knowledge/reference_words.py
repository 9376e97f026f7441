"""The word lists of coreference: what descriptions stand for, which names are women's, which places are cities."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Literal

from knowledge.document import Language
from knowledge.gazetteer import first_names, is_role

Gender = Literal["m", "f", "n"]

_DATA = Path(__file__).parent / "data"
ORGANISATIONS = (
    "club", "authority", "party", "bank", "university", "association", "airline", "insurer", "media", "band",
)  # fmt: skip
PLACES = ("city", "country", "state", "region")
_SHORTEST_HEAD = 4  # letters of a noun that ends a compound
_SECTIONS = {"Cities.": "city", "Continents and countries, German and English names.": "country"}
_ROLE_ENDINGS = ("chef", "er", "or", "ent", "ist", "eur", "arzt", "anwalt", "loge", "nom", "minister")


@functools.cache
def words(category: str) -> frozenset[str]:
    """The words of one category of `data/coreference.txt`. Raises KeyError for an unknown category."""
    return _all()[category]


@functools.cache
def _all() -> dict[str, frozenset[str]]:
    lines = (_DATA / "coreference.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split(":", 1) for line in lines if line and not line.startswith("#"))
    return {category: frozenset(word.strip() for word in listed.split(",")) for category, listed in pairs}


@functools.lru_cache(maxsize=8192)
def described(noun: str, *categories: str) -> str | None:
    """The first of the categories that a noun, or the end of a compound of it, belongs to: Container-Spezialist."""
    last = noun.casefold() if noun in words("company") else noun.rsplit("-", 1)[-1].casefold()
    for category in categories:
        if last in _folded(category) or (noun[:1].isupper() and last.endswith(_heads(category))):
            return category
    return None


@functools.cache
def _folded(category: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in words(category))


@functools.cache
def _heads(category: str) -> tuple[str, ...]:
    return tuple(word for word in _folded(category) if len(word) >= _SHORTEST_HEAD)


@functools.lru_cache(maxsize=8192)
def fits(name: str, category: str) -> bool:
    """Whether the words of an organisation's name say that it is of the category; of a business, none do."""
    if category == "company":
        return False
    parts = name.replace("-", " ").split()
    for cue in words(f"{category}-cue"):
        if cue in parts or (cue.islower() and any(part.casefold().endswith(cue) for part in parts)):
            return True
    return False


@functools.cache
def places(category: str) -> frozenset[str]:
    """The known cities or countries; empty for other categories."""
    found: list[str] = []
    section = ""
    for line in (_DATA / "places.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            section = _SECTIONS.get(line.removeprefix("#").strip(), "")
        elif section == category:
            found += [entry.strip() for entry in line.split(",")]
    return frozenset(found)


@functools.lru_cache(maxsize=8192)
def gender_of_role(role: str, language: Language) -> Gender | None:
    """From a role or a title: in German, -in is a woman and -er and the like a man; None where it does not tell."""
    heads = role.replace("-", " ").split()
    german = [head for head in heads if language == "de" and head[:1].isupper() and is_role(head)]
    if not words("female").isdisjoint(heads) or any(head.endswith("in") and len(head) > 5 for head in german):
        return "f"
    if not words("male").isdisjoint(heads) or any(head.casefold().endswith(_ROLE_ENDINGS) for head in german):
        return "m"
    return None


@functools.lru_cache(maxsize=8192)
def gender_of_name(name: str) -> Gender | None:
    """From the given name, or a title before it; None for a name that may be either's or is not listed."""
    for word in name.split()[:2]:
        if word in words("female") or word in words("female-name"):
            return "f"
        if word in words("male"):
            return "m"
        if word in words("either-name"):
            return None
        if word in first_names():
            return "m"
    return None
