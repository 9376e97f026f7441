"""The thesaurus: its authored lines are well formed, its index is made of them, every pair holds in both directions."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from knowledge import thesaurus
from knowledge.analysis import stem
from knowledge.document import Language

DATA = Path(thesaurus.__file__).parent / "data"
WORD = r"\w[\w'’.&/-]*"
LINE = re.compile(rf"{WORD}:(?: {WORD}(?:, {WORD})*)?(?: \| {WORD}(?:, {WORD})*)?")


@pytest.mark.parametrize("language", ["de", "en"])
def test_lines_are_well_formed(language: Language) -> None:
    """A headword, close words, a bar, loose words; each headword once, none without a word."""
    lines = (DATA / f"thesaurus_{language}.txt").read_text("utf-8").splitlines()
    assert [line for line in lines if not LINE.fullmatch(line) or line.endswith(":")] == []
    heads = [line.partition(":")[0] for line in lines]
    assert len(heads) == len(set(heads)) > 2500


def test_the_index_is_made_of_the_lines() -> None:
    """What is shipped is what the authored files give."""
    with np.load(thesaurus.PATH) as file:
        made = thesaurus.build_index()
        assert sorted(file.files) == sorted(made)
        for name, array in made.items():
            assert np.array_equal(file[name], array), name


@pytest.mark.parametrize(
    ("word", "language", "other", "closely"),
    [
        ("prüfen", "de", "Kontrolle", True),
        ("Kontrolle", "de", "prüfen", True),
        ("kaufen", "de", "Erwerb", True),
        ("Krankheit", "de", "Grippe", False),
        ("Grippe", "de", "Krankheit", False),
        ("buy", "en", "kaufen", True),
        ("kaufen", "de", "buy", True),
        ("injury", "en", "Verletzung", True),
    ],
)
def test_related_words(word: str, language: Language, other: str, closely: bool) -> None:
    """Close words and loose ones, in both directions and between the languages."""
    related = thesaurus.load().related(stem(word, language), language)
    stems = {stem(other, "de"), stem(other, "en")}
    assert bool(stems & set(related.close)) is closely
    assert closely or stems & set(related.loose)
    assert stem(word, language) not in (*related.close, *related.loose)


def test_an_unknown_word_has_no_relatives() -> None:
    assert thesaurus.load().related("xyzzy", "de") == thesaurus.NOTHING
