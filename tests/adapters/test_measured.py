"""The bot and the inbox are measured by being used; that they still are what they were, their own tests say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from adapters.inbox import TRIES, NewEvent
from adapters.measured import MeasuredBot, MeasuredInbox
from adapters.meter import ErrorKind, NoMeter, Result, kind_of
from adapters.volatile_inbox import VolatileInbox
from bot.messages import IncomingMessage
from knowledge import build
from tests.adapters.inboxes import add


class Kept:
    """A meter that can be asked."""

    def __init__(self) -> None:
        self.results: list[tuple[str, Result]] = []
        self.times: list[tuple[str, str, float]] = []

    def result(self, platform: str, result: Result) -> None:
        self.results.append((platform, result))

    def engine(self, platform: str, seconds: float) -> None:
        self.times.append(("engine", platform, seconds))

    def over(self, platform: str, seconds: float) -> None:
        self.times.append(("over", platform, seconds))

    def error(self, platform: str, kind: ErrorKind) -> None:
        raise AssertionError("nothing here speaks to a platform")


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[MeasuredBot]:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "bau.txt").write_text("Der Bau in Ulm dauerte drei Jahre.\n", encoding="utf-8")
    with closing(build.refresh(tmp_path / "seeds", tmp_path / "facts.sqlite")) as store:
        yield MeasuredBot(store)


def said(text: str, *, platform: str = "slack", addressed: bool = True) -> IncomingMessage:
    return IncomingMessage(
        platform=platform, event_id="1", conversation="c", sender="u", text=text, addressed=addressed
    )


def test_each_message_is_counted_by_what_became_of_it(bot: MeasuredBot) -> None:
    """An answer, an abstention, a command and silence, each with the time it took, and the reply is the bot's."""
    meter = Kept()
    bot = bot.measured_by(meter)
    reply = bot.handle(said("Wie lange dauerte der Bau?"))
    bot.handle(said("Wer erfand den Hubschrauber?", platform="telegram"))
    bot.handle(said("/hilfe"))
    assert bot.handle(said("Hallo Anna", addressed=False)) is None
    assert reply is not None
    assert reply.outcome.answer == "drei Jahre"
    assert [(platform, str(result)) for platform, result in meter.results] == [
        ("slack", "answered"),
        ("telegram", "abstained"),
        ("slack", "command"),
        ("slack", "ignored"),
    ]
    assert [name for name, _, _ in meter.times] == ["engine"] * 4
    assert all(0 < seconds < 10 for _, _, seconds in meter.times)


def test_a_bot_that_nobody_measures_answers(bot: MeasuredBot) -> None:
    """Nothing need be there to count."""
    assert bot.handle(said("Wie lange dauerte der Bau?")) is not None


async def test_an_event_is_measured_from_its_arrival_to_its_end() -> None:
    """By the clock, never less than nothing; and once when it was given up."""
    meter, inner = Kept(), VolatileInbox()
    event = await add(inner, NewEvent(platform="telegram", keys=("1",), lane="", payload="{}"))
    assert event is not None
    for later in (2.5, -1.0):
        await MeasuredInbox(inner, meter, lambda later=later: event.received_at + later).done(event)  # type: ignore[misc]
    assert [("over", "telegram", pytest.approx(2.5)), ("over", "telegram", 0.0)] == meter.times
    event = await add(inner, NewEvent(platform="telegram", keys=("2",), lane="", payload="{}"))
    assert event is not None
    inbox = MeasuredInbox(inner, meter)
    for attempt in range(TRIES):
        assert meter.results == []
        assert await inbox.failed(event, "broken") is (attempt == TRIES - 1)
    assert meter.results == [("telegram", "failed")]


@pytest.mark.parametrize(
    ("status", "kind"), [(200, None), (302, None), (400, "4xx"), (403, "4xx"), (429, "429"), (500, "5xx"), (599, "5xx")]
)
def test_the_kind_of_an_error(status: int, kind: ErrorKind | None) -> None:
    """What a status means for who counts."""
    assert kind_of(status) == kind


def test_nothing_is_counted_by_no_meter() -> None:
    """It takes all a meter takes."""
    meter = NoMeter()
    meter.result("slack", "failed")
    meter.engine("slack", 1.0)
    meter.over("slack", 1.0)
    meter.error("slack", "unreachable")
