"""A fake Slack on 127.0.0.1: Web API, Socket Mode and signed HTTP delivery. It refuses what Slack refuses."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from aiohttp import web

from adapters.fakes import slack_payloads as payloads
from adapters.fakes.journal import Journal
from adapters.fakes.slack_delivery import Deliveries, Delivery
from adapters.fakes.slack_journal import note
from adapters.fakes.slack_messages import Messages, Posted, failed
from adapters.fakes.slack_pace import Pace
from adapters.fakes.slack_people import People
from adapters.fakes.slack_tokens import READS, Tokens
from adapters.fakes.slack_views import Threads, Views

__all__ = ["Delivery", "FakeSlack", "Fault", "Posted"]

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What happens to the next call of a method: it is refused with `error`, answered with `body` as it stands, or
    with `status`; with none of them the connection drops. `after`: once that was done. `slow`: seconds before it."""

    status: int = 0  # 429 or 500
    retry_after: int = 1
    after: bool = False
    error: str = ""
    body: str = ""
    slow: float = 0.0


class FakeSlack(People):
    """`async with FakeSlack() as fake`. Events go over Socket Mode, or signed to `events_url` where that is set.
    `clock` counts seconds, for what expires. `journal` holds what the bot sent. `port` 0 is any free one."""

    def __init__(
        self,
        *,
        bot_token: str = "xoxb-fake",  # noqa: S107 - it opens nothing
        app_token: str = "xapp-fake",  # noqa: S107 - it opens nothing
        signing_secret: str = "fake-signing-secret",  # noqa: S107 - it opens nothing
        channels: tuple[str, ...] = ("C1", "C2", "D1", "D2"),
        foreign: tuple[str, ...] = ("C9",),
        ack_within: float = 3.0,
        clock: Callable[[], float] = time.monotonic,
        port: int = 0,
    ) -> None:
        self.port = port
        self.bot_token, self.app_token, self.signing_secret = bot_token, app_token, signing_secret
        self.calls: list[str] = []
        self.log: list[str] = []  # acknowledgements and posts, in the order they came
        self.journal = Journal()
        self._faults: dict[str, deque[Fault]] = {}
        self._numbers = itertools.count(1)
        self._changed = asyncio.Event()
        self._tasks: set[asyncio.Task[Any]] = set()
        self.pace = Pace(clock)
        self.tokens = Tokens(bot_token, app_token, self.id)
        self.views, self.threads = Views(self.id, clock), Threads()
        self.messages = Messages(
            channels=frozenset(channels),
            foreign=frozenset(foreign),
            now=self.now,
            posted=self._posted,
            clock=clock,
        )
        self.deliveries = Deliveries(
            signing_secret=signing_secret, ack_within=ack_within, new=self.id, changed=self._changed.set
        )

    @property
    def posted(self) -> list[Posted]:
        return self.messages.all

    @property
    def events_url(self) -> str | None:
        return self.deliveries.url

    @events_url.setter
    def events_url(self, url: str | None) -> None:
        self.deliveries.url = url

    @property
    def mention(self) -> str:
        return payloads.HOME.mention

    @property
    def api_base(self) -> str:
        return f"{self.base}/api/"

    async def __aenter__(self) -> FakeSlack:
        await self.come_up()
        await self.deliveries.open()
        return self

    async def come_up(self) -> None:
        """At the same address as before, with all that was said."""
        app = web.Application()
        app.add_routes(
            [
                web.post("/api/{method}", self._api),
                web.get("/api/{method}", self._api),
                web.get("/socket", self.deliveries.serve),
                web.post("/response/{id}", self._response_url),
            ]
        )
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        host, self.port = self._runner.addresses[0][:2]
        self.base = f"http://{host}:{self.port}"
        self.deliveries.stopped = False

    async def go_down(self) -> None:
        """Connections end and are refused, nothing is delivered; people go on writing."""
        self.deliveries.stopped = True
        await self.deliveries.cut()
        await self._runner.cleanup()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.deliveries.close()
        await self._runner.cleanup()

    async def wait_for_reply(self, *, after: int = 0, timeout: float = 5.0) -> Posted:  # noqa: ASYNC109
        """The first message posted beyond the first `after` ones. Raises TimeoutError."""
        await self.wait_until(lambda: len(self.posted) > after, timeout=timeout)
        return self.posted[after]

    async def wait_for_socket(self, count: int, *, timeout: float = 5.0) -> None:  # noqa: ASYNC109
        """Until `count` connections were made since the start. Raises TimeoutError."""
        await self.wait_until(lambda: len(self.deliveries.sockets) >= count, timeout=timeout)

    async def wait_for_bot(self, *, patience: float = 5.0) -> None:
        """Until a socket of the bot's is open, or an address is set. Raises TimeoutError."""
        await self.wait_until(lambda: bool(self.deliveries.live() or self.events_url), timeout=patience)

    async def wait_until(self, holds: Callable[[], bool], *, timeout: float = 5.0) -> None:  # noqa: ASYNC109
        """Looks after each call, message and socket. Raises TimeoutError."""
        async with asyncio.timeout(timeout):
            while not holds():
                self._changed.clear()
                await self._changed.wait()

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        await self.deliveries.disconnect(reason)

    def signed(self, body: str, *, at: float | None = None, secret: str | None = None) -> dict[str, str]:
        """The headers of a request signed v0."""
        return self.deliveries.signed(body, at=at, secret=secret)

    def fail_next(self, method: str, *faults: Fault) -> None:
        self._faults.setdefault(method, deque()).extend(faults)

    def reset(self) -> None:
        """Forgets messages, pages, dialogues, threads and faults; ids go on, and the bot stays connected."""
        for forget in (self.posted.clear, self.calls.clear, self.log.clear, self.threads.all.clear):
            forget()
        for forget in (self.views.homes.clear, self.views.published.clear, self.views.opened.clear, self._faults.clear):
            forget()
        self.tokens.restore()
        self.deliveries.restore()
        self.pace.on = False
        self.journal.clear()

    def now(self) -> str:
        """A fresh ts: seconds, and a number that makes it unique."""
        return f"{int(time.time())}.{next(self._numbers):06d}"

    def id(self, prefix: str) -> str:
        return f"{prefix}{next(self._numbers):08d}"

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        self.calls.append(method)
        self._changed.set()
        fault = await self._fault(method)
        if fault is not None and not fault.after:
            return self._failed(request, fault)
        arguments = await _arguments(request, method)
        authorization = request.headers.get("Authorization", "")
        token = authorization.removeprefix("Bearer ") or arguments.get("token", "")
        wait = self.pace.wait(method, str(token), str(arguments.get("channel")))
        if wait:
            return self._failed(request, Fault(status=429, retry_after=wait))
        answer = self._answer(method, arguments, str(token), authorization)
        note(self, method, arguments, answer)
        self._changed.set()
        if fault is not None:
            await asyncio.sleep(fault.slow)
            return self._failed(request, fault)
        return web.json_response(answer, headers=self.tokens.headers(str(token)))

    def _answer(self, method: str, arguments: Mapping[str, Any], token: str, authorization: str) -> Json:
        refused = self.tokens.refused(method, token, str(arguments.get("channel")))
        if refused is not None:
            return refused
        match method:
            case "oauth.v2.access":
                return self.tokens.access(arguments, authorization)
            case "apps.connections.open":
                return {"ok": True, "url": f"{self.base.replace('http', 'ws', 1)}/socket?ticket={self.id('t')}"}
            case "auth.revoke":
                return self.tokens.revoke(token)
            case "views.open":
                return self.views.open(arguments)
        team = self.tokens.team(token)
        if method == "auth.test":
            who = {"user_id": team.bot_user, "bot_id": team.bot, "team_id": team.id}
            return {"ok": True, "url": "https://fake.slack.com/", "team": "fake", "user": "nachgefragt"} | who
        if method == "views.publish":
            return self.views.publish(arguments, team.id)
        if method.startswith("assistant.threads."):
            return self.threads.call(method, arguments)
        if method in READS:
            return self.messages.read(method, dict(arguments))
        return self.messages.write(method, dict(arguments), team)

    def _posted(self, posted: Posted) -> None:
        self.log.append("post")
        self._changed.set()
        if posted.ephemeral_to is None:
            echo = payloads.by_response_url if posted.via == "response_url" else payloads.own
            said = echo(channel=posted.channel, text=posted.text, ts=posted.ts, thread=posted.thread, team=posted.team)
            task = asyncio.create_task(self.event(said, team=posted.team))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _response_url(self, request: web.Request) -> web.StreamResponse:
        fault = await self._fault("response_url")
        if fault is not None and not fault.after:
            return self._failed(request, fault)
        message = await request.json()
        status, text = self.messages.respond(request.match_info["id"], message)
        note(self, "response_url", message, {"ok": status == 200})
        if fault is not None:
            return self._failed(request, fault)
        return web.Response(status=status, text=text)

    async def _fault(self, method: str) -> Fault | None:
        waiting = self._faults.get(method)
        fault = waiting.popleft() if waiting else None
        if fault is not None and fault.slow and not fault.after:
            await asyncio.sleep(fault.slow)
            return None if fault == Fault(slow=fault.slow) else fault
        return fault

    def _failed(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault.error:
            return web.json_response(failed(fault.error))
        if fault.body:
            return web.Response(text=fault.body, content_type="application/json")
        if fault.status == 429:
            headers = {"Retry-After": str(fault.retry_after)}
            return web.json_response(failed("ratelimited"), status=429, headers=headers)
        if fault.status:
            return web.Response(status=fault.status, text="server error")
        if request.transport is not None:
            request.transport.abort()
        return web.Response()


async def _arguments(request: web.Request, method: str) -> Json:
    """Of a method that only reads, not those that came as JSON."""
    if request.method == "GET":
        return dict(request.query)
    if request.content_type == "application/json":
        return {} if method in READS else dict(await request.json())
    return dict(await request.post())
