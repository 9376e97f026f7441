"""Changes to the state's file on their way there: the first at once, those that come within 3 to 20 milliseconds in one
transaction, in the order in which they were asked for, also where another process holds the file for a while."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from adapters.state_database import Database
from adapters.state_memory import SqliteMemory

_HELD_FOR: Final = 2.0  # seconds that another process may hold the file before a change is refused
_PAUSE: Final = 0.02
_APART: Final = 0.003  # seconds at least from one transaction to the next, which has what comes meanwhile;
_RESTED: Final = 2.0  # or so many times what the last sync took, longer where the loop is busy with questions;
_AT_MOST: Final = 0.02  # seconds at most

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class _Change:
    work: Callable[[sqlite3.Connection], Any]
    made: asyncio.Future[Any]
    until: float  # by time.monotonic


class Changes:
    """What was put into `memory` before is written with them."""

    def __init__(self, database: Database, memory: SqliteMemory) -> None:
        self._database, self._memory = database, memory
        self._waiting: list[_Change] = []
        self._last = 0.0  # when something was written, by time.monotonic

    def make(self, work: Callable[[sqlite3.Connection], Result]) -> asyncio.Future[Result]:
        """What `work` gives, once it is written; cancelled before, it is not made. Raises InboxError when awaited."""
        loop = asyncio.get_running_loop()
        made: asyncio.Future[Result] = loop.create_future()
        if not self._waiting:
            apart = min(max(_APART, _RESTED * self._database.took), _AT_MOST)
            loop.call_later(max(0.0, self._last + apart - time.monotonic()), self._write)
        self._waiting.append(_Change(work, made, time.monotonic() + _HELD_FOR))
        return made

    def _write(self) -> None:
        self._last = time.monotonic()
        waiting = [change for change in self._waiting if not change.made.done()]
        self._waiting = []
        try:
            with self._memory.writing() as write, self._database.transaction() as connection:
                write(connection)
                results = [change.work(connection) for change in waiting]
        except Exception as error:  # noqa: BLE001 - whatever it is, whoever waits must hear of it
            self._refused(waiting, error)
            return
        for change, result in zip(waiting, results, strict=True):
            change.made.set_result(result)

    def _refused(self, waiting: list[_Change], error: Exception) -> None:
        now = time.monotonic() if _is_held(error) else float("inf")
        for change in waiting:
            if change.until <= now:
                change.made.set_exception(error)
                change.made.exception()  # whoever waited may be gone
        self._waiting = [change for change in waiting if not change.made.done()]
        if self._waiting:
            asyncio.get_running_loop().call_later(_PAUSE, self._write)


def _is_held(error: Exception) -> bool:
    code = getattr(error.__cause__, "sqlite_errorcode", None)
    return code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
