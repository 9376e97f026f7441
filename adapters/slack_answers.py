"""What is answered, where, and who sees it."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from adapters import slack_feedback as feedback
from adapters.slack_assistant import Assistant
from adapters.slack_inbound import Inbound, outside
from adapters.slack_render import SHARE, Rendered, render, shared
from adapters.slack_send import Sender, SendError
from adapters.slack_work import Recent
from bot.commands import find, parse
from bot.messages import NoteBlock, Reply
from bot.wording import wording

if TYPE_CHECKING:
    from bot.bot import Bot

_NOT_A_MEMBER: Final = frozenset({"not_in_channel", "channel_not_found"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shareable:
    """`thread` is the ts to show it under, where the bot may."""

    rendered: Rendered
    thread: str | None


class Answers:
    """At most `slots` questions are being answered at once. Everything raises SendError."""

    def __init__(self, bot: Bot, assistant: Assistant, *, slots: int) -> None:
        self._bot, self._assistant = bot, assistant
        self._slots = asyncio.Semaphore(slots)
        self._answers: Recent[str] = Recent()  # channel/question ts → the answer's ts
        self._spoken_to: Recent[bool] = Recent()  # channel/thread/user whom the bot answered there
        self._followed: Recent[bool] = Recent()  # channel/thread the bot answered in
        self._last: Recent[str] = Recent()  # channel/thread, channel/user → the event last answered there, or to whom
        self._shares: Recent[_Shareable] = Recent(1_000)
        self._share_numbers = itertools.count(1)

    async def answer(self, sender: Sender, inbound: Inbound) -> None:
        if inbound.action == SHARE and await self._shared(sender, inbound):
            return
        heard = self._heard(inbound)
        previous = self._answers.get(f"{inbound.place.channel}/{inbound.source}")
        if heard is None or (heard.message.kind == "edit" and previous is None):
            return
        heard = self._going_on(heard)
        async with self._looking_up(sender, heard) as reply:
            if reply is None:
                return
            if heard.message.kind == "edit" and previous is not None:
                await sender.edit(heard.place.channel, previous, render(reply))
                self._remember(heard, previous)
            else:
                await self._say(sender, heard, _with_threads(heard, reply))

    @asynccontextmanager
    async def _looking_up(self, sender: Sender, heard: Inbound) -> AsyncIterator[Reply | None]:
        """The bot's reply. Slack is told before the answer goes out, or the status would outlive it."""
        answered = False
        showing = asyncio.create_task(self._assistant.look_up(sender, heard))
        try:
            async with self._slots:
                reply = await asyncio.to_thread(self._bot.handle, heard.message)
            await showing
            yield reply
            answered = reply is not None
        except asyncio.CancelledError:
            showing.cancel()
            answered = True  # or not, but there is no time left to take a status back
            raise
        finally:
            if not answered:
                await showing
                await self._assistant.stop(sender, heard)

    def _heard(self, inbound: Inbound) -> Inbound | None:
        """In a thread the bot answered in, who was answered goes on speaking to it without a mention, unless naming
        somebody else; others there are overheard. Elsewhere what is not said to the bot is not looked at."""
        if not inbound.overheard:
            return inbound
        thread = f"{inbound.place.channel}/{inbound.place.thread}"
        if thread not in self._followed or inbound.others:
            return None
        addressed = f"{thread}/{inbound.place.user}" in self._spoken_to
        return replace(inbound, message=replace(inbound.message, addressed=addressed))

    def _going_on(self, heard: Inbound) -> Inbound:
        """In a thread under what was said in a direct message the dialogue is that message's. In a thread it goes on
        from what was answered there last, in a channel from what this person was; whoever was answered in a channel's
        thread before has a dialogue of their own there."""
        place, message = heard.place, heard.message
        thread, own = f"{place.channel}/{place.thread}", f"{place.channel}/{place.user}"
        if place.private and thread in self._last:
            message = replace(message, conversation=outside(message.conversation))
        if message.kind in ("message", "command") and f"{thread}/{place.user}" not in self._spoken_to:
            begins = place.thread in (None, heard.source)
            message = replace(message, follows=self._last.get(own if begins else thread) or "")
        return replace(heard, message=message)

    def _remember(self, inbound: Inbound, ts: str) -> None:
        """That the event was answered by the message `ts`. A thread in a direct message that hangs under nothing said
        there is the assistant's, and a dialogue of its own."""
        place, event = inbound.place, inbound.message.event_id
        thread = f"{place.channel}/{place.thread}"
        if place.private and not place.thread:
            self._last.put(f"{place.channel}/{ts}", event)
            if inbound.message.kind == "message":
                self._last.put(f"{place.channel}/{inbound.source}", event)
        elif not place.private or thread in self._last:
            self._last.put(thread, event)

    async def _say(self, sender: Sender, inbound: Inbound, reply: Reply) -> None:
        place = inbound.place
        if not place.private and inbound.message.kind != "button":
            self._last.put(f"{place.channel}/{place.user}", inbound.message.event_id)
        if reply.comment_on and inbound.trigger and await feedback.ask(sender, reply, inbound):
            return
        if place.response_url:
            await sender.whisper(place, render(reply, share=self._offered(inbound, reply)))
            return
        if reply.brief or (reply.visibility == "asker" and not place.private):
            await sender.whisper(place, render(reply))
            return
        ts = await sender.post(place, render(reply))
        self._remember(inbound, ts)
        if inbound.message.kind == "message":
            self._answers.put(f"{place.channel}/{inbound.source}", ts)
        if place.thread and not place.private:
            self._followed.put(f"{place.channel}/{place.thread}", True)
            self._spoken_to.put(f"{place.channel}/{place.thread}/{place.user}", True)

    def _offered(self, inbound: Inbound, reply: Reply) -> str | None:
        """The id under which the answer can be shared; in a direct message there is nobody to share it with."""
        if inbound.place.private:
            return None
        share = f"{SHARE}-{next(self._share_numbers)}"
        thread = inbound.source if inbound.looked_up else None
        self._shares.put(share, _Shareable(rendered=shared(reply), thread=thread))
        return share

    async def _shared(self, sender: Sender, inbound: Inbound) -> bool:
        """False for an answer no longer known: the bot then says so. Under the message looked up where the bot is a
        member, else in the channel, where the answer's own address always reaches."""
        shareable, place = self._shares.get(inbound.message.text), inbound.place
        if shareable is None or not place.response_url:
            return False
        if shareable.thread:
            try:
                await sender.post(replace(place, thread=shareable.thread), shareable.rendered)
            except SendError as error:
                if error.reason not in _NOT_A_MEMBER:
                    raise
            else:
                return True
        await sender.respond(place.response_url, shareable.rendered, everyone=True)
        return True


def _with_threads(inbound: Inbound, reply: Reply) -> Reply:
    """Help says what to do in threads, where Slack has no commands."""
    line = inbound.message.text.removeprefix("c:").removeprefix("/")
    invocation = parse(f"/{line}") if inbound.message.kind in ("command", "button") else None
    command = find(invocation.name) if invocation else None
    if command is None or command.name != "hilfe":
        return reply
    return replace(reply, blocks=(*reply.blocks, NoteBlock(text=wording(reply.outcome.language).HELP_THREADS)))
