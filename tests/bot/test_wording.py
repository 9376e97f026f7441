"""Both languages say everything, with the same holes."""

from __future__ import annotations

import inspect
from typing import get_args

import pytest

from bot import wording_de, wording_en
from bot.commands import COMMANDS
from bot.smalltalk import SmallTalkKind
from bot.wording import Wording, wording
from knowledge.document import Language, PartialDate


def test_the_languages_have_the_same_functions() -> None:
    """Each function of the protocol has the same parameters in both languages."""
    names = [name for name, _ in inspect.getmembers(Wording, inspect.isfunction) if not name.startswith("_")]
    assert len(names) > 20
    for name in names:
        german, english = (inspect.signature(getattr(module, name)) for module in (wording_de, wording_en))
        assert german == english, name


@pytest.mark.parametrize("language", get_args(Language))
def test_nothing_is_missing(language: Language) -> None:
    """Every command, listing and kind of small talk has its words, and constants are whole sentences."""
    says = wording(language)
    assert {command.name for command in COMMANDS} == set(says.COMMANDS)
    assert {command.name for command in COMMANDS if command.kinds} == set(says.KINDS)
    assert set(get_args(SmallTalkKind)) == set(says.SMALL_TALK)
    assert set(wording("de").PREVIEW) == set(says.PREVIEW)
    sentences = [says.EMPTY, says.NOT_IN_ARTICLE, says.NOT_UNDERSTOOD, says.OUTDATED_BUTTON, *says.SMALL_TALK.values()]
    assert all(sentence[-1] in ".?“”" and "!" not in sentence for sentence in sentences)


@pytest.mark.parametrize(
    ("date", "german", "english"),
    [
        (PartialDate(year=2024), "2024", "2024"),
        (PartialDate(year=2024, month=3), "März 2024", "March 2024"),
        (PartialDate(year=2024, month=3, day=9), "9. März 2024", "9 March 2024"),
    ],
)
def test_dates(date: PartialDate, german: str, english: str) -> None:
    """A date is said as precisely as it is known."""
    assert (german, english) == (wording("de").date(date), wording("en").date(date))


def test_numbers_agree() -> None:
    """One is singular, more are plural."""
    assert wording("de").length(1, 1) == "1 Wort in 1 Satz"
    assert wording("en").length(20, 2) == "20 words in 2 sentences"
    assert "in einer Sekunde" in wording("de").too_many(1)
    assert "in 3 seconds" in wording("en").too_many(3)
    assert wording("de").more(1) == "… und eine weitere Angabe."


def test_a_relative_date_is_explained() -> None:
    """The article's date, the phrase and its meaning make one sentence, whatever the date's precision."""
    said = [wording("de").relative(PartialDate(year=2024, month=m), "im Vorjahr", "2023") for m in (5, None)]
    assert said[0] == "Der Artikel ist vom Mai 2024; „im Vorjahr“ ist also 2023."
    assert said[1] == "Der Artikel ist von 2024; „im Vorjahr“ ist also 2023."
