"""Question analysis: what is expected, which words count, what is presupposed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.question import Form, analyse, normalise
from knowledge.facts import Kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Wer baute die Brücke?", Kind.PERSON),
        ("wann wurde sie eroeffnet", Kind.DATE),
        ("Seit wann fährt der Bus?", Kind.DATE),
        ("In welchem Jahr begann der Bau?", Kind.DATE),
        ("Wo liegt die Brücke?", Kind.PLACE),
        ("In welcher Stadt steht sie?", Kind.PLACE),
        ("Wie viel Geld kostete sie?", Kind.MONEY),
        ("Wie teuer war der Bau?", Kind.MONEY),
        ("Wie viele Tonnen Stahl wurden geliefert?", Kind.NUMBER),
        ("Wie viel Prozent waren dagegen?", Kind.PERCENT),
        ("Wie lange dauerte der Bau?", Kind.DURATION),
        ("Wie alt ist die Bürgermeisterin?", Kind.DURATION),
        ("Warum wurde gebaut?", Kind.CAUSE),
        ("Wozu dient die Brücke?", Kind.PURPOSE),
        ("Welche Firma lieferte den Stahl?", Kind.ORGANISATION),
        ("Was kritisierte der Verein?", Kind.PHRASE),
        ("Wofür steht die Abkürzung TÜV?", Kind.ORGANISATION),
        ("Who built the bridge?", Kind.PERSON),
        ("When was it opened?", Kind.DATE),
        ("How much money did it cost?", Kind.MONEY),
        ("How long did it take?", Kind.DURATION),
        ("Where is the bridge?", Kind.PLACE),
        ("Which company delivered the steel?", Kind.ORGANISATION),
        ("Why was it built?", Kind.CAUSE),
    ],
)
def test_question_words_tell_the_expected_kind(text: str, kind: Kind) -> None:
    """The first expected kind is the one the question word asks for."""
    assert analyse(text).kinds[0] == kind


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Kostete die Brücke 12 Millionen Euro?", Form.YES_NO),
        ("Hat der Verein geklagt?", Form.YES_NO),
        ("Did the club sue?", Form.YES_NO),
        ("Was ist ein Radweg?", Form.DEFINITION),
        ("Wer baute die Brücke?", Form.FACT),
    ],
)
def test_form(text: str, form: Form) -> None:
    """Verb-first questions are yes/no questions; the others keep their form."""
    assert analyse(text).form == form


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Hallo, wer baute die Brücke?", "wer baute die Brücke?"),
        ("Kannst du mir sagen, wer die Brücke baute?", "wer die Brücke baute?"),
        ("Wer baute die Brücke, bitte?", "Wer baute die Brücke?"),
        ("Danke", "Danke"),
    ],
)
def test_spoken_clutter_is_removed(text: str, bare: str) -> None:
    """Greetings and politeness around a question go; nothing is left empty."""
    assert normalise(text) == bare


def test_letters_and_years_are_exact() -> None:
    """The letter of a series and a year are terms that a near miss does not match."""
    terms = analyse("Wer bezahlte 2019 die Serie-A-Runde?").terms
    assert {term.text for term in terms if term.exact} == {"2019", "A"}


def test_governed_question_words_give_their_preposition() -> None:
    """ "An wen" and "worauf" ask for what stands after that preposition."""
    assert analyse("An wen ging der Auftrag?").prepositions == ("an",)
    assert analyse("Worauf wartet die Stadt?").prepositions == ("auf",)


@given(st.text(max_size=200))
def test_any_text_can_be_analysed(text: str) -> None:
    """No Unicode string makes the analysis fail."""
    assert isinstance(analyse(text).terms, tuple)
