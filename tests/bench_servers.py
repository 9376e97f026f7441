"""Telegram and Slack as a load generator plays them: the real protocol, no checks but that each question is answered
once. The fakes of the tests check everything they get, which would cost more than the bot that is measured."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import json
import socket
import time
from abc import ABC, abstractmethod
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from typing import Any, Self

import aiohttp
from aiohttp import web

TOKEN = "123456:BENCH-token"
SECRET = "only-for-the-bench"
_REDELIVERY = 0.05  # seconds until what was not taken is delivered again; the real servers wait longer
_PATIENCE = 60.0  # seconds until an unanswered question ends the run
_BOT = {"id": 123456, "is_bot": True, "first_name": "Nachgefragt", "username": "nachgefragt_bot"}

Json = dict[str, Any]


class Server(ABC):
    """`async with` serves at `base`. `asked` and `answered` count by chat, `refused` deliveries that were not taken."""

    def __init__(self, address: str) -> None:
        self._address = address  # where the bot listens
        self.base = ""
        self.asked: Counter[int] = Counter()
        self.answered: Counter[int] = Counter()
        self.refused = 0
        self._waiting: dict[int, asyncio.Future[float]] = {}
        self._numbers = itertools.count(1)
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        application = web.Application()
        application.add_routes(self._routes())
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.base = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._session.close()
        await self._runner.cleanup()

    async def ask(self, chat: int, text: str) -> float:
        """Seconds from the offer of the question to the arrival of its answer. Raises TimeoutError."""
        answer = self._waiting[chat] = asyncio.get_running_loop().create_future()
        self.asked[chat] += 1
        started = time.perf_counter()
        async with asyncio.timeout(_PATIENCE):
            await self._offer(chat, text)
            return await answer - started

    async def settled(self) -> None:
        """Returns when everything offered was taken by the bot."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    @abstractmethod
    def _routes(self) -> list[web.RouteDef]: ...

    @abstractmethod
    async def _offer(self, chat: int, text: str) -> None: ...

    def _answer(self, chat: int) -> None:
        self.answered[chat] += 1
        waiting = self._waiting.pop(chat, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(time.perf_counter())

    def _later(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _post(self, url: str, body: bytes, headers: Callable[[], dict[str, str]]) -> None:
        """Until it is taken, as both platforms do."""
        while True:
            try:
                async with self._session.post(url, data=body, headers=headers()) as response:
                    if response.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            self.refused += 1
            await asyncio.sleep(_REDELIVERY)


class Telegram(Server):
    """Updates go to `address` as soon as the bot has set a webhook, else they wait to be fetched."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self._hook: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._updates: deque[Json] = deque()
        self._new = asyncio.Event()

    def _routes(self) -> list[web.RouteDef]:
        return [web.post(f"/bot{TOKEN}/{{method}}", self._call)]

    async def _offer(self, chat: int, text: str) -> None:
        number = next(self._numbers)
        person = {"id": chat, "first_name": "Anna"}
        update = {
            "update_id": number,
            "message": {
                "message_id": number,
                "from": {**person, "is_bot": False, "language_code": "de"},
                "chat": {**person, "type": "private"},
                "date": int(time.time()),
                "text": text,
            },
        }
        if self._address:
            self._later(self._deliver(json.dumps(update).encode()))
        else:
            self._updates.append(update)
            self._new.set()

    async def _deliver(self, body: bytes) -> None:
        headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": SECRET}
        await self._post(await asyncio.shield(self._hook), body, lambda: headers)

    async def _call(self, request: web.Request) -> web.Response:
        match request.match_info["method"]:
            case "getUpdates":
                return _result(await self._fetched(int(request.query["offset"]), float(request.query["timeout"])))
            case "sendMessage":
                return _result(self._sent(dict(await request.post())))
            case "getMe":
                return _result(_BOT | {"can_join_groups": True, "supports_inline_queries": False})
            case "setWebhook":
                if not self._hook.done():
                    self._hook.set_result(self._address)
        return _result(True)

    async def _fetched(self, offset: int, patience: float) -> list[Json]:
        while self._updates and self._updates[0]["update_id"] < offset:
            self._updates.popleft()
        if not self._updates:
            self._new.clear()
            try:
                await asyncio.wait_for(self._new.wait(), patience)
            except TimeoutError:
                return []
        return list(itertools.islice(self._updates, 100))

    def _sent(self, form: Json) -> Json:
        """The message as the real server gives it back, which the library parses."""
        chat, number = int(form["chat_id"]), next(self._numbers)
        self._answer(chat)
        message = {
            "message_id": number,
            "from": _BOT,
            "chat": {"id": chat, "first_name": "Anna", "type": "private"},
            "date": int(time.time()),
            "text": form["text"],
        }
        shown = {name: json.loads(form[name]) for name in ("entities", "reply_markup") if name in form}
        return message | shown


class Slack(Server):
    """Events go signed to `address`; without one over the newest socket. The bot's own messages come back to it as
    events, as Slack does for direct messages."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self._socket: asyncio.Future[web.WebSocketResponse] = asyncio.get_running_loop().create_future()
        self._acks: dict[str, asyncio.Future[None]] = {}

    def _routes(self) -> list[web.RouteDef]:
        return [web.post("/api/{method}", self._call), web.get("/socket", self._serve)]

    async def _offer(self, chat: int, text: str) -> None:
        self._event({"user": f"U{chat}", "text": text, "channel": f"D{chat}"})

    def _event(self, said: Json) -> None:
        ts = f"{int(time.time())}.{next(self._numbers):06d}"
        event = {"type": "message", "ts": ts, "event_ts": ts, "team": "T1", "channel_type": "im", **said}
        payload = {
            "token": "deprecated",
            "team_id": "T1",
            "api_app_id": "A1",
            "event": event,
            "type": "event_callback",
            "event_id": f"Ev{ts}",
            "event_time": int(time.time()),
            "authorizations": [{"team_id": "T1", "user_id": "UBOT", "is_bot": True}],
        }
        self._later(self._deliver(payload))

    async def _deliver(self, payload: Json) -> None:
        if self._address:
            body = json.dumps(payload).encode()
            await self._post(self._address, body, lambda: _signed(body))
            return
        number = f"e{next(self._numbers)}"
        acked = self._acks[number] = asyncio.get_running_loop().create_future()
        live = await asyncio.shield(self._socket)
        envelope = {"envelope_id": number, "type": "events_api", "payload": payload, "accepts_response_payload": False}
        await live.send_str(json.dumps(envelope))
        await acked

    async def _serve(self, request: web.Request) -> web.WebSocketResponse:
        live = web.WebSocketResponse()
        await live.prepare(request)
        await live.send_json({"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A1"}})
        self._socket.set_result(live)
        async for message in live:
            if message.type is aiohttp.WSMsgType.TEXT:
                self._acks.pop(json.loads(message.data)["envelope_id"]).set_result(None)
        return live

    async def _call(self, request: web.Request) -> web.Response:
        match request.match_info["method"]:
            case "auth.test":
                return _ok(url="https://bench.slack.com/", team="bench", team_id="T1", user_id="UBOT", bot_id="BBOT")
            case "apps.connections.open":
                return _ok(url=f"{self.base.replace('http', 'ws', 1)}/socket")
            case "chat.postMessage":
                return self._posted(await request.json())
        return _ok()

    def _posted(self, said: Json) -> web.Response:
        channel, ts = said["channel"], f"{int(time.time())}.{next(self._numbers):06d}"
        self._answer(int(channel[1:]))
        own = {"user": "UBOT", "bot_id": "BBOT", "app_id": "A1", "text": said["text"], "blocks": said["blocks"]}
        self._event({**own, "channel": channel})
        return _ok(channel=channel, ts=ts, message={"type": "message", "ts": ts, "team": "T1", **own})


def _signed(body: bytes) -> dict[str, str]:
    stamp = str(int(time.time()))
    digest = hmac.new(SECRET.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json", "X-Slack-Request-Timestamp": stamp}
    return headers | {"X-Slack-Signature": f"v0={digest}"}


def _result(result: Any) -> web.Response:
    return _json({"ok": True, "result": result})


def _ok(**fields: Any) -> web.Response:
    return _json({"ok": True, **fields})


def _json(body: Json) -> web.Response:
    return web.Response(body=json.dumps(body).encode(), content_type="application/json")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
