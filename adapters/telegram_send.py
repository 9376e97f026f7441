"""Replies on their way out: sent, or put in the place of an earlier answer whose question was edited."""

from __future__ import annotations

import logging
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from telegram import Bot, InlineKeyboardMarkup
from telegram.error import BadRequest, ChatMigrated, TelegramError

from adapters.telegram_inbound import Inbound
from adapters.telegram_render import Chunk, pieces
from adapters.telegram_transport import call
from bot.messages import Reply

log = logging.getLogger("adapters.telegram")

_REMEMBERED = 5_000  # questions whose answers can still be edited
_GONE = ("message to edit not found", "message can't be edited")  # somebody deleted the answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a question was, and the ids of the messages that answered it, in order."""

    question: str
    answers: tuple[int, ...]


class Sender:
    """Sends through `api` and remembers which messages answer which question and event. `inline`: the bot has inline
    mode, so that answers can be shared; a button for it would be refused otherwise, and the answer with it."""

    def __init__(self, api: Bot, *, inline: bool) -> None:
        self._api, self._inline = api, inline
        self._given: OrderedDict[tuple[int, int], Given] = OrderedDict()
        self._events: OrderedDict[tuple[int, int], str] = OrderedDict()  # by answer

    def earlier(self, inbound: Inbound) -> Given | None:
        """What was answered to this message before."""
        return self._given.get((inbound.chat_id, inbound.message_id))

    def answered(self, inbound: Inbound) -> str:
        """The event that the message replied to answered; "" where that is none of the bot's answers."""
        return self._events.get((inbound.chat_id, inbound.replied_to or 0), "")

    async def send(self, inbound: Inbound, reply: Reply) -> None:
        """Raises TelegramError when the server refuses."""
        said = [await self._say(inbound, chunk, rows) for chunk, rows in pieces(reply, inline=self._inline)]
        self._remember(inbound, tuple(said))

    async def replace(self, inbound: Inbound, reply: Reply, earlier: Given) -> None:
        """Edits the earlier answer; adds messages where the new one is longer, deletes those it no longer needs."""
        answers = []
        for index, (chunk, rows) in enumerate(pieces(reply, inline=self._inline)):
            if index < len(earlier.answers):
                answers.append(await self._edit(inbound, earlier.answers[index], chunk, rows))
            else:
                answers.append(await self._say(inbound, chunk, rows))
        if answers and len(earlier.answers) > len(answers):
            await self._delete(inbound.chat_id, earlier.answers[len(answers) :])
        self._remember(inbound, tuple(answers))

    async def acknowledge(self, callback_id: str, notice: str = "") -> bool:
        """Ends the button's spinner, with a notice or without. Whether the server took it: a button pressed too long
        ago is answered all the same."""
        try:
            return bool(await self._api.answer_callback_query(callback_id, notice or None))
        except TelegramError as error:
            log.info("button not acknowledged: %s", error)
            return False

    async def _say(self, inbound: Inbound, chunk: Chunk, rows: InlineKeyboardMarkup | None) -> int:
        try:
            return await self._send(inbound, chunk, rows)
        except ChatMigrated as moved:
            return await self._send_moved(moved.new_chat_id, chunk, rows)

    async def _send_moved(self, chat_id: int, chunk: Chunk, rows: InlineKeyboardMarkup | None) -> int:
        """The group became a supergroup, where messages are numbered anew: none to reply to, none to edit."""
        return await self._post("sendMessage", chat_id, chunk, rows)

    async def _send(self, inbound: Inbound, chunk: Chunk, rows: InlineKeyboardMarkup | None) -> int:
        quoting = inbound.group and inbound.callback_id is None
        question = {"message_id": inbound.message_id, "allow_sending_without_reply": True}
        return await self._post(
            "sendMessage",
            inbound.chat_id,
            chunk,
            rows,
            message_thread_id=inbound.thread,
            reply_parameters=question if quoting else None,
        )

    async def _edit(self, inbound: Inbound, message_id: int, chunk: Chunk, rows: InlineKeyboardMarkup | None) -> int:
        """The id of the message that now shows `chunk`."""
        try:
            await self._post("editMessageText", inbound.chat_id, chunk, rows, message_id=message_id)
        except ChatMigrated as moved:
            return await self._send_moved(moved.new_chat_id, chunk, rows)
        except BadRequest as error:
            said = str(error).lower()
            if any(gone in said for gone in _GONE):
                return await self._say(inbound, chunk, rows)
            if "message is not modified" not in said:
                raise
        return message_id

    async def _post(
        self, method: str, chat_id: int, chunk: Chunk, rows: InlineKeyboardMarkup | None, **more: Any
    ) -> int:
        """The id of the message that shows `chunk`; link previews are off. Raises TelegramError."""
        sent = await call(
            self._api,
            method,
            chat_id=chat_id,
            text=chunk.text,
            entities=[entity.to_dict() for entity in chunk.entities] or None,
            reply_markup=rows.to_dict() if rows is not None else None,
            link_preview_options={"is_disabled": True},
            **more,
        )
        return int(sent["message_id"])

    async def _delete(self, chat_id: int, message_ids: tuple[int, ...]) -> None:
        try:
            await self._api.delete_messages(chat_id, message_ids)
        except (BadRequest, ChatMigrated) as error:  # too old, or left behind in the group that was
            log.info("earlier answers not deleted: %s", error)

    def _remember(self, inbound: Inbound, answers: tuple[int, ...]) -> None:
        for answer in answers:
            self._events[inbound.chat_id, answer] = inbound.message.event_id
        while len(self._events) > _REMEMBERED:
            self._events.popitem(last=False)
        if inbound.callback_id is not None:
            return  # the message is the bot's own, not a question
        self._given[inbound.chat_id, inbound.message_id] = Given(question=inbound.message.text, answers=answers)
        while len(self._given) > _REMEMBERED:
            self._given.popitem(last=False)
