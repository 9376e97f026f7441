"""What the bot sent to a fake platform, numbered, for scripts that wait for it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable
from typing import Any, Final

Json = dict[str, Any]

TYPING: Final = "typing"
_KEPT: Final = 10_000  # entries; older ones are forgotten


class Journal:
    """Entries are `{"number": 1, "what": "message", …}`, oldest first. The numbers go on after `clear`."""

    def __init__(self) -> None:
        self.last = 0
        self._entries: deque[Json] = deque(maxlen=_KEPT)
        self._news = asyncio.Event()

    def add(self, what: str, **content: Any) -> None:
        self.last += 1
        self._entries.append({"number": self.last, "what": what, **content})
        self._news.set()
        self._news = asyncio.Event()

    def since(self, number: int, kinds: Iterable[str] = ()) -> list[Json]:
        """What came after that number, of these kinds; without `kinds` everything but `typing`."""
        wanted = frozenset(kinds)
        return [
            entry
            for entry in self._entries
            if entry["number"] > number and (entry["what"] in wanted if wanted else entry["what"] != TYPING)
        ]

    async def wait(self, number: int, kinds: Iterable[str], *, count: int, seconds: float) -> list[Json]:
        """As `since`, once there are `count`, or what there is after so many seconds."""
        try:
            async with asyncio.timeout(seconds):
                while len(found := self.since(number, kinds)) < count:
                    await self._news.wait()
        except TimeoutError:
            return self.since(number, kinds)
        return found

    def clear(self) -> None:
        self._entries.clear()
