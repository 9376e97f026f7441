"""Slack down, at start and later; sockets that stall; calls it is too busy for; and no send beyond its limits."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from adapters.fakes.slack import FakeSlack, Fault
from adapters.fakes.slack_running import Mode, running, served, settings
from adapters.fakes.slack_tokens import NEEDS
from adapters.slack import SlackAdapter
from adapters.slack_settings import Budget, Budgets, SlackError
from bot.messages import AnswerBlock, IncomingMessage, Outcome, Reply, Status

both = pytest.mark.parametrize("mode", ["socket", "http"])


class Echo:
    """Says what was said to it."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def handle(self, message: IncomingMessage) -> Reply | None:
        if not message.addressed:
            return None
        self.heard.append(message.text)
        return Reply(blocks=(AnswerBlock(text=message.text),), outcome=Outcome(status=Status.ANSWERED, language="de"))


def texts(fake: FakeSlack) -> list[str]:
    return [posted.shown for posted in fake.posted]


async def until(holds: Callable[[], bool]) -> None:
    """Looks every few milliseconds; TimeoutError after ten seconds."""
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 - nobody tells of a change of health
            await asyncio.sleep(0.005)


async def healthy(adapter: SlackAdapter, *, expected: bool = True) -> None:
    await until(lambda: (adapter.health == "ok") is expected)


@both
async def test_slack_may_be_down_at_the_start(mode: Mode) -> None:
    """The start returns, health says what is wrong in a sentence, and once Slack is back everything is answered."""
    async with FakeSlack(ack_within=1.0) as fake:
        await fake.go_down()
        adapter = SlackAdapter(Echo(), replace(settings(fake, mode), longest_pause=0.1))  # type: ignore[arg-type]
        await adapter.start()
        assert adapter.health.startswith("Slack cannot be reached (ClientConnectorError"), adapter.health
        assert adapter.health.endswith("); trying again.")
        runner = None
        if mode == "http":
            runner, fake.events_url = await served(adapter)
            fake.deliveries.stopped = False  # events get through before calls do
            assert (await fake.user_says("D1", "davor")).acked
        await fake.come_up()
        await healthy(adapter)
        await fake.user_says("D1", "danach")
        await adapter.idle()
        assert texts(fake) == (["davor", "danach"] if mode == "http" else ["danach"])
        await adapter.stop()
        if runner is not None:
            await runner.cleanup()


async def test_a_stop_does_not_wait_for_a_slack_that_was_never_reached() -> None:
    """What was taken in stays in the inbox."""
    async with FakeSlack() as fake:
        await fake.go_down()
        adapter = SlackAdapter(Echo(), replace(settings(fake, "http"), drain=30.0))  # type: ignore[arg-type]
        await adapter.start()
        runner, fake.events_url = await served(adapter)
        fake.deliveries.stopped = False
        await fake.user_says("D1", "davor")
        begun = time.monotonic()
        await adapter.stop()
        assert time.monotonic() - begun < 5.0
        await runner.cleanup()


@pytest.mark.parametrize("method", ["auth.test", "apps.connections.open"])
async def test_a_token_refused_once_slack_is_back_is_said_by_health(method: str) -> None:
    """The process goes on, as the token may be good again."""
    async with FakeSlack() as fake:
        await fake.go_down()
        adapter = SlackAdapter(Echo(), replace(settings(fake, "socket"), longest_pause=0.05))  # type: ignore[arg-type]
        await adapter.start()
        fake.fail_next(method, *[Fault(error="invalid_auth")] * 3)
        await fake.come_up()
        await until(lambda: adapter.health == f"Slack refuses {method}: invalid_auth")
        await healthy(adapter)
        await adapter.stop()


async def test_a_token_that_is_no_bots_is_said_at_the_start() -> None:
    """With one sentence; a person's token would be good for auth.test."""
    async with FakeSlack() as fake:
        fake.fail_next("auth.test", Fault(body='{"ok": true, "team_id": "T1", "user_id": "U1"}'))
        adapter = SlackAdapter(Echo(), settings(fake, "socket"))  # type: ignore[arg-type]
        with pytest.raises(SlackError, match=r"^Slack does not know this token as a bot's\.$"):
            await adapter.start()


@both
async def test_slack_goes_down_and_comes_back(mode: Mode) -> None:
    """What was asked before, and during it where Slack delivers again, is answered once."""
    async with running(Echo(), mode, longest_pause=0.1) as (fake, adapter):  # type: ignore[arg-type]
        fake.deliveries.pauses = (0.3,) * 20
        fake.fail_next("chat.postMessage", *[Fault(status=503)] * 4)
        await fake.user_says("D1", "davor")
        await fake.wait_until(lambda: fake.calls.count("chat.postMessage") == 4)
        await fake.go_down()
        during = asyncio.create_task(fake.user_says("D1", "währenddessen"))
        if mode == "socket":
            await healthy(adapter, expected=False)
            assert adapter.health.startswith("Slack: the socket cannot be connected (")
        await fake.come_up()
        assert (await during).acked
        await adapter.idle()
        await healthy(adapter)
        assert texts(fake) == ["davor", "währenddessen"]
        assert adapter.reconnects == (1 if mode == "socket" else 0)


async def test_a_stalled_socket_is_made_anew_and_what_it_swallowed_comes_again() -> None:
    """It stays open and answers pings, but brings nothing."""
    async with running(Echo(), "socket", quiet=0.5) as (fake, adapter):  # type: ignore[arg-type]
        fake.deliveries.pauses, fake.deliveries.ack_within = (0.0,) * 20, 0.2
        before = adapter.last
        fake.deliveries.stall()
        assert (await fake.user_says("D1", "Wer?")).acked
        await adapter.idle()
        assert (texts(fake), adapter.health) == (["Wer?"], "ok")
        assert adapter.reconnects >= 1
        assert before is None
        assert abs((adapter.last or 0.0) - time.time()) < 10


async def test_a_link_that_leads_nowhere_is_asked_for_anew() -> None:
    """Each is good for one connection; the library would try the first one for ever."""
    async with running(Echo(), "socket") as (fake, adapter):  # type: ignore[arg-type]
        fake.fail_next("apps.connections.open", Fault(body='{"ok": true, "url": "ws://127.0.0.1:9/nowhere"}'))
        await fake.disconnect()
        await fake.wait_for_socket(2)
        await healthy(adapter)
        assert fake.calls.count("apps.connections.open") == 3


async def test_when_slack_is_too_busy_the_answer_waits_and_the_bot_is_asked_once() -> None:
    """A 5xx is tried again with growing pauses, and later still after those."""
    echo = Echo()
    async with running(echo, "socket") as (fake, adapter):  # type: ignore[arg-type]
        fake.fail_next("chat.postMessage", *[Fault(status=503)] * 6)
        await fake.user_says("D1", "Wer?")
        await adapter.idle()
        assert (texts(fake), fake.calls.count("chat.postMessage"), echo.heard) == (["Wer?"], 7, ["Wer?"])


async def test_a_429_holds_up_its_own_method_only() -> None:
    """Other methods are called meanwhile, and the method itself not before its time."""
    async with running(Echo(), "socket") as (fake, adapter):  # type: ignore[arg-type]
        fake.fail_next("chat.postMessage", Fault(status=429, retry_after=1))
        begun = time.monotonic()
        await fake.user_says("D1", "Wer?")
        await fake.wait_until(lambda: "chat.postMessage" in fake.calls)
        await fake.user_says("D2", "Und wer?", user="U2")
        await fake.slash("/frage", "schnell", "C1", "U3")
        await fake.wait_for_reply()
        assert (texts(fake), fake.calls.count("chat.postMessage")) == (["/frage schnell"], 1)
        await adapter.idle()
        assert time.monotonic() - begun >= 1.0
        assert sorted(texts(fake)[1:]) == ["Und wer?", "Wer?"]


async def test_a_429_for_long_puts_the_answer_off() -> None:
    """Nothing is sent before its time, nothing is held up, and a stop leaves it in the inbox."""
    async with running(Echo(), "socket", drain=0.1) as (fake, _):  # type: ignore[arg-type]
        fake.fail_next("chat.postMessage", Fault(status=429, retry_after=300))
        await fake.user_says("D1", "Wer?")
        await fake.wait_until(lambda: "chat.postMessage" in fake.calls)
        await fake.slash("/frage", "schnell", "C1", "U3")
        await fake.wait_for_reply()
        assert (texts(fake), fake.calls.count("chat.postMessage")) == (["/frage schnell"], 1)


def _faster(budget: Budget) -> Budget:
    return budget[0], budget[1] / 20


async def test_no_send_breaks_a_limit() -> None:
    """Sixty people ask in one channel at once, and by buttons, pages and edits: Slack never has to say 429."""
    fake = FakeSlack(ack_within=5.0)
    fake.pace.minute = 3.0  # twenty times as fast as Slack's
    budgets = Budgets()
    faster = Budgets(
        channel=_faster(budgets.channel),
        messages=_faster(budgets.messages),
        tier_3=_faster(budgets.tier_3),
        tier_4=_faster(budgets.tier_4),
    )
    async with running(Echo(), "socket", fake=fake, budgets=faster) as (_, adapter):  # type: ignore[arg-type]
        fake.pace.on = True
        asked = [await fake.user_says("C1", f"{fake.mention} {n}", user=f"U{n}") for n in range(60)]
        await adapter.idle()
        for said in asked:
            await fake.edits(said, said.event["text"] + "0")
        await adapter.idle()
        assert (dict(fake.pace.refused), len(fake.posted)) == ({}, 60)
        assert sum(posted.edited for posted in fake.posted) == 60


async def test_without_budgets_the_fake_would_have_said_429() -> None:
    """Otherwise the test above would say nothing."""
    async with running(Echo(), "socket") as (fake, adapter):  # type: ignore[arg-type]
        fake.pace.on = True
        for n in range(8):
            await fake.user_says("C1", f"{fake.mention} {n}", user=f"U{n}")
        await adapter.idle()
        assert fake.pace.refused["chat.postMessage"] > 0
        assert len(fake.posted) == 8
        assert set(fake.pace.refused) <= set(NEEDS)
