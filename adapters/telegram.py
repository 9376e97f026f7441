"""Telegram: native update → inbox → IncomingMessage → Bot → Reply → native, by long polling or by webhook."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from aiohttp import web
from telegram import Bot
from telegram.error import BadRequest, InvalidToken, TelegramError

from adapters import telegram_profile
from adapters.inbox import Event, Inbox, InboxError
from adapters.intake import Intake
from adapters.meter import Meter
from adapters.scrubbing import Scrub
from adapters.secret import Secret
from adapters.telegram_health import REFUSED, Health
from adapters.telegram_inbound import ALLOWED_UPDATES
from adapters.telegram_intake import PLATFORM, Worked, new_event
from adapters.telegram_polling import Polling
from adapters.telegram_settings import TelegramSettings
from adapters.telegram_transport import RepeatingRequest, backoff, proxy_for
from adapters.telegram_webhook import Endpoint
from adapters.telegram_work import Handler, Work
from adapters.volatile_inbox import VolatileInbox
from bot.memory import Memory, VolatileMemory

__all__ = ["Handler", "Secret", "TelegramAdapter", "TelegramRefusedError", "TelegramSettings"]

log = logging.getLogger("adapters.telegram")


class TelegramRefusedError(ConnectionError):
    """Telegram refused the token, or the webhook's address. `str(error)` is one sentence, fit to print."""


class TelegramAdapter:
    """Takes updates in from `start` to `stop`. What is taken in is in `inbox` until it is answered; both it and
    `memory` last as long as the adapter where none is given."""

    def __init__(
        self,
        bot: Handler,
        settings: TelegramSettings,
        inbox: Inbox | None = None,
        memory: Memory | None = None,
        meter: Meter | None = None,
    ) -> None:
        self._bot, self._settings, self._meter = bot, settings, meter
        self._inbox, self._memory = inbox or VolatileInbox(), memory or VolatileMemory(time.time)
        self._endpoint = Endpoint(settings.webhook_secret, self._receive)
        self._scrub = Scrub((settings.token, settings.webhook_secret))
        self._health = Health(self._scrub)
        self._worked = Worked()
        self._state = "not started"
        self._polling: Polling | None = None
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def health(self) -> str:
        """What is wrong, in one sentence or more, or "ok"."""
        return self._state if self._state != "ok" else self._health.text

    @property
    def last(self) -> float | None:
        """When the last update came, in seconds since the epoch."""
        return self._intake.last if self._state != "not started" else None

    async def start(self) -> None:
        """Connects, and goes on with that in the background where Telegram cannot be reached now; `health` says so.
        What is open in the inbox is worked on once it can. Raises TelegramRefusedError."""
        base, token = self._settings.api_base, self._settings.token.reveal()
        self._request = RepeatingRequest(timeout=self._settings.timeout, proxy=proxy_for(base), meter=self._meter)
        self._api = Bot(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=self._request,
            get_updates_request=self._request,
        )
        self._intake = Intake(self._inbox, PLATFORM, self._work, self._give_up)
        self._state = "ok"
        first = asyncio.get_running_loop().create_future()
        self._tasks = [asyncio.create_task(self._run(first))]
        try:
            async with asyncio.timeout(self._settings.patience):
                await asyncio.shield(first)
        except TimeoutError:
            first.set_result(None)
            self._health.wrong("connecting", "Telegram cannot be reached: it does not answer.")
        except TelegramRefusedError:
            await self._close()
            raise

    async def stop(self) -> None:
        """Ends the intake, lets the answers under way go out (`drain_timeout`), closes the connections. What is not
        answered by then stays in the inbox."""
        self._state, self._endpoint.open = "stopped", False
        await self._end_tasks()
        left = await self._intake.drain(self._settings.drain_timeout)
        if left:
            log.warning("Telegram: %d updates left for the next start", left)
        elif self._polling is not None:
            await self._polling.confirm()
        await self._close()

    def routes(self) -> list[web.RouteDef]:
        """The endpoint for webhook mode, none for polling."""
        if self._settings.mode == "polling":
            return []
        return [web.post(self._settings.webhook_path, self._endpoint.answer)]

    async def processed(self, update_id: int) -> None:
        """Returns when an update was worked on and its answer, if any, sent."""
        await self._worked.wait(update_id)

    async def _run(self, first: asyncio.Future[None]) -> None:
        """Connected at last, begins the intake, and registers commands and descriptions beside it."""
        await self._keep("connecting", "connecting", lambda: self._connect(first))
        if first.done() and first.exception() is not None:
            return
        self._tasks.append(asyncio.create_task(telegram_profile.register(self._api)))
        self._endpoint.open = True
        if not first.done():
            first.set_result(None)
        log.info("Telegram: listening as @%s by %s", self._api.username, self._settings.mode)
        if self._settings.mode == "polling":
            self._polling = Polling(self._api, self._settings, self._receive, self._health)
            await self._keep("polling", "fetching updates", self._polling.run)

    async def _keep(self, about: str, what: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Until it returns: should it break, that is said and it begins anew."""
        failures = 0
        while True:
            task = asyncio.create_task(work())
            try:
                await asyncio.wait((task,))
            finally:
                task.cancel()
            if (error := task.exception()) is None:
                return
            self._health.broke(about, what, error)
            await asyncio.sleep(backoff(failures))
            failures += 1

    async def _connect(self, first: asyncio.Future[None]) -> None:
        """Returns when connected, or refused at the first try."""
        failures = 0
        while not await self._connected(first):
            if first.done() and first.exception() is not None:
                return
            await asyncio.sleep(backoff(failures))
            failures += 1

    async def _connected(self, first: asyncio.Future[None]) -> bool:
        """Whether Telegram knows the bot and what was left open is being worked on. `first` learns how the first try
        went."""
        try:
            await self._api.initialize()
            await self._choose_intake()
            self._worker = Work(self._api, self._bot, self._settings, self._memory, self._health)
            await self._intake.replay()
        except InboxError as error:
            self._health.wrong("inbox", str(error))
        except TelegramError as error:
            if isinstance(error, InvalidToken | BadRequest) and not first.done():
                said = REFUSED if isinstance(error, InvalidToken) else self._scrub(f"Telegram: {error}")
                first.set_exception(TelegramRefusedError(said))
                return False
            self._health.failed("connecting", error)
        else:
            self._health.well("connecting")
            self._health.well("inbox")
            return True
        if not first.done():
            first.set_result(None)
        return False

    async def _choose_intake(self) -> None:
        if self._settings.mode == "polling":
            await self._api.delete_webhook()
            return
        await self._api.set_webhook(
            self._settings.webhook_url,
            secret_token=self._settings.webhook_secret.reveal(),
            allowed_updates=ALLOWED_UPDATES,
        )

    async def _receive(self, batch: Sequence[Any]) -> None:
        """Returns when all of it is written down. Raises InboxError where it could not be, and nothing of it is."""
        new = [one for one in map(new_event, batch) if one is not None]
        try:
            taken = await self._intake.take_all(new)
        except InboxError as error:
            self._health.wrong("inbox", str(error))
            raise
        for event in taken:
            if event is not None:
                self._intake.submit(event)
        self._health.well("inbox")

    async def _work(self, event: Event) -> None:
        raw = json.loads(event.payload)
        await self._worker.do(raw)
        self._worked.over(raw["update_id"])

    async def _give_up(self, event: Event) -> None:
        raw = json.loads(event.payload)
        try:
            await self._worker.give_up(raw)
        finally:
            self._worked.over(raw["update_id"])

    async def _end_tasks(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    async def _close(self) -> None:
        await self._end_tasks()
        await self._request.shutdown()
