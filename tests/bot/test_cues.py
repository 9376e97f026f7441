"""Words that speak for or against a statement."""

from __future__ import annotations

import numpy as np
import pytest

from bot.cues import cues, particles, slight
from knowledge.analysis import stem, tokenise
from knowledge.document import Language


def found(text: str, language: Language, *, told: bool = True) -> dict[str, list[str]]:
    tokens = tokenise(text, 0, len(text), language)
    none = np.zeros(len(tokens), dtype=bool)
    return {kind: [tokens[at].text for at in ats] for kind, ats in cues(tokens, none, none | told, language).items()}


@pytest.mark.parametrize(
    ("text", "language", "kind", "words"),
    [
        ("Er kommt nie.", "de", "negation", ["nie"]),
        ("Das ist alles andere als neu.", "de", "negation", ["alles"]),
        ("Das ist nicht nur neu.", "de", "negation", []),
        ("Ohne Hut ging er.", "de", "lacking", ["Ohne"]),
        ("Ob er kommt, ist unklar.", "de", "undecided", ["Ob", "unklar"]),
        ("Das Haus ist unbewohnt.", "de", "privative", ["unbewohnt"]),
        ("Das ging reibungslos.", "de", "privative", []),
        ("Das ist also fest.", "de", "addition", []),
        ("She has yet to come.", "en", "negation", ["yet"]),
        ("It is not only new.", "en", "negation", []),
        ("It is unclear whether he came.", "en", "undecided", ["unclear", "whether"]),
    ],
)
def test_kinds(text: str, language: Language, kind: str, words: list[str]) -> None:
    """Each language has its own words: "also" adds in English and concludes in German."""
    assert found(text, language).get(kind, []) == words


def test_what_is_lacking_must_be_of_the_statement() -> None:
    """Without or no anything else says nothing against it."""
    assert "lacking" not in found("Ohne Hut ging er.", "de", told=False)
    assert "negation" not in found("Er hatte keinen Hut.", "de", told=False)
    assert "negation" in found("Er kam nicht.", "de", told=False)


def test_what_the_statement_says_is_no_cue() -> None:
    """Only particles speak when the statement has them too."""
    tokens = tokenise("Er lehnte nur ab.", 0, 17, "de")
    every = np.ones(len(tokens), dtype=bool)
    assert set(cues(tokens, every, every, "de")) == {"restriction"}


def test_particles_are_those_of_both_languages() -> None:
    """Both languages have words of each kind."""
    assert set(particles("de")) == set(particles("en"))
    assert stem("heute", "de") in slight("de")
