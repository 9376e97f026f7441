"""The SQLite file of the inbox and the memory: one connection that writes, one for each thread that reads.

What is committed here is on disk for whoever kills the process, but not yet for a loss of power. `synced` waits for
that: once for many commits, and without holding SQLite's lock meanwhile, as `synchronous=FULL` would."""

from __future__ import annotations

import asyncio
import fcntl
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from adapters.inbox import InboxError
from adapters.pseudonyms import make_private

VERSION: Final = 1
_SCHEMA: Final = f"""
BEGIN;
CREATE TABLE event (
    id INTEGER PRIMARY KEY AUTOINCREMENT, platform TEXT NOT NULL, lane TEXT NOT NULL, payload TEXT NOT NULL,
    person TEXT NOT NULL, received_at REAL NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL, reason TEXT NOT NULL
);
CREATE TABLE event_key (key TEXT PRIMARY KEY, at REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE memory (
    space TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, until REAL NOT NULL, person TEXT NOT NULL,
    PRIMARY KEY (space, key)
) WITHOUT ROWID;
PRAGMA user_version = {VERSION};
COMMIT;
"""
_CHECKPOINT: Final = 1_000  # pages of 4 KiB in the log before they are moved into the file itself

_FULL: Final = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE)


def storable(text: str) -> str:
    """The same with half surrogate pairs replaced, which JSON can hold and a file cannot: one of them in what waits to
    be written would fail whatever else is."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


class Database:
    """Raises InboxError for a file that cannot be opened, is none of ours, or belongs to another running process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._readers: list[sqlite3.Connection] = []
        self._own = threading.local()
        self._unsynced = False
        self.took = 0.0
        """Seconds from asking for the last sync until the loop knew of its end."""
        self._now: list[asyncio.Future[None]] | None = None  # who waits for the sync under way, and for the next one
        self._next: list[asyncio.Future[None]] = []
        self._syncing: asyncio.Task[None] | None = None
        self._syncer = ThreadPoolExecutor(1, thread_name_prefix="state-sync")  # always the same: cheaper to wake
        with self.errors("cannot be opened"):
            make_private(path)
            self._lock = _locked(path)
            try:
                self._writer = _opened(path)
                self._log = os.open(f"{path}-wal", os.O_RDONLY | os.O_CLOEXEC)
            except BaseException:
                os.close(self._lock)
                raise

    def close(self) -> None:
        self._syncer.shutdown()
        for connection in (*self._readers, self._writer):
            connection.close()
        os.close(self._log)
        os.close(self._lock)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All of it or nothing. In the event loop's thread only; never waits. Raises InboxError."""
        with self.errors("cannot be written"):
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                self._writer.execute("COMMIT")
            except BaseException as error:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                self._make_room(error)
                raise
            self._unsynced = True

    def empty_log(self) -> None:
        """So that what was deleted stands nowhere any more; while somebody is reading, that waits for the next time.
        In the event loop's thread only. Raises InboxError."""
        with self.errors("cannot be written"):
            self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def _make_room(self, error: BaseException) -> None:
        """On a full disk the log may be what fills it, while most of it could be written over."""
        if getattr(error, "sqlite_errorcode", None) in _FULL:
            with suppress(sqlite3.Error):
                self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    @property
    def reading(self) -> sqlite3.Connection:
        """This thread's own, which cannot write."""
        connection: sqlite3.Connection | None = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._own.connection = sqlite3.connect(
                f"{self.path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False, isolation_level=None
            )
            self._readers.append(connection)
        return connection

    async def synced(self) -> None:
        """Returns when everything committed before is safe from a loss of power. Raises InboxError."""
        waiting = self._next if self._unsynced else self._now
        if waiting is None:
            return
        synced = asyncio.get_running_loop().create_future()
        waiting.append(synced)
        if self._now is None and len(waiting) == 1:
            self._syncing = asyncio.create_task(self._sync())
        await synced

    @contextmanager
    def errors(self, what: str) -> Iterator[None]:
        try:
            yield
        except InboxError:
            raise
        except (OSError, sqlite3.Error) as error:
            raise InboxError(f"{self.path}: the state {what} ({error}).") from error

    async def _sync(self) -> None:
        while self._next:
            self._now, self._next, self._unsynced = self._next, [], False
            failed: InboxError | None = None
            try:
                with self.errors("cannot be written"):
                    began = time.monotonic()
                    await asyncio.get_running_loop().run_in_executor(self._syncer, os.fsync, self._log)
                    self.took = time.monotonic() - began
            except InboxError as error:
                self._unsynced, failed = True, error
            for synced in self._now:
                if synced.done():  # whoever waited is gone
                    continue
                if failed is None:
                    synced.set_result(None)
                else:
                    synced.set_exception(failed)
            self._now = None


def _locked(path: Path) -> int:
    """A descriptor that holds the lock; the system frees it when the process dies."""
    descriptor = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise InboxError(f"{path}: another nachgefragt is running with this state.") from None
    return descriptor


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=0, check_same_thread=False, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA secure_delete = ON")  # what was answered is not to be found in the free pages
        connection.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT}")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version == 0:
            connection.executescript(_SCHEMA)
        elif version != VERSION:
            raise InboxError(f"{path}: the state is of another version of nachgefragt ({version}, not {VERSION}).")
    except BaseException:
        connection.close()
        raise
    return connection
