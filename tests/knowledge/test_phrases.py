"""The spans that can be answers, German and English: which are offered, and what is never offered."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from knowledge import extraction, sentences
from knowledge.analysis import tokenise
from knowledge.document import Document, Language, PartialDate
from knowledge.facts import Fact
from knowledge.store import IndexedSentence

FOLDER = Path(__file__).parent / "phrases"
LANGUAGES: dict[str, Language] = {"german": "de", "english": "en"}
READ: list[tuple[Language, dict[str, Any]]] = [
    (language, case)
    for name, language in LANGUAGES.items()
    for case in yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
]
CASES = [pytest.param(language, case, id=f"{language}-{case['text'][:40]}") for language, case in READ]
PIECES = re.split(
    " ",
    "der Rat von Ulm und , ( ) „ “ um zu gehen weil 12 1990 19 . - & drei große Chefin Anna Berg ist ein als auch "
    "sowohl Werk the of to because 's %",
)


def extracted(text: str, language: Language, published: PartialDate | None = None) -> tuple[Fact, ...]:
    source = Document(
        id="text",
        title="",
        language=language,
        text=text,
        published=published,
        body_start=0,
        body_end=len(text),
        sections=(),
    )
    parts = tuple(
        IndexedSentence(sentence=each, tokens=tokenise(text, each.start, each.end, language))
        for each in sentences.split(source)
    )
    return extraction.extract(source, parts)


def test_there_are_golden_cases() -> None:
    """The golden files hold at least forty German cases and twenty English ones."""
    languages = [language for language, _ in READ]
    assert (languages.count("de") >= 40, languages.count("en") >= 20) == (True, True)


@pytest.mark.parametrize("piece", ["des Hus ", "von Ulm ", "der Rat von ", "am 3. Mai ", "und dem Rat ", "(die Stadt "])
def test_a_chain_without_end_is_read(piece: str) -> None:
    """Attributes of attributes, as many as a sentence can hold, take neither the stack nor the time."""
    found = extracted(f"Er sprach mit {piece * (2_000 // len(piece))}.", "de")
    assert all(fact.evidence.quote.count(fact.answer) or fact.derivation for fact in found)


@pytest.mark.parametrize(("language", "case"), CASES)
def test_golden_case(language: Language, case: dict[str, Any]) -> None:
    """Each expected span is offered with its kind, and with its head and syntax where the case names them."""
    facts = extracted(case["text"], language)
    offered = {(str(fact.kind), fact.answer): fact for fact in facts}
    for expected in case["expected"]:
        fact = offered.get((expected["kind"], expected["span"]))
        assert fact is not None, sorted(offered)
        assert expected.get("head", fact.head) == fact.head
        assert expected.get("syntax", fact.syntax) == fact.syntax


@pytest.mark.parametrize(
    ("text", "language", "answer"),
    [
        ("Es kam am Freitag.", "de", "Freitag, 5. März 2021"),
        ("Es kommt am nächsten Freitag.", "de", "nächsten Freitag, 12. März 2021"),
        ("It came on Friday.", "en", "Friday, 5 March 2021"),
        ("Es kam gestern.", "de", "9. März 2021"),
    ],
)
def test_a_weekday_is_said_with_its_date(text: str, language: Language, answer: str) -> None:
    """A date told by its weekday is answered with both; another relative date with what it means."""
    dates = [fact for fact in extracted(text, language, PartialDate(year=2021, month=3, day=10)) if fact.kind == "date"]
    assert answer in [fact.answer for fact in dates]


@pytest.mark.parametrize(("language", "case"), [case for case in READ if "absent" in case[1]])
def test_absent(language: Language, case: dict[str, Any]) -> None:
    """What nobody would say is not offered as any kind."""
    assert not {fact.answer for fact in extracted(case["text"], language)} & set(case["absent"])


@pytest.mark.parametrize(("language", "case"), CASES)
def test_spans_are_verbatim_and_few(language: Language, case: dict[str, Any]) -> None:
    """A fact's answer is the text between its offsets, and there are at most four facts a word."""
    text = case["text"]
    facts = extracted(text, language)
    assert all(fact.answer == text[fact.answer_start : fact.answer_end] for fact in facts)
    assert len(facts) <= 4 * len(text.split())


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=25).map(" ".join))
def test_any_text_gives_spans_within_it(text: str) -> None:
    """Any text gives non-empty spans within it, and never an error."""
    for language in get_args(Language):
        for fact in extracted(text, language):
            assert fact.answer_start is not None
            assert fact.answer_end is not None
            assert 0 <= fact.answer_start < fact.answer_end <= len(text)
