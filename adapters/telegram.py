"""Telegram: native update → IncomingMessage → Bot.handle → Reply → native, by long polling or by webhook."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from typing import Any, Protocol
from urllib.parse import urlencode

from aiohttp import web
from telegram import BotCommand, Update
from telegram.error import BadRequest, Conflict, InvalidToken, NetworkError, TelegramError
from telegram.ext import ApplicationBuilder, ContextTypes, TypeHandler

from adapters.secret import Secret
from adapters.telegram_inbound import ALLOWED_UPDATES, Listener
from adapters.telegram_lanes import Lanes, Raw
from adapters.telegram_send import Sender
from adapters.telegram_settings import Scrubber, TelegramSettings
from adapters.telegram_transport import RepeatingRequest, backoff
from bot.commands import COMMANDS
from bot.messages import IncomingMessage, Reply

__all__ = ["Secret", "TelegramAdapter", "TelegramRefusedError", "TelegramSettings"]

log = logging.getLogger("adapters.telegram")

BODY_LIMIT = 1_000_000  # bytes of one webhook request
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
_START_ATTEMPTS = 6
_REFUSED = "Telegram does not accept the bot token; check TELEGRAM_BOT_TOKEN."
_ELSEWHERE = "Another program fetches this bot's updates, or a webhook is set; only one may. Trying again."


class Handler(Protocol):
    """What answers: `bot.bot.Bot`. Called in a thread, one call at a time for each chat."""

    def handle(self, message: IncomingMessage, /) -> Reply | None: ...


class TelegramRefusedError(ConnectionError):
    """Telegram could not be reached, or refused the token. `str(error)` is one sentence, fit to print."""


class TelegramAdapter:
    """Takes updates in from `start` to `stop`. `health` is "ok", or one sentence on what is wrong."""

    def __init__(self, bot: Handler, settings: TelegramSettings) -> None:
        self.health = "not started"
        self._bot, self._settings = bot, settings
        self._lanes = Lanes(self._process, limit=settings.concurrency)
        self._scrubber = Scrubber(settings.token, settings.webhook_secret)
        self._polling: asyncio.Task[None] | None = None
        self._open = False
        self._offset = 0

    async def start(self) -> None:
        """Connects, registers the command menu, begins the intake. Raises TelegramRefusedError."""
        self._quieten()
        request = RepeatingRequest(timeout=self._settings.timeout)
        builder = ApplicationBuilder().token(self._settings.token.reveal())
        builder = builder.base_url(f"{self._settings.api_base}/bot").base_file_url(
            f"{self._settings.api_base}/file/bot"
        )
        self._application = builder.request(request).get_updates_request(request).updater(None).job_queue(None).build()
        self._application.add_handler(TypeHandler(Update, self._answer))
        self._application.add_error_handler(self._failed)
        await self._connect()
        self._listener = Listener(
            me=self._application.bot.bot,
            commands=frozenset(name for command in COMMANDS for name in (command.name, command.english)),
        )
        self._sender = Sender(self._application.bot)
        await self._register_menu()
        self._open, self.health = True, "ok"
        if self._settings.mode == "polling":
            self._polling = asyncio.create_task(self._poll())
        log.info("Telegram: listening as @%s by %s", self._application.bot.username, self._settings.mode)

    async def stop(self) -> None:
        """Ends the intake, lets the answers under way go out (`drain_timeout`), closes the connections."""
        self._open, self.health = False, "stopped"
        if self._polling is not None:
            self._polling.cancel()
            await asyncio.gather(self._polling, return_exceptions=True)
        undone = await self._lanes.drain(self._settings.drain_timeout)
        if undone:
            log.warning("Telegram: %d updates left undone at the end", undone)
        elif self._offset:
            await self._confirm()
        await self._application.shutdown()
        for place in (log, *logging.root.handlers, logging.lastResort):
            if place is not None:
                place.removeFilter(self._scrubber)

    def routes(self) -> list[web.RouteDef]:
        """The endpoint for webhook mode, none for polling."""
        if self._settings.mode == "polling":
            return []
        return [web.post(self._settings.webhook_path, self._webhook)]

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
                raise TelegramRefusedError(_REFUSED) from None
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

    async def _register_menu(self) -> None:
        english = [BotCommand(command.english, command.describe("en")) for command in COMMANDS]
        german = [BotCommand(command.name, command.describe("de")) for command in COMMANDS]
        try:
            await self._application.bot.set_my_commands(english)
            await self._application.bot.set_my_commands(german, language_code="de")
        except TelegramError as error:
            log.warning("Telegram: the command menu was not registered: %s", error)

    async def _poll(self) -> None:
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
                await self._take_in(raw)
            if batch and self._offset == before:
                await asyncio.sleep(1)  # nothing in it had an id; asking at once would spin

    async def _fetch(self, *, patience: int, limit: int = 100) -> list[Any]:
        """The next updates as they came. Raw, because one malformed update must not cost the others."""
        api = self._application.bot
        asked = urlencode(
            {
                "offset": self._offset,
                "timeout": patience,
                "limit": limit,
                "allowed_updates": json.dumps(ALLOWED_UPDATES),
            }
        )
        waiting = patience + self._settings.timeout
        batch = await api.request.post(f"{api.base_url}/getUpdates?{asked}", read_timeout=waiting)
        return batch if isinstance(batch, list) else []

    async def _take_in(self, raw: Any) -> None:
        if not isinstance(raw, dict) or type(raw.get("update_id")) is not int:
            log.error("Telegram: skipped something without an update_id: %.200r", raw)
            return
        await self._lanes.put(raw)
        self._offset = max(self._offset, raw["update_id"] + 1)

    async def _confirm(self) -> None:
        """Tells the server what was worked on, so that the next start does not get it again."""
        if self._settings.mode == "polling":
            try:
                await self._fetch(patience=0, limit=1)
            except TelegramError as error:
                log.warning("Telegram: the last updates were not confirmed: %s", error)

    def _complain(self, error: TelegramError) -> None:
        """One line for a state, not one for every attempt."""
        if isinstance(error, InvalidToken):
            said = _REFUSED
        elif isinstance(error, Conflict):
            said = _ELSEWHERE
        else:
            said = f"Telegram cannot be reached: {self._scrubber.scrub(str(error))}"
        if said != self.health:
            log.error("%s", said)
        self.health = said

    async def _webhook(self, request: web.Request) -> web.Response:
        """503 while not listening, 403 for a wrong secret, 413 and 400 for what is no update, else 200."""
        sent, secret = request.headers.get(SECRET_HEADER, ""), self._settings.webhook_secret.reveal()
        if not hmac.compare_digest(sent.encode("utf-8", "surrogateescape"), secret.encode()):
            return web.Response(status=403)
        if not self._open:
            return web.Response(status=503)
        if (body := await _body(request)) is None:
            return web.Response(status=413)
        try:
            raw: Raw = json.loads(body)
        except (ValueError, RecursionError):
            log.warning("Telegram: a webhook request without valid JSON")
            return web.Response(status=400)
        await self._take_in(raw)
        return web.Response()

    async def _process(self, raw: Raw) -> None:
        try:
            update = Update.de_json(raw, self._application.bot)
        except Exception as error:  # noqa: BLE001 - whatever a malformed update breaks, the others must be answered
            log.error("Telegram: skipped a malformed update (%s: %s): %.200r", type(error).__name__, error, raw)
            return
        await self._application.process_update(update)

    async def _answer(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        if update.callback_query is not None:
            await self._sender.acknowledge(update.callback_query.id)
        if (inbound := self._listener.inbound(update)) is None:
            return
        earlier = self._sender.earlier(inbound)
        if inbound.message.kind == "edit" and (earlier is None or earlier.question == inbound.message.text):
            return
        reply = await asyncio.to_thread(self._bot.handle, inbound.message)
        if reply is None:
            return
        if earlier is not None and inbound.message.kind == "edit":
            await self._sender.replace(inbound, reply, earlier)
        else:
            await self._sender.send(inbound, reply)

    async def _failed(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        number = update.update_id if isinstance(update, Update) else "?"
        log.error("Telegram: update %s was not answered", number, exc_info=context.error)

    def _quieten(self) -> None:
        for name in ("httpx", "httpcore"):  # they log every address, and it holds the token
            logging.getLogger(name).setLevel(logging.WARNING)
        for place in (log, *logging.root.handlers, logging.lastResort):
            if place is not None:
                place.addFilter(self._scrubber)


async def _body(request: web.Request) -> bytes | None:
    """The request's body; None when it is too long, without reading it all."""
    body = bytearray()
    async for piece in request.content.iter_chunked(65_536):
        body += piece
        if len(body) > BODY_LIMIT:
            return None
    return bytes(body)
