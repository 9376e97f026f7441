"""Updates waiting to be worked on: in order within a chat, several chats at a time, each update once."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
from typing import Any

_REMEMBERED = 10_000  # update ids; Telegram redelivers within minutes
_WAITING = 1_000  # updates taken in but not begun, before intake has to wait

Raw = dict[str, Any]  # an update as it came, unchecked


class Lanes:
    """`work` gets one raw update at a time in each chat, at most `limit` at once over all; it must not raise."""

    def __init__(self, work: Callable[[Raw], Awaitable[None]], *, limit: int) -> None:
        self._work = work
        self._running = asyncio.Semaphore(limit)
        self._room = asyncio.Semaphore(_WAITING)
        self._lanes: dict[int, deque[Raw]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._taken: set[int] = set()
        self._done: OrderedDict[int, asyncio.Event] = OrderedDict()

    async def put(self, raw: Raw) -> bool:
        """Takes an update in; False if its id was there before. Waits while too many are waiting."""
        update_id = raw["update_id"]
        if update_id in self._taken:
            return False
        self._taken.add(update_id)
        self._event(update_id)
        await self._room.acquire()
        chat = chat_of(raw)
        lane = self._lanes.get(chat)
        if lane is not None:
            lane.append(raw)
            return True
        self._lanes[chat] = deque([raw])
        task = asyncio.create_task(self._serve(chat))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return True

    async def finished(self, update_id: int) -> None:
        """Returns when the update was worked on, its answer sent; also for one that is still to come."""
        await self._event(update_id).wait()

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

    async def _serve(self, chat: int) -> None:
        lane = self._lanes[chat]
        while lane:
            async with self._running:
                await self._work(lane[0])
            raw = lane.popleft()
            self._room.release()
            self._event(raw["update_id"]).set()
        del self._lanes[chat]

    def _event(self, update_id: int) -> asyncio.Event:
        event = self._done.setdefault(update_id, asyncio.Event())
        while len(self._done) > _REMEMBERED:
            self._taken.discard(self._done.popitem(last=False)[0])
        return event


def chat_of(raw: Raw) -> int:
    """The chat's id, for ordering only; 0 where the update has none or is malformed."""
    for value in raw.values():
        if isinstance(value, dict):
            holder = value.get("message") if isinstance(value.get("message"), dict) else value
            chat = holder.get("chat") if holder else None
            if isinstance(chat, dict) and isinstance(chat.get("id"), int):
                return int(chat["id"])
    return 0
