"""Mentions that only address are taken out; those that are asked about stay."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.addressing import without_addressees

CASES = {
    "@Anna wer führt?": "wer führt?",
    "@Anna, @Ben: wer führt? @Cleo @Dora": "wer führt?",
    "Wer führt? @Anna!": "Wer führt?",
    "Wer führt, @Anna?": "Wer führt?",
    "Wer führt @Anna": "Wer führt",
    "Was macht @Anna?": "Was macht @Anna?",
    "Wer ist @Anna, @Ben?": "Wer ist @Anna?",
    "Was sagt @Anna dazu?": "Was sagt @Anna dazu?",
    "(@Anna) Wer?": "Wer?",
    "@Anna": "",
    "@Anna, @Ben?": "",
    "Wer?": "Wer?",
    "": "",
}


def without(text: str) -> str:
    return without_addressees(text, [found.span() for found in re.finditer(r"@\w+", text)])


@pytest.mark.parametrize("text", CASES)
def test_who_is_addressed_is_not_asked_about(text: str) -> None:
    """At either end a mention addresses, unless the question ends with it; in the middle it is content."""
    assert CASES[text] == without(text)


@given(
    st.lists(st.sampled_from(["@Anna", "@Ben", "wer", "führt", "?", ",", " ", "\n", "🎉"]), max_size=12).map("".join)
)
def test_nothing_else_is_lost(text: str) -> None:
    """Every word that is no mention stays, in order, and doing it again changes nothing."""

    def words(of: str) -> list[str]:
        return re.findall(r"(?<![@\w])\w+", of)

    assert words(text) == words(without(text))
    assert without(text) == without(without(text))
