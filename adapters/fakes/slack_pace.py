"""How fast the fake Slack lets an app call it: what Slack documents, and 429 beyond."""

from __future__ import annotations

import math
from collections import Counter, deque
from collections.abc import Callable
from typing import Final

from adapters.fakes.slack_tokens import NEEDS

_BURST: Final = 5  # messages at once in a channel, that refills with one a second
_POSTS: Final = 500  # a minute in a workspace; Slack says "several hundred"
_TIER_3: Final = frozenset({"chat.update", "conversations.history", "conversations.replies"})
_FREE: Final = frozenset({"apps.connections.open", "auth.test", "auth.revoke", "oauth.v2.access"})


class Pace:
    """`clock` counts seconds. `minute` is how long one is, less in tests that have no time. `refused` counts
    what came too fast, by method. Off until `on`."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.on, self.minute = False, 60.0
        self.refused: Counter[str] = Counter()
        self._clock = clock
        self._calls: dict[tuple[str, ...], deque[float]] = {}
        self._levels: dict[tuple[str, str], tuple[float, float]] = {}  # messages in hand, when

    def wait(self, method: str, team: str, channel: str) -> int:
        """Seconds for Retry-After; 0 for a call that may be made."""
        if not self.on or method not in NEEDS or method in _FREE:
            return 0
        wait = self._too_many(method, team)
        if not wait and method == "chat.postMessage":
            wait = self._too_fast(team, channel)
        if wait:
            self.refused[method] += 1
        return math.ceil(wait)

    def _too_many(self, method: str, team: str) -> float:
        most = _POSTS if method == "chat.postMessage" else 50 if method in _TIER_3 else 100
        now, made = self._clock(), self._calls.setdefault((method, team), deque())
        while made and made[0] <= now - self.minute:
            made.popleft()
        if len(made) >= most:
            return made[0] + self.minute - now
        made.append(now)
        return 0.0

    def _too_fast(self, team: str, channel: str) -> float:
        second, now = self.minute / 60, self._clock()
        level, since = self._levels.get((team, channel), (0.0, now))
        level = max(0.0, level - (now - since) / second)
        if level + 1 > _BURST + 1e-6:
            return second
        self._levels[team, channel] = (level + 1, now)
        return 0.0
