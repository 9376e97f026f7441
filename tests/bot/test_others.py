"""What is left of a list when some of it was named."""

from __future__ import annotations

import pytest

from bot.answers import Abstention, Answer
from bot.others import rest
from knowledge.document import Evidence
from knowledge.facts import Fact, Kind

QUOTE = "Es kamen Jens Lorenz, die Ministerin Eva Brandt und der Chor Seewind."
LIST = "Jens Lorenz, die Ministerin Eva Brandt und der Chor Seewind"


def fact(text: str) -> Fact:
    start = QUOTE.index(text)
    evidence = Evidence(document="d", start=0, end=len(QUOTE), quote=QUOTE)
    return Fact(
        id=text,
        sentence=0,
        kind=Kind.LIST,
        answer=text,
        answer_start=start,
        answer_end=start + len(text),
        evidence=evidence,
        origin="extracted",
    )


def given(text: str) -> Answer:
    return Answer(text=text, kind=Kind.PERSON, confidence=0.8, evidence=fact(LIST).evidence)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (("Jens Lorenz",), "die Ministerin Eva Brandt und der Chor Seewind"),
        (("der Chor Seewind",), "Jens Lorenz, die Ministerin Eva Brandt"),
        (("Eva Brandt",), "Jens Lorenz, der Chor Seewind"),
        (("Eva Brandt", "Jens Lorenz"), "der Chor Seewind"),
        (("Wer kam außer Jens Lorenz?",), "die Ministerin Eva Brandt und der Chor Seewind"),
    ],
)
def test_what_was_not_said_is_left(said: tuple[str, ...], expected: str) -> None:
    """The items that were not named are the answer, marked where they stand."""
    found = rest([fact(LIST)], said, given(said[0]))
    assert isinstance(found, Answer)
    assert (expected, 0.8) == (found.text, found.confidence)
    assert ", ".join(QUOTE[start:end] for start, end in found.marked) == expected


def test_nothing_is_left() -> None:
    """Where every item was named there is nothing to say, whether or not something was answered last."""
    for last in (given(LIST), None):
        assert isinstance(rest([fact(LIST)], (LIST,), last), Abstention)


def test_another_list_is_no_answer() -> None:
    """A list without anything that was named is not the one that was asked about."""
    assert rest([fact(LIST)], ("Ole Hansen",), given("Ole Hansen")) is None
    assert rest([fact(LIST)], ("Jens Lorenz",), None) is None
