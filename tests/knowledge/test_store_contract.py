"""What every fact store must do. A new implementation joins by one entry in `STORES`."""

from __future__ import annotations

import importlib.util
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from knowledge import sqlite_rows, sqlite_store, sqlite_writer
from knowledge.article import Article
from knowledge.document import Document, Evidence, PartialDate, Section, Sentence
from knowledge.errors import StoreError
from knowledge.facts import Alias, Fact, Kind, Unknown
from knowledge.roles import Argument, Predicate, Role, Voice
from knowledge.sqlite_store import SqliteStore
from knowledge.store import FactStore, IndexedSentence, Posting, Reference, Token
from knowledge.vectors import SentenceVectors


def _memory_store() -> Any:
    # Tests are no package (no __init__.py), so the sibling file is loaded by its place.
    spec = importlib.util.spec_from_file_location("memory_store", Path(__file__).with_name("memory_store.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.MemoryStore


def _article(
    id_: str, *sentences: str, facts: tuple[Fact, ...] = (), vectors: SentenceVectors | None = None, **more: Any
) -> Article:
    """An article of these sentences, one blank between them; the terms are the words in small letters."""
    text, indexed = " ".join(sentences), []
    for number, words in enumerate(sentences):
        start = len(" ".join(sentences[:number])) + bool(number)
        sentence = Sentence(
            document=id_, index=number, start=start, end=start + len(words), section=0, paragraph=number
        )
        tokens, at = [], start
        for word in words.split():
            at = text.index(word, at)
            terms = tuple(word.lower().strip(".").split("-"))
            tokens.append(Token(text=word, start=at, end=at + len(word), tag="NN", lemma=word, terms=terms))
        second = number == 1
        indexed.append(
            IndexedSentence(
                sentence=sentence,
                tokens=tuple(tokens),
                context=("thema", "milch") * second,
                references=(_reference(id_),) * second,
                predicates=(_predicate(tokens[0]),),
            )
        )
    document = Document(
        id=id_,
        title=id_.title(),
        language="de",
        text=text,
        body_start=0,
        body_end=len(text),
        sections=(Section(index=0, start=0, end=len(text), heading="Überschrift"),),
        **more,
    )
    return Article(
        document=document,
        sentences=tuple(indexed),
        facts=facts,
        aliases=(Alias(document=id_, names=("Käse", "Cheese")), Alias(document=id_, names=("A", "B"))),
        unknowns=(Unknown(id=f"{id_}-preis", document=id_, ask=("Was kostet er?",), tell="Das steht nicht da."),),
        key=f"key of {id_}",
        vectors=vectors,
    )


def _reference(id_: str) -> Reference:
    return Reference(
        sentence=1,
        start=3,
        end=5,
        text=f"er, {id_}",
        kind="pronoun",
        antecedent_text="“Käse” ß",
        antecedent_start=0,
        antecedent_end=2,
        antecedent_kind=Kind.PERSON,
    )


def _predicate(token: Token) -> Predicate:
    """The first word as a passive whose agent is the word itself."""
    argument = Argument(role=Role.AGENT, slot="by", first=0, last=1, start=token.start, end=token.end, named=True)
    return Predicate(
        frame="transfer",
        relation="rel:buy",
        voice=Voice.PASSIVE,
        trigger=0,
        start=token.start,
        end=token.end,
        negated=True,
        arguments=(argument,),
    )


def _fact(id_: str, sentence: int, span: tuple[int, int], **more: Any) -> Fact:
    given: dict[str, Any] = {"kind": Kind.PHRASE, "origin": "extracted", "answer": id_, "answer_start": span[0]}
    given |= {"answer_end": span[1], **more}
    evidence = Evidence(document="milch", start=span[0], end=span[1], quote="Ein “Zitat” ß 🧀")
    return Fact(id=id_, sentence=sentence, evidence=evidence, **given)


VECTORS = SentenceVectors(encoder="käse 1.0", dimension=2, rows=bytes(range(12)))
FACTS = (
    _fact("spaet", 1, (30, 35), kind=Kind.NUMBER, value="3", head="Kühe", syntax="counted"),
    _fact("frueh", 1, (24, 28), kind=Kind.DATE),
    _fact("gewusst", 1, (33, 35), origin="curated", ask=("Wie viele?", "Wieviel?")),
    _fact("gefolgert", 1, (20, 40), origin="curated", answer_start=None, answer_end=None, derivation="3 mal 2"),
    _fact("erster", 0, (0, 5), kind=Kind.DATE),
    _fact("ohne-satz", -1, (0, 5), origin="curated"),
)
ARTICLES = (
    _article(
        "milch",
        "Milch kommt von Kühen.",
        "Milch und Milch-Kannen gibt es.",
        "Ende.",
        facts=FACTS,
        vectors=VECTORS,
        published=PartialDate(year=2021, month=3),
        author="map",
        source="https://example.org/ä",
        published_span=(0, 5),
        author_span=(6, 11),
    ),
    _article("brot", "Brot und Milch."),
)


def _sqlite(folder: Path) -> FactStore:
    sqlite_writer.write(folder / "store.db", ARTICLES, "v1")
    return SqliteStore.open(folder / "store.db")


def _memory(folder: Path) -> FactStore:
    store: FactStore = _memory_store()(ARTICLES, "v1")
    return store


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
    assert found == _reference("milch")
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


def test_sqlite_gives_articles_back(tmp_path: Path) -> None:
    """An article read back by its key is equal to the one written but for the order of its facts."""
    sqlite_writer.write(tmp_path / "store.db", ARTICLES, "v1")
    with closing(SqliteStore.open(tmp_path / "store.db")) as store:
        assert store.keys() == {"key of brot": "brot", "key of milch": "milch"}
        assert store.article("key of brot") == ARTICLES[1]
        assert set(store.article("key of milch").facts) == set(FACTS)
        assert store.article("key of milch").vectors == VECTORS


def test_sqlite_missing_file(tmp_path: Path) -> None:
    """A missing file is a StoreError that names it, and none is made."""
    path = tmp_path / "none.db"
    with pytest.raises(StoreError) as caught:
        SqliteStore.open(path)
    assert str(caught.value) == f"{path}: there is no store here"
    assert not path.exists()


@pytest.mark.parametrize("content", [b"", b"no store at all, but long enough " * 200])
def test_sqlite_other_file(tmp_path: Path, content: bytes) -> None:
    """A file that is no store is a StoreError that names it."""
    path = tmp_path / "other.db"
    path.write_bytes(content)
    with pytest.raises(StoreError, match="the store cannot be read"):
        SqliteStore.open(path)


def test_sqlite_other_schema(tmp_path: Path) -> None:
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
def test_sqlite_nothing_is_written_by_those_who_answer(statement: str, tmp_path: Path) -> None:
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


def test_sqlite_a_reader_keeps_the_store_it_opened(tmp_path: Path) -> None:
    """Who has a store open when it is built anew goes on reading the old one, whole; who opens it then has the new."""
    path = tmp_path / "store.db"
    sqlite_writer.write(path, ARTICLES, "v1")
    with closing(SqliteStore.open(path)) as old:
        sqlite_writer.write(path, [_article("neu", "Satz von heute.")], "v2")
        with closing(SqliteStore.open(path)) as new:
            assert [one.id for one in new.documents()] == ["neu"]
        assert "neu" not in [one.id for one in old.documents()]
        assert (old.version, len(old.documents())) == ("v1", len(ARTICLES))


def test_sqlite_damaged_rows(tmp_path: Path) -> None:
    """A row that cannot be understood is a StoreError."""
    path = tmp_path / "store.db"
    sqlite_writer.write(path, ARTICLES, "v1")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE sentences SET tokens = '[[1'")
    with closing(SqliteStore.open(path)) as store, pytest.raises(StoreError, match="the store cannot be read"):
        store.sentences("milch")


def test_sqlite_unwritable_folder(tmp_path: Path) -> None:
    """Writing where there is no folder is a StoreError."""
    with pytest.raises(StoreError, match="the store cannot be written"):
        sqlite_writer.write(tmp_path / "none" / "store.db", ARTICLES, "v1")


def test_sqlite_removes_what_dead_writers_left(tmp_path: Path) -> None:
    """A dead process's unfinished file goes, a living one's and other files stay."""
    dead, living = tmp_path / ".store.db.4194999-0123abcd.tmp", tmp_path / f".store.db.{os.getppid()}-0123abcd.tmp"
    other = tmp_path / ".other.db.4194999-0123abcd.tmp"
    for path in (dead, living, other):
        path.touch()
    sqlite_writer.write(tmp_path / "store.db", ARTICLES, "v1")
    assert {path.name for path in tmp_path.iterdir()} == {living.name, other.name, "store.db"}


def test_sqlite_keeps_few_articles_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With room for one article's sentences, those of all articles are still read rightly, to and fro."""
    monkeypatch.setattr(sqlite_store, "_ARTICLES_KEPT", 1)
    texts = {name: f"Satz von {name}." for name in ("a", "b", "c")}
    sqlite_writer.write(tmp_path / "store.db", [_article(name, text) for name, text in texts.items()], "v1")
    with closing(SqliteStore.open(tmp_path / "store.db")) as store:
        for name in "abcab":
            (only,) = store.sentences(name)
            assert " ".join(token.text for token in only.tokens) == texts[name]
