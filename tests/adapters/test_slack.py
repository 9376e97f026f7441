"""The Slack adapter against the fake Slack, over real sockets."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Literal

import aiohttp
import pytest

from adapters.fakes.slack import FakeSlack, Fault
from adapters.fakes.slack_running import served
from adapters.slack import SlackAdapter, SlackError, SlackSettings
from adapters.slack_settings import UNLIMITED
from bot.messages import AnswerBlock, Button, IncomingMessage, Outcome, Reply, Status
from bot.settings import Secret
from bot.wording import wording

Mode = Literal["socket", "http"]


class Echo:
    """Says what was said; silent when not addressed or told to `hush`; one button where `knopf` is said."""

    def __init__(self) -> None:
        self.heard: list[IncomingMessage] = []

    def handle(self, message: IncomingMessage) -> Reply | None:
        self.heard.append(message)
        if message.text == "hush" or not message.addressed:
            return None
        if message.text == "boom":
            raise RuntimeError("boom")
        buttons = (Button(label="Mehr", id="more:1"),) if "knopf" in message.text else ()
        outcome = Outcome(status=Status.ANSWERED, language="de")
        return Reply(blocks=(AnswerBlock(text=f"{message.kind}: {message.text}"),), outcome=outcome, buttons=buttons)


def settings(fake: FakeSlack, mode: Mode, **tokens: str) -> SlackSettings:
    return SlackSettings(
        bot_token=Secret(tokens.get("bot", fake.bot_token)),
        app_token=Secret(tokens.get("app", fake.app_token)),
        signing_secret=Secret(fake.signing_secret),
        api_base=fake.api_base,
        mode=mode,
        drain=2.0,
        backoff=0.01,
        budgets=UNLIMITED,
    )


@asynccontextmanager
async def running(mode: Mode) -> AsyncIterator[tuple[FakeSlack, SlackAdapter, Echo]]:
    async with FakeSlack(ack_within=1.0) as fake:
        echo = Echo()
        adapter = SlackAdapter(echo, settings(fake, mode))  # type: ignore[arg-type]
        await adapter.start()
        runner = None
        if mode == "http":
            runner, fake.events_url = await served(adapter)
        try:
            yield fake, adapter, echo
        finally:
            await adapter.stop()
            if runner is not None:
                await runner.cleanup()


both = pytest.mark.parametrize("mode", ["socket", "http"])


@both
async def test_a_direct_message_is_answered_where_it_was_said(mode: Mode) -> None:
    """No thread in a direct message; previews are off."""
    async with running(mode) as (fake, _, _):
        assert (await fake.user_says("D1", "Hallo &lt;du&gt;")).acked
        posted = await fake.wait_for_reply()
        assert (posted.channel, posted.thread, posted.text) == ("D1", None, "message: Hallo &lt;du&gt;")
        assert (posted.raw["unfurl_links"], posted.raw["unfurl_media"]) == (False, False)


@both
async def test_a_mention_is_answered_once_in_its_thread(mode: Mode) -> None:
    """message and app_mention arrive for one ts, and one answer goes into the thread."""
    async with running(mode) as (fake, adapter, echo):
        said = await fake.user_says("C1", f"{fake.mention} Wer?")
        await adapter.idle()
        assert [message.text for message in echo.heard] == ["Wer?"]
        assert [said.event["ts"]] == [posted.thread for posted in fake.posted]


@both
async def test_a_thread_goes_on_without_a_mention(mode: Mode) -> None:
    """Who was answered in a thread is heard there; talk to others, of others and elsewhere is not answered."""
    async with running(mode) as (fake, adapter, _):
        said = await fake.user_says("C1", f"{fake.mention} Wer?")
        await adapter.idle()
        thread = said.event["ts"]
        await fake.user_says("C1", "Und wann?", thread=thread)
        await fake.user_says("C1", "&lt;3 <@U2>", thread=thread)
        await fake.user_says("C1", "Ich auch", user="U2", thread=thread)
        await fake.user_says("C1", "Mahlzeit")
        await adapter.idle()
        assert [posted.text for posted in fake.posted] == ["message: Wer?", "message: Und wann?"]


@both
async def test_a_slash_command_is_acknowledged_then_answered_to_the_asker(mode: Mode) -> None:
    """Ephemeral, through response_url, after the acknowledgement."""
    async with running(mode) as (fake, adapter, _):
        await fake.slash("/frage", "Wer?", "C1", "U7")
        await adapter.idle()
        (posted,) = fake.posted
        assert (posted.via, posted.ephemeral_to, posted.text) == ("response_url", "U7", "command: /frage Wer?")
        assert fake.log == ["ack", "post"]
        assert posted.buttons == ()


@both
async def test_buttons_come_back_and_share_shows_the_answer_to_the_channel(mode: Mode) -> None:
    """A button's id is the message's text; the share button repeats the answer for everyone."""
    async with running(mode) as (fake, adapter, echo):
        await fake.slash("/frage", "knopf")
        await adapter.idle()
        assert fake.posted[0].labels == ("Mehr", "Im Kanal teilen")
        await fake.press(fake.posted[0], "Mehr")
        await fake.press(fake.posted[0], "Im Kanal teilen")
        await adapter.idle()
        assert [message.kind for message in echo.heard] == ["command", "button"]
        assert [posted.ephemeral_to for posted in fake.posted] == ["U1", "U1", None]
        assert [posted.text for posted in fake.posted[1:]] == ["button: more:1", "command: /frage knopf"]


@both
async def test_an_edited_question_edits_its_answer(mode: Mode) -> None:
    """chat.update on the bot's own message; nothing new is posted."""
    async with running(mode) as (fake, adapter, _):
        said = await fake.user_says("D1", "Wer?")
        await adapter.idle()
        await fake.edits(said, "Wann?")
        await adapter.idle()
        assert [(posted.text, posted.edited) for posted in fake.posted] == [("edit: Wann?", True)]


@both
async def test_an_event_sent_twice_is_answered_once(mode: Mode) -> None:
    """The second delivery of an event_id is acknowledged and skipped."""
    async with running(mode) as (fake, adapter, echo):
        said = await fake.user_says("D1", "Wer?")
        again = await fake.event(said.event, event_id="Ev-again")
        await adapter.idle()
        assert again.acked
        assert len(echo.heard) == 1


@both
async def test_unknown_and_malformed_events_are_acknowledged(mode: Mode) -> None:
    """Neither comes back, and the bot goes on."""
    async with running(mode) as (fake, adapter, _):
        for event in (
            {"type": "reaction_added", "event_ts": "1.0"},
            {"type": "message", "event_ts": "1.0", "text": "x"},
        ):
            delivery = await fake.event(event)
            assert (delivery.acked, delivery.attempts) == (True, 1)
        await fake.user_says("D1", "noch da?")
        await adapter.idle()
        assert len(fake.posted) == 1


@both
async def test_silence_and_a_failing_bot_leave_the_lane_open(mode: Mode) -> None:
    """None says nothing; what breaks three times is owned up to once, to the asker only; the next is answered."""
    async with running(mode) as (fake, adapter, echo):
        for text in ("hush", "boom", "weiter"):
            await fake.user_says("D1", text)
        await adapter.idle()
        assert [message.text for message in echo.heard] == ["hush", "boom", "boom", "boom", "weiter"]
        assert [(posted.ephemeral_to, posted.text) for posted in fake.posted] == [
            ("U1", wording("de").FAILED),
            (None, "message: weiter"),
        ]


async def test_a_rate_limit_is_waited_out() -> None:
    """429 with Retry-After delays the answer and loses nothing."""
    async with running("socket") as (fake, adapter, _):
        fake.fail_next("chat.postMessage", Fault(status=429, retry_after=0))
        await fake.user_says("D1", "Wer?")
        await adapter.idle()
        assert len(fake.posted) == 1
        assert fake.calls.count("chat.postMessage") == 2


@pytest.mark.parametrize(
    ("fault", "posts"), [(Fault(after=True), 1), (Fault(), 2), (Fault(body="<html>"), 2), (Fault(status=500), 2)]
)
async def test_a_send_of_unknown_fate_arrives_once(fault: Fault, posts: int) -> None:
    """What may have arrived before the connection dropped is looked for, and sent again only where it is not there."""
    async with running("socket") as (fake, adapter, _):
        for channel, text in (("D1", "Wer?"), ("C1", f"{fake.mention} Wer?")):
            fake.calls.clear()
            fake.fail_next("chat.postMessage", fault)
            await fake.user_says(channel, text)
            await adapter.idle()
            assert fake.calls.count("chat.postMessage") == posts
        assert [(posted.channel, posted.text) for posted in fake.posted] == [
            ("D1", "message: Wer?"),
            ("C1", "message: Wer?"),
        ]


async def test_the_socket_reconnects_when_asked_to() -> None:
    """After a disconnect message events arrive over the new connection."""
    async with running("socket") as (fake, adapter, _):
        await fake.disconnect()
        await fake.wait_for_socket(2)
        await fake.user_says("D1", "Wer?")
        await adapter.idle()
        assert len(fake.posted) == 1


async def test_only_signed_fresh_well_formed_requests_are_taken(caplog: pytest.LogCaptureFixture) -> None:
    """A wrong signature and a stale timestamp are 401 and logged, a broken body 400; url_verification is answered."""
    async with running("http") as (fake, _, echo), aiohttp.ClientSession() as session:
        assert fake.events_url is not None
        challenge = json.dumps({"type": "url_verification", "challenge": "c1", "token": "x"})
        cases: list[tuple[str, dict[str, Any], int]] = [
            (challenge, {}, 200),
            (challenge, {"secret": "wrong"}, 401),
            (challenge, {"at": 1_000_000_000.0}, 401),
            ("{broken", {}, 400),
        ]
        for body, how, expected in cases:
            headers = fake.signed(body, **how) | {"Content-Type": "application/json"}
            async with session.post(fake.events_url, data=body, headers=headers) as response:
                assert expected == response.status
        assert echo.heard == []
    assert caplog.text.count("SLACK_SIGNING_SECRET is another app's") == 2


@pytest.mark.parametrize(("token", "method"), [("bot", "auth.test"), ("app", "apps.connections.open")])
async def test_a_refused_token_is_said_at_start(token: str, method: str, caplog: pytest.LogCaptureFixture) -> None:
    """One sentence, no retry for ever, and no token in the log."""
    caplog.set_level(logging.DEBUG)
    async with FakeSlack() as fake:
        adapter = SlackAdapter(Echo(), settings(fake, "socket", **{token: "wrong-token"}))  # type: ignore[arg-type]
        with pytest.raises(SlackError, match=f"^Slack refuses {method}: invalid_auth$"):
            await adapter.start()
    assert "wrong-token" not in caplog.text


def test_a_secret_never_prints() -> None:
    """Neither str, repr nor the settings' repr show a token."""
    shown = f"{Secret('xoxb-1')} {SlackSettings(bot_token=Secret('xoxb-1'))!r}"
    assert "xoxb" not in shown


class Slow(Echo):
    """Takes a while."""

    def handle(self, message: IncomingMessage) -> Reply | None:
        time.sleep(0.1)
        return super().handle(message)


@both
async def test_stopping_answers_what_was_taken_in(mode: Mode) -> None:
    """Everything acknowledged before `stop` is answered by it, in order."""
    async with FakeSlack(ack_within=1.0) as fake:
        adapter = SlackAdapter(Slow(), settings(fake, mode))  # type: ignore[arg-type]
        await adapter.start()
        runner = None
        if mode == "http":
            runner, fake.events_url = await served(adapter)
        for text in ("eins", "zwei", "drei"):
            await fake.user_says("D1", text)
        await adapter.stop()
        if runner is not None:
            await runner.cleanup()
        assert [posted.text for posted in fake.posted] == ["message: eins", "message: zwei", "message: drei"]
