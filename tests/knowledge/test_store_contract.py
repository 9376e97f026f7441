"""What every fact store must do. A new implementation joins by one entry in `STORES`."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from knowledge import sqlite_writer
from knowledge.facts import Fact, Kind
from knowledge.sqlite_store import SqliteStore
from knowledge.store import FactStore, Posting
from tests.knowledge.memory_store import MemoryStore
from tests.knowledge.stored import ARTICLES, FACTS, VECTORS, reference


def _sqlite(folder: Path) -> FactStore:
    sqlite_writer.write(folder / "store.db", ARTICLES, "v1")
    return SqliteStore.open(folder / "store.db")


def _memory(folder: Path) -> FactStore:
    return MemoryStore(ARTICLES, "v1")


STORES: dict[str, Callable[[Path], FactStore]] = {"memory": _memory, "sqlite": _sqlite}


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FactStore]:
    opened = STORES[request.param](tmp_path)
    yield opened
    opened.close()


def _ids(facts: tuple[Fact, ...]) -> list[str]:
    return [fact.id for fact in facts]


def test_version(store: FactStore) -> None:
    """The version is the one it was written with."""
    assert store.version == "v1"


def test_documents_come_back_whole_and_by_id(store: FactStore) -> None:
    """Documents are equal to those written, in the order of their ids."""
    assert store.documents() == (ARTICLES[1].document, ARTICLES[0].document)
    assert store.document("milch") == ARTICLES[0].document


def test_sentences_come_back_whole_and_in_order(store: FactStore) -> None:
    """Sentences with tokens, terms and context are equal to those written, together and one by one."""
    assert store.sentences("milch") == ARTICLES[0].sentences
    assert store.sentence("milch", 1) == ARTICLES[0].sentences[1]


def test_facts_in_the_order_of_the_text(store: FactStore) -> None:
    """Facts outside all sentences (-1) come first, then by sentence, curated ones first, then by place."""
    assert _ids(store.facts()) == ["ohne-satz", "erster", "gefolgert", "gewusst", "frueh", "spaet"]


def test_facts_come_back_whole(store: FactStore) -> None:
    """Each fact is equal to the one written, every field of it."""
    assert set(store.facts(document="milch")) == set(FACTS)
    assert [store.fact(fact.id) for fact in FACTS] == list(FACTS)


def test_facts_narrowed(store: FactStore) -> None:
    """Document, sentence and kinds narrow the facts, alone and together."""
    assert store.facts(document="brot") == ()
    assert _ids(store.facts(document="milch", sentence=0)) == ["erster"]
    assert _ids(store.facts(kinds=[Kind.DATE])) == ["erster", "frueh"]
    assert _ids(store.facts(document="milch", sentence=1, kinds=(Kind.NUMBER, Kind.DATE))) == ["frueh", "spaet"]
    assert store.facts(kinds=(Kind.SCORE,)) == ()


def test_a_sentence_needs_its_document(store: FactStore) -> None:
    """A sentence's number alone is refused."""
    with pytest.raises(ValueError, match="a sentence needs its document"):
        store.facts(sentence=1)


@pytest.mark.parametrize(
    "read",
    [
        lambda store: store.document("käse"),
        lambda store: store.sentences("käse"),
        lambda store: store.sentence("käse", 0),
        lambda store: store.sentence("milch", 3),
        lambda store: store.sentence("milch", -1),
        lambda store: store.facts(document="käse"),
        lambda store: store.facts(document="milch", sentence=3),
        lambda store: store.fact("käse"),
        lambda store: store.aliases("käse"),
        lambda store: store.unknowns("käse"),
        lambda store: store.vectors("käse"),
    ],
)
def test_unknown_ids(store: FactStore, read: Callable[[FactStore], object]) -> None:
    """What is not there raises KeyError, everywhere."""
    with pytest.raises(KeyError):
        read(store)


def test_postings(store: FactStore) -> None:
    """Postings count each term of each token, by document and sentence; context terms are none of them."""
    assert store.postings("milch") == (
        Posting(document="brot", sentence=0, frequency=1),
        Posting(document="milch", sentence=0, frequency=1),
        Posting(document="milch", sentence=1, frequency=2),
    )
    assert store.postings("thema") == ()
    assert store.postings("käse") == ()


def test_context_postings(store: FactStore) -> None:
    """A term that holds by context alone is found apart, and one that also stands in the sentence is not."""
    assert store.context_postings("thema") == (Posting(document="milch", sentence=1, frequency=1),)
    assert "milch" in store.sentence("milch", 1).context
    assert store.context_postings("milch") == ()
    assert store.context_postings("käse") == ()


def test_references(store: FactStore) -> None:
    """The references of a sentence come back with every field; most sentences have none."""
    (found,) = store.sentence("milch", 1).references
    assert found == reference("milch")
    assert store.sentence("milch", 0).references == ()


def test_vocabulary(store: FactStore) -> None:
    """The vocabulary has every term once, in order, with the number of sentences it stands in or holds for."""
    found = store.vocabulary()
    assert [term for term, _ in found] == sorted(
        {"milch", "kommt", "von", "kühen", "und", "kannen", "gibt", "es", "ende", "brot", "thema"}
    )
    assert dict(found)["milch"] == 3
    assert all(count == len(store.postings(term)) + len(store.context_postings(term)) for term, count in found)


def test_aliases_and_unknowns(store: FactStore) -> None:
    """Aliases and unknowns come back as written and in that order."""
    assert store.aliases("milch") == ARTICLES[0].aliases
    assert store.unknowns("milch") == ARTICLES[0].unknowns


def test_vectors(store: FactStore) -> None:
    """Vectors come back as written, and None for an article that has none."""
    assert store.vectors("milch") == VECTORS
    assert store.vectors("brot") is None


def test_threads_read_at_once(store: FactStore) -> None:
    """Eight threads that read everything at once all see the same."""
    seen: list[object] = []

    def read() -> None:
        seen.append((store.facts(), store.sentences("milch"), store.vocabulary(), store.postings("milch")))

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 8
    assert all(each == seen[0] for each in seen)
