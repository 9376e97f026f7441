"""Small talk is what is nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.smalltalk import recognise, without_greeting

CASES = yaml.safe_load((Path(__file__).parent / "cases/smalltalk.yaml").read_text("utf-8"))


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_cases(text: str, expected: str) -> None:
    """Each text is the small talk its case names, or none."""
    found = recognise(text)
    assert expected == (f"{found.kind} {found.language or '-'}" if found else "none")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Hallo, wer baute das?", "wer baute das?"),
        ("Guten Tag! Wer baute das?", "Wer baute das?"),
        ("thank you, and when?", "and when?"),
        ("Morgen, wer baute das?", "wer baute das?"),
        ("Morgen kommt wer?", "Morgen kommt wer?"),
        ("Wer sagte Hallo?", "Wer sagte Hallo?"),
        ("Hallo", "Hallo"),
        ("", ""),
    ],
)
def test_a_greeting_is_taken_off(text: str, left: str) -> None:
    """An opening greeting goes, the question stays as it was typed."""
    assert left == without_greeting(text)
