"""A fake Slack on 127.0.0.1: Web API, Socket Mode and signed HTTP delivery. It refuses what Slack refuses."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Final, Literal
from urllib.parse import urlencode

import aiohttp
from aiohttp import web
from slack_sdk.signature import SignatureVerifier

from adapters.fakes import slack_payloads as payloads
from adapters.fakes.slack_limits import refusal, texts

Json = dict[str, Any]
Via = Literal["chat.postMessage", "chat.postEphemeral", "response_url"]
Kind = Literal["events_api", "slash_commands", "interactive"]

_RETRIES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A message of the bot, as it stands now. `ephemeral_to` is the only user who sees it, None for everyone."""

    via: Via
    channel: str
    ts: str
    text: str
    blocks: tuple[Json, ...] = ()
    thread: str | None = None
    ephemeral_to: str | None = None
    edited: bool = False
    raw: Json

    @property
    def buttons(self) -> tuple[Json, ...]:
        return tuple(e for block in self.blocks if block["type"] == "actions" for e in block["elements"])

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(str(button["text"]["text"]) for button in self.buttons)

    @property
    def shown(self) -> str:
        """The text of all blocks but the buttons, a line each; the fallback text where there are none."""
        lines = [line for block in self.blocks if block["type"] != "actions" for line in _shown(block)]
        return "\n".join(lines) if lines else self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How the bot took an event: acknowledged or not, after how many attempts; `status` is HTTP's, 200 for an ack."""

    acked: bool
    attempts: int
    status: int
    event: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What happens to the next call of a method. `after` drops the connection once the message was taken."""

    status: int = 0  # 429 or 500; 0 drops the connection
    retry_after: int = 1
    after: bool = False


class FakeSlack:
    """`async with FakeSlack() as fake`. Events go over Socket Mode, or signed to `events_url` where that is set."""

    def __init__(
        self,
        *,
        bot_token: str = "xoxb-fake",  # noqa: S107 - it opens nothing
        app_token: str = "xapp-fake",  # noqa: S107
        signing_secret: str = "fake-signing-secret",  # noqa: S107
        channels: tuple[str, ...] = ("C1", "C2", "D1", "D2"),
        ack_within: float = 3.0,
    ) -> None:
        self.bot_token, self.app_token, self.signing_secret = bot_token, app_token, signing_secret
        self.channels, self.ack_within = frozenset(channels), ack_within
        self.posted: list[Posted] = []
        self.calls: list[str] = []
        self.log: list[str] = []  # acknowledgements and posts, in the order they came
        self.events_url: str | None = None
        self.sockets: list[web.WebSocketResponse] = []
        self._faults: dict[str, deque[Fault]] = {}
        self._acks: dict[str, asyncio.Future[Json]] = {}
        self._numbers = itertools.count(1)
        self._hooks: dict[str, tuple[str, str]] = {}  # response_url id → channel, user
        self._changed = asyncio.Event()
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def mention(self) -> str:
        return f"<@{payloads.BOT_USER}>"

    @property
    def api_base(self) -> str:
        return f"{self._base}/api/"

    async def __aenter__(self) -> FakeSlack:
        app = web.Application()
        app.add_routes(
            [
                web.post("/api/{method}", self._api),
                web.get("/socket", self._socket),
                web.post("/response/{id}", self._response_url),
            ]
        )
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self._base = f"http://{host}:{port}"
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._session.close()
        for socket in self.sockets:
            await socket.close()
        await self._runner.cleanup()

    # What people do

    async def user_says(self, channel: str, text: str, *, user: str = "U1", thread: str | None = None) -> Delivery:
        """`text` is as Slack sends it (entities escaped, mentions as `<@U…>`). A mention in a channel comes twice, as
        with Slack: as `message` and as `app_mention`. Returns the delivery of the `message`."""
        said = payloads.said("message", channel=channel, user=user, text=text, ts=self.now(), thread=thread)
        delivery = await self.event(said)
        if self.mention in text and not channel.startswith("D"):
            twin = {key: value for key, value in said.items() if key != "channel_type"}
            await self.event(twin | {"type": "app_mention"})
        return delivery

    async def edits(self, said: Delivery, text: str) -> Delivery:
        return await self.event(payloads.changed(said.event, text, self.now()))

    async def slash(self, command: str, text: str, channel: str = "C1", user: str = "U1") -> Delivery:
        hook = self._hook(channel, user)
        payload = payloads.slash(
            command=command, text=text, channel=channel, user=user, response_url=hook, trigger=self._id("trigger")
        )
        return await self.deliver("slash_commands", payload)

    async def press(self, message: Posted, label: str, *, user: str = "U1") -> Delivery:
        """Raises LookupError when there is no button with that label."""
        action = next((button for button in message.buttons if button["text"]["text"] == label), None)
        if action is None:
            raise LookupError(f"no button {label!r} among {message.labels}")
        shown = {"ts": message.ts, "text": message.text, "thread_ts": message.thread}
        shown["ephemeral"] = message.ephemeral_to or ""
        payload = payloads.pressed(
            shown,
            action,
            channel=message.channel,
            user=user,
            response_url=self._hook(message.channel, user),
            trigger=self._id("trigger"),
            at=self.now(),
        )
        return await self.deliver("interactive", payload)

    async def wait_for_reply(self, *, after: int = 0, timeout: float = 5.0) -> Posted:  # noqa: ASYNC109
        """The first message posted beyond the first `after` ones. Raises TimeoutError."""
        async with asyncio.timeout(timeout):
            while len(self.posted) <= after:
                self._changed.clear()
                await self._changed.wait()
        return self.posted[after]

    async def wait_for_socket(self, count: int, *, timeout: float = 5.0) -> None:  # noqa: ASYNC109
        """Until `count` connections were made since the start. Raises TimeoutError."""
        async with asyncio.timeout(timeout):
            while len(self.sockets) < count:
                self._changed.clear()
                await self._changed.wait()

    # Delivery

    async def event(self, event: Json, *, event_id: str | None = None) -> Delivery:
        return await self.deliver("events_api", payloads.envelope(event, event_id or self._id("Ev")))

    async def deliver(self, kind: Kind, payload: Json) -> Delivery:
        """Events are sent again when not acknowledged in time, with the retry's number; the rest is sent once."""
        status, attempt = 0, 0
        for attempt in range(1 + (_RETRIES if kind == "events_api" else 0)):
            try:
                async with asyncio.timeout(self.ack_within):
                    status = await self._send(kind, payload, attempt)
            except (TimeoutError, aiohttp.ClientError):
                status = 0
            if status == 200:
                self.log.append("ack")
                break
        event = payload.get("event", payload)
        return Delivery(acked=status == 200, attempts=attempt + 1, status=status, event=event)

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Asks every connected client to connect anew."""
        for socket in [socket for socket in self.sockets if not socket.closed]:
            await socket.send_json({"type": "disconnect", "reason": reason})

    def fail_next(self, method: str, *faults: Fault) -> None:
        self._faults.setdefault(method, deque()).extend(faults)

    def signed(self, body: str, *, at: float | None = None, secret: str | None = None) -> dict[str, str]:
        """The headers of a request signed v0."""
        stamp = str(int(time.time() if at is None else at))
        signature = SignatureVerifier(secret or self.signing_secret).generate_signature(timestamp=stamp, body=body)
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": str(signature)}

    def now(self) -> str:
        """A fresh ts: seconds, and a number that makes it unique."""
        return f"{int(time.time())}.{next(self._numbers):06d}"

    async def _send(self, kind: Kind, payload: Json, attempt: int) -> int:
        if self.events_url is not None:
            return await self._send_http(self.events_url, kind, payload, attempt)
        envelope_id = self._id("envelope")
        message: Json = {"envelope_id": envelope_id, "type": kind, "payload": payload}
        message |= {"accepts_response_payload": kind != "events_api"}
        if kind == "events_api":
            message |= {"retry_attempt": attempt, "retry_reason": "timeout" if attempt else ""}
        acked = self._acks[envelope_id] = asyncio.get_running_loop().create_future()
        live = [socket for socket in self.sockets if not socket.closed]
        if not live:
            return 0
        await live[-1].send_json(message)
        await acked
        return 200

    async def _send_http(self, url: str, kind: Kind, payload: Json, attempt: int) -> int:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if kind == "events_api":
            headers["Content-Type"], body = "application/json", json.dumps(payload)
        else:
            body = urlencode(payload if kind == "slash_commands" else {"payload": json.dumps(payload)})
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": "http_timeout"}
        async with self._session.post(url, data=body, headers=headers | self.signed(body)) as response:
            await response.read()
            return response.status

    # What the bot calls

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1, "connection_info": {"app_id": payloads.APP}})
        self.sockets.append(socket)
        self._changed.set()
        async for message in socket:
            if message.type is aiohttp.WSMsgType.TEXT:
                answer = json.loads(message.data)
                acked = self._acks.pop(answer.get("envelope_id", ""), None)
                if acked is not None and not acked.done():
                    acked.set_result(answer)
        return socket

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        self.calls.append(method)
        fault = self._fault(method)
        if fault is not None and not fault.after:
            return self._failed(request, fault)
        arguments = await request.json() if request.content_type == "application/json" else dict(await request.post())
        token = request.headers.get("Authorization", "").removeprefix("Bearer ") or arguments.get("token", "")
        answer = self._answer(method, arguments, str(token))
        if fault is not None:
            return self._failed(request, fault)
        return web.json_response(answer)

    def _answer(self, method: str, arguments: Mapping[str, Any], token: str) -> Json:
        if token != (self.app_token if method == "apps.connections.open" else self.bot_token):
            return _error("invalid_auth")
        if method == "auth.test":
            who = {"user_id": payloads.BOT_USER, "bot_id": payloads.BOT, "team_id": payloads.TEAM}
            return {"ok": True, "url": "https://fake.slack.com/", "team": "fake", "user": "nachgefragt"} | who
        if method == "apps.connections.open":
            return {"ok": True, "url": f"{self._base.replace('http', 'ws', 1)}/socket?ticket={self._id('t')}"}
        if method == "views.publish":
            return {"ok": True, "view": arguments.get("view")} if arguments.get("user_id") else _error("user_not_found")
        if method in ("chat.postMessage", "chat.postEphemeral", "chat.update"):
            return self._write(method, dict(arguments))
        return _error("unknown_method")

    def _write(self, method: str, message: Json) -> Json:
        if message.get("channel") not in self.channels:
            return _error("channel_not_found")
        blocks = message.get("blocks")
        error = refusal(message.get("text"), json.loads(blocks) if isinstance(blocks, str) else blocks)
        if error:
            return _error(error)
        if method == "chat.update":
            return self._update(message)
        user = message.get("user") if method == "chat.postEphemeral" else None
        if method == "chat.postEphemeral" and not user:
            return _error("user_not_in_channel")
        via: Via = "chat.postEphemeral" if user else "chat.postMessage"
        ts = self._post(via, message["channel"], message, user)
        return {"ok": True, "channel": message["channel"], "message_ts" if user else "ts": ts}

    def _update(self, message: Json) -> Json:
        for place, posted in enumerate(self.posted):
            if posted.ts == message.get("ts") and posted.channel == message["channel"]:
                blocks = tuple(message.get("blocks") or ())
                self.posted[place] = replace(posted, text=message["text"], blocks=blocks, edited=True, raw=message)
                return {"ok": True, "channel": posted.channel, "ts": posted.ts, "text": message["text"]}
        return _error("message_not_found")

    def _post(self, via: Via, channel: str, message: Json, ephemeral_to: str | None) -> str:
        posted = Posted(
            via=via,
            channel=channel,
            ts=self.now(),
            text=message.get("text") or "",
            blocks=tuple(message.get("blocks") or ()),
            thread=message.get("thread_ts"),
            ephemeral_to=ephemeral_to,
            raw=message,
        )
        self.posted.append(posted)
        self.log.append("post")
        self._changed.set()
        if ephemeral_to is None:
            echo = payloads.own(channel=channel, text=posted.text, ts=posted.ts, thread=posted.thread)
            task = asyncio.create_task(self.event(echo))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return posted.ts

    async def _response_url(self, request: web.Request) -> web.StreamResponse:
        fault = self._fault("response_url")
        if fault is not None:
            return self._failed(request, fault)
        where = self._hooks.get(request.match_info["id"])
        if where is None:
            return web.Response(status=404, text="expired_url")
        message = await request.json()
        error = refusal(message.get("text"), message.get("blocks"))
        if error:
            return web.Response(status=400, text=error)
        channel, user = where
        self._post("response_url", channel, message, None if message.get("response_type") == "in_channel" else user)
        return web.Response(text="ok")

    def _hook(self, channel: str, user: str) -> str:
        hook = self._id("hook")
        self._hooks[hook] = (channel, user)
        return f"{self._base}/response/{hook}"

    def _fault(self, method: str) -> Fault | None:
        waiting = self._faults.get(method)
        return waiting.popleft() if waiting else None

    def _failed(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault.status == 429:
            headers = {"Retry-After": str(fault.retry_after)}
            return web.json_response(_error("ratelimited"), status=429, headers=headers)
        if fault.status:
            return web.Response(status=fault.status, text="server error")
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    def _id(self, prefix: str) -> str:
        return f"{prefix}{next(self._numbers):08d}"


def _shown(block: Json) -> list[str]:
    """A block's lines as a person sees them: list items apart, mrkdwn's italics and entities resolved."""
    if block["type"] == "context":
        return [_plain(element) for element in block["elements"]]
    parts = block.get("elements", [])
    items = [item for part in parts for item in (part["elements"] if part["type"] == "rich_text_list" else [part])]
    return ["".join(texts(item)) for item in items]


def _plain(element: Json) -> str:
    text = str(element["text"])
    if element["type"] != "mrkdwn":
        return text
    return text.strip("_").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _error(name: str) -> Json:
    return {"ok": False, "error": name}
