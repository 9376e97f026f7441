"""Telegram: native update → IncomingMessage → Bot → Reply → native, by long polling or by webhook."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import replace
from typing import Protocol

from aiohttp import web
from telegram import InlineQuery, Update
from telegram.error import BadRequest, InvalidToken, NetworkError, TelegramError
from telegram.ext import ApplicationBuilder, ContextTypes, TypeHandler

from adapters import telegram_inline, telegram_profile
from adapters.secret import Secret
from adapters.telegram_comments import Comments
from adapters.telegram_inbound import ALLOWED_UPDATES, Inbound, Listener, locale_of
from adapters.telegram_lanes import Lanes, Raw
from adapters.telegram_meanwhile import meanwhile, show_typing
from adapters.telegram_polling import REFUSED, Polling
from adapters.telegram_render import notice
from adapters.telegram_send import Sender
from adapters.telegram_settings import Scrubber, TelegramSettings
from adapters.telegram_transport import RepeatingRequest, backoff, proxy_for
from adapters.telegram_webhook import Endpoint
from bot.commands import COMMANDS
from bot.messages import Card, IncomingMessage, Reply
from bot.replies import failed
from knowledge.document import Language

__all__ = ["Secret", "TelegramAdapter", "TelegramRefusedError", "TelegramSettings"]

log = logging.getLogger("adapters.telegram")

_START_ATTEMPTS = 6


class Handler(Protocol):
    """What answers: `bot.bot.Bot`. Called in threads, `handle` one call at a time for each chat."""

    def handle(self, message: IncomingMessage, /) -> Reply | None: ...

    def cards(self, text: str, locale: Language | None = None, person: str = "", /) -> tuple[Card, ...]: ...

    def comment(self, message: IncomingMessage, token: str, /) -> Reply | None: ...


class TelegramRefusedError(ConnectionError):
    """Telegram could not be reached, or refused the token. `str(error)` is one sentence, fit to print."""


class TelegramAdapter:
    """Takes updates in from `start` to `stop`."""

    def __init__(self, bot: Handler, settings: TelegramSettings) -> None:
        self._bot, self._settings = bot, settings
        self._lanes = Lanes(self._process, limit=settings.concurrency)
        self._endpoint = Endpoint(settings.webhook_secret, self._lanes.put)
        self._scrubber = Scrubber(settings.token, settings.webhook_secret)
        self._state = "not started"
        self.last: float | None = None
        self._polling: Polling | None = None
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def health(self) -> str:
        """What is wrong, in one sentence, or "ok"."""
        return self._polling.health if self._polling is not None and self._state == "ok" else self._state

    async def start(self) -> None:
        """Connects, begins the intake, and registers commands and descriptions beside it. Raises
        TelegramRefusedError."""
        self._quieten()
        base = self._settings.api_base
        request = RepeatingRequest(timeout=self._settings.timeout, proxy=proxy_for(base))
        builder = ApplicationBuilder().token(self._settings.token.reveal())
        builder = builder.base_url(f"{base}/bot").base_file_url(f"{base}/file/bot")
        self._application = builder.request(request).get_updates_request(request).updater(None).job_queue(None).build()
        self._application.add_handler(TypeHandler(Update, self._answer))
        self._application.add_error_handler(self._failed)
        await self._connect()
        api = self._application.bot
        self._listener = Listener(
            me=api.bot, commands=frozenset(name for command in COMMANDS for name in (command.name, command.english))
        )
        self._sender, self._comments = Sender(api, inline=bool(api.supports_inline_queries)), Comments(api)
        self._tasks = [asyncio.create_task(telegram_profile.register(api))]
        self._state, self._endpoint.open = "ok", True
        if self._settings.mode == "polling":
            self._polling = Polling(api, self._settings, self._lanes.put, self._scrubber.scrub)
            self._tasks.append(asyncio.create_task(self._polling.run()))
            self._tasks[-1].add_done_callback(self._polling_ended)
        log.info("Telegram: listening as @%s by %s", api.username, self._settings.mode)

    async def stop(self) -> None:
        """Ends the intake, lets the answers under way go out (`drain_timeout`), closes the connections."""
        self._state, self._endpoint.open = "stopped", False
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        undone = await self._lanes.drain(self._settings.drain_timeout)
        if undone:
            log.warning("Telegram: %d updates left undone at the end", undone)
        elif self._polling is not None:
            await self._polling.confirm()
        await self._application.shutdown()
        for place in (log, *logging.root.handlers, logging.lastResort):
            if place is not None:
                place.removeFilter(self._scrubber)

    def routes(self) -> list[web.RouteDef]:
        """The endpoint for webhook mode, none for polling."""
        if self._settings.mode == "polling":
            return []
        return [web.post(self._settings.webhook_path, self._endpoint.answer)]

    async def processed(self, update_id: int) -> None:
        """Returns when a taken-in update was worked on and its answer, if any, sent."""
        await self._lanes.finished(update_id)

    async def _connect(self) -> None:
        for attempt in range(_START_ATTEMPTS):
            try:
                await self._application.initialize()
                await self._choose_intake()
                return
            except InvalidToken:  # its text holds the token
                await self._application.bot.shutdown()
                raise TelegramRefusedError(REFUSED) from None
            except NetworkError as error:
                if isinstance(error, BadRequest) or attempt == _START_ATTEMPTS - 1:
                    await self._application.bot.shutdown()
                    raise TelegramRefusedError(self._scrubber.scrub(f"Telegram: {error}")) from None
                log.warning("Telegram cannot be reached (%s); trying again", error)
                await asyncio.sleep(backoff(attempt))

    async def _choose_intake(self) -> None:
        if self._settings.mode == "polling":
            await self._application.bot.delete_webhook()
            return
        await self._application.bot.set_webhook(
            self._settings.webhook_url,
            secret_token=self._settings.webhook_secret.reveal(),
            allowed_updates=ALLOWED_UPDATES,
        )

    async def _process(self, raw: Raw) -> None:
        self.last = time.time()
        try:
            update = Update.de_json(raw, self._application.bot)
        except Exception as error:  # noqa: BLE001 - whatever a malformed update breaks, the others must be answered
            log.error("Telegram: skipped a malformed update (%s)", type(error).__name__)
            return
        await self._application.process_update(update)

    async def _answer(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        if update.inline_query is not None:
            await self._offer(update.inline_query)
            return
        inbound = self._listener.inbound(update)
        if inbound is None:
            if update.callback_query is not None:
                await self._sender.acknowledge(update.callback_query.id)
        elif inbound.callback_id is not None:
            await self._pressed(inbound, inbound.callback_id)
        elif inbound.message.kind == "edit":
            await self._edited(inbound)
        else:
            await self._asked(inbound)

    async def _asked(self, inbound: Inbound) -> None:
        async with meanwhile(lambda: show_typing(self._application.bot, inbound)):
            reply = await self._reply(inbound)
        if reply is not None:
            await self._sender.send(inbound, reply)

    async def _edited(self, inbound: Inbound) -> None:
        """Only what was answered before is answered anew, and only if its text changed."""
        earlier = self._sender.earlier(inbound)
        if earlier is None or earlier.question == inbound.message.text:
            return
        reply = await self._reply(inbound)
        if reply is not None:
            await self._sender.replace(inbound, reply, earlier)

    async def _pressed(self, inbound: Inbound, callback_id: str) -> None:
        """The spinner ends with the answer, or sooner where that takes long."""

        async def waiting() -> None:
            await self._sender.acknowledge(callback_id)
            await show_typing(self._application.bot, inbound)

        reply, passing, shown = None, "", False
        try:
            async with meanwhile(waiting):
                reply = await self._reply(inbound)
            passing = notice(reply) if reply is not None else ""
        finally:
            shown = await self._sender.acknowledge(callback_id, passing)
        if reply is None:
            return
        if not (passing and shown):
            await self._sender.send(inbound, reply)
        await self._comments.ask(inbound, reply)

    async def _offer(self, query: InlineQuery) -> None:
        language, person = locale_of(query.from_user), f"telegram/{query.from_user.id}"
        cards = () if query.offset else await asyncio.to_thread(self._bot.cards, query.query, language, person)
        await telegram_inline.offer(self._application.bot, query, cards, language)

    async def _reply(self, inbound: Inbound) -> Reply | None:
        token = self._comments.about(inbound)
        if token is not None:
            return await asyncio.to_thread(self._bot.comment, inbound.message, token)
        message = replace(inbound.message, follows=self._sender.answered(inbound))
        return await asyncio.to_thread(self._bot.handle, message)

    def _polling_ended(self, task: asyncio.Task[None]) -> None:
        """It never ends but when stopped; if it does, that must not go unnoticed."""
        if not task.cancelled() and task.exception() is not None:
            self._state = "Telegram: updates are no longer fetched; the log says why."
            log.error("%s", self._state, exc_info=task.exception())

    async def _failed(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Who spoke to the bot is not left without a word when it breaks; what Telegram refused is only logged."""
        number = update.update_id if isinstance(update, Update) else "?"
        log.error("Telegram: update %s was not answered", number, exc_info=context.error)
        inbound = self._listener.inbound(update) if isinstance(update, Update) else None
        if inbound is None or inbound.message.kind == "edit" or isinstance(context.error, TelegramError):
            return
        try:
            await self._sender.send(inbound, failed(inbound.message.locale or self._settings.language))
        except TelegramError as error:
            log.warning("Telegram: could not say so: %s", error)

    def _quieten(self) -> None:
        for place in (log, *logging.root.handlers, logging.lastResort):
            if place is not None:
                place.addFilter(self._scrubber)
