"""How much a bot may send: what Telegram says of it, as windows that slide."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator
from typing import Final

PACED: Final = ("sendMessage", "editMessageText")
_OVERALL: Final = ((30, 1.0),)
_GROUP: Final = ((20, 60.0),)
_CHAT: Final = ((4, 1.0), (33, 30.0))  # one a second; short bursts are let through, how short is not documented


class Limits:
    """Counts in `exceeded` what is over a limit; `enforced`, that is refused. `scale` makes the windows shorter or
    longer than Telegram's."""

    def __init__(self) -> None:
        self.enforced = False
        self.exceeded = 0
        self.scale = 1.0
        self._sent: dict[int, deque[float]] = {}  # by chat, 0 for all of them: when, at most as many as may count

    def refused(self, chat_id: int, now: float) -> int:
        """Takes a message as sent, or gives the seconds (at least 1) after which it may be tried again."""
        wait = max(self._over(now, chat_id), default=0.0)
        self.exceeded += bool(wait)
        if wait and self.enforced:
            return math.ceil(wait)
        for place in (0, chat_id):
            self._sent.setdefault(place, deque(maxlen=64)).append(now)
        return 0

    def clear(self) -> None:
        self.enforced, self.exceeded = False, 0
        self._sent.clear()

    def _over(self, now: float, chat_id: int) -> Iterator[float]:
        """For each limit that one more message would break, how many seconds that lasts."""
        places = [(0, _OVERALL), (chat_id, _CHAT), *([(chat_id, _GROUP)] if chat_id < 0 else [])]
        for place, windows in places:
            sent = self._sent.get(place, ())
            for most, seconds in windows:
                if len(sent) >= most and (left := sent[-most] + seconds * self.scale - now) > 0:
                    yield left
