"""The state's file: what was written is there after the process died, and nothing else stands in it."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from adapters.inbox import TRIES, InboxError, NewEvent
from adapters.state_sqlite import open_state
from tests.adapters.inboxes import add

WRITER = """
import asyncio, os, signal, sys
from pathlib import Path
from adapters.inbox import NewEvent
from adapters.state_sqlite import open_state

async def main():
    state = open_state(Path(sys.argv[1]))
    for number in range(10):
        new = NewEvent(platform="slack", keys=(str(number),), lane="l", payload=str(number))
        (event,) = await state.inbox.add_all([new])
        state.memory.put("seen", str(number), "yes", keep=60.0)
        if number < 3:
            await state.inbox.begin(event)
        if number < 2:
            await state.inbox.done(event)
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


def new(key: str, *, person: str = "", payload: str = "{}") -> NewEvent:
    return NewEvent(platform="slack", keys=(key,), lane="lane", payload=payload, person=person)


async def test_a_killed_process_loses_nothing_it_had_written(tmp_path: Path) -> None:
    """All that was added and not done is open, in order; what was begun is a suspect, and what was remembered with the
    events is remembered."""
    path = tmp_path / "state.sqlite"
    killed = await asyncio.create_subprocess_exec(sys.executable, "-c", WRITER, str(path))
    assert await killed.wait() == -signal.SIGKILL
    with closing(open_state(path)) as state:
        events = await state.inbox.replay("slack")
        assert [event.payload for event in events] == [str(number) for number in range(2, 10)]
        assert [event.payload for event in events if event.suspect] == ["2"]
        assert {event.tries for event in events} == {0}
        assert state.memory.get("seen", "5") == "yes"
        assert await add(state.inbox, new("0")) is None


async def test_what_kills_the_process_is_set_aside(tmp_path: Path) -> None:
    """One death makes an event a suspect; after three more, at which it was worked on alone, it is given up, with the
    reason, and said to be so once."""
    path = tmp_path / "state.sqlite"
    with closing(open_state(path)) as state:
        event = await add(state.inbox, new("a"))
        assert event is not None
        await state.inbox.begin(event)
    for tries in range(TRIES):
        with closing(open_state(path)) as state:
            (event,) = await state.inbox.replay("slack")
            assert (event.suspect, event.tries) == (True, tries)
            await state.inbox.begin(event)
    with closing(open_state(path)) as state:
        (event,) = await state.inbox.replay("slack")
        assert (event.suspect, event.tries) == (False, TRIES)
        (aside,) = await state.inbox.set_aside()
        assert aside.reason == "the process ended while it was being worked on"
        assert await state.inbox.replay("slack") == ()


async def test_what_was_begun_with_its_taking_in_is_a_suspect(tmp_path: Path) -> None:
    """And only that; both are told to be replayed."""
    path = tmp_path / "state.sqlite"
    with closing(open_state(path)) as state:
        added = await state.inbox.add_all([new("a"), new("b")], begin=[True, False])
        assert [(event.begun, event.replayed) for event in added if event is not None] == [
            (True, False),
            (False, False),
        ]
    with closing(open_state(path)) as state:
        events = await state.inbox.replay("slack")
        assert [(event.suspect, event.begun, event.replayed) for event in events] == [
            (True, False, True),
            (False, False, True),
        ]


async def test_what_waits_when_the_process_dies_is_no_suspect(tmp_path: Path) -> None:
    """However often it dies: neither what was not begun nor what was postponed."""
    path = tmp_path / "state.sqlite"
    with closing(open_state(path)) as state:
        begun, _ = [await add(state.inbox, new(key)) for key in "ab"]
        assert begun is not None
        await state.inbox.begin(begun)
        await state.inbox.postpone(begun)
    for _ in range(TRIES + 1):
        with closing(open_state(path)) as state:
            events = await state.inbox.replay("slack")
            assert [(event.suspect, event.tries) for event in events] == [(False, 0), (False, 0)]


async def test_only_one_process_has_the_state(tmp_path: Path) -> None:
    """The second is refused with one sentence; after the first has closed it is not."""
    path = tmp_path / "state.sqlite"
    with closing(open_state(path)), pytest.raises(InboxError) as caught:
        open_state(path)
    assert f"{path}: another nachgefragt is running with this state." == str(caught.value)
    open_state(path).close()


@pytest.mark.parametrize("content", [b"not a database, but long enough to be one" * 20, b"\x00" * 5000])
def test_a_file_that_is_none_of_ours_is_refused(tmp_path: Path, content: bytes) -> None:
    """One sentence names it, and it is left as it was."""
    path = tmp_path / "state.sqlite"
    path.write_bytes(content)
    with pytest.raises(InboxError, match=r"state\.sqlite: the state cannot be opened \(file is not a database\)\.$"):
        open_state(path)
    assert path.read_bytes() == content


def test_a_state_of_another_version_is_refused(tmp_path: Path) -> None:
    """It is not read as if it were this one's."""
    path = tmp_path / "state.sqlite"
    open_state(path).close()
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version = 7")
    with pytest.raises(InboxError, match=r"the state is of another version of nachgefragt \(7, not 1\)\.$"):
        open_state(path)


async def test_what_another_process_holds_for_a_moment_is_waited_for(tmp_path: Path) -> None:
    """An event that comes meanwhile is written when the file is free again, before those that came after it."""
    path = tmp_path / "state.sqlite"
    with closing(open_state(path)) as state, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        adding = [asyncio.create_task(add(state.inbox, new(key))) for key in "abc"]
        done, _ = await asyncio.wait(adding, timeout=0.1)
        assert not done
        other.execute("COMMIT")
        events = await asyncio.gather(*adding)
        assert [event.id for event in events if event] == [1, 2, 3]


async def test_what_is_held_for_long_is_refused_and_comes_again(tmp_path: Path) -> None:
    """The event is not known afterwards, so that the platform can deliver it again."""
    path = tmp_path / "state.sqlite"
    with closing(open_state(path)) as state, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(InboxError, match=r"the state cannot be written \(database is locked\)\.$"):
            await add(state.inbox, new("a"))
        other.execute("COMMIT")
        assert await add(state.inbox, new("a")) is not None


async def test_of_many_that_cannot_be_written_none_is(tmp_path: Path) -> None:
    """What is left of them was neither taken nor is it known: all come again, in their order."""
    path = tmp_path / "state.sqlite"
    with closing(open_state(path)) as state:
        adding = asyncio.create_task(state.inbox.add_all([new(key) for key in "abc"]))
        await asyncio.sleep(0)
        adding.cancel()
        with pytest.raises(asyncio.CancelledError):
            await adding
        assert await state.inbox.replay("slack") == ()
        assert None not in await state.inbox.add_all([new(key) for key in "abc"])


async def test_a_log_that_fills_the_disk_is_emptied(tmp_path: Path) -> None:
    """What could not be written for want of room can be, once the log of changes has made some."""
    path = tmp_path / "state.sqlite"
    with closing(open_state(path)) as state:
        for number in range(40):
            event = await add(state.inbox, new(str(number), payload="x" * 20_000))
            assert event is not None
            await state.inbox.done(event)
        largest = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (Path(f"{path}-wal").stat().st_size, largest[1]))  # noqa: ASYNC240
        ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        try:
            with pytest.raises(InboxError):
                await add(state.inbox, new("full", payload="x" * 20_000))
            assert await add(state.inbox, new("full", payload="x" * 20_000)) is not None
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, largest)
            signal.signal(signal.SIGXFSZ, ignored)


async def test_what_was_not_yet_safe_when_its_taker_left_is_not_known(tmp_path: Path) -> None:
    """An addition that was cancelled was not acknowledged: the same event can be added again."""
    with closing(open_state(tmp_path / "state.sqlite")) as state:
        adding = asyncio.create_task(add(state.inbox, new("a")))
        await asyncio.sleep(0)
        adding.cancel()
        with pytest.raises(asyncio.CancelledError):
            await adding
        assert await add(state.inbox, new("a")) is not None
        assert len(await state.inbox.replay("slack")) == 1


async def test_many_at_once_are_added_in_order(tmp_path: Path) -> None:
    """Concurrent additions keep the order of their calls, and all are durable."""
    with closing(open_state(tmp_path / "state.sqlite")) as state:
        events = await asyncio.gather(*(add(state.inbox, new(str(number))) for number in range(200)))
        assert [event.id for event in events if event] == list(range(1, 201))


async def test_nothing_of_a_person_stands_in_the_file_when_the_answer_is_given(tmp_path: Path) -> None:
    """Neither who asked nor what: the keys are pseudonyms, the payload is gone; only its owner may read the files."""
    path = tmp_path / "state.sqlite"
    with closing(open_state(path)) as state:
        event = await add(state.inbox, new("U0ALICE/1.2", person="slack/U0ALICE", payload='"Wer ist Alice?"'))
        assert event is not None
        state.memory.put("answers", "C1/U0ALICE", "1", keep=60.0, person="slack/U0ALICE")
        await state.inbox.done(event)
    assert [file for file in os.scandir(tmp_path) if file.stat().st_mode & 0o077] == []
    with closing(sqlite3.connect(path)) as database:
        kept = "\n".join(database.iterdump())
    assert "answers" in kept
    assert "ALICE" not in kept.upper()
    assert "Wer ist" not in kept


async def test_old_keys_are_deleted_in_time(tmp_path: Path) -> None:
    """A key is known for two days, after which no platform delivers its event again."""
    path = tmp_path / "state.sqlite"
    with closing(open_state(path)) as state:
        for key in "ab":
            event = await add(state.inbox, new(key))
            assert event is not None
            await state.inbox.done(event)
            if key == "a":
                with state.database.transaction() as connection:
                    connection.execute("UPDATE event_key SET at = at - 2 * 86400 - 1")
        await state.inbox.prune(0)
        assert await add(state.inbox, new("a")) is not None
        assert await add(state.inbox, new("b")) is None
