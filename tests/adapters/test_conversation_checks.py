"""What counts as a failure."""

from __future__ import annotations

import pytest

from adapters.conversation_cases import Expectation
from adapters.conversation_checks import complaints, spoken
from adapters.seen import Seen
from bot.messages import Outcome, Status
from bot.wording import wording

SEEN = Seen(text="Bonn\n„Er wohnt in Bonn.“", buttons=("Mehr",), seen_by="asker", edited=True, messages=2)
OUTCOME = Outcome(status=Status.ANSWERED, language="de", quote="Er wohnt in Bonn.")


@pytest.mark.parametrize(
    ("met", "missed"),
    [
        (Expectation(contains=("Bonn", "wohnt  in")), Expectation(contains=("Bonn", "Köln"))),
        (Expectation(equals="Bonn"), Expectation(equals="Bon")),
        (Expectation(one_of=("Köln", "wohnt in")), Expectation(one_of=("Köln",))),
        (Expectation(absent=("Köln",)), Expectation(absent=("Bonn",))),
        (Expectation(), Expectation(nothing=True)),
        (Expectation(buttons=("Mehr",)), Expectation(buttons=("Mehr", "Weg"))),
        (Expectation(status=Status.ANSWERED), Expectation(status=Status.ABSTAINED)),
        (Expectation(quote="wohnt"), Expectation(quote="Bonn\n„")),
        (Expectation(language="de"), Expectation(language="en")),
        (Expectation(seen_by="asker"), Expectation(seen_by="everyone")),
        (Expectation(edited=True), Expectation(edited=False)),
        (Expectation(messages=2), Expectation(messages=1)),
    ],
)
def test_an_expectation_complains_exactly_when_it_is_not_met(met: Expectation, missed: Expectation) -> None:
    """Each kind of expectation passes what meets it, and has one sentence on what does not."""
    assert complaints(met, SEEN, OUTCOME) == ()
    assert len(complaints(missed, SEEN, OUTCOME)) == 1


def test_silence_meets_only_the_expectation_of_silence() -> None:
    """No reply is as expected where none was, and a complaint where one was."""
    assert complaints(Expectation(nothing=True), None, None) == ()
    assert complaints(Expectation(messages=0), None, None) == ("expected a reply",)


def test_without_an_outcome_what_is_seen_decides() -> None:
    """On a platform the quote must be visible, the status cannot be seen, the language is that of the wording."""
    shown = Seen(text="Bonn", buttons=(wording("en").BUTTON_SOURCE,))
    assert complaints(Expectation(status=Status.ABSTAINED, quote="Bonn", language="en"), shown, None) == ()
    assert complaints(Expectation(language="de"), shown, None) == ("expected the language to be de, not en",)


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_language_is_told_by_what_the_bot_says_in_it_alone(language: object) -> None:
    """Sentences and labels of one language tell it, the words of an article do not."""
    says = wording("de" if language == "de" else "en")
    assert spoken(Seen(text=f"x\n{says.NOT_IN_ARTICLE}")) == {language}
    assert spoken(Seen(text="x", buttons=(says.BUTTON_HELP,))) == {language}
    assert spoken(Seen(text="The article is about Hilfe.")) == set()
