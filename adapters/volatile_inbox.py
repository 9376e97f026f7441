"""An inbox that lasts as long as the process: for tests, and for comparing what the durable one costs."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, repeat
from typing import Final

from cachetools import LRUCache

from adapters.inbox import TRIES, Event, NewEvent, SetAside, Standing

_KEYS: Final = 20_000  # known on


class VolatileInbox:
    """Never raises InboxError."""

    def __init__(self) -> None:
        self._last = 0
        self._keys: LRUCache[tuple[str, str], None] = LRUCache(_KEYS)
        self._open: dict[int, Event] = {}
        self._given_up: dict[int, SetAside] = {}
        self._people: dict[int, str] = {}

    async def add_all(self, new: Sequence[NewEvent], *, begin: Sequence[bool] = ()) -> tuple[Event | None, ...]:
        pairs = zip(new, chain(begin, repeat(False)), strict=False)
        return tuple(self._add(one, begun=begun) for one, begun in pairs)

    async def begin(self, event: Event) -> None:
        """Nothing to write: when the process dies, all of it is gone."""

    async def postpone(self, event: Event) -> None:
        """Likewise."""

    async def done(self, event: Event) -> None:
        self._open.pop(event.id, None)
        self._people.pop(event.id, None)

    async def failed(self, event: Event, reason: str) -> bool:
        tried = self._open[event.id]
        self._open[event.id] = replace(tried, tries=tried.tries + 1)
        if tried.tries + 1 < TRIES:
            return False
        del self._open[event.id]
        self._given_up[event.id] = SetAside(
            id=event.id, platform=event.platform, received_at=event.received_at, reason=reason
        )
        return True

    async def replay(self, platform: str) -> tuple[Event, ...]:
        left = [event for event in self._open.values() if event.platform == platform]
        return tuple(replace(event, begun=False, replayed=True) for event in left)

    async def set_aside(self) -> tuple[SetAside, ...]:
        return tuple(self._given_up.values())

    async def standing(self) -> Standing:
        return Standing(
            open=Counter(event.platform for event in self._open.values()),
            set_aside=len(self._given_up),
            oldest=min((event.received_at for event in self._open.values()), default=None),
        )

    async def forget(self, person: str) -> None:
        for number in [number for number in self._given_up if self._people[number] == person]:
            del self._given_up[number], self._people[number]

    async def prune(self, before: float) -> None:
        for number in [number for number, event in self._given_up.items() if event.received_at < before]:
            del self._given_up[number], self._people[number]

    def _add(self, new: NewEvent, *, begun: bool) -> Event | None:
        keys = [(new.platform, key) for key in new.keys]
        known = any(key in self._keys for key in keys)
        self._keys.update(dict.fromkeys(keys))
        if known:
            return None
        self._last += 1
        event = Event(
            id=self._last,
            platform=new.platform,
            lane=new.lane,
            payload=new.payload,
            received_at=time.time(),
            begun=begun,
        )
        self._open[event.id], self._people[event.id] = event, new.person
        return event
