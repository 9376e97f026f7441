"""Opposites, as authored and by what is close to them."""

from __future__ import annotations

import tomllib
from importlib import resources

import pytest

from bot.opposites import near_opposites, opposites
from knowledge.analysis import stem
from knowledge.document import Language


@pytest.mark.parametrize(
    ("word", "other", "language"),
    [("steigen", "sinken", "de"), ("erlaubt", "verboten", "de"), ("open", "closed", "en"), ("win", "lost", "en")],
)
def test_both_ways(word: str, other: str, language: Language) -> None:
    """Each word of a pair says the opposite of the other."""
    one, against = stem(word, language), stem(other, language)
    assert against in opposites(one, language)
    assert one in opposites(against, language)


def test_nothing_is_its_own_opposite() -> None:
    """No word stands on both sides of a line, nor is a near opposite close to the word itself."""
    data = tomllib.loads(resources.files("bot").joinpath("data/opposites.toml").read_text("utf-8"))
    languages: tuple[Language, ...] = ("de", "en")
    for language in languages:
        lines = data[language].strip().splitlines()
        assert len(lines) > 50
        for line in lines:
            one, bar, other = line.partition("|")
            assert bar, line
            assert other.strip(), line
            assert {stem(w, language) for w in one.split()}.isdisjoint(stem(w, language) for w in other.split()), line


def test_near() -> None:
    """What is close to an opposite is near one; the opposite itself is not."""
    own = stem("steigen", "de")
    found = near_opposites(own, "de")
    assert found.isdisjoint(opposites(own, "de"))
    assert own not in found


def test_an_unknown_word_has_none() -> None:
    """Words that no line holds have no opposites."""
    assert not opposites("quittengelee", "de")
