"""The bot and the inbox, measured as they are used: no adapter need know of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Final, Self

from adapters.inbox import Event, Inbox, NewEvent, SetAside, Standing
from adapters.meter import Meter, NoMeter, Result
from bot.bot import Bot
from bot.messages import IncomingMessage, Reply, Status

_RESULTS: Final[dict[Status, Result]] = {
    Status.ANSWERED: "answered",
    Status.ABSTAINED: "abstained",
    Status.CLARIFY: "clarify",
    Status.COMMAND: "command",
    Status.IGNORED: "ignored",
}


class MeasuredBot(Bot):
    """By nothing until `measured_by` is called."""

    _meter: Meter = NoMeter()

    def measured_by(self, meter: Meter) -> Self:
        self._meter = meter
        return self

    def handle(self, message: IncomingMessage) -> Reply | None:
        began = time.perf_counter()
        reply = super().handle(message)
        self._meter.engine(message.platform, time.perf_counter() - began)
        self._meter.result(message.platform, _RESULTS[reply.outcome.status] if reply is not None else "ignored")
        return reply


class MeasuredInbox:
    """`clock` gives seconds since the epoch."""

    def __init__(self, inbox: Inbox, meter: Meter, clock: Callable[[], float] = time.time) -> None:
        self._inbox, self._meter, self._clock = inbox, meter, clock

    async def add_all(self, new: Sequence[NewEvent], *, begin: Sequence[bool] = ()) -> tuple[Event | None, ...]:
        return await self._inbox.add_all(new, begin=begin)

    async def begin(self, event: Event) -> None:
        await self._inbox.begin(event)

    async def done(self, event: Event) -> None:
        self._meter.over(event.platform, max(0.0, self._clock() - event.received_at))
        await self._inbox.done(event)

    async def postpone(self, event: Event) -> None:
        await self._inbox.postpone(event)

    async def failed(self, event: Event, reason: str) -> bool:
        last = await self._inbox.failed(event, reason)
        if last:
            self._meter.result(event.platform, "failed")
        return last

    async def replay(self, platform: str) -> tuple[Event, ...]:
        return await self._inbox.replay(platform)

    async def set_aside(self) -> tuple[SetAside, ...]:
        return await self._inbox.set_aside()

    async def standing(self) -> Standing:
        return await self._inbox.standing()

    async def forget(self, person: str) -> None:
        await self._inbox.forget(person)

    async def prune(self, before: float) -> None:
        await self._inbox.prune(before)
