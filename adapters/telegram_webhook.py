"""The webhook's endpoint: checks the secret and the body, and says 200 only once the update is written down."""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from aiohttp import web

from adapters.inbox import InboxError
from adapters.secret import Secret

log = logging.getLogger("adapters.telegram")

BODY_LIMIT = 1_000_000  # bytes of one webhook request
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name


class Endpoint:
    """Takes nothing until `open`; then Telegram delivers again to the next start."""

    def __init__(self, secret: Secret, receive: Callable[[Sequence[Any]], Awaitable[None]]) -> None:
        self.open = False
        self._secret, self._receive = secret, receive

    async def answer(self, request: web.Request) -> web.Response:
        """503 while not open, 403 for a wrong secret, 413 and 400 for what is no update, 500 for what could not be
        written down, else 200. Telegram delivers again what was not answered with 200."""
        sent = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(sent.encode("utf-8", "surrogateescape"), self._secret.reveal().encode()):
            return web.Response(status=403)
        if not self.open:
            return web.Response(status=503)
        if (body := await _body(request)) is None:
            return web.Response(status=413)
        try:
            raw = json.loads(body)
        except (ValueError, RecursionError):
            log.warning("Telegram: a webhook request without valid JSON")
            return web.Response(status=400)
        try:
            await self._receive((raw,))
        except InboxError:
            return web.Response(status=500)
        return web.Response()


async def _body(request: web.Request) -> bytes | None:
    """The request's body; None when it is too long, without reading it all."""
    body = bytearray()
    async for piece in request.content.iter_chunked(65_536):
        body += piece
        if len(body) > BODY_LIMIT:
            return None
    return bytes(body)
