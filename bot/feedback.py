"""What people thought of the answers: what is kept of it, and by whom."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Protocol

from bot.messages import Outcome

_REMEMBERED = 10_000  # answers that can still be judged


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


class Answered:
    """The answers given last, by token; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Asked] = OrderedDict()

    def put(self, conversation: str, event_id: str, asked: Asked) -> str:
        """Its token: 16 characters."""
        token = hashlib.blake2s(f"{conversation}\n{event_id}".encode(), digest_size=8).hexdigest()
        with self._lock:
            self._kept[token] = asked
            self._kept.move_to_end(token)
            while len(self._kept) > _REMEMBERED:
                self._kept.popitem(last=False)
        return token

    def get(self, token: str) -> Asked | None:
        with self._lock:
            return self._kept.get(token)
