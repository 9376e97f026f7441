"""The inbox in the state's file."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Final

from adapters import state_reading
from adapters.inbox import TRIES, Event, NewEvent, SetAside, Standing
from adapters.pseudonyms import Pseudonyms
from adapters.state_changes import Changes
from adapters.state_database import Database, storable
from adapters.state_memory import SqliteMemory

_KEYS_KEPT: Final = 2 * 86_400.0  # seconds; Telegram keeps what it could not deliver for one day, Slack for an hour
_KILLED: Final = "the process ended while it was being worked on"

_ADD_KEY = "INSERT INTO event_key (key, at) VALUES (?, ?) ON CONFLICT DO NOTHING"
_ADD = """
INSERT INTO event (platform, lane, payload, person, received_at, state, tries, reason)
VALUES (?, ?, ?, ?, ?, ?, 0, '')
"""
_BEGIN = "UPDATE event SET state = CASE WHEN state IN ('suspect', 'alone') THEN 'alone' ELSE 'begun' END WHERE id = ?"
_POSTPONE = "UPDATE event SET state = CASE state WHEN 'alone' THEN 'suspect' ELSE 'open' END WHERE id = ?"
_DONE = "DELETE FROM event WHERE id = ?"
_FAILED = f"""
UPDATE event SET tries = tries + 1, reason = ?, state = CASE WHEN tries + 1 < {TRIES} THEN 'open' ELSE 'aside' END
WHERE id = ? RETURNING state
"""  # noqa: S608 - a number of ours
_DIED = f"""
UPDATE event SET tries = tries + 1, reason = ?, state = CASE WHEN tries + 1 < {TRIES} THEN 'suspect' ELSE 'dead' END
WHERE platform = ? AND state = 'alone'
"""  # noqa: S608 - a number of ours
_SUSPECTED = "UPDATE event SET state = 'suspect' WHERE platform = ? AND state = 'begun'"
_LEFT = """
SELECT id, platform, lane, payload, received_at, tries, state = 'suspect' FROM event
WHERE platform = ? AND state <> 'aside' ORDER BY id
"""
_BURY = "UPDATE event SET state = 'aside' WHERE platform = ? AND state = 'dead'"
_FORGET = "DELETE FROM event WHERE state = 'aside' AND person = ?"
_PRUNE = "DELETE FROM event WHERE state = 'aside' AND received_at < ?"
_PRUNE_KEYS = "DELETE FROM event_key WHERE at < ?"


class SqliteInbox:
    """Everything but the waiting for a loss of power to be survived happens in the event loop: a few microseconds."""

    def __init__(self, database: Database, memory: SqliteMemory, pseudonyms: Pseudonyms) -> None:
        self._database, self._memory, self._pseudonyms = database, memory, pseudonyms
        self._changes = Changes(database, memory)

    async def add_all(self, new: Sequence[NewEvent], *, begin: Sequence[bool] = ()) -> tuple[Event | None, ...]:
        now = time.time()
        rows = [self._row(one, now, begun) for one, begun in zip(new, chain(begin, repeat(False)), strict=False)]
        adding = self._changes.make(lambda connection: _added(connection, rows))
        try:
            events = await adding
            await self._database.synced()
        except BaseException:
            if adding.done() and not adding.cancelled() and adding.exception() is None:
                self._changes.make(lambda connection: _take_back(connection, rows, adding.result()))
            raise
        return events

    async def begin(self, event: Event) -> None:
        await self._changes.make(lambda connection: connection.execute(_BEGIN, (event.id,)))

    async def postpone(self, event: Event) -> None:
        await self._changes.make(lambda connection: connection.execute(_POSTPONE, (event.id,)))

    async def done(self, event: Event) -> None:
        await self._changes.make(lambda connection: connection.execute(_DONE, (event.id,)))

    async def failed(self, event: Event, reason: str) -> bool:
        return await self._changes.make(lambda connection: _failed(connection, event.id, reason))

    async def replay(self, platform: str) -> tuple[Event, ...]:
        def read(connection: sqlite3.Connection) -> tuple[Event, ...]:
            connection.execute(_DIED, (_KILLED, platform))
            connection.execute(_SUSPECTED, (platform,))
            left = tuple(map(_event, connection.execute(_LEFT, (platform,))))
            connection.execute(_BURY, (platform,))
            return left

        return await self._changes.make(read)

    async def set_aside(self) -> tuple[SetAside, ...]:
        with self._database.errors("cannot be read"):
            return state_reading.set_aside(self._database.reading)

    async def standing(self) -> Standing:
        with self._database.errors("cannot be read"):
            return state_reading.standing(self._database.reading)

    async def forget(self, person: str) -> None:
        gone = self._pseudonyms.of(person)
        await self._changes.make(lambda connection: connection.execute(_FORGET, (gone,)))
        self._database.empty_log()

    async def prune(self, before: float) -> None:
        def delete(connection: sqlite3.Connection) -> None:
            connection.execute(_PRUNE, (before,))
            connection.execute(_PRUNE_KEYS, (time.time() - _KEYS_KEPT,))
            self._memory.prune(connection)

        await self._changes.make(delete)
        self._database.empty_log()

    def _row(self, new: NewEvent, now: float, begun: bool) -> _Row:
        return _Row(
            keys=tuple(self._pseudonyms.of(f"{new.platform}/{key}") for key in new.keys),
            platform=storable(new.platform),
            lane=storable(new.lane),
            payload=storable(new.payload),
            person=self._pseudonyms.of(new.person) if new.person else "",
            at=now,
            begun=begun,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """An event as it is written; `keys` and `person` are pseudonyms."""

    keys: tuple[str, ...]
    platform: str
    lane: str
    payload: str
    person: str
    at: float
    begun: bool


def _added(connection: sqlite3.Connection, rows: Sequence[_Row]) -> tuple[Event | None, ...]:
    return tuple(_add(connection, row) for row in rows)


def _add(connection: sqlite3.Connection, row: _Row) -> Event | None:
    """None for a known one, whose other keys are known from now on, too."""
    if connection.executemany(_ADD_KEY, [(key, row.at) for key in row.keys]).rowcount < len(set(row.keys)):
        return None
    values = (row.platform, row.lane, row.payload, row.person, row.at, "begun" if row.begun else "open")
    number = connection.execute(_ADD, values).lastrowid or 0
    return Event(
        id=number, platform=row.platform, lane=row.lane, payload=row.payload, received_at=row.at, begun=row.begun
    )


def _event(row: tuple[int, str, str, str, float, int, int]) -> Event:
    number, platform, lane, payload, received_at, tries, suspect = row
    return Event(
        id=number,
        platform=platform,
        lane=lane,
        payload=payload,
        received_at=received_at,
        tries=tries,
        replayed=True,
        suspect=bool(suspect),
    )


def _failed(connection: sqlite3.Connection, number: int, reason: str) -> bool:
    """Whether it is set aside now."""
    states = connection.execute(_FAILED, (storable(reason), number)).fetchall()
    return states == [("aside",)]


def _take_back(connection: sqlite3.Connection, rows: Sequence[_Row], events: Sequence[Event | None]) -> None:
    for row, event in zip(rows, events, strict=True):
        if event is not None:
            connection.execute(_DONE, (event.id,))
            connection.executemany("DELETE FROM event_key WHERE key = ?", [(key,) for key in row.keys])
