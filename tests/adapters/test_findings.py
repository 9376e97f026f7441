"""Findings as they are printed."""

from __future__ import annotations

import json

from adapters.findings import listed, note, ok, todo


def test_a_finding_is_one_line_with_its_mark_first() -> None:
    """The marks are of one width, so that the areas stand below each other."""
    assert [one("Slack", "off.").line() for one in (ok, note, todo)] == [
        "ok   Slack: off.",
        "note Slack: off.",
        "TODO Slack: off.",
    ]


def test_a_finding_is_one_json_object() -> None:
    """Area, level and text, whatever letters are in it."""
    assert json.loads(todo("Seeds", "Kein „Ü“.").json()) == {"area": "Seeds", "level": "TODO", "text": "Kein „Ü“."}


def test_many_names_are_cut_short() -> None:
    """Ten are told, and how many there are more."""
    names = tuple(f"T{number}" for number in range(13))
    assert listed(names[:2]) == "T0, T1"
    assert listed(names) == "T0, T1, T2, T3, T4, T5, T6, T7, T8, T9 and 3 more"
