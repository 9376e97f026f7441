"""Threads with the assistant: what to ask, that it is being looked up, and what each is about."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from adapters.slack_calls import SendError
from adapters.slack_inbound import Inbound, Place, ThreadStarted
from adapters.slack_memory import Traces
from adapters.slack_render import cap
from adapters.slack_send import Sender
from bot.wording import wording
from knowledge.document import Language

if TYPE_CHECKING:
    from bot.bot import Bot

log = logging.getLogger("nachgefragt.slack")

# Of a thread's title, a prompt's title and a status Slack names no limits; these are kept, in characters.
TITLE: Final = 75
MESSAGE: Final = 2000
PROMPTS: Final = 4  # Slack's
_NOT_ITS: Final = frozenset({"channel_not_found", "invalid_thread_ts", "missing_scope", "not_allowed_token_type"})


class Assistant:
    """Knows which threads of a direct message are the assistant's: those that began as such, and those older ones in
    which Slack shows a status. Nothing here is worth losing an answer for: failures are logged."""

    def __init__(self, bot: Bot, traces: Traces, language: Language) -> None:
        self._bot, self._traces, self._says = bot, traces, wording(language)

    async def begin(self, sender: Sender, started: ThreadStarted) -> None:
        """Suggests questions. Raises SendError or UnreachableError."""
        self._traces.put_assistant(started.channel, started.thread, "new")
        found = await asyncio.to_thread(self._bot.prompts, started.conversation)
        prompts = [{"title": cap(one.title, TITLE), "message": cap(one.text, MESSAGE)} for one in found[:PROMPTS]]
        if prompts:
            await sender.suggest(started.channel, started.thread, prompts)

    def may_show(self, inbound: Inbound) -> bool:
        """Whether it was said in a thread of its, as far as is known."""
        place = inbound.place
        if not place.private or not place.thread or inbound.message.kind != "message":
            return False
        return self._traces.assistant(place.channel, place.thread) != "not its"

    async def look_up(self, sender: Sender, inbound: Inbound) -> None:
        """Shows that the question is being looked up; the first one becomes the thread's title."""
        place = inbound.place
        if not await self._shown(sender, place, self._says.LOOKS_UP):
            self._traces.put_assistant(place.channel, place.thread, "not its")
        elif self._traces.assistant(place.channel, place.thread) == "new":
            self._traces.put_assistant(place.channel, place.thread, "titled")
            await self._titled(sender, place, inbound.message.text)

    async def stop(self, sender: Sender, inbound: Inbound) -> None:
        """Takes the status back where no answer did."""
        if self.may_show(inbound):
            await self._shown(sender, inbound.place, "")

    async def _shown(self, sender: Sender, place: Place, status: str) -> bool:
        """False where the thread is not the assistant's."""
        try:
            await sender.status(place.channel, place.thread or "", status)
        except SendError as error:
            if error.reason in _NOT_ITS:
                return False
            log.warning("could not show a status: %s", error.reason)
        return True

    async def _titled(self, sender: Sender, place: Place, question: str) -> None:
        title = cap(" ".join(question.split()), TITLE)
        if not title:
            return
        try:
            await sender.title(place.channel, place.thread or "", title)
        except SendError as error:
            log.warning("could not give a thread its title: %s", error.reason)
