"""Conversation tests test: what counts as a failure, and how it is told."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from adapters.conversation_cases import CaseError, Expectation, read_cases
from adapters.conversation_runner import complaints, junit_xml, report, run_case
from adapters.seen import Seen
from bot.messages import Outcome, Status


class Parrot:
    """A driver that repeats."""

    name = "parrot"

    async def say(self, chat: str, text: str) -> Seen | None:
        return Seen(text=text)

    async def press(self, chat: str, label: str) -> Seen | None:
        raise LookupError(label)

    async def start(self, bot: object) -> None: ...

    async def stop(self) -> None: ...


@pytest.mark.parametrize(
    ("expected", "wrong"),
    [
        (Expectation(contains=("Bonn",)), False),
        (Expectation(contains=("Köln",)), True),
        (Expectation(equals="Bonn"), False),
        (Expectation(equals="Bon"), True),
        (Expectation(one_of=("Köln", "wohnt in")), False),
        (Expectation(one_of=("Köln",)), True),
        (Expectation(absent=("Bonn",)), True),
        (Expectation(nothing=True), True),
        (Expectation(buttons=("Mehr",)), False),
        (Expectation(buttons=("Weg",)), True),
        (Expectation(status=Status.ANSWERED), False),
        (Expectation(status=Status.ABSTAINED), True),
        (Expectation(quote="wohnt"), False),
        (Expectation(quote="Bonn\n„"), True),
    ],
)
def test_an_expectation_complains_exactly_when_it_is_not_met(expected: Expectation, wrong: bool) -> None:
    """Each kind of expectation passes what meets it and fails what does not."""
    seen = Seen(text="Bonn\n„Er wohnt in Bonn.“", buttons=("Mehr",))
    outcome = Outcome(status=Status.ANSWERED, language="de", quote="Er wohnt in Bonn.")
    assert wrong == bool(complaints(expected, seen, outcome))


async def test_a_failure_shows_the_dialogue_and_the_line(tmp_path: Path) -> None:
    """The report holds what was said before the failing turn, and stops there."""
    path = tmp_path / "a.yaml"
    path.write_text(
        "name: N\nturns:\n  - {user: eins, bot: eins}\n  - {user: zwei, bot: drei}\n  - {user: x, bot: x}\n"
    )
    result = await run_case(read_cases(path)[0], Parrot(), chat="1")
    told = report([result])
    assert result.turns == 2
    assert f"{path}:4 N" in told
    assert "you: eins" in told
    assert "expected it to contain 'drei'" in told
    assert ET.fromstring(junit_xml([result])).find("testsuite").get("failures") == "1"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name: N\nturns:\n  - {user: a, bott: b}\n", "3: 'bott' is no key of a turn"),
        ("name: N\nturns:\n  - {user: a}\n", "3: a turn says what is expected"),
        ("name: N\nturns:\n  - {bot: a}\n", "3: a turn has either user or press."),
        ("name: N\nturns:\n  - {user: a, status: good}\n", "3: 'good' is no status"),
    ],
)
def test_a_mistake_in_a_file_names_the_line(tmp_path: Path, text: str, message: str) -> None:
    """An error begins with file and line."""
    path = tmp_path / "a.yaml"
    path.write_text(text)
    with pytest.raises(CaseError) as caught:
        read_cases(path)
    assert str(caught.value).startswith(f"{path}:{message}")
