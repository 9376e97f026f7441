"""What was wrong with an answer: the dialogue that asks, and what is done with what it brings."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from typing import TYPE_CHECKING, Any, Final

from adapters.slack_calls import SendError
from adapters.slack_inbound import Comment, Inbound
from adapters.slack_interactions import COMMENT
from adapters.slack_render import Json, blocks, plain_text, render
from adapters.slack_send import Sender
from bot.messages import Reply
from bot.wording import wording

if TYPE_CHECKING:
    from bot.bot import Bot

log = logging.getLogger("nachgefragt.slack")

# Slack's limits, in characters.
TITLE: Final = 24  # also of the two buttons
LABEL: Final = 2000
METADATA: Final = 3000
LONGEST: Final = 2000  # ours, for a comment
_TRIGGER: Final = 3.0  # seconds that a trigger is good for


def dialogue(thanks: Reply, asked: Inbound) -> Json:
    """Asks for a comment on `thanks.comment_on`; `thanks` itself is shown above the field."""
    says, place = wording(thanks.outcome.language), asked.place
    kept = {
        "token": thanks.comment_on,
        "language": thanks.outcome.language,
        "channel": place.channel,
        "thread": place.thread,
        "url": place.response_url,
    }
    field: dict[str, Any] = {
        "type": "plain_text_input",
        "action_id": COMMENT,
        "multiline": True,
        "max_length": LONGEST,
    }
    what = {"type": "input", "block_id": COMMENT, "label": plain_text(says.FEEDBACK_WHAT, LABEL), "element": field}
    return {
        "type": "modal",
        "callback_id": COMMENT,
        "private_metadata": json.dumps(kept)[:METADATA],
        "title": plain_text(says.FEEDBACK_WHAT, TITLE),
        "submit": plain_text(says.BUTTON_SEND, TITLE),
        "close": plain_text(says.BUTTON_CANCEL, TITLE),
        "blocks": [*blocks(thanks.blocks), what],
    }


async def ask(sender: Sender, thanks: Reply, asked: Inbound) -> bool:
    """Whether the dialogue opened: a trigger is good for three seconds only."""
    if time.time() - asked.message.received_at > _TRIGGER:
        return False
    try:
        await sender.open(asked.trigger, dialogue(thanks, asked))
    except SendError as error:
        log.warning("could not ask what was wrong: %s", error.reason)
        return False
    return True


async def comment(bot: Bot, sender: Sender, said: Comment) -> None:
    """Keeps it, and thanks. Raises SendError or UnreachableError."""
    reply = await asyncio.to_thread(bot.comment, said.message, said.token)
    if reply is not None:
        await sender.whisper(said.place, render(reply))
