"""Work that arrives in order and is done in order within a conversation, and a memory of bounded size."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

Job = Callable[[], Awaitable[None]]
Value = TypeVar("Value")


class Lanes:
    """One lane a conversation. `submit` never waits; jobs must not raise."""

    def __init__(self) -> None:
        self._lanes: dict[str, deque[Job]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._idle = asyncio.Event()
        self._idle.set()

    def submit(self, lane: str, job: Job) -> None:
        waiting = self._lanes.get(lane)
        if waiting is not None:
            waiting.append(job)
            return
        self._lanes[lane] = deque((job,))
        self._idle.clear()
        task = asyncio.create_task(self._run(lane), name=f"lane {lane}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def idle(self) -> None:
        """Returns when nothing is waiting or being worked on."""
        await self._idle.wait()

    async def drain(self, deadline: float) -> int:
        """Waits up to `deadline` seconds, then cancels; returns how many lanes were cut off."""
        tasks = set(self._tasks)
        if not tasks:
            return 0
        _, late = await asyncio.wait(tasks, timeout=deadline)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        return len(late)

    async def _run(self, lane: str) -> None:
        waiting = self._lanes[lane]
        try:
            while waiting:
                await waiting.popleft()()
        finally:
            del self._lanes[lane]
            if not self._lanes:
                self._idle.set()


class Recent(Generic[Value]):
    """The `limit` entries put in last, by key."""

    def __init__(self, limit: int = 10_000) -> None:
        self._limit = limit
        self._entries: OrderedDict[str, Value] = OrderedDict()

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    def get(self, key: str) -> Value | None:
        return self._entries.get(key)

    def put(self, key: str, value: Value) -> None:
        self._entries[key] = value
        self._entries.move_to_end(key)
        while len(self._entries) > self._limit:
            self._entries.popitem(last=False)
