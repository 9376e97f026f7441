"""The fact store in one SQLite file, read only; `knowledge.sqlite_writer` writes it."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from knowledge import sqlite_rows as rows
from knowledge.article import Article
from knowledge.document import Document
from knowledge.errors import StoreError
from knowledge.facts import Alias, Fact, Kind, Unknown
from knowledge.store import IndexedSentence, Posting
from knowledge.vectors import SentenceVectors

T = TypeVar("T")

_ARTICLES_KEPT = 512  # of which the sentences stay in memory, the latest read
_FACTS = f"SELECT {rows.FACT_COLUMNS} FROM facts"  # noqa: S608 (a constant)


class SqliteStore:
    """Implements `knowledge.store.FactStore`; any thread may read. Reading a damaged file raises StoreError."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection, self._path = connection, path
        self._lock = threading.RLock()
        self._documents: dict[str, Document] = {}
        self._sentences: dict[str, tuple[IndexedSentence, ...]] = {}
        self._vocabulary: tuple[tuple[str, int], ...] | None = None
        self._version = self._checked_version()

    @classmethod
    def open(cls, path: Path) -> SqliteStore:
        """Raises StoreError for a file that is missing, no store, damaged, or of another schema version."""
        if not path.is_file():
            raise StoreError(f"{path}: there is no store here")
        try:
            connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False)
            connection.execute("PRAGMA query_only = ON")
        except sqlite3.Error as error:
            raise StoreError(f"{path}: the store cannot be opened: {error}") from error
        try:
            return cls(connection, path)
        except StoreError:
            connection.close()
            raise

    @property
    def version(self) -> str:
        return self._version

    def documents(self) -> tuple[Document, ...]:
        with self._lock:
            if not self._documents:
                found = self._read(lambda row: rows.document(row[0]), "SELECT document FROM articles ORDER BY id")
                self._documents = {document.id: document for document in found}
            return tuple(self._documents.values())

    def document(self, document: str) -> Document:
        self.documents()
        return self._documents[document]

    def sentence(self, document: str, index: int) -> IndexedSentence:
        found = self.sentences(document)
        if not 0 <= index < len(found):
            raise KeyError((document, index))
        return found[index]

    def sentences(self, document: str) -> tuple[IndexedSentence, ...]:
        self.document(document)
        with self._lock:
            if document not in self._sentences:
                query = "SELECT * FROM sentences WHERE document = ? ORDER BY number"
                self._sentences[document] = self._read(rows.sentence, query, document)
                if len(self._sentences) > _ARTICLES_KEPT:
                    del self._sentences[next(iter(self._sentences))]
            return self._sentences[document]

    def facts(
        self, *, document: str | None = None, sentence: int | None = None, kinds: Sequence[Kind] = ()
    ) -> tuple[Fact, ...]:
        """Raises ValueError for a sentence without its document."""
        conditions: list[str] = []
        values: list[object] = []
        if document is not None:
            self.document(document)
            conditions.append("document = ?")
            values.append(document)
        if sentence is not None:
            if document is None:
                raise ValueError("a sentence needs its document")
            self.sentence(document, sentence)
            conditions.append("sentence = ?")
            values.append(sentence)
        if kinds:
            conditions.append(f"kind IN ({', '.join('?' * len(kinds))})")
            values += map(str, kinds)
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        return self._read(rows.fact, f"{_FACTS}{where} ORDER BY position", *values)

    def fact(self, id: str) -> Fact:  # noqa: A002 (the protocol's name)
        found = self._read(rows.fact, f"{_FACTS} WHERE id = ?", id)
        if not found:
            raise KeyError(id)
        return found[0]

    def postings(self, term: str) -> tuple[Posting, ...]:
        query = "SELECT document, sentence, frequency FROM postings WHERE term = ? ORDER BY document, sentence"
        return self._read(rows.posting, query, term)

    def context_postings(self, term: str) -> tuple[Posting, ...]:
        query = "SELECT document, sentence, frequency FROM context WHERE term = ? ORDER BY document, sentence"
        return self._read(rows.posting, query, term)

    def vocabulary(self) -> tuple[tuple[str, int], ...]:
        with self._lock:
            if self._vocabulary is None:
                both = "SELECT term FROM postings UNION ALL SELECT term FROM context"
                query = f"SELECT term, count(*) FROM ({both}) GROUP BY term ORDER BY term"  # noqa: S608 (a constant)
                self._vocabulary = self._read(rows.pair, query)
            return self._vocabulary

    def aliases(self, document: str) -> tuple[Alias, ...]:
        self.document(document)
        query = "SELECT document, names FROM aliases WHERE document = ? ORDER BY number"
        return self._read(rows.alias, query, document)

    def unknowns(self, document: str) -> tuple[Unknown, ...]:
        self.document(document)
        query = "SELECT document, id, ask, tell FROM unknowns WHERE document = ? ORDER BY number"
        return self._read(rows.unknown, query, document)

    def vectors(self, document: str) -> SentenceVectors | None:
        self.document(document)
        query = 'SELECT encoder, dimension, "rows" FROM vectors WHERE document = ?'
        return next(iter(self._read(rows.vectors, query, document)), None)

    def keys(self) -> dict[str, str]:
        """Each article's key → its document's id."""
        return dict(self._read(rows.pair, "SELECT key, id FROM articles ORDER BY id"))

    def article(self, key: str) -> Article:
        """All of one article, to be taken over into a newer store."""
        document = self.keys()[key]
        return Article(
            document=self.document(document),
            sentences=self.sentences(document),
            facts=self.facts(document=document),
            aliases=self.aliases(document),
            unknowns=self.unknowns(document),
            key=key,
            vectors=self.vectors(document),
        )

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def _read(self, decode: Callable[[rows.Row], T], query: str, *values: object) -> tuple[T, ...]:
        try:
            with self._lock:
                found = self._connection.execute(query, values).fetchall()
            return tuple(map(decode, found))
        except (sqlite3.Error, LookupError, TypeError, ValueError) as error:  # what damaged rows end in
            raise StoreError(f"{self._path}: the store cannot be read: {error}") from error

    def _checked_version(self) -> str:
        meta: dict[str, str] = dict(self._read(rows.pair, "SELECT name, value FROM meta"))
        if meta.get("schema") != rows.SCHEMA_VERSION:
            found = meta.get("schema", "unknown")
            raise StoreError(f"{self._path}: the store's schema is {found}, this program reads {rows.SCHEMA_VERSION}")
        return meta.get("version", "")
