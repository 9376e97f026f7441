"""Roles: what a question asks for, and whether a sentence has the same roles filled with the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
import yaml

from bot.agreement import RoleMeasure
from bot.roles import Asked, asked
from knowledge.analysis import tokenise
from knowledge.document import Language, Sentence
from knowledge.predicates import predicates
from knowledge.store import IndexedSentence

CASES = yaml.safe_load((Path(__file__).parent / "roles" / "cases.yaml").read_text(encoding="utf-8"))
SOLD = "Nach langem Streit verkaufte die Bank ihre Filialen 2019 an den Rivalen Kredo."


def golden() -> Iterator[tuple[Language, str, list[str]]]:
    for language, questions in CASES.items():
        for question, *expected in questions:
            yield cast(Language, language), question, expected


def read(question: str, language: Language = "de") -> tuple[Asked, ...]:
    return asked(tokenise(question, 0, len(question), language), language)


def said(text: str, language: Language = "de") -> IndexedSentence:
    tokens = tokenise(text, 0, len(text), language)
    sentence = Sentence(document="d", index=0, start=0, end=len(text), section=0, paragraph=0)
    return IndexedSentence(sentence=sentence, tokens=tokens, predicates=predicates(tokens, language))


def of_sentence(reading: tuple[Asked, ...], sentence: IndexedSentence) -> dict[str, float]:
    return RoleMeasure(reading, sentence).sentence_features()


def filled(question: str, text: str, span: str, language: Language = "de") -> dict[str, float]:
    start = text.index(span)
    return RoleMeasure(read(question, language), said(text, language)).span_features(start, start + len(span))


@pytest.mark.parametrize(("language", "question", "expected"), list(golden()), ids=lambda value: str(value)[:40])
def test_question_asks_for(language: Language, question: str, expected: list[str]) -> None:
    """The readings of a question are exactly these."""
    found = []
    for reading in read(question, language):
        given = ", ".join(f"{each.role}={each.text}" for each in reading.given)
        frame = f"{reading.frame} not" if reading.negated else reading.frame
        found.append(f"{frame} asks {reading.role or 'none'}: {given}".strip())
    assert expected == list(dict.fromkeys(found))


def test_there_are_enough_golden_questions() -> None:
    """Both languages have their share of questions."""
    assert len(CASES["de"]) >= 30
    assert len(CASES["en"]) >= 15


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Wer verkaufte die Filialen?", "Bank"),
        ("Wer kaufte die Filialen?", "Rivalen Kredo"),
        ("An wen wurden die Filialen verkauft?", "Rivalen Kredo"),
        ("Von wem bekam Kredo die Filialen?", "Bank"),
        ("Was verkaufte die Bank an Kredo?", "Filialen"),
        ("Wann wurden die Filialen verkauft?", "2019"),
    ],
)
def test_either_side_finds_its_own(question: str, answer: str) -> None:
    """The span in the role asked for fills it, all other arguments do not, whichever verb the question has."""
    assert filled(question, SOLD, answer)["role:filled"] >= 0.8  # less for the converse
    for other in {"Bank", "Rivalen Kredo", "Filialen", "2019"} - {answer}:
        features = filled(question, SOLD, other)
        assert features["role:filled"] == 0.0
        assert features["role:conflict"] == 1.0


def test_a_given_argument_in_another_role_speaks_against() -> None:
    """Who is named as the seller is not the buyer of the text."""
    right = of_sentence(read("Wem verkaufte die Bank die Filialen?"), said(SOLD))
    wrong = of_sentence(read("Wem verkaufte Kredo die Filialen?"), said(SOLD))
    assert right["role:right"] == 1.0
    assert right["role:wrong"] == 0.0
    assert wrong["role:wrong"] == 0.5


def test_another_name_in_the_same_role_differs() -> None:
    """A name that the text has not in that role is told apart from one about which it says nothing."""
    found = of_sentence(read("Wann kaufte Orbis die Filialen?"), said(SOLD))
    assert found["role:different"] == 0.5
    missing = of_sentence(read("Wann verkaufte die Bank die Filialen für 20 Euro?"), said(SOLD))
    assert missing["role:missing"] > 0


def test_half_a_name_is_another_name() -> None:
    """Anna Meier is not Anna Weber."""
    found = of_sentence(read("Wann gründete Anna Meier den Verein?"), said("Anna Weber gründete 1904 den Verein."))
    assert found["role:right"] == 0.5


def test_negation_is_told() -> None:
    """A denied predicate does not answer an affirmative question."""
    text = "Die Bank verkaufte ihre Filialen nicht."
    assert of_sentence(read("Wer verkaufte die Filialen?"), said(text))["role:negation"] == 1.0
    assert of_sentence(read("Wer verkaufte die Filialen nicht?"), said(text))["role:negation"] == 0.0


def test_an_english_question_meets_a_german_sentence() -> None:
    """Frames and names are the same in both languages."""
    reading = read("Who was the buyer of the unit of Docker?", "en")
    text = "Docker verkaufte die Sparte an Mirantis."
    start = text.index("Mirantis")
    assert RoleMeasure(reading, said(text)).span_features(start, start + len("Mirantis"))["role:filled"] > 0


def test_a_misspelt_name_counts_by_its_expansions() -> None:
    """What a word is taken for is given from outside."""
    question = "Wem verkaufte Krdo die Filialen?"
    tokens = tokenise(question, 0, len(question), "de")
    plain = of_sentence(asked(tokens, "de"), said(SOLD))
    helped = of_sentence(asked(tokens, "de", {"Krdo": frozenset({"kredo"})}), said(SOLD))
    assert plain["role:wrong"] == 0.0
    assert helped["role:wrong"] > 0.0


def test_without_a_relation_nothing_is_said() -> None:
    """A question without a verb or noun of relation gives no features; one with it tells that the text has none."""
    assert of_sentence(read("Docker?"), said(SOLD)) == {}
    assert of_sentence(read("Wer sang das Lied?"), said(SOLD)) == {"role:none": 1.0}
    assert RoleMeasure(read("Wer sang das Lied?"), said(SOLD)).span_features(0, 4)["role:filled"] == 0.0
