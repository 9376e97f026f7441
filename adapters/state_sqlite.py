"""Opens the state: what came in and is not answered yet, and what is remembered of the dialogues."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from adapters.inbox import InboxError
from adapters.pseudonyms import Pseudonyms, PseudonymsError, key_beside
from adapters.state_database import Database
from adapters.state_inbox import SqliteInbox
from adapters.state_memory import SqliteMemory


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """`close` it when nothing is worked on any more. Raises InboxError where the last of it cannot be written."""

    inbox: SqliteInbox
    memory: SqliteMemory
    database: Database

    def close(self) -> None:
        try:
            with self.memory.writing() as write, self.database.transaction() as connection:
                write(connection)
        finally:
            self.database.close()


def open_state(path: Path) -> State:
    """Made where it is not there; one process at a time may have it. Raises InboxError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        pseudonyms = Pseudonyms(key_beside(path))
    except (PseudonymsError, OSError) as error:
        raise InboxError(str(error)) from error
    database = Database(path)
    memory = SqliteMemory(database, pseudonyms)
    return State(inbox=SqliteInbox(database, memory, pseudonyms), memory=memory, database=database)
