"""Updates waiting to be worked on: in order within a chat, several chats at a time, each update once."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
from typing import Any

log = logging.getLogger("adapters.telegram")

_REMEMBERED = 10_000  # update ids; Telegram redelivers within minutes
_WAITING = 1_000  # updates taken in but not begun, before intake has to wait

Raw = dict[str, Any]  # an update as it came, unchecked


class Lanes:
    """`work` gets one raw update at a time in each chat, at most `limit` at once over all; it must not raise."""

    def __init__(self, work: Callable[[Raw], Awaitable[None]], *, limit: int) -> None:
        self._work = work
        self._running = asyncio.Semaphore(limit)
        self._room = asyncio.Semaphore(_WAITING)
        self._lanes: dict[str, deque[Raw]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._taken: set[int] = set()
        self._done: OrderedDict[int, asyncio.Event] = OrderedDict()

    async def put(self, raw: Any) -> bool:
        """Takes an update in; False if it has no id, or one that was there before. Waits while too many are waiting."""
        number = update_id(raw)
        if number is None:
            log.error("Telegram: skipped something without an update_id")
            return False
        if number in self._taken:
            return False
        self._taken.add(number)
        self._event(number)
        await self._room.acquire()
        chat = lane_of(raw)
        lane = self._lanes.get(chat)
        if lane is not None:
            lane.append(raw)
            return True
        self._lanes[chat] = deque([raw])
        task = asyncio.create_task(self._serve(chat))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return True

    async def finished(self, number: int) -> None:
        """Returns when the update was worked on, its answer sent; also for one that is still to come."""
        await self._event(number).wait()

    async def drain(self, deadline: float) -> int:
        """Lets the work in hand end, for `deadline` seconds at most; how many updates were left undone."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=deadline)
        left = [task for task in self._tasks if not task.done()]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        undone = sum(len(lane) for lane in self._lanes.values())
        self._lanes.clear()
        return undone

    async def _serve(self, chat: str) -> None:
        lane = self._lanes[chat]
        while lane:
            async with self._running:
                await self._work(lane[0])
            raw = lane.popleft()
            self._room.release()
            self._event(raw["update_id"]).set()
        del self._lanes[chat]

    def _event(self, number: int) -> asyncio.Event:
        event = self._done.setdefault(number, asyncio.Event())
        while len(self._done) > _REMEMBERED:
            self._taken.discard(self._done.popitem(last=False)[0])
        return event


def update_id(raw: Any) -> int | None:
    """None for what is no update at all."""
    number = raw.get("update_id") if isinstance(raw, dict) else None
    return number if type(number) is int else None


def lane_of(raw: Raw) -> str:
    """What must be worked on in order: a chat's updates, a person's inline queries; "" for the malformed."""
    for kind, value in raw.items():
        if isinstance(value, dict):
            holder = value.get("message") if isinstance(value.get("message"), dict) else value
            whose = value.get("from") if kind == "inline_query" else (holder or {}).get("chat")
            if isinstance(whose, dict) and isinstance(whose.get("id"), int):
                return f"{'inline' if kind == 'inline_query' else 'chat'}/{whose['id']}"
    return ""
