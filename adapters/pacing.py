"""How fast may be sent: so many in so many seconds, over all and for each chat."""

from __future__ import annotations

from typing import Final

from aiolimiter import AsyncLimiter
from cachetools import LRUCache

from adapters.trial import pausing

_REMEMBERED: Final = 5_000  # keys; one not used for so long has its whole budget again anyway


class Pacing:
    """`most` in `seconds` for each key: at once, then evenly. `wait` returns when the next may go."""

    def __init__(self, most: float, seconds: float) -> None:
        self._most, self._seconds = most, seconds
        self._limiters: LRUCache[str, AsyncLimiter] = LRUCache(_REMEMBERED)

    async def wait(self, key: str = "") -> None:
        limiter = self._limiters.get(key)
        if limiter is None:
            limiter = self._limiters[key] = AsyncLimiter(self._most, self._seconds)
        if limiter.has_capacity():
            await limiter.acquire()
            return
        async with pausing():
            await limiter.acquire()
