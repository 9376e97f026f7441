"""The memory in the state's file: written with the next change of the inbox, and read from there at once."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from cachetools import LRUCache

from adapters.pseudonyms import Pseudonyms
from adapters.state_database import Database, storable

_Key = tuple[str, str]  # space, pseudonym of the key
_Row = tuple[str, float, str]  # value, until when (seconds since the epoch), pseudonym of the person

_REMEMBERED: Final = 5_000  # rows at hand, and keys under which there is none
_UNKNOWN: Final = ("", 0.0, "")

_PUT = """
INSERT INTO memory (space, key, value, until, person) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (space, key) DO UPDATE SET value = excluded.value, until = excluded.until, person = excluded.person
"""
_GET = "SELECT value, until, person FROM memory WHERE space = ? AND key = ?"


@dataclass(frozen=True, slots=True)
class _Changes:
    """People are forgotten first, then the rest is put."""

    put: dict[_Key, _Row] = field(default_factory=dict)
    forgotten: set[str] = field(default_factory=set)

    def followed_by(self, later: _Changes) -> _Changes:
        kept = {key: row for key, row in self.put.items() if row[2] not in later.forgotten}
        return _Changes(put=kept | later.put, forgotten=self.forgotten | later.forgotten)


class SqliteMemory:
    """What is put belongs to an event that is being worked on. It is written in the same transaction as that event's
    end, so that a killed process has either both or neither, and works on the event again."""

    def __init__(self, database: Database, pseudonyms: Pseudonyms) -> None:
        self._database, self._pseudonyms = database, pseudonyms
        self._lock = threading.Lock()
        self._waiting, self._going = _Changes(), _Changes()
        self._known: LRUCache[_Key, _Row | None] = LRUCache(_REMEMBERED)  # by the keys as they are

    def get(self, space: str, key: str) -> str | None:
        """Raises InboxError where the file cannot be read."""
        wanted = (space, key)
        with self._lock:
            if (row := self._known.get(wanted, _UNKNOWN)) is _UNKNOWN:
                row = self._read(space, self._pseudonyms.of(key))
                self._known[wanted] = row
        if row is None:
            return None
        value, until, _ = row
        return value if until > time.time() else None

    def put(self, space: str, key: str, value: str, *, keep: float, person: str = "") -> None:
        row = (storable(value), time.time() + keep, self._pseudonyms.of(person) if person else "")
        with self._lock:
            self._waiting.put[space, self._pseudonyms.of(key)] = row
            self._known[space, key] = row

    def forget(self, person: str) -> None:
        gone = self._pseudonyms.of(person)
        with self._lock:
            for rows in (self._waiting.put, self._known):
                for key in [key for key, row in rows.items() if row is not None and row[2] == gone]:
                    del rows[key]
            self._waiting.forgotten.add(gone)

    @contextmanager
    def writing(self) -> Iterator[Callable[[sqlite3.Connection], None]]:
        """Around a transaction, in which what this gives is to be called with the connection. What was put before is
        written in it, or waits on where it fails."""
        with self._lock:
            self._going, self._waiting = self._waiting, _Changes()
        try:
            yield self._write
        except BaseException:
            with self._lock:
                self._waiting = self._going.followed_by(self._waiting)
            raise
        finally:
            with self._lock:
                self._going = _Changes()

    def prune(self, connection: sqlite3.Connection) -> None:
        """Deletes what has expired."""
        connection.execute("DELETE FROM memory WHERE until <= ?", (time.time(),))

    def _write(self, connection: sqlite3.Connection) -> None:
        if self._going.forgotten:
            connection.executemany("DELETE FROM memory WHERE person = ?", [(one,) for one in self._going.forgotten])
        if self._going.put:
            connection.executemany(_PUT, [(*key, *row) for key, row in self._going.put.items()])

    def _read(self, space: str, pseudonym: str) -> _Row | None:
        wanted = (space, pseudonym)
        row = self._waiting.put.get(wanted)
        if row is not None:
            return row
        row = self._going.put.get(wanted)
        if row is None:
            with self._database.errors("cannot be read"):
                row = self._database.reading.execute(_GET, wanted).fetchone()
            if row is not None and row[2] in self._going.forgotten:
                return None
        return None if row is not None and row[2] in self._waiting.forgotten else row
