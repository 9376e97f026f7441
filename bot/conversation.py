"""The state of each conversation, bounded in number and in time."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.answers import Answer
from bot.turn import Turn
from knowledge.document import Evidence, Language

_RETOLD = 5  # questions


@dataclass(frozen=True, slots=True, kw_only=True)
class Retold:
    """What leads to a turn when it is asked again: texts with the articles they were asked of, from the one that stood
    alone on; of many the first and the last. `named` was answered before."""

    asked: tuple[tuple[str, str | None], ...] = ()
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """`scope` is the chosen article's id. `evidence` is that of the last answer, `choices` those last offered.
    `waiting` is what was asked before an article has to be chosen, "" where one may be, None where none was offered.
    `sender` is who said the last thing, `event` marks it, and `before` is how things stood until then, None where
    nothing had been said. `retold` leads to `previous`."""

    previous: Turn | None = None
    retold: Retold = Retold()
    scope: str | None = None
    language: Language | None = None
    evidence: Evidence | None = None
    choices: tuple[Answer, ...] = ()
    waiting: str | None = None
    sender: str = ""
    event: str = ""
    before: Conversation | None = None

    def after(self, turn: Turn, scope: str | None) -> Conversation:
        """With the turn that was asked of `scope`."""
        asked, last = (turn.text, scope), self.previous
        if last is None or turn.alone:
            retold = Retold(asked=(asked,), named=last.named if last is not None else ())
        else:
            before = self.retold.asked
            kept = before if len(before) < _RETOLD else (before[0], *before[2 - _RETOLD :])
            retold = replace(self.retold, asked=(*kept, asked))
        return replace(self, previous=turn, retold=retold)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    touched: float
    person: str
    conversation: Conversation


class Conversations:
    """At most `limit` conversations, the least recently used dropped first; each forgotten after `idle` seconds.

    Safe to use from several threads. Of two writers to one conversation the last wins.
    """

    def __init__(self, *, limit: int, idle: float, clock: Callable[[], float]) -> None:
        self._limit, self._idle, self._clock = limit, idle, clock
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    def get(self, key: str) -> Conversation | None:
        """None when there is none or it has expired."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is None:
                return None
            if self._clock() - kept.touched > self._idle:
                del self._kept[key]
                return None
            return kept.conversation

    def put(self, key: str, conversation: Conversation, person: str = "") -> None:
        """`person` is whose it is."""
        with self._lock:
            now = self._clock()
            self._kept[key] = _Kept(touched=now, person=person, conversation=conversation)
            self._kept.move_to_end(key)
            while len(self._kept) > self._limit or self._oldest_touched() < now - self._idle:
                self._kept.popitem(last=False)

    def forget(self, person: str) -> None:
        with self._lock:
            for key in [key for key, kept in self._kept.items() if kept.person == person]:
                del self._kept[key]

    def __len__(self) -> int:
        with self._lock:
            return len(self._kept)

    def _oldest_touched(self) -> float:
        return next(iter(self._kept.values())).touched
