"""What goes out to Slack: posts, ephemeral answers, edits, pages, and all else that the bot shows."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from adapters.slack_calls import Calls, SendError
from adapters.slack_inbound import Place
from adapters.slack_render import Rendered

log = logging.getLogger("nachgefragt.slack")

ANSWER: Final = "nachgefragt_answer"  # the type of the metadata of an answer
_REFUSED_SHAPES: Final = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})
_NOT_THERE: Final = frozenset({"not_in_channel", "channel_not_found", "user_not_in_channel", "is_archived"})
_LOOKED_THROUGH: Final = 100  # messages after the question


class Sender:
    """Speaks for the bot in one workspace. Everything raises SendError or UnreachableError."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self.call = calls.call

    async def post(self, place: Place, rendered: Rendered, *, answers: str = "", to: str = "") -> str:
        """For everyone, in the thread; the new message's ts. With `answers`, an event id, and `to`, the ts of what it
        answers, `posted` finds it again."""
        metadata = {"event_type": ANSWER, "event_payload": {"answers": mark(answers), "to": to}} if answers else None
        where = {"channel": place.channel, "thread_ts": place.thread, "metadata": metadata}
        answer = await self._say("chat.postMessage", rendered, **where)
        return str(answer["ts"])

    async def posted(self, place: Place, answers: str, since: str) -> str | None:
        """The ts of the answer to that event, None where there is none after `since`, a ts."""
        query = {"channel": place.channel, "oldest": since, "limit": _LOOKED_THROUGH, "include_all_metadata": "true"}
        if place.thread:
            found = await self._calls.look("conversations.replies", ts=place.thread, **query)
        else:
            found = await self._calls.look("conversations.history", **query)
        for message in found.get("messages", ()):
            said = message.get("metadata") or {}
            if said.get("event_type") == ANSWER and said.get("event_payload", {}).get("answers") == mark(answers):
                return str(message["ts"])
        return None

    async def whisper(self, place: Place, rendered: Rendered) -> None:
        """Only to the person: at the address given for it, which ends after five uses and half an hour; then where it
        was said; then, where the bot is no member, in a direct message."""
        try:
            if place.response_url:
                await self.respond(place.response_url, rendered)
            else:
                await self._beside(place, rendered)
        except SendError as error:
            if not (place.response_url and error.reason.startswith("response_url: ")):
                raise
            log.info("an address was used up: said directly")
            await self._directly(place, rendered)

    async def edit(self, channel: str, ts: str, rendered: Rendered) -> None:
        await self._say("chat.update", rendered, channel=channel, ts=ts)

    async def respond(self, url: str, rendered: Rendered, *, everyone: bool = False) -> None:
        """To a command, a shortcut or a button on an ephemeral message; works where the bot is no member, too."""
        message = {
            "text": rendered.text,
            "blocks": list(rendered.blocks),
            "response_type": "in_channel" if everyone else "ephemeral",
            "replace_original": False,
            "unfurl_links": False,
            "unfurl_media": False,
        }
        await self._calls.respond(url, message)

    async def publish(self, user: str, view: Mapping[str, Any], seen: str | None) -> None:
        """The person's page. `seen` is the hash of the page it takes the place of, None for any."""
        await self.call("views.publish", user_id=user, view=view, hash=seen)

    async def open(self, trigger: str, view: Mapping[str, Any]) -> None:
        """A dialogue; `trigger` is good once, for three seconds."""
        await self._calls.in_passing("views.open", trigger_id=trigger, view=view)

    async def suggest(self, channel: str, thread: str, prompts: Sequence[Mapping[str, str]]) -> None:
        await self.call("assistant.threads.setSuggestedPrompts", channel_id=channel, thread_ts=thread, prompts=prompts)

    async def status(self, channel: str, thread: str, status: str) -> None:
        """Shown until the next message, or until it is ""."""
        await self._calls.in_passing("assistant.threads.setStatus", channel_id=channel, thread_ts=thread, status=status)

    async def title(self, channel: str, thread: str, title: str) -> None:
        await self._calls.in_passing("assistant.threads.setTitle", channel_id=channel, thread_ts=thread, title=title)

    async def _beside(self, place: Place, rendered: Rendered) -> None:
        where = {"channel": place.channel, "user": place.user, "thread_ts": place.thread}
        await self._say("chat.postEphemeral", rendered, **where)

    async def _directly(self, place: Place, rendered: Rendered) -> None:
        try:
            await self._beside(place, rendered)
        except SendError as error:
            if error.reason not in _NOT_THERE:
                raise
            await self.post(replace(place, channel=place.user, thread=None), rendered)

    async def _say(self, method: str, rendered: Rendered, **where: Any) -> Mapping[str, Any]:
        """Blocks that Slack refuses are not worth losing the answer for: then the fallback text goes alone."""
        body: dict[str, Any] = {**where, "text": rendered.text, "parse": "none"}
        if method == "chat.postMessage":
            body |= {"unfurl_links": False, "unfurl_media": False}
        again = method == "chat.update"
        try:
            return await self.call(method, repeatable=again, **body, blocks=list(rendered.blocks))
        except SendError as error:
            if error.reason not in _REFUSED_SHAPES:
                raise
        return await self.call(method, repeatable=again, **body)


def mark(event_id: str) -> str:
    """What stands for an event in a message's metadata, which other apps may read: 16 characters."""
    return hashlib.blake2s(event_id.encode(), digest_size=8).hexdigest()
