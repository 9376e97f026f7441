"""A Bot API server on 127.0.0.1 that refuses what the real one refuses, and the people who talk to the bot."""

from __future__ import annotations

import asyncio
import json
import re
from collections import deque
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp import web

from adapters.fakes.telegram_checks import Params, RefusedError
from adapters.fakes.telegram_methods import METHODS, Webhook
from adapters.fakes.telegram_world import Posted, Room, SentMessage, World, found_entities

_TOKEN = re.compile(r"\d+:[\w-]{3,}")
_REDELIVERY = 0.05  # seconds; the real server waits longer


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What goes wrong with one call: an error status, or the connection drops before or after it is carried out."""

    status: int = 0
    retry_after: int = 0
    migrate_to: int = 0
    drop: bool = False
    after: bool = False


class FakeTelegram:
    """`async with FakeTelegram() as fake:` serves at `fake.base_url`. `sent` holds the bot's messages, oldest first;
    `calls` every API call as (method, parameters); `menus` the commands for each language code."""

    def __init__(self, *, token: str = "123456:TEST-token", username: str = "nachgefragt_bot") -> None:  # noqa: S107
        self.token, self.world = token, World(username=username)
        self.base_url = ""
        self.sent: list[SentMessage] = []
        self.calls: list[tuple[str, Params]] = []
        self.menus: dict[str, tuple[tuple[str, str], ...]] = {}
        self.answered_queries: set[str] = set()
        self.open_queries: set[str] = set()
        self.updates: deque[dict[str, Any]] = deque()
        self.deliveries: list[int] = []  # HTTP statuses of the webhook
        self.webhook: Webhook | None = None
        self.allowed: tuple[str, ...] = ()
        self.polls = 0
        self.changed = asyncio.Condition()
        self._faults: dict[str, deque[Fault]] = {}
        self._next_update = 1
        self._delivering: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        application = web.Application()
        application.router.add_route("*", "/bot{token}/{method}", self._call)
        self._runner = web.AppRunner(application, shutdown_timeout=0.1, handler_cancellation=True)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.base_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.set_webhook(None)
        await self._runner.cleanup()

    # The people

    def private(self, name: str = "Anna", language: str = "de") -> Room:
        return self.world.private(name, language)

    def group(self, title: str = "Lesekreis", *, privacy: bool = True, topics: tuple[int, ...] = ()) -> Room:
        """A supergroup; with `topics` (thread ids) a forum."""
        return self.world.group(title, privacy=privacy, forum=bool(topics), topics=topics)

    async def user_says(
        self,
        room: Room,
        text: str | None = None,
        *,
        user: str = "Anna",
        reply_to: int | None = None,
        thread: int | None = None,
        **content: Any,
    ) -> Posted:
        """`content` adds Bot API fields, e.g. `photo=[…], caption="…"`. In a private chat the speaker is its person."""
        speaker = self.world.person(room.title if room.kind == "private" else user)
        if text is not None:
            content |= {"text": text, "entities": found_entities(text) or None}
        if "caption" in content:
            content.setdefault("caption_entities", found_entities(content["caption"]) or None)
        if thread is not None:
            content |= {"message_thread_id": thread, "is_topic_message": True}
        elif reply_to is not None and room.kind == "supergroup":
            content["message_thread_id"] = reply_to  # so the real server does, without it being a topic
        earlier = self.world.messages[room.id, reply_to] if reply_to is not None else None
        message = self.world.message(room, speaker.json(), reply_to_message=earlier, **content)
        seen = self.world.sees(room, message)
        return Posted(
            message_id=message["message_id"], update_id=await self.push({"message": message}) if seen else None
        )

    async def edit(self, room: Room, posted: Posted, text: str) -> Posted:
        """The person edits their message; with the same text it is an edit nobody sees, as a link preview makes it."""
        message = self.world.messages[room.id, posted.message_id]
        message |= {"text": text, "entities": found_entities(text), "edit_date": message["date"] + 60}
        seen = self.world.sees(room, message)
        update = await self.push({"edited_message": dict(message)}) if seen else None
        return Posted(message_id=posted.message_id, update_id=update)

    async def press(self, room: Room, label: str, *, user: str = "Anna") -> Posted:
        """Presses the newest button with this label in the room. Raises LookupError."""
        for sent in reversed(self.sent):
            if sent.chat_id == room.id and not sent.deleted and label in sent.buttons:
                break
        else:
            raise LookupError(f"no button {label!r} in {room.title!r}")
        speaker = self.world.person(room.title if room.kind == "private" else user)
        query_id = f"query-{self._next_update}"
        self.open_queries.add(query_id)
        query = {
            "id": query_id,
            "from": speaker.json(),
            "chat_instance": str(room.id),
            "message": self.world.messages[room.id, sent.message_id],
            "data": sent.data(label),
        }
        return Posted(message_id=sent.message_id, update_id=await self.push({"callback_query": query}))

    async def push(self, update: dict[str, Any]) -> int:
        """Queues an update as given, malformed or not; its `update_id` is made unless it has one."""
        number = int(update.get("update_id", self._next_update))
        self._next_update = max(self._next_update, number) + 1
        self.updates.append({"update_id": number, **update})
        await self.notify()
        return number

    async def wait_for_reply(self, room: Room, *, count: int = 1, patience: float = 5.0) -> SentMessage:
        """The bot's newest message in the room, once there are `count`. Raises TimeoutError."""
        async with asyncio.timeout(patience), self.changed:
            await self.changed.wait_for(lambda: len(self.messages(room)) >= count)
        return self.messages(room)[-1]

    def messages(self, room: Room) -> list[SentMessage]:
        """What the bot wrote in the room and did not delete, oldest first."""
        return [sent for sent in self.sent if sent.chat_id == room.id and not sent.deleted]

    # Faults

    def fail_next(self, method: str, fault: Fault, *, times: int = 1) -> None:
        self._faults.setdefault(method, deque()).extend([fault] * times)

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
                async with self.changed:
                    await self.changed.wait_for(lambda: bool(self.updates))
                update = self.updates[0]
                if self.wanted(update) and not await self._deliver_one(session, webhook.url, headers, update):
                    await asyncio.sleep(_REDELIVERY)
                    continue
                self.updates.popleft()

    async def _deliver_one(
        self, session: aiohttp.ClientSession, url: str, headers: dict[str, str], update: dict[str, Any]
    ) -> bool:
        try:
            async with session.post(url, json=update, headers=headers) as response:
                self.deliveries.append(response.status)
                return 200 <= response.status < 300
        except aiohttp.ClientError:
            self.deliveries.append(0)
            return False

    def wanted(self, update: dict[str, Any]) -> bool:
        """Whether `allowed_updates` lets it through."""
        return not self.allowed or bool(set(self.allowed) & update.keys()) or len(update) < 2

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method, params = request.match_info["method"], await _params(request)
        if not _TOKEN.fullmatch(request.match_info["token"]) or method not in METHODS:
            return _error(RefusedError(404, "Not Found"))
        if request.match_info["token"] != self.token:
            return _error(RefusedError(401, "Unauthorized"))
        self.calls.append((method, params))
        waiting = self._faults.get(method)
        fault = waiting.popleft() if waiting else None
        if fault is not None and not fault.after:
            return _fail(request, fault)
        try:
            result = await METHODS[method](self, params)
        except RefusedError as refusal:
            return _error(refusal)
        if fault is not None:
            return _fail(request, fault)
        return web.json_response({"ok": True, "result": result})


async def _params(request: web.Request) -> Params:
    params: Params = dict(request.query)
    if request.content_type == "application/json":
        params.update(await request.json())
        return params
    return params | dict(await request.post())


def _error(refusal: RefusedError) -> web.Response:
    body = {"ok": False, "error_code": refusal.status, "description": refusal.description}
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return web.Response(status=refusal.status, text=json.dumps(body), content_type="application/json")


def _fail(request: web.Request, fault: Fault) -> web.StreamResponse:
    if fault.drop:
        if request.transport is not None:
            request.transport.abort()
        raise ConnectionResetError("dropped on demand")
    if fault.retry_after:
        said = f"Too Many Requests: retry after {fault.retry_after}"
        return _error(RefusedError(429, said, retry_after=fault.retry_after))
    if fault.migrate_to:
        said = "Bad Request: group chat was upgraded to a supergroup chat"
        return _error(RefusedError(400, said, migrate_to_chat_id=fault.migrate_to))
    return _error(RefusedError(fault.status, "Internal Server Error"))
