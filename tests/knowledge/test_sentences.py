"""Golden sentence cases and properties of the splitter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from knowledge.document import Language
from knowledge.sentences import spans

FOLDER = Path(__file__).parent / "sentences"
CASES: list[dict[str, Any]] = [
    case for file in sorted(FOLDER.glob("*.yaml")) for case in yaml.safe_load(file.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:40])
def test_golden(case: dict[str, Any]) -> None:
    """Each golden text splits into exactly its sentences, and each sentence splits no further."""
    text, language = case["text"], case["language"]
    assert case["sentences"] == [text[start:end] for start, end in spans(text, language)]
    for sentence in case["sentences"]:
        assert ((0, len(sentence)),) == spans(sentence, language)


@given(text=st.text(), language=st.sampled_from(("de", "en")))
def test_every_character_is_covered(text: str, language: Language) -> None:
    """Spans are trimmed, ordered and apart, and leave only white space out, for any text."""
    last = 0
    for start, end in spans(text, language):
        assert last <= start < end
        assert not text[last:start].strip()
        assert text[start:end] == text[start:end].strip()
        last = end
    assert not text[last:].strip()
