"""Near misses: how many edits are forgiven."""

from __future__ import annotations

import pytest

from bot.fuzzy import neighbours

WORDS = ("dock", "runde", "finanzierung", "tag")


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("dokc", ["dock"]),  # a swap is one edit
        ("rund", ["runde"]),
        ("finnazierug", ["finanzierung"]),  # two in a long word
        ("rnd", []),  # three letters have too many neighbours
        ("rnude", ["runde"]),
        ("rxnxe", []),
        ("tga", []),
    ],
)
def test_neighbours(word: str, expected: list[str]) -> None:
    """One edit from four letters on, two from eight on."""
    assert [known for known, _ in neighbours(word, WORDS)] == expected
