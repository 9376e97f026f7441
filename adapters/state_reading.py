"""The state's file, read from beside the process that uses it, which is neither kept waiting nor changed."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from adapters.inbox import InboxError, SetAside, Standing
from adapters.state_database import VERSION

_STANDING = "SELECT platform, state = 'aside', count(*), min(received_at) FROM event GROUP BY 1, 2 ORDER BY 1"
_ASIDE = "SELECT id, platform, received_at, reason FROM event WHERE state = 'aside' ORDER BY id"


@dataclass(frozen=True, slots=True, kw_only=True)
class StateReport:
    """`set_aside` in order of arrival."""

    standing: Standing
    set_aside: tuple[SetAside, ...]


_NOTHING = StateReport(standing=Standing(), set_aside=())


def read_state(path: Path) -> StateReport:
    """Nothing open, nothing set aside where the file is not there or not begun yet. Raises InboxError for one that
    cannot be read."""
    if not path.exists():
        return _NOTHING
    with _reading(path) as database:
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if version == 0:
            return _NOTHING
        if version != VERSION:
            raise InboxError(
                f"{path}: this is not the state of this version of nachgefragt ({version}, not {VERSION})."
            )
        return StateReport(standing=standing(database), set_aside=set_aside(database))


def standing(database: sqlite3.Connection) -> Standing:
    """Raises sqlite3.Error; so below."""
    rows = database.execute(_STANDING).fetchall()
    return Standing(
        open={platform: count for platform, aside, count, _ in rows if not aside},
        set_aside=sum(count for _, aside, count, _ in rows if aside),
        oldest=min((oldest for _, aside, _, oldest in rows if not aside), default=None),
    )


def set_aside(database: sqlite3.Connection) -> tuple[SetAside, ...]:
    return tuple(
        SetAside(id=number, platform=platform, received_at=at, reason=reason)
        for number, platform, at, reason in database.execute(_ASIDE)
    )


def check(path: Path) -> None:
    """Raises InboxError for an SQLite file that is damaged, or none; not for one that is not there."""
    if not path.exists():
        return
    with _reading(path) as database:
        (said,) = database.execute("PRAGMA quick_check(1)").fetchone()
    if said != "ok":
        raise InboxError(f"{path}: this file is damaged ({said}).")


def in_use(path: Path) -> bool:
    """Whether a process has the state open. The lock is tried for a moment and let go. Raises OSError."""
    lock = Path(f"{path}.lock")
    if not lock.exists():
        return False
    descriptor = os.open(lock, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Without a log beside it nobody writes the file, and SQLite need not make one to read it."""
    alone = "" if Path(f"{path}-wal").exists() else "&immutable=1"
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro{alone}", uri=True, timeout=5.0)) as database:
            yield database
    except sqlite3.Error as error:
        raise InboxError(f"{path}: this file cannot be read ({error}).") from error
