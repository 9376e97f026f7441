"""Changes that come within a few milliseconds go into the file together."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from adapters.inbox import InboxError
from adapters.state_changes import Changes
from adapters.state_sqlite import State, open_state


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with closing(open_state(tmp_path / "state.sqlite")) as opened:
        yield opened


def putting(key: str) -> str:
    return f"INSERT INTO event_key (key, at) VALUES ('{key}', 0)"


async def test_what_is_asked_for_in_one_turn_is_one_transaction(state: State) -> None:
    """In order; nothing of it is there before, all of it after."""
    changes = Changes(state.database, state.memory)
    counted = "SELECT count(*) FROM event_key"
    made = [changes.make(lambda connection: connection.execute(counted).fetchone()[0])]
    for key in "ab":
        changes.make(lambda connection, key=key: connection.execute(putting(key)))
        made.append(changes.make(lambda connection: connection.execute(counted).fetchone()[0]))
    assert state.database.reading.execute(counted).fetchone() == (0,)
    assert await asyncio.gather(*made) == [0, 1, 2]
    assert state.database.reading.execute(counted).fetchone() == (2,)


async def test_what_comes_soon_after_a_transaction_is_one_more(state: State) -> None:
    """The first is written at once; what follows within milliseconds, in turns of its own, waits for the same one."""
    changes = Changes(state.database, state.memory)
    await changes.make(lambda connection: connection.execute(putting("a")))
    second = changes.make(lambda connection: connection.execute(putting("b")))
    await asyncio.sleep(0)
    third = changes.make(lambda connection: connection.execute(putting("c")))
    assert not second.done()
    await second
    assert third.done()


async def test_a_change_that_breaks_lets_nobody_wait(state: State) -> None:
    """All that were to go with it hear of it, none is made, and the next is."""
    changes = Changes(state.database, state.memory)
    good = changes.make(lambda connection: connection.execute(putting("a")))
    bad = changes.make(lambda connection: connection.execute("SELECT nonsense"))
    for change in (good, bad):
        with pytest.raises(InboxError, match="nonsense"):
            await change
    worse = changes.make(lambda connection: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        await worse
    await changes.make(lambda connection: connection.execute(putting("a")))
    assert state.database.reading.execute("SELECT key FROM event_key").fetchall() == [("a",)]


async def test_what_is_cancelled_before_is_not_made(state: State) -> None:
    """Nobody waits for it any more; the others are made."""
    changes = Changes(state.database, state.memory)
    gone = changes.make(lambda connection: connection.execute(putting("a")))
    kept = changes.make(lambda connection: connection.execute(putting("b")))
    gone.cancel()
    await kept
    assert state.database.reading.execute("SELECT key FROM event_key").fetchall() == [("b",)]


async def test_what_comes_later_waits_for_what_came_before(state: State, tmp_path: Path) -> None:
    """While another process holds the file nothing overtakes."""
    changes = Changes(state.database, state.memory)
    with closing(sqlite3.connect(tmp_path / "state.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        first = changes.make(lambda connection: connection.execute(putting("first")))
        done, _ = await asyncio.wait([first], timeout=0.05)
        assert not done
        later = changes.make(lambda connection: connection.execute("SELECT count(*) FROM event_key").fetchone())
        other.execute("COMMIT")
        assert await later == (1,)
