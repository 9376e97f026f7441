"""Dates, times and durations, German and English."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from knowledge import dates
from knowledge.document import Language, PartialDate

FOLDER = Path(__file__).parent / "dates"
LANGUAGES: dict[str, Language] = {"german": "de", "english": "en"}
CASES = [
    pytest.param(language, case, id=f"{language}-{case['text'][:40]}")
    for name, language in LANGUAGES.items()
    for case in yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
]


def _published(case: dict[str, Any]) -> PartialDate | None:
    return PartialDate.parse(case["published"]) if "published" in case else None


def test_there_are_golden_cases() -> None:
    """The golden files are found and hold what they are known to hold."""
    assert len(CASES) >= 55


@pytest.mark.parametrize(("language", "case"), CASES)
def test_golden_case(language: Language, case: dict[str, Any]) -> None:
    """A sentence gives exactly the expected kinds, spans and values, and the wording of what is relative."""
    found = dates.find(case["text"], language, _published(case))
    seen = [(str(m.kind), case["text"][m.start : m.end], m.value) for m in found]
    assert [(e["kind"], e["span"], e["value"]) for e in case["expected"]] == seen
    for expected, mention in zip(case["expected"], found, strict=True):
        assert expected.get("derived") == mention.derived


@given(st.text(alphabet=st.one_of(st.sampled_from("0123456789.,:-–€$% einzwdrMo½\n"), st.characters())))
def test_spans_lie_in_the_text_in_order(text: str) -> None:
    """Any text gives ordered, disjoint, non-empty spans within it, and never an error."""
    for language in get_args(Language):
        end = 0
        for mention in dates.find(text, language, PartialDate(year=2021, month=3, day=10)):
            assert end <= mention.start < mention.end <= len(text)
            end = mention.end
