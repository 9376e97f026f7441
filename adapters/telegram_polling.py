"""Long polling: fetches updates as they came, and confirms them once they are taken in."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

from telegram import Bot
from telegram.error import Conflict, InvalidToken, TelegramError

from adapters.telegram_inbound import ALLOWED_UPDATES
from adapters.telegram_lanes import update_id
from adapters.telegram_settings import TelegramSettings
from adapters.telegram_transport import backoff

log = logging.getLogger("adapters.telegram")

REFUSED = "Telegram does not accept the bot token; check TELEGRAM_BOT_TOKEN."
_ELSEWHERE = "Another program fetches this bot's updates, or a webhook is set; only one may. Trying again."


class Polling:
    """`run` hands every update to `take`, as it came, until cancelled. `health` is "ok", or what is wrong."""

    def __init__(
        self,
        api: Bot,
        settings: TelegramSettings,
        take: Callable[[Any], Awaitable[object]],
        scrub: Callable[[str], str],
    ) -> None:
        self.health = "ok"
        self._api, self._settings, self._take, self._scrub = api, settings, take, scrub
        self._offset = 0

    async def run(self) -> None:
        failures = 0
        while True:
            try:
                batch = await self._fetch(patience=self._settings.poll_timeout)
            except TelegramError as error:
                self._complain(error)
                await asyncio.sleep(backoff(failures))
                failures += 1
                continue
            self.health, failures, before = "ok", 0, self._offset
            for raw in batch:
                await self._take(raw)
                if (number := update_id(raw)) is not None:
                    self._offset = max(self._offset, number + 1)
            if batch and self._offset == before:
                await asyncio.sleep(1)  # nothing in it had an id; asking at once would spin

    async def confirm(self) -> None:
        """Tells the server what was worked on, so that the next start does not get it again."""
        if not self._offset:
            return
        try:
            await self._fetch(patience=0, limit=1)
        except TelegramError as error:
            log.warning("Telegram: the last updates were not confirmed: %s", error)

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

    def _complain(self, error: TelegramError) -> None:
        """One line for a state, not one for every attempt."""
        if isinstance(error, InvalidToken):
            said = REFUSED
        elif isinstance(error, Conflict):
            said = _ELSEWHERE
        else:
            said = f"Telegram cannot be reached: {self._scrub(str(error))}"
        if said != self.health:
            log.error("%s", said)
        self.health = said
