"""How calls reach the Bot API: PTB's request class over aiohttp, with the repeats that are safe."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any

import httpx
from httpx_aiohttp import AiohttpTransport
from telegram.error import NetworkError
from telegram.request import BaseRequest, HTTPXRequest, RequestData

log = logging.getLogger("adapters.telegram")

_TOO_MANY = 429
_ATTEMPTS = 5
_LONGEST_PAUSE = 60.0  # seconds; a longer ban is better reported than waited for


class RepeatingRequest(HTTPXRequest):
    """Repeats what the server did not take: 429 after the time it asks for, 5xx and refused connections after a
    growing pause. A connection that broke later may have delivered the message, so that is never repeated."""

    def __init__(self, *, timeout: float) -> None:
        super().__init__(
            read_timeout=timeout,
            write_timeout=timeout,
            connect_timeout=timeout,
            pool_timeout=timeout,
            httpx_kwargs={"transport": AiohttpTransport()},
        )

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """As HTTPXRequest; the last attempt's result or error stands."""
        timeouts = (read_timeout, write_timeout, connect_timeout, pool_timeout)
        for attempt in range(_ATTEMPTS - 1):
            try:
                status, payload = await super().do_request(url, method, request_data, *timeouts)
            except NetworkError as error:
                if not isinstance(error.__cause__, httpx.ConnectError):
                    raise
                pause = backoff(attempt)
            else:
                if status != _TOO_MANY and status < 500:
                    return status, payload
                pause = _asked_pause(payload) if status == _TOO_MANY else backoff(attempt)
                if pause > _LONGEST_PAUSE:
                    return status, payload
                log.warning("Telegram answered %s; trying again in %.1f s", status, pause)
            await asyncio.sleep(pause)
        return await super().do_request(url, method, request_data, *timeouts)


def backoff(attempt: int) -> float:
    """Seconds to wait after the failure number `attempt` (from 0): 0.2, 0.4 … at most 30."""
    return float(min(30.0, 0.2 * 2 ** min(attempt, 10)))


def _asked_pause(payload: bytes) -> float:
    try:
        return max(0.0, float(json.loads(payload)["parameters"]["retry_after"]))
    except (ValueError, KeyError, TypeError):
        return 1.0
