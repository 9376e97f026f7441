"""What is known on of Slack after a restart: where the bot answered whom, by what, and what can be shared."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final, Literal

from adapters.slack_inbound import Inbound
from adapters.slack_render import Rendered
from bot.memory import Memory

_DAY: Final = 86_400.0  # seconds
_THREADS: Final = 30 * _DAY
_UNCLEAR: Final = 2 * _DAY
_SHARES: Final = _DAY

AssistantThread = Literal["new", "titled", "not its"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shareable:
    """`thread` is the ts to show it under, where the bot may."""

    rendered: Rendered
    thread: str | None


class Traces:
    """Everything is kept for some time only: answers and threads for 30 days, unclear sends for two, shares for one."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def answer(self, channel: str, source: str) -> str | None:
        """The ts of the answer to the message `source`."""
        return self._memory.get("slack.answers", f"{channel}/{source}")

    def answered(self, inbound: Inbound, ts: str) -> None:
        self._put("slack.answers", f"{inbound.place.channel}/{inbound.source}", ts, inbound, keep=_THREADS)

    def takes_part(self, channel: str, thread: str | None) -> bool:
        """Whether the bot answered in that thread."""
        return self._memory.get("slack.threads", f"{channel}/{thread}") is not None

    def spoke_to(self, channel: str, thread: str | None, user: str) -> bool:
        """Whether it was them whom the bot answered there."""
        return self._memory.get("slack.people", f"{channel}/{thread}/{user}") is not None

    def took_part(self, inbound: Inbound) -> None:
        place = inbound.place
        self._memory.put("slack.threads", f"{place.channel}/{place.thread}", "1", keep=_THREADS)
        self._put("slack.people", f"{place.channel}/{place.thread}/{place.user}", "1", inbound, keep=_THREADS)

    def last_in(self, channel: str, thread: str | None) -> str | None:
        """The event last answered in that thread; the answer to what it hangs under belongs to it."""
        last = self._memory.get("slack.last", f"{channel}/{thread}")
        if last is None and thread and (answer := self.answer(channel, thread)):
            last = self._memory.get("slack.last", f"{channel}/{answer}")
        return last

    def last_of(self, channel: str, user: str) -> str | None:
        """The event of theirs last answered in that channel."""
        return self._memory.get("slack.last", f"{channel}/{user}")

    def put_last_in(self, inbound: Inbound, thread: str | None) -> None:
        key = f"{inbound.place.channel}/{thread}"
        self._put("slack.last", key, inbound.message.event_id, inbound, keep=_THREADS)

    def put_last_of(self, inbound: Inbound) -> None:
        key = f"{inbound.place.channel}/{inbound.place.user}"
        self._put("slack.last", key, inbound.message.event_id, inbound, keep=_THREADS)

    def unclear(self, inbound: Inbound) -> bool:
        """Whether an answer to it was sent that may or may not have arrived."""
        return self._memory.get("slack.unclear", inbound.message.event_id) is not None

    def put_unclear(self, inbound: Inbound) -> None:
        self._put("slack.unclear", inbound.message.event_id, "1", inbound, keep=_UNCLEAR)

    def share(self, name: str) -> Shareable | None:
        kept = self._memory.get("slack.shares", name)
        if kept is None:
            return None
        one = json.loads(kept)
        return Shareable(rendered=Rendered(text=one["text"], blocks=tuple(one["blocks"])), thread=one["thread"])

    def put_share(self, name: str, shareable: Shareable, inbound: Inbound) -> None:
        shown = shareable.rendered
        value = json.dumps({"text": shown.text, "blocks": shown.blocks, "thread": shareable.thread})
        self._put("slack.shares", name, value, inbound, keep=_SHARES)

    def assistant(self, channel: str, thread: str | None) -> AssistantThread | None:
        """None for a thread of which nothing is known yet."""
        kept = self._memory.get("slack.assistant", f"{channel}/{thread}")
        return kept if kept in ("new", "titled", "not its") else None  # type: ignore[return-value]  # one of these

    def put_assistant(self, channel: str, thread: str | None, known: AssistantThread) -> None:
        self._memory.put("slack.assistant", f"{channel}/{thread}", known, keep=_THREADS)

    def _put(self, space: str, key: str, value: str, inbound: Inbound, *, keep: float) -> None:
        self._memory.put(space, key, value, keep=keep, person=inbound.message.person)
