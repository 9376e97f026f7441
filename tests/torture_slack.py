"""Slack in the torture: direct messages, and in every third chat mentions in a channel, which come as two events and
are answered in a thread each. An event is acknowledged when HTTP answered 200, or the socket acknowledged its envelope;
what was not is delivered three times more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

from aiohttp import web

from adapters.fakes.slack import FakeSlack, Fault
from adapters.fakes.slack_messages import Posted
from adapters.fakes.slack_payloads import envelope, said
from adapters.slack_manifest import SCOPES
from tests.torture_ledger import Known, Question
from tests.torture_sides import Heard, Side, Way

Json = dict[str, Any]
CHANNELS: Final = 20_000
_PAUSES: Final = (0.5, 1.5, 3.0)  # seconds between deliveries; the real Slack waits up to five minutes
_NO_FAULT: Final = Fault(slow=0.001)
_MALFORMED: Final[tuple[Any, ...]] = (
    None,
    "x",
    [],
    {},
    {"type": "message"},
    {"type": "message", "channel": None, "user": None, "text": None, "ts": None},
    {"type": "message", "channel": "D1", "user": "U1", "text": ["Wer?"], "ts": 5, "channel_type": "im"},
    {"type": "message", "channel": {}, "user": {}, "text": {}, "ts": {}, "channel_type": 1},
    {"type": "message", "subtype": "message_changed", "channel": "D1", "message": None},
    {"type": "message", "subtype": ["x"], "channel": "D1", "user": "U1", "text": "Wer?", "ts": "1.1"},
    {"type": "app_mention", "channel": "C1"},
    {"type": "app_home_opened", "tab": "home"},
    {"type": "assistant_thread_started", "assistant_thread": 5},
    {"type": "tokens_revoked", "tokens": None},
    {"type": 5},
    {"type": "unheard_of", "deep": {"a": {"b": [1, {"c": None}]}}},
)
_FRAMES: Final = ("", "{", "[]", '{"type":"events_api"}', '{"envelope_id":5,"type":"events_api","payload":[]}')


class Fake(FakeSlack):
    """`hook`: see `Side.before_sending`."""

    hook: Callable[[str, str], bool] | None = None

    async def _api(self, request: web.Request) -> web.StreamResponse:
        if self.hook is not None and request.match_info["method"] == "chat.postMessage":
            message = await request.json()
            if self.hook(str(message.get("channel")), str(message.get("text"))):
                if request.transport is not None:
                    request.transport.abort()
                return web.Response()
        return await super()._api(request)


class Slack(Side):
    def __init__(self, way: Way, port: int) -> None:
        super().__init__(way, port)
        self.fake = Fake(channels=tuple(self.chat(number) for number in range(CHANNELS)))
        self.fake.tokens.scopes = frozenset(SCOPES)
        self.fake.messages.all = Heard(self._heard)
        self.pauses = _PAUSES
        self._events: dict[Question, tuple[Json, ...]] = {}

    @asynccontextmanager
    async def _served(self) -> AsyncIterator[str]:
        async with self.fake:
            if self.way == "Slack HTTP":
                self.fake.events_url = f"http://127.0.0.1:{self.port}/slack/events"
            served, self.fake.base = self.fake.base, self.line.url  # the bot is told of sockets there
            yield served

    @property
    def environment(self) -> dict[str, str]:
        given = {"SLACK_BOT_TOKEN": self.fake.bot_token, "SLACK_BASE_URL": f"{self.line.url}/api/"}
        if self.way == "Slack HTTP":
            return given | {"SLACK_SIGNING_SECRET": self.fake.signing_secret}
        return given | {"SLACK_APP_TOKEN": self.fake.app_token}

    async def ask(self, chat: int, known: Known) -> Question:
        channel, ts = self.chat(chat), self.fake.now()
        question = self.ledger.ask(_place(channel, ts), known)
        self._events[question] = tuple(envelope(event, self.fake.id("Ev")) for event in self._said(channel, ts, known))
        for pause in (*self.pauses, 0.0):
            if await self._deliver(question):
                return question
            await asyncio.sleep(pause)
        question.given_up = True
        return question

    def _said(self, channel: str, ts: str, known: Known) -> tuple[Json, ...]:
        user = f"U{channel[1:]}"
        if channel.startswith("D"):
            return (said("message", channel=channel, user=user, text=known.text, ts=ts, thread=None),)
        text = f"{self.fake.mention} {known.text}"
        event = said("message", channel=channel, user=user, text=text, ts=ts, thread=None)
        twin = {key: value for key, value in event.items() if key != "channel_type"}
        return event, twin | {"type": "app_mention"}

    async def again(self, questions: Sequence[Question]) -> None:
        self.repeated += len(questions)
        await asyncio.gather(*map(self._deliver, questions))

    async def malformed(self, number: int) -> None:
        if self.way == "Slack Socket Mode" and number % 4 == 0 and self.fake.deliveries.live():
            await self.fake.deliveries.raw(_FRAMES[number // 4 % len(_FRAMES)])
            return
        payload = envelope({"type": "message"}, self.fake.id("Ev"))
        await self.fake.deliver("events_api", payload | {"event": _MALFORMED[number % len(_MALFORMED)]})

    def too_many(self, seconds: int, times: int) -> None:
        for _ in range(times):
            self.fake.fail_next("chat.postMessage", Fault(status=429, retry_after=seconds), _NO_FAULT)

    def slow(self, seconds: float, times: int) -> None:
        for _ in range(times):
            self.fake.fail_next("chat.postMessage", Fault(slow=seconds), *[_NO_FAULT] * 9)

    def before_sending(self, hook: Callable[[str, str], bool] | None) -> None:
        self.fake.hook = hook

    def chat(self, number: int) -> str:
        return f"{'D' if number % 3 else 'C'}{number}"

    def tidy(self) -> None:
        for held in (self.fake.posted, self.fake.calls, self.fake.log):
            held.clear()
        self._events = {question: event for question, event in self._events.items() if question.waiting}

    async def _deliver(self, question: Question) -> bool:
        """Whether every event of it was acknowledged."""
        taken = [(await self.fake.deliver("events_api", event)).acked for event in self._events[question]]
        if all(taken):
            question.acknowledge()
        return all(taken)

    def _heard(self, posted: Posted) -> None:
        self.ledger.heard(_place(posted.channel, posted.thread), posted.shown)


def _place(channel: str, thread: str | None) -> str:
    return channel if channel.startswith("D") else f"{channel}/{thread}"
