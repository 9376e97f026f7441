"""After "not helpful", in a private chat: asks what was wrong, and knows the reply to that from a question."""

from __future__ import annotations

from collections import OrderedDict

from telegram import Bot, ForceReply, ReplyParameters

from adapters.telegram_inbound import Inbound
from bot.messages import Reply
from bot.wording import wording

_REMEMBERED = 1_000  # prompts that can still be replied to


class Comments:
    """Remembers which prompt asks about which answer."""

    def __init__(self, api: Bot) -> None:
        self._api = api
        self._asked: OrderedDict[tuple[int, int], str] = OrderedDict()

    def about(self, inbound: Inbound) -> str | None:
        """The token of the answer that this message says something about; None for any other message."""
        text = inbound.message.text
        if inbound.replied_to is None or not text or text.startswith("/") or inbound.callback_id is not None:
            return None
        return self._asked.get((inbound.chat_id, inbound.replied_to))

    async def ask(self, inbound: Inbound, reply: Reply) -> None:
        """Once for each answer; in groups not at all. Raises TelegramError."""
        if not reply.comment_on or inbound.group or reply.comment_on in self._asked.values():
            return
        prompt = await self._api.send_message(
            inbound.chat_id,
            wording(reply.outcome.language).FEEDBACK_WHAT,
            reply_markup=ForceReply(),
            message_thread_id=inbound.thread,
            reply_parameters=ReplyParameters(inbound.message_id, allow_sending_without_reply=True),
        )
        self._asked[inbound.chat_id, prompt.message_id] = reply.comment_on
        while len(self._asked) > _REMEMBERED:
            self._asked.popitem(last=False)
