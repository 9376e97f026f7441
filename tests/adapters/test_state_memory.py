"""What is remembered in the state's file."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from adapters.inbox import Event, InboxError, NewEvent
from adapters.state_sqlite import State, open_state
from tests.adapters.inboxes import add


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with closing(open_state(tmp_path / "state.sqlite")) as opened:
        yield opened


async def event(state: State, key: str = "e") -> Event:
    added = await add(state.inbox, NewEvent(platform="slack", keys=(key,), lane="l", payload="{}"))
    assert added is not None
    return added


async def test_what_is_put_is_there_before_and_after_it_is_written(state: State) -> None:
    """By space and key, the last word counts; from other threads, too."""
    begun = await event(state)
    state.memory.put("a", "k", "1", keep=60.0)
    state.memory.put("a", "k", "2", keep=60.0)
    state.memory.put("b", "k", "3", keep=60.0)
    for _ in range(2):
        assert (state.memory.get("a", "k"), state.memory.get("b", "k")) == ("2", "3")
        assert await asyncio.to_thread(state.memory.get, "a", "k") == "2"
        assert state.memory.get("a", "other") is None
        await state.inbox.done(begun)


async def test_half_a_character_fails_nothing_else(state: State) -> None:
    """JSON can hold it, the file cannot: it is replaced, and what is written with it is written."""
    state.memory.put("a", "half \ud800", "half \ud83d", keep=60.0)
    new = NewEvent(platform="slack", keys=("\udfff",), lane="\ud800", payload='"\udc00"', person="slack/\ud800")
    added = await add(state.inbox, new)
    assert added is not None
    assert (added.lane, added.payload) == ("?", '"?"')
    assert await add(state.inbox, new) is None
    assert state.memory.get("a", "half \ud800") == "half ?"
    for _ in range(3):
        await state.inbox.failed(added, "half \ud800")
    assert [one.reason for one in await state.inbox.set_aside()] == ["half ?"]


async def test_what_has_expired_is_gone(state: State) -> None:
    """It is not given out, written or not, and is deleted in time."""
    begun = await event(state)
    state.memory.put("a", "k", "1", keep=-1.0)
    assert state.memory.get("a", "k") is None
    await state.inbox.done(begun)
    assert state.memory.get("a", "k") is None
    await state.inbox.prune(0)
    assert state.database.reading.execute("SELECT count(*) FROM memory").fetchone() == (0,)


@pytest.mark.parametrize("written", [False, True])
async def test_a_person_is_forgotten_whole(state: State, written: bool) -> None:
    """At once, and in the file with the next change; what comes afterwards is remembered."""
    begun = await event(state)
    state.memory.put("a", "k", "1", keep=60.0, person="slack/U1")
    state.memory.put("a", "l", "2", keep=60.0, person="slack/U2")
    if written:
        await state.inbox.begin(begun)
    state.memory.forget("slack/U1")
    assert (state.memory.get("a", "k"), state.memory.get("a", "l")) == (None, "2")
    state.memory.put("a", "new", "3", keep=60.0, person="slack/U1")
    await state.inbox.done(begun)
    assert (state.memory.get("a", "k"), state.memory.get("a", "new")) == (None, "3")
    assert state.database.reading.execute("SELECT count(*) FROM memory").fetchone() == (2,)


async def test_what_could_not_be_written_is_written_later(state: State, tmp_path: Path) -> None:
    """A change that fails takes nothing with it: neither what was put before nor what is put after is lost."""
    begun = await event(state)
    state.memory.put("a", "k", "old", keep=60.0, person="slack/U1")
    state.memory.put("a", "l", "1", keep=60.0, person="slack/U2")
    with closing(sqlite3.connect(tmp_path / "state.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(InboxError):
            await state.inbox.done(begun)
    state.memory.forget("slack/U2")
    state.memory.put("a", "k", "new", keep=60.0)
    await state.inbox.done(begun)
    rows = state.database.reading.execute("SELECT value FROM memory").fetchall()
    assert rows == [("new",)]


async def test_it_survives_the_end_of_the_process(tmp_path: Path) -> None:
    """What was put last is written when the state is closed."""
    path = tmp_path / "state.sqlite"
    with closing(open_state(path)) as before:
        before.memory.put("a", "k", "1", keep=60.0)
    with closing(open_state(path)) as after:
        assert after.memory.get("a", "k") == "1"


async def test_what_was_not_there_is_found_once_it_is(state: State) -> None:
    """That nothing was found under a key, or something before, is not held against what is put later."""
    begun = await event(state)
    assert state.memory.get("a", "k") is None
    state.memory.put("a", "k", "1", keep=60.0, person="slack/U1")
    assert state.memory.get("a", "k") == "1"
    await state.inbox.begin(begun)
    state.memory.put("a", "k", "2", keep=60.0, person="slack/U1")
    assert state.memory.get("a", "k") == "2"
    await state.inbox.done(begun)
    state.memory.forget("slack/U1")
    assert state.memory.get("a", "k") is None
