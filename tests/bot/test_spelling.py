"""Typing errors that the knowledge of the language mends, and words that are left as they are."""

from __future__ import annotations

import pytest

from bot import spelling
from knowledge.document import Language


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("wnan fährt der Bus", "wann fährt der Bus"),
        ("Wre fährt den Bus?", "wer fährt den Bus?"),
        ("Für wn fährt der Bus?", "Für wen fährt der Bus?"),
        ("Welhce Linie fährt nachts?", "welche Linie fährt nachts?"),
        ("Haat der Bus gehalten?", "hat der Bus gehalten?"),
        ("Wie vile Busse fahren?", "Wie viel Busse fahren?"),
        ("Wien hat Busse", "Wien hat Busse"),
        ("Werk und Wald gehören Wien", "Werk und Wald gehören Wien"),
        ("Wert?", "Wert?"),
    ],
)
def test_german_question_words(typed: str, meant: str) -> None:
    """A misspelt question word, measure or opening verb is mended; known words and names are not."""
    assert meant == spelling.question_word(typed, "de")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("whne does the bus stop", "when does the bus stop"),
        ("hwo drives the bus", "who drives the bus"),
        ("hwo much is the bus", "how much is the bus"),
        ("how mcuh is the bus", "how much is the bus"),
        ("The bus stops here", "The bus stops here"),
    ],
)
def test_english_question_words(typed: str, meant: str) -> None:
    """ "hwo" is "how" before a measure or an auxiliary, otherwise "who"."""
    assert meant == spelling.question_word(typed, "en")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("fuehrte die Gespraeche", "führte die Gespräche"),
        ("Aerger ueber Loecher", "Ärger über Löcher"),
        ("neue aktuelle Steuer in Israel", "neue aktuelle Steuer in Israel"),
        ("zurueck", "zurück"),
    ],
)
def test_umlauts(typed: str, meant: str) -> None:
    """Vowels spelt with e become umlauts only where that makes the likelier word."""
    assert meant == spelling.with_umlauts(typed)


@pytest.mark.parametrize(
    ("typed", "language", "concept"),
    [
        ("verkuafte", "de", "rel:sell"),
        ("eröfnete", "de", "rel:open"),
        ("übernhamen", "de", "rel:buy"),
        ("buoght", "en", "rel:buy"),
    ],
)
def test_words_of_the_lexicon(typed: str, language: Language, concept: str) -> None:
    """A typing error of a word of the relation lexicon has that word's concepts."""
    assert concept in spelling.concepts_meant(typed, language)


@pytest.mark.parametrize("word", ["Haus", "Denver", "Müller", "Holm", "x", "2019", ""])
def test_other_words_have_no_concepts_by_likeness(word: str) -> None:
    """Short words, names and known words are taken for no other word."""
    assert spelling.concepts_meant(word, "de") == ()


def test_joined_question_words() -> None:
    """Question words that were run together are taken apart, but not ordinals."""
    assert spelling.joined_apart("wieviel, seitwann, vonwem, howmany") == "wie viel, seit wann, von wem, how many"
    assert spelling.joined_apart("zum wievielten Mal") == "zum wievielten Mal"
