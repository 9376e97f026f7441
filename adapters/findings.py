"""What `nachgefragt doctor` finds, and how it prints it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Level(StrEnum):
    """Only TODO keeps the bot from working, or from working well; a NOTE is worth knowing."""

    OK = "ok"
    NOTE = "note"
    TODO = "TODO"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """`text` is one or two sentences, which say what to do where there is something to do."""

    area: str
    level: Level
    text: str

    def line(self) -> str:
        return f"{self.level:4} {self.area}: {self.text}"

    def json(self) -> str:
        return json.dumps({"area": self.area, "level": self.level, "text": self.text}, ensure_ascii=False)


Findings = tuple[Finding, ...]


def ok(area: str, text: str) -> Finding:
    return Finding(area=area, level=Level.OK, text=text)


def note(area: str, text: str) -> Finding:
    return Finding(area=area, level=Level.NOTE, text=text)


def todo(area: str, text: str) -> Finding:
    return Finding(area=area, level=Level.TODO, text=text)


_SHOWN: Final = 10


def listed(names: tuple[str, ...]) -> str:
    """The names with commas, "and 3 more" where there are many."""
    more = len(names) - _SHOWN
    return ", ".join(names) if more <= 0 else f"{', '.join(names[:_SHOWN])} and {more} more"
