"""The state of each conversation, bounded in number and in time."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from bot.answers import Answer
from bot.engine import Turn
from knowledge.document import Evidence, Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """`scope` is the chosen article's id. `evidence` is that of the last answer, `choices` those last offered.
    `waiting` is what was asked before an article has to be chosen, "" where one may be, None where none was offered.
    `sender` is who said the last thing."""

    previous: Turn | None = None
    scope: str | None = None
    language: Language | None = None
    evidence: Evidence | None = None
    choices: tuple[Answer, ...] = ()
    waiting: str | None = None
    sender: str = ""


class Conversations:
    """At most `limit` conversations, the least recently used dropped first; each forgotten after `idle` seconds.

    Safe to use from several threads. Of two writers to one conversation the last wins.
    """

    def __init__(self, *, limit: int, idle: float, clock: Callable[[], float]) -> None:
        self._limit, self._idle, self._clock = limit, idle, clock
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[float, Conversation]] = OrderedDict()

    def get(self, key: str) -> Conversation:
        """A fresh one when there is none or it has expired."""
        with self._lock:
            touched, conversation = self._kept.get(key, (0.0, None))
            if conversation is None:
                return Conversation()
            if self._clock() - touched > self._idle:
                del self._kept[key]
                return Conversation()
            return conversation

    def put(self, key: str, conversation: Conversation) -> None:
        with self._lock:
            now = self._clock()
            self._kept[key] = (now, conversation)
            self._kept.move_to_end(key)
            while len(self._kept) > self._limit or self._oldest_touched() < now - self._idle:
                self._kept.popitem(last=False)

    def __len__(self) -> int:
        with self._lock:
            return len(self._kept)

    def _oldest_touched(self) -> float:
        touched, _ = next(iter(self._kept.values()))
        return touched
