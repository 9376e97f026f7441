"""How the fake Slack brings payloads to the bot: over its sockets or signed to its address, again where it must."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal
from urllib.parse import urlencode

import aiohttp
from aiohttp import web
from slack_sdk.signature import SignatureVerifier

from adapters.fakes.delivery_faults import DeliveryFaults
from adapters.fakes.slack_payloads import APP

Json = dict[str, Any]
Kind = Literal["events_api", "slash_commands", "interactive"]

_PAUSES: Final = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How the bot took an event: acknowledged or not, after how many attempts, none while it is held back; `status` is
    HTTP's, 200 for an ack."""

    acked: bool
    attempts: int
    status: int
    event: Json


class Deliveries:
    """Seconds: `ack_within`. `new` makes an id, `changed` is called when a socket opens. `faults` are for events of
    people's, not for the bot's own messages coming back."""

    def __init__(
        self, *, signing_secret: str, ack_within: float, new: Callable[[str], str], changed: Callable[[], None]
    ) -> None:
        self.signing_secret, self.ack_within = signing_secret, ack_within
        self.url: str | None = None  # where signed requests go; without it, the sockets
        self.sockets: list[web.WebSocketResponse] = []
        self.faults = DeliveryFaults()
        self.pauses: tuple[float, ...] = _PAUSES  # seconds before each time an event is sent again
        self.stopped = False  # nothing can be sent
        self._stalled: set[web.WebSocketResponse] = set()
        self._new, self._changed = new, changed
        self._acks: dict[str, asyncio.Future[Json]] = {}

    async def open(self) -> None:
        self._session = aiohttp.ClientSession()

    async def close(self) -> None:
        await self._session.close()
        for socket in self.sockets:
            await socket.close()

    async def deliver(self, kind: Kind, payload: Json, acked: Callable[[], None]) -> Delivery:
        """Events are sent again when not acknowledged in time, with the retry's number; the rest is sent once."""
        if kind != "events_api" or _own(payload):
            return await self._until_taken(kind, payload, acked, faulty=False)
        delivered = Delivery(acked=False, attempts=0, status=0, event=payload.get("event", payload))
        for ready in self.faults.ready((payload, acked)):
            copies = [self._until_taken(kind, *ready, faulty=True) for _ in range(self.faults.copies())]
            taken = (await asyncio.gather(*copies))[0]
            delivered = taken if ready[0] is payload else delivered
        return delivered

    async def _until_taken(self, kind: Kind, payload: Json, acked: Callable[[], None], *, faulty: bool) -> Delivery:
        status, attempt = 0, 0
        for attempt, pause in enumerate((0.0, *(self.pauses if kind == "events_api" else ()))):
            await asyncio.sleep(pause)
            try:
                async with asyncio.timeout(self.ack_within):
                    status = await self._send(kind, payload, attempt)
            except (TimeoutError, aiohttp.ClientError):
                status = 0
            if status == 200 and faulty and self.faults.receipt_lost():
                status = 0
            if status == 200:
                acked()
                break
        return Delivery(acked=status == 200, attempts=attempt + 1, status=status, event=payload.get("event", payload))

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """A socket of the bot's."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1, "connection_info": {"app_id": APP}})
        self.sockets.append(socket)
        self._changed()
        async for message in socket:
            if message.type is aiohttp.WSMsgType.TEXT:
                answer = json.loads(message.data)
                acked = self._acks.pop(answer.get("envelope_id", ""), None)
                if acked is not None and not acked.done():
                    acked.set_result(answer)
        return socket

    async def raw(self, text: str) -> None:
        """A frame that may be anything, over the newest socket."""
        await self.live()[-1].send_str(text)

    async def disconnect(self, reason: str) -> None:
        """Asks every connected client to connect anew."""
        for socket in self.live():
            await socket.send_json({"type": "disconnect", "reason": reason})

    async def cut(self) -> None:
        """Closes every socket without a word before."""
        for socket in self.live():
            await socket.close()

    def restore(self) -> None:
        """Without faults; sockets that stalled stay so."""
        self.faults.clear()
        self.pauses, self.stopped = _PAUSES, False

    def stall(self) -> None:
        """The sockets that are open stay so, but nothing comes over them any more."""
        self._stalled.update(self.live())

    def live(self) -> list[web.WebSocketResponse]:
        return [socket for socket in self.sockets if not socket.closed]

    def signed(self, body: str, *, at: float | None = None, secret: str | None = None) -> dict[str, str]:
        """The headers of a request signed v0."""
        stamp = str(int(time.time() if at is None else at))
        signature = SignatureVerifier(secret or self.signing_secret).generate_signature(timestamp=stamp, body=body)
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": str(signature)}

    async def _send(self, kind: Kind, payload: Json, attempt: int) -> int:
        if self.stopped:
            return 0
        if self.url is not None:
            return await self._send_http(self.url, kind, payload, attempt)
        envelope_id = self._new("envelope")
        message: Json = {"envelope_id": envelope_id, "type": kind, "payload": payload}
        message |= {"accepts_response_payload": kind != "events_api"}
        if kind == "events_api":
            message |= {"retry_attempt": attempt, "retry_reason": "timeout" if attempt else ""}
        acked = self._acks[envelope_id] = asyncio.get_running_loop().create_future()
        live = self.live()
        if not live:
            return 0
        if live[-1] not in self._stalled:
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


def _own(payload: Json) -> bool:
    event = payload.get("event")
    return isinstance(event, dict) and "bot_id" in event
