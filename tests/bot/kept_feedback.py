"""A feedback log in memory, which keeps what it is given as it is."""

from __future__ import annotations

from bot.feedback import Feedback


class KeptFeedback:
    """A person's later word on an answer takes the place of the earlier."""

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], Feedback] = {}

    def add(self, feedback: Feedback) -> None:
        self.entries[feedback.token, feedback.sender] = feedback

    def all(self) -> tuple[Feedback, ...]:
        return tuple(self.entries.values())

    def forget(self, person: str) -> None:
        kept = self.entries.items()
        self.entries = {key: one for key, one in kept if f"{one.platform}/{one.sender}" != person}

    def prune(self, before: float) -> None:
        self.entries = {key: one for key, one in self.entries.items() if one.at >= before}
