"""Socket Mode: one connection, made anew for as long as it takes whenever it ends or brings nothing."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Mapping
from typing import Any, Final

import aiohttp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from adapters.intake import UnreachableError
from adapters.slack_calls import Calls, SendError
from adapters.slack_events import means_nothing
from adapters.slack_http import Serve
from adapters.slack_inbound import STRANGE
from adapters.slack_settings import SlackError, SlackSettings

log = logging.getLogger("nachgefragt.slack")

_PING: Final = 10.0  # seconds; a connection that does not answer is given up after one and a half of them
_SHORT: Final = 5.0  # seconds; what ends sooner is made anew after a pause only
_LARGEST: Final = 4_000_000  # bytes of a frame
_AT_ONCE: Final = 1_000  # envelopes taken, not yet acknowledged
_TAKEN: Final = 200

Json = Mapping[str, Any]


class Socket:
    """`serve` takes a request and a function that acknowledges it; what it does not acknowledge with 200, Slack sends
    again. After `quiet` seconds without a payload the connection is made anew (0: never): one can stay open and yet
    bring nothing."""

    def __init__(self, calls: Calls, session: aiohttp.ClientSession, settings: SlackSettings, serve: Serve) -> None:
        self._calls, self._session, self._settings, self._serve = calls, session, settings, serve
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._serving: set[asyncio.Task[None]] = set()
        self._running: asyncio.Task[None] | None = None
        self._tried = asyncio.Event()
        self._heard = 0.0  # when a payload came last, by time.monotonic
        self.health = "Slack: not connected yet."
        self.connections = 0

    async def open(self) -> None:
        """Returns when connected, or not at the first try: a Slack that cannot be reached is tried again, beside.
        Raises SlackError when the token is refused."""
        url: str | None = None
        try:
            url = await self._link()
        except UnreachableError as error:
            self._away(str(error))
        self._running = asyncio.create_task(self._run(url), name="slack socket")
        if url is not None:
            await self._tried.wait()

    async def close(self) -> None:
        """Nothing more comes in, and what came is acknowledged or will come again."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)

    async def _link(self) -> str:
        """Good for one connection, and not for long."""
        try:
            return str((await self._calls.once("apps.connections.open"))["url"])
        except SendError as error:
            raise SlackError(f"Slack refuses apps.connections.open: {error.reason}") from None

    async def _run(self, url: str | None) -> None:
        pause = 0.0 if url else self._settings.backoff
        while True:
            if pause:
                await asyncio.sleep(pause)
            began = time.monotonic()
            try:
                await self._connected(url or await self._link())
            except SlackError as error:
                self._refused(str(error))
            except (UnreachableError, aiohttp.ClientError, TimeoutError, OSError) as error:
                self._away(str(error) if isinstance(error, UnreachableError) else type(error).__name__)
            self._tried.set()
            url = None
            lasted = self.health == "ok" and time.monotonic() - began > _SHORT
            pause = 0.0 if lasted else min(max(2 * pause, self._settings.backoff), self._settings.longest_pause)

    async def _connected(self, url: str) -> None:
        """Until Slack wants a new connection, this one ends or nothing came for too long."""
        proxy = self._calls.proxy
        async with self._session.ws_connect(url, heartbeat=_PING, max_msg_size=_LARGEST, proxy=proxy) as socket:
            self.connections += 1
            self.health = "ok"
            self._tried.set()
            watching = asyncio.create_task(self._watch(socket), name="slack socket's watch")
            try:
                await self._receive(socket)
            finally:
                watching.cancel()
            if socket.close_code not in (None, aiohttp.WSCloseCode.OK):
                log.info("the socket ended (%s): connecting anew", socket.close_code)

    async def _receive(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._heard = time.monotonic()
        while True:
            frame = await socket.receive()
            if frame.type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSING, aiohttp.WSMsgType.CLOSED):
                return
            if frame.type is aiohttp.WSMsgType.ERROR:
                raise aiohttp.ClientError(type(frame.data).__name__)
            if frame.type is not aiohttp.WSMsgType.TEXT:
                continue
            message = _object(frame.data)
            if message.get("type") == "disconnect":
                return
            if message.get("envelope_id") and isinstance(message.get("payload"), Mapping):
                self._heard = time.monotonic()
                if means_nothing(message["payload"]):
                    await _acknowledge(socket, message)
                    continue
                await self._room.acquire()
                self._begin(socket, message)

    async def _watch(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """Ends a connection that brings nothing."""
        while self._settings.quiet:
            left = self._heard + self._settings.quiet - time.monotonic()
            if left <= 0:
                log.info("nothing came for %.0f s: connecting anew", self._settings.quiet)
                await socket.close()
                return
            await asyncio.sleep(left)

    def _begin(self, socket: aiohttp.ClientWebSocketResponse, message: Json) -> None:
        task = asyncio.create_task(self._take(socket, message), name="slack envelope")
        self._serving.add(task)
        task.add_done_callback(self._served)

    def _served(self, task: asyncio.Task[None]) -> None:
        self._serving.discard(task)
        self._room.release()

    async def _take(self, socket: aiohttp.ClientWebSocketResponse, message: Json) -> None:
        async def acknowledge(response: BoltResponse) -> None:
            if response.status == _TAKEN:
                await _acknowledge(socket, message)

        try:
            body = dict(message["payload"])
            request = AsyncBoltRequest(mode="socket_mode", body=body, headers={"content-type": ["application/json"]})
        except STRANGE as error:
            log.warning("skipped a payload that names its workspace strangely: %s", type(error).__name__)
            await acknowledge(BoltResponse(status=_TAKEN, body=""))
            return
        try:
            await self._serve(request, acknowledge)
        except (aiohttp.ClientError, ConnectionError) as error:
            log.info("an acknowledgement did not go out (%s): the payload will come again", type(error).__name__)

    def _refused(self, sentence: str) -> None:
        if self.health != sentence:
            log.error("%s", sentence)
        self.health = sentence

    def _away(self, reason: str) -> None:
        if self.health == "ok" or self.health.endswith("yet."):
            log.warning("Slack cannot be reached (%s): trying again", reason)
        self.health = f"Slack: the socket cannot be connected ({reason}); trying again."


async def _acknowledge(socket: aiohttp.ClientWebSocketResponse, message: Json) -> None:
    """Unless the connection has ended meanwhile: then it comes again."""
    if not socket.closed:
        await socket.send_str(json.dumps({"envelope_id": message["envelope_id"]}))


def _object(text: str) -> Json:
    """Empty for what is none."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        message = None
    if isinstance(message, Mapping):
        return message
    log.warning("skipped a frame that is no message")
    return {}
