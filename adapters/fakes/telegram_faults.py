"""What goes wrong on demand."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from adapters.fakes.telegram_checks import RefusedError
from adapters.fakes.telegram_limits import PACED

_SAID = {
    400: "Bad Request: something is wrong",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    502: "Bad Gateway",
}
_BYTES = 64  # at once, where an answer trickles


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What happens to one call: an error status, or the connection drops; `after` it was carried out, else before.
    `body` is sent as it is in the place of an answer. `delay` (seconds) alone is only a slow answer, `trickle` one
    that comes bit by bit over so many seconds."""

    status: int = 0
    retry_after: int = 0
    migrate_to: int = 0
    drop: bool = False
    after: bool = False
    body: str = ""
    delay: float = 0.0
    trickle: float = 0.0

    @property
    def fails(self) -> bool:
        return bool(self.status or self.retry_after or self.migrate_to or self.drop or self.body)


class CallFaults:
    """The faults that wait for calls of each method, and a storm: 429 to every message until it is over."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Fault]] = {}
        self._storm = (0.0, 0)  # until when, by the loop's clock; retry_after

    def add(self, method: str, fault: Fault, times: int) -> None:
        self._waiting.setdefault(method, deque()).extend([fault] * times)

    def storm(self, seconds: float, retry_after: int) -> None:
        self._storm = asyncio.get_running_loop().time() + seconds, retry_after

    def next(self, method: str) -> Fault | None:
        """What happens to this call."""
        waiting = self._waiting.get(method)
        if waiting:
            return waiting.popleft()
        until, retry_after = self._storm
        if until and method in PACED and asyncio.get_running_loop().time() < until:
            return Fault(retry_after=retry_after)
        return None

    def clear(self) -> None:
        self._waiting.clear()
        self._storm = (0.0, 0)


def refuse(refusal: RefusedError) -> web.Response:
    body = {"ok": False, "error_code": refusal.status, "description": refusal.description}
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return web.Response(status=refusal.status, text=json.dumps(body), content_type="application/json")


def too_many(retry_after: int) -> RefusedError:
    return RefusedError(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def fail(request: web.Request, fault: Fault) -> web.StreamResponse:
    if fault.drop:
        if request.transport is not None:
            request.transport.abort()
        raise ConnectionResetError("dropped on demand")
    if fault.body:
        return web.Response(text=fault.body, content_type="application/json")
    if fault.retry_after:
        return refuse(too_many(fault.retry_after))
    if fault.migrate_to:
        said = "Bad Request: group chat was upgraded to a supergroup chat"
        return refuse(RefusedError(400, said, migrate_to_chat_id=fault.migrate_to))
    return refuse(RefusedError(fault.status, _SAID.get(fault.status, "Internal Server Error")))


async def trickle(request: web.Request, answer: Any, seconds: float) -> web.StreamResponse:
    """The answer, bit by bit."""
    body = json.dumps(answer).encode()
    pieces = [body[start : start + _BYTES] for start in range(0, len(body), _BYTES)]
    response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": str(len(body))})
    await response.prepare(request)
    for piece in pieces:
        await asyncio.sleep(seconds / len(pieces))
        await response.write(piece)
    return response
