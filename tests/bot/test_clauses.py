"""Which clause each word is in."""

from __future__ import annotations

import numpy as np
import pytest

from bot.clauses import clauses
from bot.span_table import span_table
from knowledge.analysis import tokenise
from knowledge.document import Language


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Er kam und sie ging.", "de", ["Er kam", "und sie ging"]),
        ("Er kam und ging.", "de", ["Er kam", "und ging"]),
        ("Hans und Grete kamen.", "de", ["Hans und Grete kamen"]),
        ("Der Hof, der leer steht, wird verkauft.", "de", ["Der Hof wird verkauft", "der leer steht"]),
        ("Er blieb, weil es regnete.", "de", ["Er blieb", "weil es regnete"]),
        ("She came but he left.", "en", ["She came", "but he left"]),
        ("The farm, which is empty, was sold.", "en", ["The farm was sold", "which is empty"]),
        ("", "de", []),
    ],
)
def test_clauses(text: str, language: Language, expected: list[str]) -> None:
    """Two verbs joined make two clauses, and a relative clause does not part what it interrupts."""
    tokens = tokenise(text, 0, len(text), language)
    found = clauses(tokens, span_table(tokens, (), {}).clauses)
    said = [
        " ".join(t.text for t, at in zip(tokens, found, strict=True) if at == number and t.terms)
        for number in np.unique(found)
    ]
    assert [words for words in said if words] == expected
