"""After "not helpful", in a private chat: asks what was wrong, and knows the reply to that from a question."""

from __future__ import annotations

from telegram import ForceReply

from adapters.telegram_given import Memories
from adapters.telegram_inbound import Inbound
from adapters.telegram_render import Chunk
from adapters.telegram_send import Sender
from bot.messages import Reply
from bot.wording import wording


class Comments:
    """Remembers which prompt asks about which answer."""

    def __init__(self, sender: Sender, memories: Memories) -> None:
        self._sender, self._memories = sender, memories

    def about(self, inbound: Inbound) -> str | None:
        """The token of the answer that this message says something about; None for any other message."""
        text = inbound.message.text
        if inbound.replied_to is None or not text or text.startswith("/") or inbound.callback_id is not None:
            return None
        return self._memories.commented(inbound)

    async def ask(self, inbound: Inbound, reply: Reply) -> None:
        """Once for each answer; in groups not at all. Raises TelegramError."""
        if not reply.comment_on or inbound.group or self._memories.prompted(reply.comment_on):
            return
        asked = Chunk(text=wording(reply.outcome.language).FEEDBACK_WHAT, entities=())
        prompt = await self._sender.say(inbound, asked, ForceReply(), quoting=True)
        self._memories.prompt(inbound, reply.comment_on, prompt)
