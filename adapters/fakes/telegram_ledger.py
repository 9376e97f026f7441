"""How often each thing that people asked the bot was answered."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass


@dataclass(slots=True, kw_only=True)
class Asked:
    """`query` is set for a pressed button; `message` is then the one under which it stands."""

    chat_id: int
    message: int
    query: str = ""
    answers: int = 0


class Ledger:
    """An answer that quotes a question is that question's. Any other in a private chat is that of the oldest one
    without an answer, else one too many for the last: so the sums are right, as long as an answer is one message. In a
    group that goes for pressed buttons only, as the bot quotes everything else."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self._known: dict[tuple[int, int], Asked] = {}
        self._pressed: dict[str, Asked] = {}
        self._waiting: dict[int, deque[Asked]] = {}
        self._last: dict[int, Asked] = {}

    def say(self, chat_id: int, message: int) -> None:
        self._known[chat_id, message] = self._ask(Asked(chat_id=chat_id, message=message), queued=chat_id > 0)

    def press(self, chat_id: int, message: int, query: str) -> None:
        self._pressed[query] = self._ask(Asked(chat_id=chat_id, message=message, query=query), queued=True)

    def answer(self, chat_id: int, quoted: int | None) -> None:
        if quoted is not None:
            asked = self._known.get((chat_id, quoted))
        else:
            asked = next((one for one in self._waiting.get(chat_id, ()) if not one.answers), self._last.get(chat_id))
        if asked is not None:
            self._answered(asked)

    def notice(self, query: str) -> None:
        """A word over the button is an answer to it."""
        if query in self._pressed:
            self._answered(self._pressed[query])

    def clear(self) -> None:
        self.asked.clear()
        for kept in (self._known, self._pressed, self._waiting, self._last):
            kept.clear()

    def _ask(self, asked: Asked, *, queued: bool) -> Asked:
        self.asked.append(asked)
        if queued:
            self._waiting.setdefault(asked.chat_id, deque()).append(asked)
        return asked

    def _answered(self, asked: Asked) -> None:
        asked.answers += 1
        waiting = self._waiting.get(asked.chat_id)
        while waiting and waiting[0].answers:
            self._last[asked.chat_id] = waiting.popleft()
