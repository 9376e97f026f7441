"""What is to be known after a restart, as short texts: the seam, and what keeps it while the process lives."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from cachetools import LRUCache


class Memory(Protocol):
    """Texts by `space` (what they are about) and `key`. Safe to use from several threads, never waits for a disk.

    An implementation that writes down what it is given does so with keys and people as pseudonyms."""

    def get(self, space: str, key: str) -> str | None:
        """None for what was never put, is forgotten or has expired."""
        ...

    def put(self, space: str, key: str, value: str, *, keep: float, person: str = "") -> None:
        """Takes the place of what was there. `keep` is in seconds; `person` is who it is forgotten with."""
        ...

    def forget(self, person: str) -> None:
        """Everything that was put for this person."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    value: str
    until: float
    person: str


class VolatileMemory:
    """At most `limit` texts, the longest unused dropped first. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float], *, limit: int = 20_000) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._kept: LRUCache[tuple[str, str], _Kept] = LRUCache(limit)

    def get(self, space: str, key: str) -> str | None:
        with self._lock:
            kept = self._kept.get((space, key))
            if kept is None or kept.until <= self._clock():
                return None
            return kept.value

    def put(self, space: str, key: str, value: str, *, keep: float, person: str = "") -> None:
        with self._lock:
            self._kept[space, key] = _Kept(value=value, until=self._clock() + keep, person=person)

    def forget(self, person: str) -> None:
        with self._lock:
            for key in [key for key, kept in self._kept.items() if kept.person == person]:
                del self._kept[key]
