"""What is answered, where, and who sees it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from adapters import slack_feedback as feedback
from adapters.inbox import Event
from adapters.intake import UnreachableError
from adapters.slack_assistant import Assistant
from adapters.slack_calls import SendError, UncertainError
from adapters.slack_inbound import Inbound, outside
from adapters.slack_memory import Shareable, Traces
from adapters.slack_render import SHARE, render, shared
from adapters.slack_send import Sender, mark
from adapters.thinking import Thinking
from bot.commands import find, parse
from bot.messages import NoteBlock, Reply
from bot.wording import wording

if TYPE_CHECKING:
    from bot.bot import Bot

_NOT_A_MEMBER: Final = frozenset({"not_in_channel", "channel_not_found"})


class Answers:
    """Everything raises SendError or UnreachableError."""

    def __init__(self, bot: Bot, traces: Traces, assistant: Assistant, thinking: Thinking) -> None:
        self._bot, self._traces, self._assistant, self._thinking = bot, traces, assistant, thinking
        self._ready: dict[int, Reply | None] = {}  # by event: said by the bot, not yet taken by Slack

    async def answer(self, sender: Sender, inbound: Inbound, event: Event) -> None:
        if inbound.action == SHARE and await self._shared(sender, inbound):
            return
        heard = self._heard(inbound)
        if heard is None:
            return
        edited = heard.message.kind == "edit"
        previous = self._traces.answer(heard.place.channel, heard.source) if edited else None
        if edited and previous is None:
            return
        tried = event.replayed or event.tries > 0 or event.id in self._ready
        if tried and await self._arrived(sender, heard, begun=event.suspect or event.tries > 0):
            return
        try:
            await self._answer(sender, self._going_on(heard), previous, event)
        except UnreachableError:
            raise  # the bot need not be asked again
        except BaseException:
            self._ready.pop(event.id, None)
            raise
        self._ready.pop(event.id, None)

    async def _answer(self, sender: Sender, heard: Inbound, previous: str | None, event: Event) -> None:
        async with self._looking_up(sender, heard, event) as reply:
            if reply is None:
                return
            if previous is not None:
                await sender.edit(heard.place.channel, previous, render(reply))
                self._remember(heard, previous)
            else:
                await self._say(sender, heard, _with_threads(heard, reply))

    @asynccontextmanager
    async def _looking_up(self, sender: Sender, heard: Inbound, event: Event) -> AsyncIterator[Reply | None]:
        """The bot's reply. Slack is told before the answer goes out, or the status would outlive it."""
        if not self._assistant.may_show(heard):
            yield await self._reply(heard, event)
            return
        answered = False
        showing = asyncio.create_task(self._assistant.look_up(sender, heard))
        try:
            reply = await self._reply(heard, event)
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

    async def _reply(self, heard: Inbound, event: Event) -> Reply | None:
        if event.id not in self._ready:
            self._ready[event.id] = await self._thinking.reply(self._bot.handle, heard.message)
        return self._ready[event.id]

    def _heard(self, inbound: Inbound) -> Inbound | None:
        """In a thread the bot answered in, who was answered goes on speaking to it without a mention, unless naming
        somebody else; others there are overheard. Elsewhere what is not said to the bot is not looked at."""
        place = inbound.place
        if not inbound.overheard:
            return inbound
        if not self._traces.takes_part(place.channel, place.thread) or inbound.others:
            return None
        addressed = self._traces.spoke_to(place.channel, place.thread, place.user)
        return replace(inbound, message=replace(inbound.message, addressed=addressed))

    def _going_on(self, heard: Inbound) -> Inbound:
        """In a thread under what was said in a direct message the dialogue is that message's. In a thread it goes on
        from what was answered there last, in a channel from what this person was; whoever was answered in a channel's
        thread before has a dialogue of their own there."""
        place, message = heard.place, heard.message
        in_thread = self._traces.last_in(place.channel, place.thread)
        if place.private and in_thread:
            message = replace(message, conversation=outside(message.conversation))
        new_here = not self._traces.spoke_to(place.channel, place.thread, place.user)
        if message.kind in ("message", "command") and new_here:
            begins = place.thread in (None, heard.source)
            own = self._traces.last_of(place.channel, place.user)
            follows = own if begins else in_thread
            message = replace(message, follows=follows) if follows else message
        return heard if message is heard.message else replace(heard, message=message)

    def _remember(self, inbound: Inbound, ts: str) -> None:
        """That the event was answered by the message `ts`. A thread in a direct message that hangs under nothing said
        there is the assistant's, and a dialogue of its own."""
        place = inbound.place
        if place.private and not place.thread:
            self._traces.put_last_in(inbound, ts)
        elif not place.private or self._traces.last_in(place.channel, place.thread):
            self._traces.put_last_in(inbound, place.thread)

    async def _say(self, sender: Sender, inbound: Inbound, reply: Reply) -> None:
        place = inbound.place
        if reply.comment_on and inbound.trigger and await feedback.ask(sender, reply, inbound):
            return
        if place.response_url:
            await sender.whisper(place, render(reply, share=self._offered(inbound, reply)))
        elif reply.brief or (reply.visibility == "asker" and not place.private):
            await sender.whisper(place, render(reply))
        else:
            self._posted(inbound, await self._post(sender, inbound, reply))
        if not place.private and inbound.message.kind != "button":
            self._traces.put_last_of(inbound)

    async def _post(self, sender: Sender, inbound: Inbound, reply: Reply) -> str:
        """An answer that may or may not have arrived is looked for before it is sent again."""
        event = inbound.message.event_id
        try:
            return await sender.post(inbound.place, render(reply), answers=event, to=inbound.source)
        except UncertainError as error:
            self._traces.put_unclear(inbound)
            raise UnreachableError(error.reason) from error
        except asyncio.CancelledError:
            self._traces.put_unclear(inbound)
            raise

    async def _arrived(self, sender: Sender, inbound: Inbound, *, begun: bool) -> bool:
        """Whether the answer is there already: asked where it was sent and that may have been in vain, or work on it
        was `begun` when the process died; only of answers for everyone can Slack tell."""
        place = inbound.place
        if not (begun or self._traces.unclear(inbound)) or place.response_url or inbound.message.kind == "edit":
            return False
        ts = await sender.posted(place, inbound.message.event_id, inbound.source)
        if ts is None:
            return False
        self._posted(inbound, ts)
        return True

    def _posted(self, inbound: Inbound, ts: str) -> None:
        place = inbound.place
        self._remember(inbound, ts)
        if inbound.message.kind == "message":
            self._traces.answered(inbound, ts)
        if place.thread and not place.private:
            self._traces.took_part(inbound)

    def _offered(self, inbound: Inbound, reply: Reply) -> str | None:
        """The id under which the answer can be shared; in a direct message there is nobody to share it with."""
        if inbound.place.private:
            return None
        share = f"{SHARE}-{mark(inbound.message.event_id)}"
        thread = inbound.source if inbound.looked_up else None
        self._traces.put_share(share, Shareable(rendered=shared(reply), thread=thread), inbound)
        return share

    async def _shared(self, sender: Sender, inbound: Inbound) -> bool:
        """False for an answer no longer known: the bot then says so. Under the message looked up where the bot is a
        member, else in the channel, where the answer's own address always reaches."""
        shareable, place = self._traces.share(inbound.message.text), inbound.place
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
