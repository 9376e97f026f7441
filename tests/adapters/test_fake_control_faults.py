"""Each fault as a script sets it, and the real adapter getting over it."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from adapters.fakes.control import ControlServer
from adapters.fakes.slack import FakeSlack
from adapters.fakes.slack_control import slack_actions
from adapters.fakes.slack_running import Mode as SlackMode
from adapters.fakes.slack_running import running as slack_running
from adapters.fakes.telegram_control import telegram_actions
from adapters.slack import SlackAdapter
from adapters.telegram_settings import Mode
from bot.messages import IncomingMessage, Reply
from tests.adapters.controlling import Script
from tests.adapters.telegram_running import MODES, Echo, Running, running, until

SLACK_MODES: tuple[SlackMode, ...] = ("socket", "http")


class Addressed(Echo):
    """Says what was said to it."""

    def handle(self, message: IncomingMessage) -> Reply | None:
        return super().handle(message) if message.addressed else None


@asynccontextmanager
async def telegram(mode: Mode = "polling", **changed: Any) -> AsyncIterator[tuple[Script, Running]]:
    async with (
        running(mode, poll_timeout=1, **changed) as at,
        ControlServer(telegram_actions(at.fake)) as control,
        Script(control.url) as script,
    ):
        yield script, at


@asynccontextmanager
async def slack(mode: SlackMode = "socket") -> AsyncIterator[tuple[Script, FakeSlack, SlackAdapter]]:
    async with (
        slack_running(Addressed(), mode) as (fake, adapter),  # type: ignore[arg-type]  # as much of a bot as it needs
        ControlServer(slack_actions(fake)) as control,
        Script(control.url) as script,
    ):
        yield script, fake, adapter


def texts(entries: list[dict[str, Any]]) -> list[str]:
    return [entry["text"].removeprefix("message: ") for entry in entries if entry["what"] == "message"]


CALLS: list[tuple[str, dict[str, Any], list[str]]] = [
    ("fault/too_many", {"retry_after": 1}, ["a", "b"]),
    ("fault/server_error", {}, ["a", "b"]),
    ("fault/refused", {}, ["b"]),
    ("fault/dropped", {}, ["b"]),
    ("fault/dropped", {"after": True}, ["a", "b"]),
    ("fault/slow", {"seconds": 0.2}, ["a", "b"]),
    ("fault/garbled", {}, ["b"]),
]
TELEGRAM_CALLS = [*CALLS, ("fault/trickling", {"seconds": 0.2}, ["a", "b"])]


@pytest.mark.parametrize(
    ("fault", "fields", "arrive"), TELEGRAM_CALLS, ids=[f"{path} {how}" for path, how, _ in TELEGRAM_CALLS]
)
async def test_a_fault_of_one_call_to_telegram(fault: str, fields: dict[str, Any], arrive: list[str]) -> None:
    """It strikes once; the message arrives where that can be known, and the next one always."""
    async with telegram() as (script, at):
        await script.do(fault, **fields)
        for text in ("a", "b"):
            said = await script.do("say", text=text)
            await at.adapter.processed(said["update"])
        assert arrive == texts(await script.sent())
        assert [heard.text for heard in at.echo.heard] == ["a", "b"]


SLACK_CALLS = [
    *((fault, fields, ["a", "b"]) for fault, fields, _ in CALLS if fault != "fault/trickling"),
    ("fault/refused", {"error": "restricted_action"}, ["b"]),
]


@pytest.mark.parametrize(
    ("fault", "fields", "arrive"), SLACK_CALLS, ids=[f"{path} {how}" for path, how, _ in SLACK_CALLS]
)
async def test_a_fault_of_one_call_to_slack(fault: str, fields: dict[str, Any], arrive: list[str]) -> None:
    """It strikes once; each message arrives once, unless Slack refuses it for good."""
    async with slack() as (script, _, adapter):
        await script.do(fault, **fields)
        for text in ("a", "b"):
            assert (await script.do("say", text=text))["acknowledged"]
            await adapter.idle()
        assert arrive == texts(await script.sent())


async def test_a_response_url_drops_after_the_answer_was_taken() -> None:
    """What somebody asked with a slash command is there, though the bot cannot know."""
    async with slack() as (script, fake, adapter):
        await script.do("fault/dropped", method="response_url", after=True)
        await script.do("slash", text="Wer?")
        await adapter.idle()
        (entry,) = await script.sent()
        assert (entry["only_for"], len(fake.posted)) == ("U1", 1)


@pytest.mark.parametrize("mode", MODES)
async def test_telegram_delivers_twice_late_and_again(mode: Mode) -> None:
    """The bot answers each once, in the order it got them."""
    async with telegram(mode) as (script, at):
        await script.do("fault/duplicate")
        await script.do("say", text="zweimal")
        await script.wait()
        await script.do("fault/out_of_order", count=2)
        for text in ("erst", "dann"):
            await script.do("say", text=text, user="Bernd")
        await script.wait(count=3)
        await script.do("fault/no_acknowledgement")
        await script.do("say", text="nochmal", user="Clara")
        await script.wait(count=4)
        await until(lambda: at.fake.delivery.unacknowledged == 0)
        last = await script.do("say", text="zuletzt", user="Dora")
        await at.adapter.processed(last["update"])
        assert texts(await script.sent()) == ["zweimal", "dann", "erst", "nochmal", "zuletzt"]
        if mode == "webhook":
            assert len(at.fake.deliveries) == 5 + 1 + 1


@pytest.mark.parametrize("mode", SLACK_MODES)
async def test_slack_delivers_twice_late_and_again(mode: SlackMode) -> None:
    """The bot answers each once; an acknowledgement that got lost shows as another attempt."""
    async with slack(mode) as (script, _, adapter):
        await script.do("fault/duplicate")
        await script.do("say", text="zweimal")
        await adapter.idle()
        await script.do("fault/out_of_order", count=2)
        held = await script.do("say", text="erst", user="U1", channel="D1")
        assert (held["acknowledged"], held["attempts"]) == (False, 0)
        assert (await script.do("say", text="dann", user="U2", channel="D2"))["acknowledged"]
        await adapter.idle()
        await script.do("fault/no_acknowledgement", count=2)
        again = await script.do("say", text="nochmal")
        assert (again["acknowledged"], again["attempts"]) == (True, 3)
        await adapter.idle()
        assert texts(await script.sent()) == ["zweimal", "dann", "erst", "nochmal"]


async def test_a_duplicate_of_slacks_is_acknowledged_twice() -> None:
    """Both copies reached the bot, also over HTTP at an address a script gives."""
    async with slack("http") as (script, fake, _):
        address = fake.events_url
        await script.do("deliver_to")
        assert not (await script.do("say", text="Wer kommt?", channel="C1"))["acknowledged"]
        await script.do("deliver_to", url=address)
        await script.do("fault/duplicate")
        await script.do("say", text="Wer kommt?", channel="C1")
        await script.do("say", text="Ich", channel="C1")
        assert fake.log == ["ack"] * 3


async def test_malformed_updates_reach_both_and_cost_nothing() -> None:
    """The ready-made ones and those a script makes; the next question is answered."""
    async with telegram() as (script, at):
        await script.do("fault/malformed")
        await script.do("fault/malformed", update={"message": "kein Objekt"})
        said = await script.do("say", text="Noch da?")
        await at.adapter.processed(said["update"])
        assert texts(await script.sent()) == ["Noch da?"]
    async with slack() as (script, _, adapter):
        await script.do("fault/malformed")
        await script.do("fault/malformed", payload={"type": "event_callback", "event": [1]})
        await script.do("fault/malformed", frame="null")
        await script.do("say", text="Noch da?")
        await adapter.idle()
        assert texts(await script.sent()) == ["Noch da?"]


@pytest.mark.parametrize("mode", MODES)
async def test_telegram_is_down_for_a_while(mode: Mode) -> None:
    """For the time a script gives, or until it says so; every question has one answer in the end."""
    async with telegram(mode) as (script, _):
        await script.do("fault/down", seconds=0.3)
        await script.do("say", text="a")
        await script.wait()
        await script.do("fault/down", seconds=60)
        await script.do("fault/down")
        await script.do("say", text="b")
        assert (await script.ask("GET", "answers"))[1]["unanswered"] != []
        await script.do("fault/up")
        await script.wait(count=2)
        none = {"unanswered": [], "repeated": [], "over_limits": 0}
        assert await script.ask("GET", "answers") == (200, {"asked": 2, **none})


async def test_telegram_takes_no_more_than_its_limits() -> None:
    """A bot that does not keep them is told to wait, by a script's wish; and in a storm, whatever it does."""
    async with telegram() as (script, at):
        await script.do("fault/limits")
        for text in "abcde":
            await script.do("say", text=text)
        assert texts(await script.wait(count=5)) == list("abcde")
        assert (await script.ask("GET", "answers"))[1]["over_limits"] > 0
        await script.do("fault/limits", enforced=False)
        await script.do("fault/storm", seconds=0.5)
        await script.do("say", text="f", user="Bernd")
        assert texts(await script.wait(count=6))[-1] == "f"
        assert len(at.called("sendMessage")) > 6 + 1


async def test_telegram_cuts_the_long_poll() -> None:
    """The bot polls again, and hears what was said meanwhile."""
    async with telegram() as (script, at):
        await until(lambda: at.fake.polls == 1)
        await script.do("fault/disconnect")
        await script.do("say", text="Noch da?")
        assert texts(await script.wait()) == ["Noch da?"]
        assert len(at.called("getUpdates")) > 1


@pytest.mark.parametrize("how", ["refresh_requested", "warning", "cut"])
async def test_slack_disconnects(how: str) -> None:
    """Asked for or not, the bot connects anew and answers."""
    async with slack() as (script, fake, adapter):
        await script.do("fault/disconnect", how=how)
        await fake.wait_for_socket(2, timeout=20.0)
        await script.do("say", text="Noch da?")
        await adapter.idle()
        assert texts(await script.sent()) == ["Noch da?"]


async def test_tokens_end_and_are_good_again() -> None:
    """Telegram says 401, Slack token_expired; afterwards the bot answers as before, and what was asked meanwhile."""
    async with telegram() as (script, at):
        await script.do("fault/token", valid=False)
        await script.do("fault/disconnect")
        await until(lambda: at.adapter.health != "ok")
        await script.do("fault/token", valid=True)
        await script.do("say", text="Noch da?")
        assert texts(await script.wait()) == ["Noch da?"]
    async with slack() as (script, fake, adapter):
        await script.do("fault/token", valid=False)
        await script.do("say", text="Wer?")
        await fake.wait_until(lambda: adapter.health != "ok")
        assert (await script.sent(), adapter.health) == ([], "Slack no longer takes the bot token (token_expired).")
        await script.do("fault/token", valid=True)
        await script.do("say", text="Noch da?")
        await adapter.idle()
        assert texts(await script.sent()) == ["Wer?", "Noch da?"]


async def test_privacy_mode_decides_what_the_bot_gets_to_see() -> None:
    """While it is on, what is not addressed to the bot has no update; mentions and replies always have."""
    async with telegram() as (script, at):
        await script.do("group", title="Rat")
        assert (await script.do("say", text="Wer kommt?", group="Rat"))["update"] is None
        await script.do("privacy", on=False)
        assert (await script.do("say", text="Wer kommt?", group="Rat"))["update"] is not None
        await script.do("privacy", on=True)
        said = await script.do("say", text="Wer kommt?", group="Rat", mention=True)
        await at.adapter.processed(said["update"])
        answer = (await script.wait())[-1]
        assert (await script.do("say", text="Und wann?", group="Rat", reply_to=answer["message"]))["update"] is not None


async def test_a_slow_answer_is_slow() -> None:
    """The pause is the one that was asked for."""
    async with telegram() as (script, _):
        await script.do("fault/slow", seconds=0.3)
        begun = time.monotonic()
        await script.do("say", text="a")
        await script.wait()
        assert time.monotonic() - begun >= 0.3
