"""What people thought of the answers, in an SQLite file of its own: the store is replaced with every build."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from typing import Any

from adapters.pseudonyms import Pseudonyms, key_beside, make_private
from bot.feedback import Asked, Feedback
from bot.messages import Outcome, Status

_SCHEMA = """
CREATE TABLE IF NOT EXISTS feedback (
    token TEXT, person TEXT, platform TEXT, at REAL, helpful INTEGER, comment TEXT, question TEXT, status TEXT,
    language TEXT, answer TEXT, quote TEXT, article TEXT, start INTEGER, end INTEGER, confidence REAL, reason TEXT,
    PRIMARY KEY (token, person)
);
"""
_COLUMNS = (
    "token", "person", "platform", "at", "helpful", "comment", "question", "status", "language", "answer", "quote",
    "article", "start", "end", "confidence", "reason",
)  # fmt: skip
_ALL = f"SELECT {', '.join(_COLUMNS)} FROM feedback ORDER BY at, token"  # noqa: S608 - column names of this file
_HAS_KEY = "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'key'"
# A later word takes the place of an earlier one, but "it was not answered" takes that of none, nor silence a comment's.
_ADD = f"""
INSERT INTO feedback ({", ".join(_COLUMNS)}) VALUES ({", ".join("?" * len(_COLUMNS))})
ON CONFLICT (token, person) DO UPDATE SET
    at = excluded.at, helpful = coalesce(excluded.helpful, helpful),
    comment = CASE WHEN excluded.comment = '' THEN comment ELSE excluded.comment END
"""  # noqa: S608 - column names of this file


class FeedbackLogError(OSError):
    """The file cannot be used. `str(error)` is one sentence naming it."""


class SqliteFeedbackLog:
    """One file, its owner's alone; people stand in it under a pseudonym, the key to which is kept beside it. Safe to
    use from several threads and processes. Raises FeedbackLogError for a file that is no feedback log or cannot be
    written, PseudonymsError for a key that cannot be used."""

    def __init__(self, path: Path) -> None:
        self._path, self._lock = path, threading.Lock()
        try:
            make_private(path)
            self._database = sqlite3.connect(path, timeout=10.0, check_same_thread=False)
            with self._database as database:
                database.execute("PRAGMA journal_mode=WAL")
                database.execute("PRAGMA secure_delete=ON")
                database.executescript(_SCHEMA)
                inside = self._key_inside()
        except (OSError, sqlite3.Error) as error:
            raise FeedbackLogError(f"{path}: the feedback cannot be kept here ({error}).") from error
        self._pseudonyms = Pseudonyms(key_beside(path), inherited=inside)
        if inside is not None:
            self._delete("DROP TABLE IF EXISTS key")

    def add(self, feedback: Feedback) -> None:
        """Raises FeedbackLogError when it cannot be written."""
        try:
            with self._lock, self._database as database:
                database.execute(_ADD, self._row(feedback))
        except sqlite3.Error as error:
            raise FeedbackLogError(f"{self._path}: the feedback cannot be kept ({error}).") from error

    def all(self) -> tuple[Feedback, ...]:
        with self._lock:
            rows = self._database.execute(_ALL).fetchall()
        return tuple(_feedback(dict(zip(_COLUMNS, row, strict=True))) for row in rows)

    def forget(self, person: str) -> None:
        """Raises FeedbackLogError when that cannot be written."""
        self._delete("DELETE FROM feedback WHERE person = ?", self._pseudonyms.of(person))

    def prune(self, before: float) -> None:
        """Raises FeedbackLogError when that cannot be written."""
        self._delete("DELETE FROM feedback WHERE at < ?", before)

    def close(self) -> None:
        with self._lock:
            self._database.close()

    def _key_inside(self) -> bytes | None:
        """Files of earlier versions hold their key themselves."""
        if self._database.execute(_HAS_KEY).fetchone() is None:
            return None
        row = self._database.execute("SELECT value FROM key").fetchone()
        return None if row is None else bytes(row[0])

    def _delete(self, statement: str, *values: Any) -> None:
        """So that nothing of it is left in the files: the log of changes is emptied as well, where nobody reads it."""
        try:
            with self._lock:
                with self._database as database:
                    database.execute(statement, values)
                self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as error:
            raise FeedbackLogError(f"{self._path}: the feedback cannot be deleted ({error}).") from error

    def _row(self, feedback: Feedback) -> tuple[Any, ...]:
        outcome = feedback.asked.outcome
        return (
            feedback.token,
            self._pseudonyms.of(f"{feedback.platform}/{feedback.sender}"),
            feedback.platform,
            feedback.at,
            None if feedback.helpful is None else int(feedback.helpful),
            feedback.comment,
            feedback.asked.question,
            str(outcome.status),
            outcome.language,
            outcome.answer,
            outcome.quote,
            outcome.article,
            outcome.start,
            outcome.end,
            outcome.confidence,
            outcome.reason,
        )


def _feedback(row: dict[str, Any]) -> Feedback:
    outcome = Outcome(
        status=Status(row["status"]),
        language=row["language"],
        answer=row["answer"],
        quote=row["quote"],
        article=row["article"],
        start=row["start"],
        end=row["end"],
        confidence=row["confidence"],
        reason=row["reason"],
    )
    return Feedback(
        token=row["token"],
        sender=row["person"],
        platform=row["platform"],
        at=row["at"],
        asked=Asked(question=row["question"], outcome=outcome),
        helpful=None if row["helpful"] is None else bool(row["helpful"]),
        comment=row["comment"],
    )
