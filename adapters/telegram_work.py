"""What is done with an update that was taken in: the bot is asked, and its reply goes where the question came from."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import Protocol

from telegram import Bot, InlineQuery, Update
from telegram.error import InvalidToken, TelegramError

from adapters import telegram_inline
from adapters.intake import UnreachableError
from adapters.telegram_budget import Budget
from adapters.telegram_comments import Comments
from adapters.telegram_given import Memories
from adapters.telegram_health import Health
from adapters.telegram_inbound import Inbound, Listener, locale_of
from adapters.telegram_intake import PLATFORM, Raw, kinds
from adapters.telegram_meanwhile import meanwhile, show_typing
from adapters.telegram_render import notice
from adapters.telegram_send import Sender
from adapters.telegram_settings import TelegramSettings
from adapters.telegram_transport import NotTakenError, PausedError
from adapters.thinking import Thinking
from bot.commands import COMMANDS
from bot.memory import Memory
from bot.messages import Card, IncomingMessage, Reply
from bot.replies import failed
from knowledge.document import Language

log = logging.getLogger("adapters.telegram")


class Handler(Protocol):
    """What answers: `bot.bot.Bot`. Called in threads, `handle` one call at a time for each chat."""

    def handle(self, message: IncomingMessage, /) -> Reply | None: ...

    def cards(self, text: str, locale: Language | None = None, person: str = "", /) -> tuple[Card, ...]: ...

    def comment(self, message: IncomingMessage, token: str, /) -> Reply | None: ...


@dataclass(slots=True, kw_only=True)
class _Unsent:
    """A reply that Telegram did not take. The bot must not be asked twice: it would have heard it twice. `shown`: it
    was shown over the button."""

    reply: Reply | None
    shown: bool = False


class Work:
    """`api` is connected: it knows who the bot is."""

    def __init__(self, api: Bot, bot: Handler, settings: TelegramSettings, memory: Memory, health: Health) -> None:
        self._api, self._bot, self._language, self._health = api, bot, settings.language, health
        names = frozenset(name for command in COMMANDS for name in (command.name, command.english))
        self._listener = Listener(me=api.bot, commands=names)
        self._memories = Memories(memory, settings.token)
        budget = Budget(settings.budgets, longest=settings.longest_wait)
        self._sender = Sender(api, budget, self._memories, health)
        self._comments = Comments(self._sender, self._memories)
        self._thinking = Thinking(threads=settings.threads, waits=settings.waits)
        self._unsent: dict[int, _Unsent] = {}  # by update

    async def do(self, raw: Raw) -> None:
        """Returns when the update was answered, passed over or refused. Raises UnreachableError, and whatever breaks
        the bot."""
        if (read := self._read(raw)) is None:
            return
        try:
            await self._answer(*read)
        except TelegramError as error:
            if isinstance(error, NotTakenError | InvalidToken):
                if not isinstance(error, PausedError):
                    self._health.failed("sending", error)
                raise UnreachableError from error
            log.warning("Telegram: update %d was not answered: %s", read[0].update_id, error)
        self._unsent.pop(read[0].update_id, None)

    async def give_up(self, raw: Raw) -> None:
        """Who spoke to the bot is not left without a word when it breaks. Raises TelegramError."""
        if (read := self._read(raw)) is None:
            return
        update, inbound = read
        self._unsent.pop(update.update_id, None)
        if inbound is not None and inbound.message.kind != "edit":
            await self._sender.send(inbound, failed(inbound.message.locale or self._language), anew=True)

    def _read(self, raw: Raw) -> tuple[Update, Inbound | None] | None:
        """None for what is malformed."""
        try:
            update = Update.de_json(raw, self._api)
            return update, self._listener.inbound(update)
        except Exception as error:  # noqa: BLE001 - whatever a malformed update breaks, it will break again
            log.error("Telegram: skipped a malformed update (%s; %s)", kinds(raw), type(error).__name__)
            return None

    async def _answer(self, update: Update, inbound: Inbound | None) -> None:
        if update.inline_query is not None:
            await self._offer(update.inline_query)
        elif inbound is None:
            if update.callback_query is not None:
                await self._sender.acknowledge(update.callback_query.id)
        elif inbound.callback_id is not None:
            await self._pressed(inbound, inbound.callback_id)
        elif inbound.message.kind == "edit":
            await self._edited(inbound)
        else:
            await self._asked(inbound)

    async def _asked(self, inbound: Inbound) -> None:
        async with meanwhile(lambda: show_typing(self._api, inbound)):
            unsent = await self._replied(inbound)
        if unsent.reply is not None:
            await self._sender.send(inbound, unsent.reply)

    async def _edited(self, inbound: Inbound) -> None:
        """Only what was answered before is answered anew, and only if its text changed."""
        earlier = self._memories.given(inbound)
        if earlier is None or self._memories.unchanged(inbound, earlier):
            return
        unsent = await self._replied(inbound)
        if unsent.reply is not None:
            await self._sender.replace(inbound, unsent.reply, earlier)

    async def _pressed(self, inbound: Inbound, callback_id: str) -> None:
        """The spinner ends with the answer, or sooner where that takes long."""

        async def waiting() -> None:
            await self._sender.acknowledge(callback_id)
            await show_typing(self._api, inbound)

        passing = ""
        try:
            async with meanwhile(waiting):
                unsent = await self._replied(inbound)
            passing = notice(unsent.reply) if unsent.reply is not None else ""
        finally:
            shown = await self._sender.acknowledge(callback_id, passing)
        unsent.shown = unsent.shown or bool(passing and shown)
        if unsent.reply is not None:
            if not unsent.shown:
                await self._sender.send(inbound, unsent.reply)
            await self._comments.ask(inbound, unsent.reply)

    async def _offer(self, query: InlineQuery) -> None:
        language, person = locale_of(query.from_user), f"{PLATFORM}/{query.from_user.id}"
        typed = (query.query, language, person)
        cards = () if query.offset else await self._thinking.aside(self._bot.cards, *typed)
        await telegram_inline.offer(self._api, query, cards, language)

    async def _replied(self, inbound: Inbound) -> _Unsent:
        """What the bot replied when it was asked for the first time."""
        event = int(inbound.message.event_id)
        if event not in self._unsent:
            self._unsent[event] = _Unsent(reply=await self._reply(inbound))
        return self._unsent[event]

    async def _reply(self, inbound: Inbound) -> Reply | None:
        token = self._comments.about(inbound)
        if token is not None:
            return await self._thinking.aside(self._bot.comment, inbound.message, token)
        message = replace(inbound.message, follows=self._memories.answered(inbound))
        return await self._thinking.reply(self._bot.handle, message)
