"""Replies on their way out: sent, or put in the place of an earlier answer whose question was edited."""

from __future__ import annotations

import logging
from collections import OrderedDict
from dataclasses import dataclass

from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.error import BadRequest, ChatMigrated

from adapters.telegram_inbound import Inbound
from adapters.telegram_render import Chunk, keyboard, render
from bot.messages import Reply

log = logging.getLogger("adapters.telegram")

_REMEMBERED = 5_000  # questions whose answers can still be edited
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a question was, and the ids of the messages that answered it, in order."""

    question: str
    answers: tuple[int, ...]


class Sender:
    """Sends through `api` and remembers which messages answer which question."""

    def __init__(self, api: Bot) -> None:
        self._api = api
        self._given: OrderedDict[tuple[int, int], Given] = OrderedDict()

    def earlier(self, inbound: Inbound) -> Given | None:
        """What was answered to this message before."""
        return self._given.get((inbound.chat_id, inbound.message_id))

    async def send(self, inbound: Inbound, reply: Reply) -> None:
        """Raises TelegramError when the server refuses."""
        pieces = _pieces(reply)
        self._remember(inbound, tuple([await self._say(inbound, chunk, rows) for chunk, rows in pieces]))

    async def replace(self, inbound: Inbound, reply: Reply, earlier: Given) -> None:
        """Edits the earlier answer; adds messages where the new one is longer, deletes those it no longer needs."""
        pieces = _pieces(reply)
        answers = []
        for index, (chunk, rows) in enumerate(pieces):
            if index < len(earlier.answers):
                answers.append(earlier.answers[index])
                await self._edit(inbound.chat_id, earlier.answers[index], chunk, rows)
            else:
                answers.append(await self._say(inbound, chunk, rows))
        if pieces and len(earlier.answers) > len(pieces):
            await self._api.delete_messages(inbound.chat_id, earlier.answers[len(pieces) :])
        self._remember(inbound, tuple(answers))

    async def acknowledge(self, callback_id: str) -> None:
        """Ends the button's spinner; one pressed too long ago is answered all the same."""
        try:
            await self._api.answer_callback_query(callback_id)
        except BadRequest as error:
            log.info("button not acknowledged: %s", error)

    async def _say(self, inbound: Inbound, chunk: Chunk, rows: InlineKeyboardMarkup | None) -> int:
        try:
            return await self._send_to(inbound.chat_id, inbound, chunk, rows)
        except ChatMigrated as moved:
            return await self._send_to(moved.new_chat_id, inbound, chunk, rows)

    async def _send_to(self, chat_id: int, inbound: Inbound, chunk: Chunk, rows: InlineKeyboardMarkup | None) -> int:
        quoting = inbound.group and inbound.callback_id is None
        sent = await self._api.send_message(
            chat_id,
            chunk.text,
            entities=chunk.entities or None,
            reply_markup=rows,
            message_thread_id=inbound.thread,
            link_preview_options=_NO_PREVIEW,
            reply_parameters=ReplyParameters(inbound.message_id, allow_sending_without_reply=True) if quoting else None,
        )
        return sent.message_id

    async def _edit(self, chat_id: int, message_id: int, chunk: Chunk, rows: InlineKeyboardMarkup | None) -> None:
        try:
            await self._api.edit_message_text(
                chunk.text,
                chat_id,
                message_id,
                entities=chunk.entities or None,
                reply_markup=rows,
                link_preview_options=_NO_PREVIEW,
            )
        except BadRequest as error:
            if "message is not modified" not in str(error).lower():
                raise

    def _remember(self, inbound: Inbound, answers: tuple[int, ...]) -> None:
        if inbound.callback_id is not None:
            return  # the message is the bot's own, not a question
        self._given[inbound.chat_id, inbound.message_id] = Given(question=inbound.message.text, answers=answers)
        while len(self._given) > _REMEMBERED:
            self._given.popitem(last=False)


def _pieces(reply: Reply) -> list[tuple[Chunk, InlineKeyboardMarkup | None]]:
    """The messages to send, the buttons under the last."""
    chunks = render(reply)
    return [(chunk, keyboard(reply.buttons) if chunk is chunks[-1] else None) for chunk in chunks]
