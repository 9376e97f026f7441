"""Writes a store file: beside the old one first, then in its place, so that there is always a whole store."""

from __future__ import annotations

import os
import re
import secrets
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path

from knowledge import sqlite_rows as rows
from knowledge.article import Article, context_frequencies, frequencies, text_order
from knowledge.errors import StoreError
from knowledge.store import IndexedSentence


def write(path: Path, articles: Sequence[Article], version: str) -> None:
    """Replaces the store at `path`; who has the old one open keeps reading it. Raises StoreError.

    A process writes one store at a time; what an earlier, killed process left beside it is removed.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}.tmp")
    try:
        _remove_stale(path)
        try:
            _fill(temporary, sorted(articles, key=lambda article: article.document.id), version)
            _sync(temporary)
            temporary.replace(path)
            _sync(path.parent)
        finally:
            temporary.unlink(missing_ok=True)
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"{path}: the store cannot be written: {error}") from error


def _fill(path: Path, articles: Sequence[Article], version: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        # No journal: this file is either finished and renamed, or thrown away.
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;" + rows.SCHEMA)
        meta = [("schema", rows.SCHEMA_VERSION), ("version", version)]
        connection.executemany("INSERT INTO meta VALUES (?, ?)", meta)
        for article in articles:
            _insert(connection, article)
        _insert_postings(connection, articles, "postings", frequencies)
        _insert_postings(connection, articles, "context", context_frequencies)
        connection.execute("COMMIT")


def _insert(connection: sqlite3.Connection, article: Article) -> None:
    id_ = article.document.id
    row = (id_, article.key, rows.document_json(article.document))
    connection.execute("INSERT INTO articles VALUES (?, ?, ?)", row)
    connection.executemany(
        "INSERT INTO sentences VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", map(rows.sentence_row, article.sentences)
    )
    if article.vectors is not None:
        kept = article.vectors
        connection.execute("INSERT INTO vectors VALUES (?, ?, ?, ?)", (id_, kept.encoder, kept.dimension, kept.rows))
    places = ", ".join("?" * (rows.FACT_COLUMNS.count(",") + 1))
    connection.executemany(
        f"INSERT INTO facts ({rows.FACT_COLUMNS}) VALUES ({places})",  # noqa: S608 (both are constants)
        map(rows.fact_row, sorted(article.facts, key=text_order)),
    )
    connection.executemany(
        "INSERT INTO aliases VALUES (?, ?, ?)",
        ((id_, number, rows.to_json(alias.names)) for number, alias in enumerate(article.aliases)),
    )
    connection.executemany(
        "INSERT INTO unknowns VALUES (?, ?, ?, ?, ?)",
        ((id_, number, u.id, rows.to_json([u.ask, u.ask_terms]), u.tell) for number, u in enumerate(article.unknowns)),
    )


def _insert_postings(
    connection: sqlite3.Connection,
    articles: Sequence[Article],
    table: str,
    count: Callable[[IndexedSentence], Mapping[str, int]],
) -> None:
    """Sorted by key, so that the index grows at its end."""
    found = [
        (term, article.document.id, indexed.sentence.index, frequency)
        for article in articles
        for indexed in article.sentences
        for term, frequency in count(indexed).items()
    ]
    connection.executemany(f"INSERT INTO {table} VALUES (?, ?, ?, ?)", sorted(found))  # noqa: S608 (one of ours)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove_stale(path: Path) -> None:
    ours = re.compile(rf"\.{re.escape(path.name)}\.(\d+)-[0-9a-f]{{8}}\.tmp")
    for other in path.parent.iterdir():
        match = ours.fullmatch(other.name)
        if match and not _another_lives(int(match[1])):
            other.unlink(missing_ok=True)


def _another_lives(process: int) -> bool:
    """Whether another process has this id. Ours does not count: in a container every process may be number 1."""
    if process == os.getpid():
        return False
    with suppress(PermissionError, OverflowError):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
    return True
