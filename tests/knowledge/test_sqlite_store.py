"""The store's file: read only by those who answer, refused where it is none of ours, written whole."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from knowledge import sqlite_rows, sqlite_store, sqlite_writer
from knowledge.errors import StoreError
from knowledge.sqlite_store import SqliteStore
from tests.knowledge.stored import ARTICLES, FACTS, VECTORS, article


def test_gives_articles_back(tmp_path: Path) -> None:
    """An article read back by its key is equal to the one written but for the order of its facts."""
    sqlite_writer.write(tmp_path / "store.db", ARTICLES, "v1")
    with closing(SqliteStore.open(tmp_path / "store.db")) as store:
        assert store.keys() == {"key of brot": "brot", "key of milch": "milch"}
        assert store.article("key of brot") == ARTICLES[1]
        assert set(store.article("key of milch").facts) == set(FACTS)
        assert store.article("key of milch").vectors == VECTORS


def test_missing_file(tmp_path: Path) -> None:
    """A missing file is a StoreError that names it, and none is made."""
    path = tmp_path / "none.db"
    with pytest.raises(StoreError) as caught:
        SqliteStore.open(path)
    assert str(caught.value) == f"{path}: there is no store here"
    assert not path.exists()


@pytest.mark.parametrize("content", [b"", b"no store at all, but long enough " * 200])
def test_other_file(tmp_path: Path, content: bytes) -> None:
    """A file that is no store is a StoreError that names it."""
    path = tmp_path / "other.db"
    path.write_bytes(content)
    with pytest.raises(StoreError, match="the store cannot be read"):
        SqliteStore.open(path)


def test_other_schema(tmp_path: Path) -> None:
    """A store of another schema version is refused, naming both."""
    path = tmp_path / "store.db"
    sqlite_writer.write(path, ARTICLES, "v1")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE meta SET value = '0' WHERE name = 'schema'")
    with pytest.raises(StoreError) as caught:
        SqliteStore.open(path)
    expected = f"{path}: the store's schema is 0, this program reads {sqlite_rows.SCHEMA_VERSION}"
    assert str(caught.value) == expected


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM facts",
        "UPDATE meta SET value = ''",
        "INSERT INTO meta VALUES ('a', 'b')",
        "DROP TABLE facts",
        "CREATE TABLE a (b)",
        "CREATE TEMP TABLE a (b)",
        "PRAGMA user_version = 7",
        "VACUUM",
    ],
)
def test_nothing_is_written_by_those_who_answer(statement: str, tmp_path: Path) -> None:
    """Through the connection that reads, nothing can be; reading leaves the file and its folder as they were."""
    path = tmp_path / "store.db"
    sqlite_writer.write(path, ARTICLES, "v1")
    before = path.read_bytes(), path.stat().st_mtime_ns
    with closing(SqliteStore.open(path)) as store:
        assert store.facts()
        with pytest.raises(sqlite3.OperationalError, match=r"readonly|read-only"):
            store._connection.execute(statement)
        store.vocabulary()
        assert [path] == list(tmp_path.iterdir())
    assert before == (path.read_bytes(), path.stat().st_mtime_ns)


def test_a_reader_keeps_the_store_it_opened(tmp_path: Path) -> None:
    """Who has a store open when it is built anew goes on reading the old one, whole; who opens it then has the new."""
    path = tmp_path / "store.db"
    sqlite_writer.write(path, ARTICLES, "v1")
    with closing(SqliteStore.open(path)) as old:
        sqlite_writer.write(path, [article("neu", "Satz von heute.")], "v2")
        with closing(SqliteStore.open(path)) as new:
            assert [one.id for one in new.documents()] == ["neu"]
        assert "neu" not in [one.id for one in old.documents()]
        assert (old.version, len(old.documents())) == ("v1", len(ARTICLES))


def test_damaged_rows(tmp_path: Path) -> None:
    """A row that cannot be understood is a StoreError."""
    path = tmp_path / "store.db"
    sqlite_writer.write(path, ARTICLES, "v1")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE sentences SET tokens = '[[1'")
    with closing(SqliteStore.open(path)) as store, pytest.raises(StoreError, match="the store cannot be read"):
        store.sentences("milch")


def test_unwritable_folder(tmp_path: Path) -> None:
    """Writing where there is no folder is a StoreError."""
    with pytest.raises(StoreError, match="the store cannot be written"):
        sqlite_writer.write(tmp_path / "none" / "store.db", ARTICLES, "v1")


def test_removes_what_dead_writers_left(tmp_path: Path) -> None:
    """A dead process's unfinished file goes, a living one's and other files stay."""
    dead, living = tmp_path / ".store.db.4194999-0123abcd.tmp", tmp_path / f".store.db.{os.getppid()}-0123abcd.tmp"
    other = tmp_path / ".other.db.4194999-0123abcd.tmp"
    for path in (dead, living, other):
        path.touch()
    sqlite_writer.write(tmp_path / "store.db", ARTICLES, "v1")
    assert {path.name for path in tmp_path.iterdir()} == {living.name, other.name, "store.db"}


def test_keeps_few_articles_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With room for one article's sentences, those of all articles are still read rightly, to and fro."""
    monkeypatch.setattr(sqlite_store, "_ARTICLES_KEPT", 1)
    texts = {name: f"Satz von {name}." for name in ("a", "b", "c")}
    sqlite_writer.write(tmp_path / "store.db", [article(name, text) for name, text in texts.items()], "v1")
    with closing(SqliteStore.open(tmp_path / "store.db")) as store:
        for name in "abcab":
            (only,) = store.sentences(name)
            assert " ".join(token.text for token in only.tokens) == texts[name]
