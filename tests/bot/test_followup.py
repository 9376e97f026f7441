"""Follow-ups: which questions lean on the one before, and what they take from it and its answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.answers import Abstention, Answer, Decision, Reason
from bot.followup import leans, merge, said
from bot.question import Form, analyse
from knowledge.document import Evidence
from knowledge.facts import Kind

_LINES = (Path(__file__).parent / "cases/followups.txt").read_text("utf-8").splitlines()
CASES = [[cell.strip() for cell in line.split("|")] for line in _LINES if line and not line.startswith("#")]


def decided(answer: str) -> Decision:
    if answer == "-":
        return Abstention(reason=Reason.NOT_IN_ARTICLE, confidence=0.1)
    text, kind = answer.rsplit(", ", 1)
    evidence = (Evidence(document="d", start=0, end=len(text), quote=text),)
    return Answer(text=text, kind=Kind(kind), confidence=0.9, evidence=evidence)


def test_there_are_cases() -> None:
    """The golden file is found and read."""
    assert len(CASES) > 25


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]} {case[2]}")
def test_follow_ups(case: list[str]) -> None:
    """A question leans where its words point back, and then has the terms of what was said before."""
    before, answer, text, leaning, kind, terms = case
    previous, question = analyse(before), analyse(text)
    assert (leaning == "leans") == leans(text, question)
    if leaning == "leans":
        question = merge(question, previous, said(decided(answer), previous))
    assert terms.split() == [("+" if term.said else "") + term.text for term in question.terms]
    assert kind == (question.kinds[0] if question.kinds else "-")


def test_another_thing_of_the_same_sort_is_asked_the_same() -> None:
    """ "Und Hamburg?" keeps kinds, prepositions and form of the question before."""
    previous = analyse("An wen verkaufte Bremen die Werft?")
    merged = merge(analyse("Und Hamburg?"), previous)
    assert (previous.kinds, ("an",), Form.FACT) == (merged.kinds, merged.prepositions, merged.form)


def test_amounts_and_dates_are_not_carried_on() -> None:
    """What a later pronoun cannot stand for gives no terms."""
    assert said(decided("3. Mai 2024, date"), analyse("Wann war das Fest?")) == ()
