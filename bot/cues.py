"""Words that speak for or against a statement beside its own words: negation, denial, restriction, addition …

A cue is a word of a sentence with the kinds of `data/statement_words.toml` that it is."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.analysis import fold, stem
from knowledge.document import Language
from knowledge.language import detect
from knowledge.store import Token

Marks = NDArray[np.bool_]
Cues = Mapping[str, Sequence[int]]
"""Kind → the places of its words among a sentence's tokens."""

AGAINST = ("negation", "lacking", "denial")
_BY_STEM = ("denial", "free", "former", "lasting")
_BY_WORD = ("negation", "lacking", "restriction", "addition", "first", "undecided")
_THOUGH_SAID = ("negation", "restriction", "addition")
_LACKING: Mapping[Language, re.Pattern[str]] = {
    "de": re.compile(r"un[a-z]{4,}|[a-z]{3,}(?:los|frei)(?:e[mnrs]?)?"),
    "en": re.compile(r"un[a-z]{5,}(?:ed|ing|able)|[a-z]{4,}less"),
}
_QUALITIES = ("ADJ", "ADV", "AJ", "AV", "VV(PP)", "VVN")
_LONGEST_PHRASE = 3  # words
_REACH, _NO_BEFORE = 5, 3  # tokens: what "without" and "no" deny is after it, or the verb shortly before
_NO = ("kein",)


def language_of(tokens: Sequence[Token]) -> Language:
    return _detected(" ".join(token.text for token in tokens))


def cues(tokens: Sequence[Token], said: Marks, told: Marks, language: Language | None = None) -> Cues:
    """`said`: which tokens say a word of the statement or its opposite, and so speak for themselves; `told`: which have
    anything to do with one (n). A word for "without" or "no" counts where what it denies is of the statement."""
    language = language or language_of(tokens)
    folded = [fold(token.text) for token in tokens]
    found: dict[str, list[int]] = {}
    for at, token in enumerate(tokens):
        ahead = [" ".join(folded[at : at + size]) for size in range(2, _LONGEST_PHRASE + 1)]
        if any(words in _phrases("otherwise", language) for words in ahead):
            continue
        kinds = list(_kinds(folded[at], token.tag, token.terms, language))
        if said[at]:
            kinds = [kind for kind in kinds if kind in _THOUGH_SAID]
        if any(words in _phrases("phrases", language) for words in ahead):
            kinds.append("negation")
        if "lacking" in kinds and not told[at : at + _REACH].any():
            kinds[kinds.index("lacking")] = "lacking else"
        if folded[at].startswith(_NO) and "negation" in kinds and not told[max(0, at - _NO_BEFORE) : at + _REACH].any():
            kinds[kinds.index("negation")] = "negation else"
        for kind in dict.fromkeys(kinds):
            found.setdefault(kind, []).append(at)
    return found


@cache
def particles(language: Language) -> Mapping[str, frozenset[str]]:
    """The words of a question, by kind, that a sentence may answer: already, too, still …"""
    return {kind: frozenset(words.split()) for kind, words in _data()["particles"][language].items()}


@cache
def slight(language: Language) -> frozenset[str]:
    """The stems of the words that a statement can do without."""
    return frozenset(stem(word, language) for word in _data()["slight"][language].split())


@lru_cache(maxsize=4096)
def _kinds(word: str, tag: str, terms: tuple[str, ...], language: Language) -> tuple[str, ...]:
    kinds = [kind for kind in _BY_WORD if word in _words(kind, language)]
    if tag.startswith(_QUALITIES) and _lacks(word, language):
        kinds.append("privative")
    return (*kinds, *(kind for kind in _BY_STEM if not _stems(kind, language).isdisjoint(terms)))


def _lacks(word: str, language: Language) -> bool:
    return bool(_LACKING[language].fullmatch(word)) and word not in _words("denies_nothing", language)


@lru_cache(maxsize=1024)
def _detected(text: str) -> Language:
    return detect(text)


@cache
def _words(kind: str, language: Language) -> frozenset[str]:
    return frozenset(_data()[language][kind].split())


@cache
def _phrases(kind: str, language: Language) -> frozenset[str]:
    return frozenset(_data()[language][kind].split("|"))


@cache
def _stems(kind: str, language: Language) -> frozenset[str]:
    return frozenset(stem(word, language) for word in _words(kind, language))


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads(resources.files("bot").joinpath("data/statement_words.toml").read_text("utf-8"))
