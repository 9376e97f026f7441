"""Long polling: fetches updates as they came, and confirms them once they are written down."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from telegram import Bot
from telegram.error import TelegramError

from adapters.inbox import InboxError
from adapters.telegram_health import Health
from adapters.telegram_inbound import ALLOWED_UPDATES
from adapters.telegram_intake import update_id
from adapters.telegram_settings import TelegramSettings
from adapters.telegram_transport import backoff

log = logging.getLogger("adapters.telegram")

_PARTING = 2.0  # seconds for the last confirmation


class Polling:
    """`run` hands every update to `receive`, as it came, until cancelled. `receive` raises InboxError for what could
    not be written down, which is then fetched again."""

    def __init__(
        self, api: Bot, settings: TelegramSettings, receive: Callable[[Sequence[Any]], Awaitable[None]], health: Health
    ) -> None:
        self._api, self._settings, self._receive, self._health = api, settings, receive, health
        self._offset = 0  # after what was taken in and is not confirmed; 0 where all is

    async def run(self) -> None:
        failures = 0
        while True:
            try:
                await self._next()
                failures = 0
            except (TelegramError, InboxError) as error:
                if isinstance(error, TelegramError):
                    self._health.failed("polling", error)
                await asyncio.sleep(backoff(failures))
                failures += 1

    async def confirm(self) -> None:
        """Tells the server what was taken in, so that the next start does not get it again."""
        if not self._offset:
            return
        try:
            async with asyncio.timeout(_PARTING):
                await self._fetch(patience=0, limit=1)
        except (TelegramError, TimeoutError) as error:
            log.warning("Telegram: the last updates were not confirmed: %s", type(error).__name__)

    async def _next(self) -> None:
        batch = await self._fetch(patience=self._settings.poll_timeout)
        self._health.well("polling")
        self._offset = 0  # after a week of silence Telegram may begin anew with lower numbers
        if not batch:
            return
        await self._receive(batch)
        numbers = [number for raw in batch if (number := update_id(raw)) is not None]
        if numbers:
            self._offset = max(numbers) + 1
        else:
            await asyncio.sleep(1)  # nothing in it can be confirmed; asking at once would spin

    async def _fetch(self, *, patience: int, limit: int = 100) -> list[Any]:
        """The next updates. Raw, because one malformed update must not cost the others."""
        asked = urlencode(
            {
                "offset": self._offset,
                "timeout": patience,
                "limit": limit,
                "allowed_updates": json.dumps(ALLOWED_UPDATES),
            }
        )
        waiting = patience + self._settings.timeout
        batch = await self._api.request.post(f"{self._api.base_url}/getUpdates?{asked}", read_timeout=waiting)
        return batch if isinstance(batch, list) else []
