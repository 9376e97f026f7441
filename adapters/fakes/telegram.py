"""A Bot API server on 127.0.0.1 that refuses what the real one refuses, and the people who talk to the bot."""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp import web

from adapters.fakes.delivery_faults import DeliveryFaults
from adapters.fakes.journal import Journal
from adapters.fakes.telegram_checks import Params, RefusedError, integer
from adapters.fakes.telegram_faults import CallFaults, Fault, fail, refuse, too_many, trickle
from adapters.fakes.telegram_journal import note
from adapters.fakes.telegram_limits import PACED, Limits
from adapters.fakes.telegram_methods import METHODS, Webhook
from adapters.fakes.telegram_people import People
from adapters.fakes.telegram_world import Posted, Room, SentMessage, World

__all__ = ["FakeTelegram", "Fault"]

_TOKEN = re.compile(r"\d+:[\w-]{3,}")
_REDELIVERY = 0.05  # seconds; the real server waits longer


class FakeTelegram(People):
    """`async with FakeTelegram() as fake:` serves at `fake.base_url`. `calls` holds every API call as (method,
    parameters); `menus` the commands for each language code, `profile` the descriptions by (kind, language code);
    `actions` what was shown as (chat, action, thread). `inline`: the bot has inline mode; `reads_all`: no privacy.
    `journal` holds what the bot sent, `limits` whether it sent too much. `port` 0 is any free one. `revoked`:
    @BotFather took the token back."""

    def __init__(
        self,
        *,
        token: str = "123456:TEST-token",  # noqa: S107 - it opens nothing
        username: str = "nachgefragt_bot",
        inline: bool = False,
        reads_all: bool = False,
        port: int = 0,
    ) -> None:
        super().__init__(World(username=username, inline=inline, reads_all=reads_all))
        self.token = token
        self.revoked = False
        self.port = port
        self.base_url = ""
        self.calls: list[tuple[str, Params]] = []
        self.menus: dict[str, tuple[tuple[str, str], ...]] = {}
        self.profile: dict[tuple[str, str], str] = {}
        self.actions: list[tuple[int, str, int | None]] = []
        self.answered_queries: set[str] = set()
        self.updates: deque[dict[str, Any]] = deque()
        self.deliveries: list[int] = []  # HTTP statuses of the webhook
        self.webhook: Webhook | None = None
        self.allowed: tuple[str, ...] = ()
        self.polls = 0
        self.changed = asyncio.Condition()
        self._pushed: dict[int, dict[str, Any]] = {}
        self.journal = Journal()
        self.delivery = DeliveryFaults()
        self.limits = Limits()
        self.faults = CallFaults()
        self._up = asyncio.Event()
        self._open: set[asyncio.Transport] = set()
        self._next_update = 1
        self._delivering: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        application = web.Application()
        application.router.add_route("*", "/bot{token}/{method}", self._call)
        self._runner = web.AppRunner(application, shutdown_timeout=0.1, handler_cancellation=True)
        await self._runner.setup()
        await self.come_up()
        self.base_url = f"http://127.0.0.1:{self.port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.set_webhook(None)
        await self._runner.cleanup()

    async def push(self, update: dict[str, Any]) -> int:
        """Queues an update as given, malformed or not; its `update_id` is made unless it has one."""
        number = int(update.get("update_id", self._next_update))
        self._next_update = max(self._next_update, number) + 1
        self._pushed[number] = {"update_id": number, **update}
        for ready in self.delivery.ready(self._pushed[number]):
            self.updates.extend([ready] * self.delivery.copies())
        await self.notify()
        return number

    async def deliver_again(self, posted: Posted) -> None:
        """The same update once more, as after an answer that got lost. Raises KeyError."""
        self.updates.append(self._pushed[posted.update_id or 0])
        await self.notify()

    @asynccontextmanager
    async def out_of_order(self) -> AsyncIterator[None]:
        """What happens inside reaches the bot at the end, the newest first."""
        self.delivery.hold()
        yield
        self.updates.extend(self.delivery.release())
        await self.notify()

    async def wait_for_reply(self, room: Room, *, count: int = 1, patience: float = 5.0) -> SentMessage:
        """The bot's newest message in the room, once there are `count`. Raises TimeoutError."""
        async with asyncio.timeout(patience), self.changed:
            await self.changed.wait_for(lambda: len(self.messages(room)) >= count)
        return self.messages(room)[-1]

    async def wait_for_bot(self, *, patience: float = 5.0) -> None:
        """Until the bot fetches updates or has set a webhook. Raises TimeoutError."""
        async with asyncio.timeout(patience), self.changed:
            await self.changed.wait_for(lambda: self.polls > 0 or self.webhook is not None)

    # Faults

    def fail_next(self, method: str, fault: Fault, *, times: int = 1) -> None:
        self.faults.add(method, fault, times)

    async def go_down(self) -> None:
        """Refuses connections and delivers nothing, until `come_up`. What people do meanwhile waits."""
        if not self._up.is_set():
            return
        self._up.clear()
        await self._site.stop()
        for connection in self._runner.server.connections if self._runner.server else ():
            if connection.transport is not None:
                connection.transport.abort()

    async def come_up(self) -> None:
        """At the same port, everything as it was."""
        if self._up.is_set():
            return
        self._site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await self._site.start()
        self.port = int(self._runner.addresses[0][1])
        self._up.set()

    def disconnect(self) -> None:
        """Cuts every connection on which an answer is owed, a long poll's among them."""
        for transport in tuple(self._open):
            transport.abort()

    async def reset(self) -> None:
        """Forgets people, chats, messages, updates and faults; ids and numbers go on, as the bot remembers them.
        What the bot set at its start (webhook, menus, descriptions) stays."""
        self.world.forget()
        for forget in (self.sent.clear, self.notices.clear, self.offers.clear, self.actions.clear, self.calls.clear):
            forget()
        for forget in (self.open_queries.clear, self.answered_queries.clear, self.updates.clear, self._pushed.clear):
            forget()
        self.deliveries.clear()
        self.faults.clear()
        self.limits.clear()
        self.ledger.clear()
        self.journal.clear()
        self.delivery.clear()
        self.revoked = False
        await self.come_up()
        await self.notify()

    # The server

    async def notify(self) -> None:
        async with self.changed:
            self.changed.notify_all()

    async def set_webhook(self, webhook: Webhook | None) -> None:
        self.webhook = webhook
        if self._delivering is not None:
            self._delivering.cancel()
            await asyncio.gather(self._delivering, return_exceptions=True)
            self._delivering = None
        if webhook is not None:
            self._delivering = asyncio.create_task(self._deliver(webhook))
        await self.notify()

    async def _deliver(self, webhook: Webhook) -> None:
        """One update after another; the same one again until the endpoint answers 2xx."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": webhook.secret} if webhook.secret else {}
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
            while True:
                await self._up.wait()
                async with self.changed:
                    await self.changed.wait_for(lambda: bool(self.updates))
                update = self.updates[0]
                if self.wanted(update) and not await self._deliver_one(session, webhook.url, headers, update):
                    await asyncio.sleep(_REDELIVERY)
                    continue
                if self.updates and self.updates[0] is update:  # else a reset was quicker
                    self.updates.popleft()

    async def _deliver_one(
        self, session: aiohttp.ClientSession, url: str, headers: dict[str, str], update: dict[str, Any]
    ) -> bool:
        try:
            async with session.post(url, json=update, headers=headers) as response:
                self.deliveries.append(response.status)
                return 200 <= response.status < 300 and not self.delivery.receipt_lost()
        except (aiohttp.ClientError, TimeoutError):
            self.deliveries.append(0)
            return False

    def wanted(self, update: dict[str, Any]) -> bool:
        """Whether `allowed_updates` lets it through."""
        return not self.allowed or bool(set(self.allowed) & update.keys()) or len(update) < 2

    async def _call(self, request: web.Request) -> web.StreamResponse:
        if (transport := request.transport) is None:  # it hung up before it was heard
            raise ConnectionResetError("no connection")
        self._open.add(transport)
        try:
            return await self._answer(request)
        finally:
            self._open.discard(transport)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        method, params = request.match_info["method"], await _params(request)
        if not _TOKEN.fullmatch(request.match_info["token"]) or method not in METHODS:
            return refuse(RefusedError(404, "Not Found"))
        if request.match_info["token"] != self.token or self.revoked:
            return refuse(RefusedError(401, "Unauthorized"))
        self.calls.append((method, params))
        fault = self.faults.next(method)
        if fault is not None and fault.delay:
            await asyncio.sleep(fault.delay)
        if fault is not None and fault.fails and not fault.after:
            return fail(request, fault)
        try:
            self._within_limits(method, params)
            result = await METHODS[method](self, params)
        except RefusedError as refusal:
            return refuse(refusal)
        note(self, method, params)
        if fault is not None and fault.fails:
            return fail(request, fault)
        if fault is not None and fault.trickle:
            return await trickle(request, {"ok": True, "result": result}, fault.trickle)
        return web.json_response({"ok": True, "result": result})

    def _within_limits(self, method: str, params: Params) -> None:
        if method not in PACED:
            return
        if wait := self.limits.refused(integer(params, "chat_id") or 0, asyncio.get_running_loop().time()):
            raise too_many(wait)


async def _params(request: web.Request) -> Params:
    params: Params = dict(request.query)
    if request.content_type == "application/json":
        params.update(await request.json())
        return params
    return params | dict(await request.post())
