"""Predicates of sentences: who does what to whom, in both languages, from either side of an event."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.analysis import tokenise
from knowledge.document import Language
from knowledge.predicates import predicates
from knowledge.roles import Predicate, Role, Voice

CASES = yaml.safe_load((Path(__file__).parent / "predicates" / "cases.yaml").read_text(encoding="utf-8"))


def golden() -> Iterator[tuple[Language, str, str]]:
    for language, sentences in CASES.items():
        for sentence, *expected in sentences:
            for said in expected:
                yield cast(Language, language), sentence, said


def found(text: str, language: Language) -> tuple[Predicate, ...]:
    return predicates(tokenise(text, 0, len(text), language), language)


def shown(predicate: Predicate, text: str) -> tuple[str, set[str]]:
    """Frame and arguments as the golden file writes them."""
    head = f"{predicate.frame} not" if predicate.negated else predicate.frame
    return head, {f"{a.role}={text[a.start : a.end]}" for a in predicate.arguments}


@pytest.mark.parametrize(("language", "sentence", "said"), list(golden()))
def test_sentence_says(language: Language, sentence: str, said: str) -> None:
    """One of the sentence's predicates has this frame with these arguments in these roles."""
    head, _, arguments = said.rpartition(": ")
    expected = set(arguments.split(", "))
    all_shown = [shown(predicate, sentence) for predicate in found(sentence, language)]
    assert any(frame == head and expected <= have for frame, have in all_shown), all_shown


def test_there_are_enough_golden_sentences() -> None:
    """Both languages have their share of sentences."""
    assert len(CASES["de"]) >= 40
    assert len(CASES["en"]) >= 20


@pytest.mark.parametrize(
    ("text", "language", "voice"),
    [
        ("Die Firma verkaufte das Werk.", "de", Voice.ACTIVE),
        ("Das Werk wurde von der Firma verkauft.", "de", Voice.PASSIVE),
        ("Das von der Firma verkaufte Werk brannte.", "de", Voice.PARTICIPLE),
        ("Der Verkauf des Werks gelang.", "de", Voice.NOUN),
        ("Der Verkäufer des Werks, Jan Ott, schwieg.", "de", Voice.ROLE),
        ("The firm sold the plant.", "en", Voice.ACTIVE),
        ("The plant was sold by the firm.", "en", Voice.PASSIVE),
        ("The plant sold by the firm burnt down.", "en", Voice.PARTICIPLE),
    ],
)
def test_every_form_says_the_same(text: str, language: Language, voice: Voice) -> None:
    """Verb, passive, participle, noun and role word give the same frame with what was sold in the same role."""
    sold = [p for p in found(text, language) if p.frame == "transfer"]
    assert [p.voice for p in sold] == [voice]
    assert any(a.role is Role.PATIENT for a in sold[0].arguments)


def test_offsets_point_into_the_text() -> None:
    """Tokens and characters of an argument and of the trigger name the same words, wherever the sentence begins."""
    text = "Vorweg ein Satz. Kredo erwarb die Filialen von der Bank."
    tokens = tokenise(text, 17, len(text), "de")
    bought = next(p for p in predicates(tokens, "de") if p.frame == "transfer")
    assert text[bought.start : bought.end] == "erwarb" == tokens[bought.trigger].text
    for argument in bought.arguments:
        assert argument.start == tokens[argument.first].start
        assert argument.end == tokens[argument.last - 1].end


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.sampled_from(["de", "en"]))
def test_any_text_has_predicates_inside_it(text: str, language: Language) -> None:
    """No text breaks the reading, and all offsets lie inside it."""
    for predicate in found(text, language):
        assert 0 <= predicate.start < predicate.end <= len(text)
        assert all(0 <= a.start < a.end <= len(text) for a in predicate.arguments)


WORDS = (
    "der die das den dem von an durch wurde hat , und , der weil nicht Anna Berlin Firma verkauft kaufte zu 2019 . um"
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS.split()), max_size=14))
def test_any_order_of_words_is_read(words: list[str]) -> None:
    """Function words in any order are read without an error, the same each time."""
    text = " ".join(words)
    assert found(text, "de") == found(text, "de")
