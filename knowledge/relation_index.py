"""The index of the relation lexicon, made from its authored word lists: every form that stems do not unify.

German stems leave `führt`, `führte` and `geführt` apart, so the regular forms of each infinitive are built here.
Irregular forms are authored; they count exactly, as their stems collide too often (`lag` and `Lager`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from knowledge.analysis import fold, stem
from knowledge.document import Language

_SEPARABLE = [
    "ab",
    "an",
    "auf",
    "aus",
    "bei",
    "bekannt",
    "bereit",
    "dabei",
    "ein",
    "fest",
    "frei",
    "her",
    "heraus",
    "herbei",
    "hervor",
    "hinein",
    "inne",
    "los",
    "mit",
    "nach",
    "raus",
    "statt",
    "teil",
    "um",
    "vor",
    "weg",
    "weiter",
    "wieder",
    "zu",
    "zurück",
    "zusammen",
]
_WITHOUT_GE = ("be", "emp", "ent", "er", "ge", "miss", "ver", "zer", "über", "unter")
_NEEDS_E = re.compile(r"(?:[dt]|[^aeiouäöülrhmn][mn])$")
_PARTICIPLE = re.compile(r"(?:en|acht|annt|andt)$")
_ADJECTIVE_ENDINGS = ("e", "en", "er", "es", "em")
_FEMININE = ("in", "innen")
_SHORTEST_VERB = 4
_LANGUAGES: tuple[Language, ...] = ("de", "en")

Table = dict[str, list[str]]


def build_index(data: dict[str, Any]) -> dict[str, dict[str, Table]]:
    """`{language: {"stems" | "exact" | "excluded": {word: concept ids}}}` of the authored relations and synonyms."""
    return {language: _tables(data, language) for language in _LANGUAGES}


def _tables(data: dict[str, Any], language: Language) -> dict[str, Table]:
    stems: Table = {}
    exact: Table = {}
    excluded: Table = {}
    for concept, entry in _entries(data, language):
        _add(stems, (stem(word, language) for word in _words(entry, language)), concept)
        _add(exact, (fold(form) for word in entry.get("forms", ()) for form in _exact_forms(word, language)), concept)
        _add(excluded, entry.get("not", ()), concept)
    _complete(exact, stems, data, language)
    return {"stems": stems, "exact": exact, "excluded": excluded}


def _entries(data: dict[str, Any], language: Language) -> Iterator[tuple[str, dict[str, list[str]]]]:
    for kind, prefix in (("relations", "rel"), ("synonyms", "syn")):
        for entry in data[kind]:
            yield f"{prefix}:{entry['id']}", entry[language]


def _add(table: Table, keys: Iterable[str], concept: str) -> None:
    for key in keys:
        ids = table.setdefault(key, [])
        if concept not in ids:
            ids.append(concept)


def _complete(exact: Table, stems: Table, data: dict[str, Any], language: Language) -> None:
    """An exact form that is also a listed word keeps what that word means."""
    for concept, entry in _entries(data, language):
        listed = {fold(word) for kind in ("nouns", "roles", "words") for word in entry.get(kind, ())}
        for form in listed & exact.keys():
            exact[form] = list(dict.fromkeys([*exact[form], concept]))


def _words(entry: dict[str, list[str]], language: Language) -> Iterator[str]:
    yield from entry.get("nouns", ())
    yield from entry.get("words", ())
    for role in entry.get("roles", ()):
        yield role
        if language == "de":
            yield from (role + ending for ending in _FEMININE)
    for verb in entry.get("verbs", ()):
        yield from german_forms(verb) if language == "de" else (verb,)


def german_forms(infinitive: str) -> tuple[str, ...]:
    """The infinitive and its regular forms: führt, geführt, zu …, present participle; both ways if it may separate."""
    forms = [infinitive, infinitive + "d", *_conjugated("", infinitive)]
    for prefix in _SEPARABLE:
        rest = infinitive.removeprefix(prefix)
        if rest != infinitive and len(rest) >= _SHORTEST_VERB:
            forms += [prefix + "zu" + rest, *_conjugated(prefix, rest)]
    return tuple(dict.fromkeys(forms))


def _conjugated(prefix: str, verb: str) -> list[str]:
    root = verb.removesuffix("n").removesuffix("e")
    third = root + ("et" if _NEEDS_E.search(root) else "t")
    bare = verb.startswith(_WITHOUT_GE) or verb.endswith("ieren")
    return [prefix + third, prefix + third + "e", prefix + ("" if bare else "ge") + third]


def _exact_forms(form: str, language: Language) -> tuple[str, ...]:
    if language == "en":
        return (form,)
    if _PARTICIPLE.search(form):
        return (form, *(form + ending for ending in _ADJECTIVE_ENDINGS))
    return (form, form + "en")
