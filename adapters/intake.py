"""One platform's way through the inbox: written down, acknowledged, worked on in order of its lane, done."""

from __future__ import annotations

import asyncio
import logging
import math
import time
import traceback
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final, Literal

from adapters.inbox import TRIES, Event, Inbox, InboxError, NewEvent
from adapters.logs import request
from adapters.trial import on_trial

log = logging.getLogger("nachgefragt.intake")

_RETRY_PAUSES: Final = (0.2, 1.0)  # seconds after the first and the second failed try
_SHORTEST_PAUSE: Final = 0.5  # seconds; doubled up to the longest while the platform or the inbox cannot be reached
_LONGEST_PAUSE: Final = 30.0

Work = Callable[[Event], Awaitable[None]]
_Outcome = Literal["over", "failed", "unreachable"]


class UnreachableError(Exception):
    """The platform cannot be reached now: the answer is to be given later."""


class Intake:
    """`work` returns when the event was answered or passed over. Where it raises UnreachableError it is called again
    with growing pauses, for as long as it takes; after any other exception TRIES times in all, then the event is set
    aside and `give_up` called once, to say so to whom it came from.

    `limit` events are worked on at once, one in each lane; what costs the CPU must be bounded by `work`, as others wait
    for the platform meanwhile. Up to `room` may be waiting."""

    def __init__(
        self, inbox: Inbox, platform: str, work: Work, give_up: Work, *, limit: int = 64, room: int = 1_000
    ) -> None:
        self.last: float | None = None
        """When the last event was taken in, known or not, in seconds since the epoch."""
        self._inbox, self._platform = inbox, platform
        self._work, self._give_up = work, give_up
        self._running, self._limit, self._space = asyncio.Semaphore(limit), limit, room
        self._lanes: dict[str, deque[Event]] = {}
        self._coming: set[str] = set()  # lanes of events that are begun, not yet submitted
        self._ending: set[str] = set()  # lanes whose first event is answered, and that being written down
        self._tasks: set[asyncio.Task[None]] = set()
        self._held = 0  # events taken and not over
        self._freed, self._idle, self._gate, self._stopping = (asyncio.Event() for _ in range(4))
        self._back, self._reached = asyncio.Event(), -math.inf  # the platform, or the stop; when it was there last
        self._idle.set()
        self._gate.set()

    async def replay(self) -> int:
        """At start, before anything is taken in: how many events are worked on again. What was under way when the
        process died may be why it did: it is tried first, each alone, so that it cannot take others with it again.
        Raises InboxError."""
        left = await self._inbox.replay(self._platform)
        events = [event for event in left if event.tries < TRIES]
        for event in events:
            self._hold()
            self.submit(event)
        suspects = [event for event in events if event.suspect]
        if suspects:
            self._gate.clear()
            self._start(self._try_alone(suspects))
        for event in left:
            if event.tries >= TRIES:
                self._start(self._given_up(event))
        return len(events)

    async def take(self, new: NewEvent) -> Event | None:
        """Durable when it returns; None for what is known. Waits while there is no room. Raises InboxError."""
        return (await self.take_all((new,)))[0]

    async def take_all(self, new: Sequence[NewEvent]) -> tuple[Event | None, ...]:
        """All of them or, where it raises InboxError, none: what comes again must not come after what came later."""
        await self._room(len(new))
        begin = [self._begins(one.lane) for one in new]
        taken: tuple[Event | None, ...] = ()
        try:
            taken = await self._inbox.add_all(new, begin=begin)
        finally:
            for one, begun, event in zip_longest(new, begin, taken):
                if event is None:
                    self._release()
                    if begun:
                        self._coming.discard(one.lane)
        return taken

    def submit(self, event: Event) -> None:
        """To be worked on: to be called when the event has been acknowledged, in the order of `take`."""
        if event.begun:
            self._coming.discard(event.lane)
        waiting = self._lanes.get(event.lane)
        if waiting is not None:
            waiting.append(event)
            return
        self._lanes[event.lane] = deque((event,))
        self._start(self._serve(event.lane))

    async def idle(self) -> None:
        """Returns when nothing is waiting or being worked on."""
        await self._idle.wait()

    async def drain(self, deadline: float) -> int:
        """Waits up to `deadline` seconds for the work in hand, then cancels it. How many events stay open, for the next
        start; what waits for its platform to come back does so at once."""
        self._stopping.set()
        self._back.set()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=deadline)
        late = [task for task in self._tasks if not task.done()]
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        for waiting in self._lanes.values():
            for event in waiting:
                if event.begun or event is waiting[0]:
                    await self._written(self._inbox.postpone(event))
        return sum(map(len, self._lanes.values()))

    async def _room(self, count: int) -> None:
        """Once there is room for so many, it is theirs."""
        self.last = time.time()
        while self._held and self._held + count > self._space:
            self._freed.clear()
            await self._freed.wait()
        self._hold(count)

    def _begins(self, lane: str) -> bool:
        """Whether an event in that lane can be worked on as soon as it is taken in: this need not be written then."""
        ahead = len(self._lanes.get(lane, ())) - (lane in self._ending)
        if ahead or lane in self._coming or not self._gate.is_set():
            return False
        if len(self._lanes) + len(self._coming) >= self._limit:
            return False
        self._coming.add(lane)
        return True

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _hold(self, count: int = 1) -> None:
        self._held += count
        self._idle.clear()

    def _release(self, count: int = 1) -> None:
        self._held -= count
        self._freed.set()
        if not self._held:
            self._idle.set()

    async def _try_alone(self, suspects: list[Event]) -> None:
        """Each is the first of its lane once those before it are over."""
        for event in suspects:
            if self._lanes[event.lane][0] is not event:
                await self._written(self._inbox.postpone(event))
                continue
            self._moved_on(event.lane, await self._on_trial(event))
        self._gate.set()

    async def _on_trial(self, event: Event) -> _Outcome:
        def interrupt() -> Awaitable[bool]:
            return self._written(self._inbox.postpone(event))

        def resume() -> Awaitable[bool]:
            return self._written(self._inbox.begin(event))

        with on_trial(interrupt=interrupt, resume=resume):
            return await self._try(event)

    async def _serve(self, lane: str) -> None:
        await self._gate.wait()
        waiting, pause = self._lanes[lane], _SHORTEST_PAUSE
        while waiting:
            async with self._running:
                outcome = await self._try(waiting[0])
            self._moved_on(lane, outcome)
            if outcome == "unreachable":
                self._back.clear()
                await self._pause(self._back, pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
            elif outcome == "failed":
                await self._pause(self._stopping, _RETRY_PAUSES[min(waiting[0].tries, len(_RETRY_PAUSES)) - 1])
            else:
                self._is_back()
                pause = _SHORTEST_PAUSE
            if outcome != "over" and self._stopping.is_set():
                return
        del self._lanes[lane]

    def _is_back(self) -> None:
        """After a while without an answer that arrived, what waits for the platform waits no longer; while others
        arrive, it is only that chat which is to wait."""
        now = time.monotonic()
        if now - self._reached > _SHORTEST_PAUSE:
            self._back.set()
        self._reached = now

    def _moved_on(self, lane: str, outcome: _Outcome) -> None:
        waiting = self._lanes[lane]
        if outcome == "over":
            waiting.popleft()
        elif outcome == "failed":
            waiting[0] = replace(waiting[0], tries=waiting[0].tries + 1, begun=False, suspect=False)
        else:
            waiting[0] = replace(waiting[0], begun=False)

    async def _try(self, event: Event) -> _Outcome:
        request(event.platform, event.id)
        if not event.begun:
            await self._written(self._inbox.begin(event))
        try:
            await self._work(event)
        except UnreachableError:
            await self._written(self._inbox.postpone(event))
            return "unreachable"
        except Exception as error:  # noqa: BLE001 - whatever an event breaks, the others must be answered
            return await self._failed(event, error)
        self._ending.add(event.lane)
        await self._over(event)
        self._ending.discard(event.lane)
        return "over"

    async def _failed(self, event: Event, error: Exception) -> _Outcome:
        reason = _reason(error)
        log.error("%s event %d failed: %s", event.platform, event.id, reason)
        log.debug("%s event %d", event.platform, event.id, exc_info=error)
        try:
            last = await self._inbox.failed(event, reason)
        except InboxError as unwritten:
            log.warning("%s", unwritten)
            last = event.tries + 1 >= TRIES
        if not last:
            return "failed"
        await self._given_up(event)
        self._release()
        return "over"

    async def _given_up(self, event: Event) -> None:
        log.error("%s event %d is set aside after %d tries", event.platform, event.id, TRIES)
        try:
            await self._give_up(event)
        except Exception as unsaid:  # noqa: BLE001 - as above
            log.warning("%s event %d: could not say so: %s", event.platform, event.id, _reason(unsaid))

    async def _over(self, event: Event) -> None:
        """The lane goes on meanwhile where it cannot be written."""
        if await self._written(self._inbox.done(event)):
            self._release()
        else:
            self._start(self._over_later(event))

    async def _over_later(self, event: Event) -> None:
        pause = _SHORTEST_PAUSE
        while not self._stopping.is_set():
            await self._pause(self._stopping, pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
            if await self._written(self._inbox.done(event)):
                break
        self._release()

    async def _written(self, change: Awaitable[None]) -> bool:
        """Whether the inbox took it; the answer does not depend on that."""
        try:
            await change
        except InboxError as error:
            log.warning("%s", error)
            return False
        return True

    async def _pause(self, ends: asyncio.Event, seconds: float) -> None:
        """Shorter where `ends` is set meanwhile."""
        try:
            async with asyncio.timeout(seconds):
                await ends.wait()
        except TimeoutError:
            return


def _reason(error: Exception) -> str:
    """The kind of the exception and where it was raised; its text might repeat what people wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"
