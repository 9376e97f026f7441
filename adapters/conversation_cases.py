"""Conversation tests as values: cases of turns, each with what is done and what is expected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from adapters.seen import Action, Place
from bot.messages import Status, Visibility
from knowledge.document import Language

Platform = Literal["core", "console", "telegram", "slack"]
PLATFORMS: tuple[Platform, ...] = get_args(Platform)


class CaseError(Exception):
    """A file that is no conversation test. `str(error)` is one sentence naming file and line."""

    def __init__(self, path: Path, line: int, complaint: str) -> None:
        self.path, self.line = path, line
        super().__init__(f"{path}:{line}: {complaint}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What must be seen. `contains`: all of them; `one_of`: at least one; `absent`: none; `equals`: the first line.
    `buttons` must all be there. `status` and `quote` are those of the outcome. `messages`: how many came; `edited`:
    an earlier one was changed instead."""

    contains: tuple[str, ...] = ()
    equals: str | None = None
    one_of: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    nothing: bool = False
    status: Status | None = None
    quote: str | None = None
    buttons: tuple[str, ...] = ()
    language: Language | None = None
    seen_by: Visibility | None = None
    edited: bool | None = None
    messages: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """`differs` holds what is expected on some platforms in the place of `expected`."""

    line: int
    action: Action
    expected: Expectation = field(default_factory=Expectation)
    differs: tuple[tuple[Platform, Expectation], ...] = ()

    def expected_on(self, platform: Platform) -> Expectation:
        return dict(self.differs).get(platform, self.expected)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One conversation. `seeds` is None for those the run was given; `on` are the platforms it is meant for."""

    path: Path
    line: int
    name: str
    turns: tuple[Turn, ...]
    seeds: Path | None = None
    curated: bool = True
    place: Place = "private"
    locale: Language = "de"
    on: tuple[Platform, ...] = PLATFORMS

    @property
    def actions(self) -> tuple[Action, ...]:
        return tuple(turn.action for turn in self.turns)


def find_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The files given, and every `*.yaml` under the folders given but curated facts, in order. Raises
    FileNotFoundError."""
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(f"{path}: there is no such file or folder.")
        inside = (file for file in path.rglob("*.yaml") if not file.name.endswith(".facts.yaml"))
        found += sorted(inside) if path.is_dir() else [path]
    return tuple(dict.fromkeys(found))
