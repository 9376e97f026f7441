"""An intake whose work is told what to do."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable

from adapters.inbox import Event, NewEvent
from adapters.intake import Intake, UnreachableError
from adapters.volatile_inbox import VolatileInbox


class Desk:
    """Work that notes what it is given, and fails as told: on those `broken` or `unreachable` always, on all
    while the platform is `away`."""

    def __init__(self, inbox: VolatileInbox | None = None, *, limit: int = 64, room: int = 1_000) -> None:
        self.inbox = inbox or VolatileInbox()
        self.intake = Intake(self.inbox, "test", self.work, self.give_up, limit=limit, room=room)
        self.done: list[str] = []
        self.given_up: list[str] = []
        self.tries: Counter[str] = Counter()
        self.broken: set[str] = set()
        self.away = False
        self.unreachable: set[str] = set()
        self.gates: dict[str, asyncio.Event] = {}
        self.at_once = self.most_at_once = 0
        self.moved = asyncio.Event()

    async def work(self, event: Event) -> None:
        self.tries[event.payload] += 1
        self.moved.set()
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            if event.payload in self.gates:
                await self.gates[event.payload].wait()
            if self.away or event.payload in self.unreachable:
                raise UnreachableError
            if event.payload in self.broken:
                raise ValueError(event.payload)
            self.done.append(event.payload)
        finally:
            self.at_once -= 1
            self.moved.set()

    async def give_up(self, event: Event) -> None:
        self.given_up.append(event.payload)

    async def come(self, *payloads: str, lane: str = "lane") -> None:
        for payload in payloads:
            event = await self.intake.take(new(payload, lane))
            if event is not None:
                self.intake.submit(event)

    async def until(self, happened: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not happened():
                self.moved.clear()
                await self.moved.wait()

    async def finished(self) -> None:
        async with asyncio.timeout(10):
            await self.intake.idle()


def new(payload: str, lane: str = "lane") -> NewEvent:
    return NewEvent(platform="test", keys=(payload,), lane=lane, payload=payload)
