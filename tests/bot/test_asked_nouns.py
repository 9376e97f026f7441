"""What nouns ask for: listed ones in any inflection, compounds, typing errors, and unlisted persons."""

from __future__ import annotations

import pytest

from bot.asked_nouns import group_meant, group_of, kinds_of, names_a_person, only_asks
from knowledge.document import Language
from knowledge.facts import Kind


@pytest.mark.parametrize(
    ("word", "language", "group"),
    [
        ("Stadt", "de", "place"),
        ("Städten", "de", "place"),
        ("Firmenchefin", "de", "person"),
        ("Vereinsboss", "de", "person"),
        ("Gründer", "de", "person"),
        ("Grund", "de", "cause"),
        ("Gründe", "de", "cause"),
        ("Gewinn", "de", "money"),
        ("Gewinnung", "de", None),
        ("Spielers", "de", "person"),
        ("Eintrittspreis", "de", "money"),
        ("Docker-Version", "de", "product"),
        ("Buchhalterin", "de", None),
        ("Benchmark", "de", None),
        ("Tisch", "de", None),
        ("Preisnachlass", "de", "change"),
        ("Dienstleistung", "de", None),
        ("Jahresleistung", "de", "number"),
        ("Anerkennung", "de", None),
        ("Turnus", "de", "frequency"),
        ("companies", "en", "organisation"),
        ("price", "en", "money"),
        ("caused", "en", None),
    ],
)
def test_groups(word: str, language: Language, group: str | None) -> None:
    """Inflections and last parts of compounds count; other words of the same stem do not."""
    assert group == group_of(word, language)


def test_a_typing_error_asks_for_the_same() -> None:
    """A noun nobody knows is taken for the listed one next to it; a name far from all is not."""
    assert (group_meant("Grudn", "de"), group_meant("gooal", "en"), group_meant("Hykes", "de")) == (
        "cause",
        "purpose",
        None,
    )


def test_unlisted_nouns_for_persons() -> None:
    """An ending tells a person, but not that of a thing."""
    assert names_a_person("Tischlerin", "de")
    assert not names_a_person("Rechner", "de")
    assert kinds_of("Tischlerin", "de") == ()


def test_nouns_that_only_ask() -> None:
    """The year of "in welchem Jahr" is no word of the article that is looked for."""
    assert only_asks("Jahr", "de")
    assert not only_asks("Stadt", "de")


def test_a_group_gives_kinds() -> None:
    """The first kind is the one the noun names."""
    assert kinds_of("Datum", "de") == (Kind.DATE,)
