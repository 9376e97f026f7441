"""What is done with an event that was taken in."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from adapters import slack_feedback as feedback
from adapters import slack_home as home
from adapters.inbox import Event
from adapters.intake import UnreachableError
from adapters.slack_answers import Answers
from adapters.slack_assistant import Assistant
from adapters.slack_calls import SendError
from adapters.slack_events import read
from adapters.slack_inbound import STRANGE, Comment, Gone, HomeVisit, Inbound, ThreadStarted, Work
from adapters.slack_memory import Traces
from adapters.slack_render import Rendered, escape
from adapters.slack_send import Sender
from adapters.slack_settings import SlackSettings
from adapters.slack_taken import Source, Taken, taken
from adapters.slack_workspaces import GONE, Workspace, Workspaces
from adapters.thinking import Thinking
from bot.memory import Memory
from bot.wording import wording

if TYPE_CHECKING:
    from bot.bot import Bot

log = logging.getLogger("nachgefragt.slack")


class Worker:
    """`work` and `give_up` are the intake's. `workspaces` waits until they are known. What is `at_hand` of an event, by
    its id, is not read once more from what was written down."""

    def __init__(
        self, bot: Bot, memory: Memory, settings: SlackSettings, workspaces: Callable[[], Awaitable[Workspaces]]
    ) -> None:
        self._bot, self._language, self._workspaces = bot, settings.language, workspaces
        self.at_hand: dict[int, Taken] = {}
        traces = Traces(memory)
        self._assistant = Assistant(bot, traces, settings.language)
        self._answers = Answers(bot, traces, self._assistant, Thinking(threads=settings.threads, waits=settings.waits))

    async def work(self, event: Event) -> None:
        """What Slack refuses is over; a token that it refuses may be good again."""
        found = await self._read(event)
        if found is None:
            return
        work, workspace, workspaces, source = found
        try:
            await self._do(work, workspace.sender, event)
        except SendError as error:
            log.error("could not do %s: %s", type(work).__name__, error.reason)
            if error.reason in GONE and not await workspaces.check(*source):
                raise UnreachableError(error.reason) from error
        if isinstance(work, Gone):
            await workspaces.check(*source)

    async def give_up(self, event: Event) -> None:
        """Who spoke to the bot is not left without a word, but nobody else sees it."""
        found = await self._read(event)
        if found is None:
            return
        work, workspace, _, _ = found
        if not isinstance(work, Inbound | Comment) or (isinstance(work, Inbound) and work.unasked):
            return
        text = wording(self._language).FAILED
        await workspace.sender.whisper(work.place, Rendered(text=escape(text), blocks=()))

    async def _read(self, event: Event) -> tuple[Work, Workspace, Workspaces, Source] | None:
        """None for what means nothing to the bot there."""
        one = self.at_hand.pop(event.id, None) or taken(event)
        workspaces = await self._workspaces()
        workspace = await workspaces.find(*one.source)
        if workspace is None:
            return None
        try:
            work = read(one.body, workspace.identity, received_at=event.received_at)
        except STRANGE as error:
            log.warning("skipped a payload not shaped as documented: %s", type(error).__name__)
            return None
        return (work, workspace, workspaces, one.source) if work is not None else None

    async def _do(self, work: Work, sender: Sender, event: Event) -> None:
        match work:
            case Inbound():
                await self._answers.answer(sender, work, event)
            case HomeVisit():
                await home.visit(self._bot, sender, work)
            case ThreadStarted():
                await self._assistant.begin(sender, work)
            case Comment():
                await feedback.comment(self._bot, sender, work)
