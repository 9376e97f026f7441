"""How much one person, and one chat, may ask of the bot: over that one word, then silence until there is room."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from cachetools import LRUCache

from bot.messages import IncomingMessage

MINUTE: Final = 60.0
TYPED: Final = 6
"""So many inline queries count as one message: a platform asks anew while a person types."""

_TINY: Final = 1e-9  # what adding up a bucket's fractions may lose


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A message over the limit. There is room again in `wait` whole seconds. `silent`: that was said a moment ago."""

    wait: int
    silent: bool


class Limits:
    """Token buckets: a minute's messages at once, and as many a minute in the long run; 0 is no limit. Of the people
    and chats at most `kept` are remembered, the longest silent dropped first; whoever is dropped starts afresh.

    The time of a message is when the platform says it was sent (`received_at`): what waited through an outage was no
    flood. The same event gets the same verdict however often it comes. `clock` is monotonic, in seconds. Safe to use
    from several threads."""

    def __init__(
        self, *, per_user: int, per_chat: int, clock: Callable[[], float] = time.monotonic, kept: int = 10_000
    ) -> None:
        self._per_user, self._per_chat, self._clock = per_user, per_chat, clock
        self._lock = threading.Lock()
        self._buckets: LRUCache[str, _Bucket] = LRUCache(kept)
        self._words: LRUCache[str, float] = LRUCache(kept)  # by person and chat: when somebody was told to wait
        self._verdicts: LRUCache[str, Held | None] = LRUCache(kept)  # by event

    def held(self, message: IncomingMessage) -> Held | None:
        """None for what is to be answered."""
        event = f"{message.platform}/{message.event_id}"
        with self._lock:
            if event in self._verdicts:
                return self._verdicts.get(event)
            verdict = self._verdict(message)
            if message.event_id:
                self._verdicts[event] = verdict
            return verdict

    def typed(self, person: str) -> bool:
        """Whether there is room for what a person ("platform/id") is just typing."""
        with self._lock:
            return not self._take({f"typed/{person}": TYPED * self._per_user}, 0.0)

    def searched(self, person: str) -> int:
        """0 where there is room for a search by a person ("platform/id"), else the whole seconds until there is."""
        with self._lock:
            return math.ceil(self._take({f"person/{person}": self._per_user}, 0.0))

    def _verdict(self, message: IncomingMessage) -> Held | None:
        person, chat = f"{message.platform}/{message.sender}", f"{message.platform}/{message.chat}"
        sizes = {f"person/{person}": self._per_user, f"chat/{chat}": self._per_chat if message.chat else 0}
        wait = self._take(sizes, message.received_at)
        if not wait:
            return None
        told, now = self._words.get(f"{person} {chat}"), self._clock()
        silent = told is not None and now - told < MINUTE
        if not silent:
            self._words[f"{person} {chat}"] = now
        return Held(wait=math.ceil(wait), silent=silent)

    def _take(self, sizes: Mapping[str, int], sent_at: float) -> float:
        """Seconds until each of these buckets has room; 0.0 where all have, and then one is taken from each."""
        now = self._clock()
        buckets = [self._filled(key, size, sent_at, now) for key, size in sizes.items() if size]
        wait = max((bucket.wait for bucket in buckets), default=0.0)
        for bucket in buckets if not wait else ():
            bucket.left -= 1.0
        return wait

    def _filled(self, key: str, size: int, sent_at: float, now: float) -> _Bucket:
        bucket = self._buckets.get(key) or _Bucket(size, now)
        self._buckets[key] = bucket
        bucket.fill(sent_at, now)
        return bucket


class _Bucket:
    """Holds `size`, fills up within a minute."""

    __slots__ = ("_at", "_seen", "_size", "left")

    def __init__(self, size: int, now: float) -> None:
        self._size, self.left = size, float(size)
        self._at, self._seen = 0.0, now

    def fill(self, sent_at: float, now: float) -> None:
        """`sent_at` is by the platform's clock, 0.0 where it does not say; `now` by ours. The two are never compared:
        they may differ by hours. After a quiet minute the bucket is full, even where the platform's clock was put
        back."""
        passed = now - self._seen
        at = sent_at or (self._at and self._at + passed)
        if sent_at and self._at and passed < MINUTE:
            passed, at = max(0.0, sent_at - self._at), max(self._at, sent_at)
        self._at, self._seen = at, now
        self.left = min(self._size, self.left + passed * self._size / MINUTE)

    @property
    def wait(self) -> float:
        """Seconds until there is room for one more."""
        return max(0.0, 1.0 - _TINY - self.left) * MINUTE / self._size
