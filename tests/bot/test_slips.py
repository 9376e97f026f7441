"""How likely one word is typed for another, and which words one slip makes of it."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slips import EXTRA, IMPOSSIBLE, SURE, SWAPPED_FIRST, TWO, WRONG, one_slip_from, slip
from bot.training_data import misspell

WORDS = st.text("abcdef", min_size=2, max_size=10)


@pytest.mark.parametrize(
    ("typed", "meant", "expected"),
    [
        ("umsatz", "umsatz", SURE),
        ("umatz", "umsatz", SURE),
        ("begnan", "begann", SURE),
        ("sttoerung", "stoerung", SURE),
        ("hofman", "hofmann", SURE),
        ("ebgann", "begann", SWAPPED_FIRST),
        ("umsaktz", "umsatz", EXTRA),
        ("mayer", "meyer", WRONG),
        ("buergremeistr", "buergermeister", TWO),
        ("umsatzs", "umsatz", IMPOSSIBLE),
        ("wurd", "wurde", IMPOSSIBLE),
        ("gefunden", "gefundene", IMPOSSIBLE),
        ("komprimiert", "komprimieren", IMPOSSIBLE),
        ("haus", "maus", IMPOSSIBLE),
        ("hfean", "hafen", IMPOSSIBLE),
        ("bild", "wald", IMPOSSIBLE),
        ("", "a", IMPOSSIBLE),
    ],
)
def test_slips(typed: str, meant: str, expected: float) -> None:
    """Swapped, dropped and doubled letters are sure slips; another ending, another first letter, and two slips in a
    short word are none."""
    assert expected == slip(typed, meant)


@given(typed=WORDS, meant=WORDS)
def test_what_is_one_slip_away_is_enumerated(typed: str, meant: str) -> None:
    """Whatever a single slip may have been meant by is among the words of the enumeration."""
    if typed != meant and slip(typed, meant) not in (IMPOSSIBLE, TWO):
        assert meant in set(one_slip_from(typed))


@given(word=st.text("abcdefghij", min_size=5, max_size=12), seed=st.integers(0, 99))
def test_typing_errors_are_sure_slips(word: str, seed: int) -> None:
    """The errors that training makes are taken for what they are."""
    assert slip(misspell(word, random.Random(seed)), word) == SURE
