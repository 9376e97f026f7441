"""What people thought of the answers: what is kept of it, and by whom."""

from __future__ import annotations

import hashlib
import json
import threading
from dataclasses import dataclass, fields
from typing import Final, Protocol

from cachetools import LRUCache

from bot.memory import Memory
from bot.messages import Outcome, Status

_REMEMBERED = 2_000  # answers that can be judged while the process lives
_ANSWERED: Final = "answered"  # by token
_OUTCOME: Final = tuple(field.name for field in fields(Outcome))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question and what was said to it."""

    question: str
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """`token` names the answer judged; a person's later word on it takes the place of the earlier. `sender` is the
    platform's id and is never kept as it is. `helpful` None: nobody judged, it only was not answered. `at`: Unix time.
    """

    token: str
    sender: str
    platform: str
    at: float
    asked: Asked
    helpful: bool | None
    comment: str = ""


class FeedbackLog(Protocol):
    """Where feedback is kept. Safe to use from several threads."""

    def add(self, feedback: Feedback) -> None: ...

    def all(self) -> tuple[Feedback, ...]:
        """By time; `sender` is a pseudonym."""
        ...

    def forget(self, person: str) -> None:
        """Deletes what this person ("platform/user id") said, and what was kept of their questions."""
        ...

    def prune(self, before: float) -> None:
        """Deletes what is older (Unix time)."""
        ...


class Answered:
    """The answers given last, by token; safe to use from several threads. What is written down of each, for `keep`
    seconds, is so that somebody can judge it after a restart."""

    def __init__(self, memory: Memory, *, keep: float) -> None:
        self._memory, self._keep = memory, keep
        self._lock = threading.Lock()
        self._kept: LRUCache[str, tuple[Asked, str]] = LRUCache(_REMEMBERED)

    def put(self, conversation: str, event_id: str, asked: Asked, person: str) -> str:
        """Its token: 16 characters."""
        token = hashlib.blake2s(
            f"{conversation}\n{event_id}".encode("utf-8", "surrogatepass"), digest_size=8
        ).hexdigest()
        with self._lock:
            self._kept[token] = asked, person
        self._memory.put(_ANSWERED, token, _written(asked), keep=self._keep, person=person)
        return token

    def get(self, token: str) -> Asked | None:
        with self._lock:
            if token in self._kept:
                return self._kept[token][0]
        text = self._memory.get(_ANSWERED, token)
        return _read(text) if text is not None else None

    def forget(self, person: str) -> None:
        """What this person asked; what the memory holds of it is the caller's to forget."""
        with self._lock:
            for token in [token for token, (_, asker) in self._kept.items() if asker == person]:
                del self._kept[token]


def _written(asked: Asked) -> str:
    return json.dumps([asked.question, *(getattr(asked.outcome, name) for name in _OUTCOME)])


def _read(text: str) -> Asked | None:
    """None for what is damaged or of another version."""
    try:
        question, *values = json.loads(text)
        outcome = dict(zip(_OUTCOME, values, strict=True))
        outcome["status"] = Status(outcome["status"])
    except (ValueError, TypeError, RecursionError):
        return None
    return Asked(question=question, outcome=Outcome(**outcome))
