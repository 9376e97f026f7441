"""Words that the tagger's model has, by their folded form."""

from __future__ import annotations

import pytest

from knowledge.document import Language
from knowledge.known_words import frequency, is_listed, known_words


@pytest.mark.parametrize(
    ("folded", "word", "language"),
    [("jaehrlich", "jährlich", "de"), ("gross", "groß", "de"), ("company", "company", "en")],
)
def test_words_are_found_folded(folded: str, word: str, language: Language) -> None:
    """A word is found by its spelling without umlauts."""
    assert word == known_words(language)[folded]


@pytest.mark.parametrize(
    ("word", "language", "expected"),
    [("Umsatz", "de", True), ("umsatz", "de", True), ("jaehrlich", "de", True), ("umatz", "de", False),
     ("judge", "en", True), ("jugde", "en", False)],
)  # fmt: skip
def test_listed_words(word: str, language: Language, expected: bool) -> None:
    """Case and umlauts do not matter; a typing error is not listed."""
    assert is_listed(word, language) is expected


def test_a_word_is_as_frequent_in_small_letters() -> None:
    """A noun in small letters counts as the noun."""
    assert frequency("umsatz", "de") == frequency("Umsatz", "de")
