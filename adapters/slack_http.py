"""Slack over HTTP: what is too big, too slow, not signed or no payload goes no further."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier

from adapters.slack_events import means_nothing
from adapters.slack_inbound import STRANGE

log = logging.getLogger("nachgefragt.slack")

BODY_LIMIT: Final = 1_000_000  # bytes; Slack's events are far smaller

Acknowledge = Callable[[BoltResponse], Awaitable[None]]
Serve = Callable[[AsyncBoltRequest, Acknowledge], Awaitable[None]]


class Endpoint:
    """`serve` takes a request and a function that answers it; it is given only what Slack signed, at most five minutes
    ago; without a secret that is nothing. `open` is False while nothing is taken in."""

    def __init__(self, signing_secret: str, serve: Serve, *, body_seconds: float) -> None:
        self._verifier = SignatureVerifier(signing_secret) if signing_secret else None
        self._serve, self._seconds = serve, body_seconds
        self.open = False

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if not self.open:
            raise web.HTTPServiceUnavailable
        raw = await self._body(request)
        if not self._signed(raw, request):
            log.warning("refused a request that Slack did not sign, or SLACK_SIGNING_SECRET is another app's")
            raise web.HTTPUnauthorized
        sent: list[web.StreamResponse] = []

        async def send(response: BoltResponse) -> None:
            answer = await to_aiohttp_response(response)
            await answer.prepare(request)
            await answer.write_eof()
            sent.append(answer)

        payload = _object(raw)
        if means_nothing(payload):
            return web.Response()
        await self._serve(_read(payload, raw, request), send)
        return sent[0]

    async def _body(self, request: web.Request) -> bytes:
        """Counted as it comes: not every request says how long it is, and not every one that does is right."""
        if (request.content_length or 0) > BODY_LIMIT:
            raise _too_large(request.content_length or 0)
        if request.content.is_eof() and request.content.total_bytes <= BODY_LIMIT:  # it came with its head
            return request.content.read_nowait()
        raw = bytearray()
        try:
            async with asyncio.timeout(self._seconds):
                async for chunk in request.content.iter_any():
                    raw += chunk
                    if len(raw) > BODY_LIMIT:
                        raise _too_large(len(raw))
        except TimeoutError:
            raise web.HTTPRequestTimeout from None
        return bytes(raw)

    def _signed(self, raw: bytes, request: web.Request) -> bool:
        """In constant time. What is no number, or no signature at all, makes the library raise."""
        stamp = request.headers.get("X-Slack-Request-Timestamp", "")
        signature = request.headers.get("X-Slack-Signature", "")
        is_time = stamp.isascii() and stamp.isdigit() and len(stamp) < 20
        if self._verifier is None or not is_time or not signature.isascii():
            return False
        try:
            return self._verifier.is_valid(raw, stamp, signature)
        except UnicodeDecodeError:
            return False


def _object(raw: bytes) -> dict[str, Any]:
    """Empty for what is none, as forms are."""
    try:
        found = json.loads(raw) if raw.startswith(b"{") else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _read(payload: dict[str, Any], raw: bytes, request: web.Request) -> AsyncBoltRequest:
    """Bolt takes what is parsed already in one of its modes only."""
    try:
        if payload:
            return AsyncBoltRequest(mode="socket_mode", body=payload, headers={"content-type": ["application/json"]})
        headers: dict[str, str | Sequence[str]] = dict(request.headers.items())
        return AsyncBoltRequest(body=raw.decode(), query=request.query_string, headers=headers)
    except (ValueError, RecursionError, *STRANGE) as error:  # no JSON, or with a workspace that is none
        raise web.HTTPBadRequest(text="the body is not what Slack sends") from error


def _too_large(size: int) -> web.HTTPRequestEntityTooLarge:
    return web.HTTPRequestEntityTooLarge(max_size=BODY_LIMIT, actual_size=size)
