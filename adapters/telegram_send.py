"""Replies on their way out: sent, or put in the place of an earlier answer whose question was edited."""

from __future__ import annotations

import logging
from typing import Any, Final

from telegram import Bot, ForceReply, InlineKeyboardMarkup
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, TelegramError

from adapters.telegram_budget import Budget
from adapters.telegram_given import Given, Memories
from adapters.telegram_health import Health
from adapters.telegram_inbound import Inbound
from adapters.telegram_render import Chunk, pieces
from adapters.telegram_transport import NotTakenError, PausedError, call
from bot.messages import Reply

log = logging.getLogger("adapters.telegram")

_GONE = ("message to edit not found", "message can't be edited")  # somebody deleted the answer
_PAUSES = 3  # that one message waits for in a row
_UNKNOWN: Final = 0  # the id of a message of which nobody knows whether it was sent

Markup = InlineKeyboardMarkup | ForceReply


class Sender:
    """Sends through `api` within the budget and remembers which messages answer which question and event. `inline`: the
    bot has inline mode, so that answers can be shared; a button for it would be refused otherwise, and the answer with
    it."""

    def __init__(self, api: Bot, budget: Budget, memories: Memories, health: Health) -> None:
        self._api, self._budget, self._memories, self._health = api, budget, memories, health
        self._inline = bool(api.supports_inline_queries)

    async def send(self, inbound: Inbound, reply: Reply, *, anew: bool = False) -> None:
        """What of it was not sent yet, or all `anew`. Raises TelegramError: NotTakenError where it can be tried
        again."""
        said = [] if anew else list(self._memories.sent(inbound))
        for chunk, rows in pieces(reply, inline=self._inline)[len(said) :]:
            said.append(await self.say(inbound, chunk, rows))
            self._memories.give(inbound, tuple(said))

    async def replace(self, inbound: Inbound, reply: Reply, earlier: Given) -> None:
        """Edits the earlier answer; adds messages where the new one is longer, deletes those it no longer needs."""
        answers = []
        for index, (chunk, rows) in enumerate(pieces(reply, inline=self._inline)):
            if index < len(earlier.answers):
                answers.append(await self._edit(inbound, earlier.answers[index], chunk, rows))
            else:
                answers.append(await self.say(inbound, chunk, rows))
        too_many = tuple(number for number in earlier.answers[len(answers) :] if number != _UNKNOWN)
        if answers and too_many:
            await self._delete(inbound.chat_id, too_many)
        self._memories.give(inbound, tuple(answers))

    async def acknowledge(self, callback_id: str, notice: str = "") -> bool:
        """Ends the button's spinner, with a notice or without. Whether the server took it: a button pressed too long
        ago is answered all the same."""
        try:
            return bool(await self._api.answer_callback_query(callback_id, notice or None))
        except TelegramError as error:
            log.info("button not acknowledged: %s", error)
            return False

    async def say(self, inbound: Inbound, chunk: Chunk, markup: Markup | None, *, quoting: bool | None = None) -> int:
        """A new message where the question is; its id. `quoting` the question: by default in groups. Raises
        TelegramError."""
        if quoting is None:
            quoting = inbound.group and inbound.callback_id is None
        question = {"message_id": inbound.message_id, "allow_sending_without_reply": True} if quoting else None
        more = {"message_thread_id": inbound.thread, "reply_parameters": question}
        try:
            return await self._post("sendMessage", inbound.chat_id, chunk, markup, **more)
        except ChatMigrated as moved:
            return await self._send_moved(moved.new_chat_id, chunk, markup)

    async def _send_moved(self, chat_id: int, chunk: Chunk, markup: Markup | None) -> int:
        """The group became a supergroup, where messages are numbered anew: none to reply to, none to edit."""
        return await self._post("sendMessage", chat_id, chunk, markup)

    async def _edit(self, inbound: Inbound, message_id: int, chunk: Chunk, rows: InlineKeyboardMarkup | None) -> int:
        """The id of the message that now shows `chunk`."""
        if message_id == _UNKNOWN:
            return await self.say(inbound, chunk, rows)
        try:
            await self._post("editMessageText", inbound.chat_id, chunk, rows, message_id=message_id)
        except ChatMigrated as moved:
            return await self._send_moved(moved.new_chat_id, chunk, rows)
        except BadRequest as error:
            said = str(error).lower()
            if any(gone in said for gone in _GONE):
                return await self.say(inbound, chunk, rows)
            if "message is not modified" not in said:
                raise
        return message_id

    async def _post(self, method: str, chat_id: int, chunk: Chunk, markup: Markup | None, **more: Any) -> int:
        """The id of the message that shows `chunk`; link previews are off. Where the connection broke before the server
        said so it is unknown, and the message not sent again: there might be two. Raises TelegramError."""
        fields = {
            "chat_id": chat_id,
            "text": chunk.text,
            "entities": [entity.to_dict() for entity in chunk.entities] or None,
            "reply_markup": markup.to_dict() if markup is not None else None,
            "link_preview_options": {"is_disabled": True},
            **more,
        }
        try:
            sent = await self._in_turn(method, chat_id, fields)
        except (NotTakenError, BadRequest):
            raise
        except NetworkError as error:
            log.warning("Telegram: it is not known whether a message arrived (%s)", type(error).__name__)
            return _UNKNOWN
        return int(sent["message_id"])

    async def _in_turn(self, method: str, chat_id: int, fields: dict[str, Any]) -> Any:
        pauses = 0
        while True:
            await self._budget.wait(chat_id)
            try:
                sent = await call(self._api, method, **fields)
                self._health.well("sending")
                return sent
            except (BadRequest, Forbidden, ChatMigrated):
                self._health.well("sending")  # it was heard
                raise
            except PausedError as error:
                self._budget.pause(chat_id, error.seconds)
                pauses += 1
                if pauses == _PAUSES:
                    raise

    async def _delete(self, chat_id: int, message_ids: tuple[int, ...]) -> None:
        try:
            await self._api.delete_messages(chat_id, message_ids)
        except (BadRequest, ChatMigrated) as error:  # too old, or left behind in the group that was
            log.info("earlier answers not deleted: %s", error)
