"""The word lists of `data/question_words.toml` and `data/measures.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any


@cache
def words_of(name: str) -> frozenset[str]:
    """One list, "asking" or "light.de". Raises KeyError for an unknown name."""
    found: Any = _data()
    for key in name.split("."):
        found = found[key]
    return frozenset(str(found).split())


@cache
def measures() -> Mapping[str, Mapping[str, Any]]:
    """What amounts measure: units and nouns (words in a string), question words (a list)."""
    return _read("measures")


@cache
def _data() -> Mapping[str, Any]:
    return _read("question_words")


def _read(name: str) -> Mapping[str, Any]:
    return tomllib.loads(resources.files("bot").joinpath(f"data/{name}.toml").read_text("utf-8"))
