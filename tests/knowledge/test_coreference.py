"""What pronouns, descriptions and short names stand for, on golden texts and on the rules that hold for any text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import coreference, extraction, sentences
from knowledge.analysis import stem, tokenise
from knowledge.document import Document, Language, Section
from knowledge.store import IndexedSentence, Reference

FOLDER = Path(__file__).parent / "coreference"
LANGUAGES: dict[str, Language] = {"german": "de", "english": "en"}
WORDS = ["Anna", "Weiß", "Siemens", "Er", "sie", "Die", "Stadt", "Ulm", "der", "Konzern", "sagt", ".", "seine", "dort"]


def document(text: str, language: Language = "de") -> Document:
    whole = Section(index=0, start=0, end=len(text))
    return Document(
        id="text", title="Text", language=language, text=text, body_start=0, body_end=len(text), sections=(whole,)
    )


def indexed(source: Document) -> tuple[IndexedSentence, ...]:
    return tuple(
        IndexedSentence(sentence=each, tokens=tokenise(source.text, each.start, each.end, source.language))
        for each in sentences.split(source)
    )


def find(text: str, language: Language = "de") -> list[Reference]:
    source = document(text, language)
    parts = indexed(source)
    return [r for found in coreference.resolve(source, parts, extraction.extract(source, parts)) for r in found]


def context(text: str, language: Language = "de") -> list[tuple[str, ...]]:
    source = document(text, language)
    parts = indexed(source)
    return [terms for _, terms in coreference.context(source, parts, extraction.extract(source, parts))]


def cases() -> list[Any]:
    return [
        pytest.param(LANGUAGES[stem], case, id=f"{stem}-{number}")
        for stem in LANGUAGES
        for number, case in enumerate(yaml.safe_load((FOLDER / f"{stem}.yaml").read_text(encoding="utf-8")), 1)
    ]


def test_there_are_enough_golden_cases() -> None:
    """The golden files were found and hold at least 40 German and 20 English texts."""
    languages = [case.values[0] for case in cases()]
    assert languages.count("de") >= 40
    assert languages.count("en") >= 20


@pytest.mark.parametrize(("language", "case"), cases())
def test_golden_text_has_exactly_these_references(language: Language, case: dict[str, Any]) -> None:
    """The references found are those of the golden file, no more and no fewer."""
    written = [f"{r.kind}: {r.text} -> {r.antecedent_text}" for r in find(case["text"], language)]
    assert case["references"] == written


def test_context_holds_what_a_sentence_points_at() -> None:
    """The terms of the antecedent hold for the sentence with the pronoun, those that stand in it already do not."""
    first, second = context("Scott Johnston leitet Docker. Er lobt Docker.")
    assert first == ()
    assert {stem("Scott", "de"), stem("Johnston", "de")} <= set(second)
    assert stem("Docker", "de") not in second


def test_sentence_without_names_has_the_topic_of_the_one_before() -> None:
    """A sentence that names nothing and points at nothing has the terms of what was spoken of before."""
    (_, second) = context("Siemens baut Züge. Noch ist unklar, wann das beginnt.")
    assert stem("Siemens", "de") in second


def test_nothing_is_carried_into_another_section() -> None:
    """A pronoun after a heading does not point at what stood before it."""
    text = "Anna Weiß kam.\n\nEin neuer Anfang\n\nSie blieb lange."
    at = text.index("Sie")
    sections = (
        Section(index=0, start=0, end=14),
        Section(index=1, start=at, end=len(text), heading="Ein neuer Anfang"),
    )
    source = Document(
        id="text", title="Text", language="de", text=text, body_start=0, body_end=len(text), sections=sections
    )
    parts = indexed(source)
    assert coreference.resolve(source, parts, extraction.extract(source, parts))[-1] == ()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=24))
def test_every_reference_points_into_the_text(words: list[str]) -> None:
    """Whatever the text, each reference lies in its sentence, and its texts stand at its offsets."""
    source = document(" ".join(words))
    parts = indexed(source)
    for part, found in zip(parts, coreference.resolve(source, parts, extraction.extract(source, parts)), strict=True):
        for each in found:
            assert part.sentence.index == each.sentence
            assert part.sentence.start <= each.start < each.end <= part.sentence.end
            assert source.text[each.start : each.end] == each.text
            assert source.text[each.antecedent_start : each.antecedent_end] == each.antecedent_text
