"""What goes wrong in Slack, and between Slack and the bot: each row of it over real sockets, in both modes."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import threading
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from adapters.fakes import slack_payloads as payloads
from adapters.fakes.slack import FakeSlack, Fault
from adapters.fakes.slack_running import Mode, running, settings
from adapters.slack import SlackAdapter, SlackError
from bot.messages import AnswerBlock, IncomingMessage, NoteBlock, Outcome, QuoteBlock, Reply, SourceBlock, Status
from bot.settings import Secret

both = pytest.mark.parametrize("mode", ["socket", "http"])


class Echo:
    """Says what was said, at length where `lang` is said; a bare mention of nobody is no question."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def handle(self, message: IncomingMessage) -> Reply | None:
        self.heard.append(message.text)
        if not message.addressed:
            return None
        outcome = Outcome(status=Status.ANSWERED, language="de")
        if "lang" in message.text:
            blocks = tuple(kind(text="<&>" * 20_000) for kind in (AnswerBlock, QuoteBlock, SourceBlock, NoteBlock))
            return Reply(blocks=blocks * 20, outcome=outcome)
        return Reply(blocks=(AnswerBlock(text=message.text),), outcome=outcome)


@pytest.fixture
def echo() -> Any:
    return Echo()


def texts(fake: FakeSlack) -> list[str]:
    return [posted.shown for posted in fake.posted]


@both
@pytest.mark.parametrize(
    "spoilt",
    [{"event": "x"}, {"event": [1]}, {"event": None}, {"authorizations": [None]}, {"event": {"type": "message"}}],
    ids=str,
)
async def test_a_malformed_payload_does_not_come_for_ever(mode: Mode, spoilt: dict[str, Any], echo: Any) -> None:
    """It is acknowledged, or refused as a bad request where its workspace cannot be told; the next is answered."""
    async with running(echo, mode) as (fake, adapter):
        good = payloads.envelope({"type": "message"}, "Ev-spoilt")
        delivery = await fake.deliver("events_api", good | spoilt)
        assert delivery.status in (200, 400)
        await fake.user_says("D1", "Noch da?")
        await adapter.idle()
        assert texts(fake) == ["Noch da?"]


async def test_a_frame_that_is_no_message_leaves_the_socket_open(echo: Any) -> None:
    """Neither broken JSON nor an unknown type ends the connection."""
    async with running(echo, "socket") as (fake, adapter):
        for text in ('{"type": "invented"}', "[]", "null", '{"envelope_id": "x", "type": "events_api"}'):
            await fake.deliveries.raw(text)
        await fake.user_says("D1", "Noch da?")
        await adapter.idle()
        assert texts(fake) == ["Noch da?"]


@both
async def test_the_same_event_at_the_same_time_is_answered_once(mode: Mode, echo: Any) -> None:
    """As are a mention's two events, in whichever order they come."""
    async with running(echo, mode) as (fake, adapter):
        said = payloads.said("message", channel="D1", user="U1", text="Wer?", ts=fake.now(), thread=None)
        await asyncio.gather(*(fake.event(said, event_id="Ev1") for _ in range(5)))
        for kind in ("app_mention", "message"):
            text = f"{fake.mention} Wann?"
            twin = payloads.said(kind, channel="C1", user="U1", text=text, ts="1700000000.000001", thread=None)
            await fake.event(twin)
        await adapter.idle()
        assert echo.heard == ["Wer?", "Wann?"]


async def test_a_retry_is_answered_when_the_first_was_not_taken_in(echo: Any) -> None:
    """Slack's retry number says nothing about what arrived here."""
    async with running(echo, "http") as (fake, adapter), aiohttp.ClientSession() as session:
        said = payloads.said("message", channel="D1", user="U1", text="Wer?", ts=fake.now(), thread=None)
        body = json.dumps(payloads.envelope(said, "Ev1"))
        headers = fake.signed(body) | {"Content-Type": "application/json"}
        headers |= {"X-Slack-Retry-Num": "2", "X-Slack-Retry-Reason": "http_timeout"}
        assert fake.events_url is not None
        for _ in range(2):
            async with session.post(fake.events_url, data=body, headers=headers) as response:
                assert response.status == 200
        await adapter.idle()
        assert echo.heard == ["Wer?"]


@both
async def test_the_bot_never_answers_itself_or_another_bot(mode: Mode, echo: Any) -> None:
    """Not what it posted, nor what went through a response_url, nor a stranger's bot that names it."""
    async with running(echo, mode) as (fake, adapter):
        own = {"channel": "D1", "text": "Wer?", "thread": None}
        await fake.event(payloads.own(**own, ts=fake.now()))
        await fake.event(payloads.by_response_url(**own, ts=fake.now()))
        stranger = payloads.said("message", channel="C1", user="U8", text=f"{fake.mention} Wer?", ts="1.1", thread=None)
        await fake.event(stranger | {"bot_id": "B8"})
        before = payloads.own(**own, ts=fake.now())
        await fake.event(payloads.changed(before, before | {"text": "Wann?"}, fake.now()))
        await adapter.idle()
        assert (echo.heard, fake.posted) == ([], [])


@both
async def test_however_long_the_answer_it_arrives(mode: Mode, echo: Any) -> None:
    """Nothing Slack refuses is sent; previews are off, and no text is read as formatting."""
    async with running(echo, mode) as (fake, adapter):
        await fake.user_says("D1", "lang " + "&lt;" * 5_000)
        await fake.slash("/frage", "lang", "C9")
        await adapter.idle()
        assert [posted.via for posted in fake.posted] == ["chat.postMessage", "response_url"]
        assert [posted.raw["unfurl_links"] for posted in fake.posted] == [False, False]
        assert all("<" not in posted.text for posted in fake.posted)


async def test_blocks_that_slack_refuses_leave_the_plain_text(echo: Any) -> None:
    """The answer is worth more than its looks."""
    async with running(echo, "socket") as (fake, adapter):
        fake.fail_next("chat.postMessage", Fault(error="invalid_blocks"))
        await fake.user_says("D1", "Wer &amp; wann?")
        await adapter.idle()
        (posted,) = fake.posted
        assert (posted.blocks, posted.text) == ((), "Wer &amp; wann?")


FAULTS = [
    Fault(status=500),
    Fault(error="fatal_error"),
    Fault(body="<html>"),
    Fault(body="[]"),
    Fault(after=True),
    Fault(),
]


@both
@pytest.mark.parametrize("fault", FAULTS, ids=str)
@pytest.mark.parametrize("method", ["chat.postMessage", "response_url"])
async def test_whatever_becomes_of_one_answer_the_next_arrives(
    mode: Mode, method: str, fault: Fault, echo: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """The log holds no traceback, no answer is sent twice, and none is lost of which that can be known."""
    async with running(echo, mode) as (fake, adapter):
        fake.fail_next(method, fault)
        for text in ("eins", "zwei"):
            if method == "response_url":
                await fake.slash("/frage", text)
            else:
                await fake.user_says("D1", text)
        await adapter.idle()
        shown = [text.removeprefix("/frage ") for text in texts(fake)]
        # what went to an address Slack cannot be asked for
        unclear = method == "response_url" and fault in (Fault(), Fault(body="<html>"), Fault(body="[]"))
        assert shown == (["zwei"] if unclear else ["eins", "zwei"])
    assert "Traceback" not in caplog.text


async def test_a_slow_answer_of_slacks_holds_up_its_own_conversation_only(echo: Any) -> None:
    """Another person is answered meanwhile; in each conversation the order stays."""
    async with running(echo, "socket") as (fake, adapter):
        fake.fail_next("chat.postMessage", Fault(slow=0.3))
        await fake.user_says("D1", "eins", user="U1")
        await fake.wait_until(lambda: "chat.postMessage" in fake.calls)
        await fake.user_says("D1", "zwei", user="U1")
        await fake.user_says("D2", "drei", user="U2")
        await adapter.idle()
        assert texts(fake) == ["drei", "eins", "zwei"]


@both
async def test_people_talking_to_each_other_are_left_alone(mode: Mode, echo: Any) -> None:
    """Also in a thread another one started with the bot; nothing of it even reaches the bot elsewhere."""
    async with running(echo, mode) as (fake, adapter):
        await fake.user_says("C1", "Wer kommt mit?")
        await fake.user_says("C1", "Ich", thread=fake.now())
        await fake.user_says("C1", "<!channel> Achtung")
        await adapter.idle()
        assert (echo.heard, fake.posted) == ([], [])


async def test_a_socket_that_brings_nothing_is_made_anew(echo: Any) -> None:
    """It can be alive and yet silent."""
    async with running(echo, "socket", quiet=0.2) as (fake, adapter):
        assert adapter.health == "ok"
        await fake.wait_for_socket(2)
        await fake.user_says("D1", "Wer?")
        await adapter.idle()
        assert texts(fake) == ["Wer?"]


async def test_a_dropped_socket_is_made_anew(echo: Any) -> None:
    """Without Slack having said so."""
    async with running(echo, "socket") as (fake, adapter):
        for socket in fake.deliveries.live():
            await socket.close()
        await fake.wait_for_socket(2, timeout=20.0)
        await fake.user_says("D1", "Wer?")
        await adapter.idle()
        assert texts(fake) == ["Wer?"]


async def test_a_rotating_token_is_refused_at_start() -> None:
    """It would work for twelve hours, and then be silence."""
    async with FakeSlack() as fake:
        chosen = settings(fake, "socket")
        rotating = SlackAdapter(None, type(chosen)(bot_token=Secret("xoxe.xoxb-1-abc"), api_base=fake.api_base))  # type: ignore[arg-type]
        with pytest.raises(SlackError, match=r"^The Slack token rotates \(xoxe\.\) and ends after 12 hours: "):
            await rotating.start()
        assert fake.calls == []


@both
async def test_no_token_reaches_the_log(mode: Mode, echo: Any, caplog: pytest.LogCaptureFixture) -> None:
    """Not even with everything logged, and calls failing."""
    caplog.set_level(logging.DEBUG)
    async with running(echo, mode) as (fake, adapter):
        fake.fail_next("chat.postMessage", Fault(status=500), Fault(error="invalid_auth"))
        await fake.user_says("D1", "eins")
        await fake.slash("/frage", "zwei")
        await adapter.idle()
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name != "aiohttp.access")
    assert [secret for secret in (fake.bot_token, fake.app_token, fake.signing_secret) if secret in ours] == []


async def test_a_token_that_ended_says_what_to_do(echo: Any, caplog: pytest.LogCaptureFixture) -> None:
    """With one workspace there is nothing to let go of: once it is good again, what was asked is answered."""
    async with running(echo, "socket") as (fake, adapter):
        fake.tokens.end("token_revoked")
        await fake.user_says("D1", "Wer?")
        await fake.wait_until(lambda: adapter.health == "Slack no longer takes the bot token (token_revoked).")
        fake.tokens.restore()
        await adapter.idle()
        assert texts(fake) == ["Wer?"]
    assert caplog.text.count("Slack no longer takes the bot token (token_revoked)") == 1


@both
async def test_a_lapse_of_slacks_sign_in_costs_no_question(mode: Mode, echo: Any) -> None:
    """Who the bot is was asked at start, and is not asked for each event."""
    async with running(echo, mode) as (fake, adapter):
        fake.fail_next("auth.test", *[Fault(status=500)] * 9)
        await fake.user_says("D1", "Wer?")
        await adapter.idle()
        assert (texts(fake), fake.calls.count("auth.test")) == (["Wer?"], 1)


@both
async def test_the_acknowledgement_does_not_wait_for_the_answer(mode: Mode) -> None:
    """However long that takes."""
    release = threading.Event()

    class Slow(Echo):
        """Answers when it is let."""

        def handle(self, message: IncomingMessage) -> Reply | None:
            release.wait(5.0)
            return super().handle(message)

    async with running(Slow(), mode, waits=True) as (fake, adapter):  # type: ignore[arg-type]
        delivery = await fake.user_says("D1", "Wer?")
        assert (delivery.acked, delivery.attempts, fake.posted) == (True, 1, [])
        release.set()
        await adapter.idle()
        assert texts(fake) == ["Wer?"]


@both
async def test_an_edit_that_overtakes_its_message_leaves_one_answer(mode: Mode, echo: Any) -> None:
    """Slack promises no order."""
    async with running(echo, mode) as (fake, adapter):
        said = payloads.said("message", channel="D1", user="U1", text="Wer?", ts=fake.now(), thread=None)
        await fake.event(payloads.edited(said, "Wann?", fake.now()))
        await fake.event(said)
        await adapter.idle()
        assert len(fake.posted) == 1


async def test_bolts_own_variables_change_nothing(
    echo: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """With them in the environment Bolt would keep installations of its own in the home directory."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SCOPES"):
        monkeypatch.setenv(name, "xoxb-of-somebody-else")
    async with running(echo, "http") as (fake, adapter):
        await fake.user_says("D1", "Wer?")
        await adapter.idle()
        assert texts(fake) == ["Wer?"]
    assert os.listdir(tmp_path) == []  # noqa: PTH208
    assert [record.getMessage() for record in caplog.records if "client" in record.getMessage().lower()] == []
