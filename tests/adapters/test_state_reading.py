"""The state is read from beside whoever uses it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from adapters.inbox import TRIES, InboxError, NewEvent, SetAside
from adapters.state_reading import check, in_use, read_state
from adapters.state_sqlite import open_state
from tests.adapters.inboxes import add


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.sqlite"


def new(platform: str, key: str) -> NewEvent:
    return NewEvent(platform=platform, keys=(key,), lane="1", payload="{}", person=f"{platform}/1")


async def filled(path: Path) -> None:
    """Two open from Telegram, one of them begun, one open from Slack, one set aside."""
    state = open_state(path)
    for key in "12":
        event = await add(state.inbox, new("telegram", key))
    assert event is not None
    await state.inbox.begin(event)
    await add(state.inbox, new("slack", "1"))
    event = await add(state.inbox, new("slack", "2"))
    assert event is not None
    for _ in range(TRIES):
        await state.inbox.begin(event)
        await state.inbox.failed(event, "ValueError at x.py:1")
    state.close()


async def test_what_is_open_and_what_was_set_aside_is_told(path: Path) -> None:
    """As the inbox itself tells it, in use or not."""
    await filled(path)
    beside = read_state(path)
    state = open_state(path)
    standing, aside = await state.inbox.standing(), await state.inbox.set_aside()
    while_used = read_state(path)
    state.close()
    assert beside.standing == while_used.standing == standing
    assert beside.standing.open == {"telegram": 2, "slack": 1}
    assert beside.set_aside == while_used.set_aside == aside
    assert [(one.platform, one.reason) for one in aside] == [("slack", "ValueError at x.py:1")]
    assert isinstance(aside[0], SetAside)


async def test_reading_leaves_nothing_behind(path: Path) -> None:
    """No log beside the file, and not a byte in it changed."""
    await filled(path)
    before = {one.name: one.read_bytes() for one in path.parent.iterdir()}
    read_state(path)
    check(path)
    in_use(path)
    assert {one.name: one.read_bytes() for one in path.parent.iterdir()} == before


async def test_who_reads_sees_what_was_just_written(path: Path) -> None:
    """Also while it is only in the log."""
    state = open_state(path)
    await add(state.inbox, new("telegram", "1"))
    try:
        assert read_state(path).standing.open == {"telegram": 1}
    finally:
        state.close()


def test_whether_it_is_in_use_is_told_by_its_lock(path: Path) -> None:
    """Only while it is open; asking does not keep it from being opened."""
    assert not in_use(path)
    state = open_state(path)
    assert in_use(path)
    state.close()
    assert not in_use(path)
    open_state(path).close()


def test_a_file_that_is_not_there_or_empty_holds_nothing(path: Path) -> None:
    """It is not made by being read."""
    assert read_state(path).standing.open == {}
    check(path)
    assert not path.exists()
    path.touch()
    assert read_state(path).standing.open == {}


def test_a_file_of_another_version_is_refused(path: Path) -> None:
    """Both versions are named."""
    open_state(path).close()
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version = 99")
    with pytest.raises(InboxError) as refused:
        read_state(path)
    assert str(refused.value) == f"{path}: this is not the state of this version of nachgefragt (99, not 1)."


def test_what_is_no_database_is_refused(path: Path) -> None:
    """The file is named, with what SQLite says."""
    path.write_text("no database" * 100, encoding="utf-8")
    for read in (read_state, check):
        with pytest.raises(InboxError) as refused:
            read(path)
        assert str(refused.value) == f"{path}: this file cannot be read (file is not a database)."


def test_a_damaged_file_is_found(path: Path) -> None:
    """A page that was overwritten does not go unnoticed."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE a (b)")
        database.executemany("INSERT INTO a VALUES (?)", [("x" * 500,)] * 200)
    content = bytearray(path.read_bytes())
    content[8192:12288] = b"\xff" * 4096
    path.write_bytes(content)
    with pytest.raises(InboxError, match=r"damaged|cannot be read"):
        check(path)
