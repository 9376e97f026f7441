"""From a folder of seeds to a store: repeatable, incremental by content hash, atomic, one builder at a time."""

from __future__ import annotations

import fcntl
import functools
import gc
import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from importlib.metadata import version as installed
from pathlib import Path

from knowledge import curated as authored_facts
from knowledge import seeds as seed_files
from knowledge.analysis import tokenise
from knowledge.article import Article
from knowledge.document import Document
from knowledge.errors import SeedError, StoreError
from knowledge.facts import Alias, Fact, Phrase, Unknown
from knowledge.language import content_words, detect
from knowledge.sentences import split
from knowledge.sqlite_store import SqliteStore
from knowledge.sqlite_writer import write
from knowledge.store import IndexedSentence
from knowledge.vectors import Encoder, encode

Progress = Callable[[int, int, str], None]
"""Called after each article with: articles done, articles in all, the seed's file name."""

_ANALYSERS = ("HanTa", "snowballstemmer")  # another release of these may give other terms


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build made. `reused` are articles taken over unchanged from the old store."""

    articles: int
    sentences: int
    facts: int
    reused: int
    seconds: float

    def __str__(self) -> str:
        articles = f"{self.articles} article{'' if self.articles == 1 else 's'} ({self.reused} unchanged)"
        return f"{articles}, {self.sentences} sentences, {self.facts} facts in {self.seconds:.1f} s"


def build(
    seeds: Path,
    store: Path,
    *,
    curated: bool = True,
    encoder: Encoder | None = None,
    progress: Progress | None = None,
) -> BuildReport:
    """Writes the store anew from the seeds, with sentence vectors where there is an encoder.

    Raises SeedError, StoreError or EncoderError; the old store is then untouched.
    """
    with _lock(store):
        return _build(_keys(seeds, curated), store, curated, encoder, progress)


def refresh(
    seeds: Path,
    store: Path,
    *,
    curated: bool = True,
    encoder: Encoder | None = None,
    progress: Progress | None = None,
) -> SqliteStore:
    """The store of these seeds, opened; built first when it is missing, unusable or not up to date, or when its vectors
    are not this encoder's.

    Raises SeedError, StoreError or EncoderError; the old store is then untouched.
    """
    keys = _keys(seeds, curated)
    version = _version(keys, encoder)
    current = _current(store, version)
    if current is not None:
        return current
    with _lock(store):
        current = _current(store, version)  # another builder may have been faster
        if current is None:
            _build(keys, store, curated, encoder, progress)
            current = SqliteStore.open(store)
        return current


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without looking for cycles: what is built has none, and to look through ever more of it takes its time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


@_uncollected()
def _build(
    keys: Mapping[Path, str], store: Path, curated: bool, encoder: Encoder | None, progress: Progress | None
) -> BuildReport:
    began = time.perf_counter()
    old = _old_articles(store, frozenset(keys.values()))
    articles: list[Article] = []
    for done, (path, key) in enumerate(keys.items(), start=1):
        articles.append(_with_vectors(old.get(key) or _article(path, key, curated), encoder))
        if progress is not None:
            progress(done, len(keys), path.name)
    _check_ids(articles, tuple(keys))
    write(store, articles, _version(keys, encoder))
    return BuildReport(
        articles=len(articles),
        sentences=sum(len(article.sentences) for article in articles),
        facts=sum(len(article.facts) for article in articles),
        reused=sum(article.key in old for article in articles),
        seconds=time.perf_counter() - began,
    )


def _article(path: Path, key: str, curated: bool) -> Article:
    from knowledge import extraction  # here, as below: a store that is up to date opens without loading all rules

    document = seed_files.read(path)
    sentences = _indexed(document)
    facts: tuple[Fact, ...] = extraction.extract(document, sentences)
    sentences = _connected(document, sentences, facts)
    aliases: tuple[Alias, ...] = ()
    unknowns: tuple[Unknown, ...] = ()
    beside = seed_files.facts_beside(path) if curated else None
    if beside is not None:
        known = authored_facts.read(beside, document, tuple(indexed.sentence for indexed in sentences))
        facts = (*(replace(fact, ask_terms=_phrases(fact.ask)) for fact in known.facts), *facts)
        unknowns = tuple(replace(unknown, ask_terms=_phrases(unknown.ask)) for unknown in known.unknowns)
        aliases = known.aliases
    _check_evidence(facts, document, path)
    return Article(document=document, sentences=sentences, facts=facts, aliases=aliases, unknowns=unknowns, key=key)


def _with_vectors(article: Article, encoder: Encoder | None) -> Article:
    """The article with this encoder's vectors, its own where they are such; without any where there is no encoder."""
    if encoder is None:
        return replace(article, vectors=None)
    if article.vectors is not None and article.vectors.encoder == encoder.name:
        return article
    spans = ((indexed.sentence.start, indexed.sentence.end) for indexed in article.sentences)
    texts = tuple(article.document.text[start:end] for start, end in spans)
    return replace(article, vectors=encode(encoder, texts))


def _phrases(ask: tuple[str, ...]) -> tuple[Phrase, ...]:
    return tuple(
        tuple(token.terms for token in content_words(tokenise(text, 0, len(text), language), language))
        for text in ask
        for language in (detect(text),)
    )


def _indexed(document: Document) -> tuple[IndexedSentence, ...]:
    from knowledge.predicates import predicates  # as above

    context = {section.index: _terms(section.heading, document) for section in document.sections}
    tokens = {s: tokenise(document.text, s.start, s.end, document.language) for s in split(document)}
    return tuple(
        IndexedSentence(
            sentence=sentence,
            tokens=words,
            context=context.get(sentence.section, ()),
            predicates=predicates(words, document.language),
        )
        for sentence, words in tokens.items()
    )


def _connected(
    document: Document, sentences: tuple[IndexedSentence, ...], facts: tuple[Fact, ...]
) -> tuple[IndexedSentence, ...]:
    """The sentences with what their references stand for, also in their context."""
    from knowledge import coreference

    found = coreference.context(document, sentences, facts)
    return tuple(
        replace(indexed, references=references, context=tuple(dict.fromkeys((*indexed.context, *held))))
        for indexed, (references, held) in zip(sentences, found, strict=True)
    )


def _terms(heading: str | None, document: Document) -> tuple[str, ...]:
    if not heading:
        return ()
    tokens = tokenise(heading, 0, len(heading), document.language)
    return tuple(term for token in tokens for term in token.terms)


def _check_evidence(facts: tuple[Fact, ...], document: Document, path: Path) -> None:
    for fact in facts:
        if fact.document != document.id or not fact.evidence.holds(document.text):
            raise SeedError(f"the evidence of fact {fact.id!r} does not stand in the text.", path=path)


def _check_ids(articles: list[Article], paths: tuple[Path, ...]) -> None:
    documents: set[str] = set()
    facts: set[str] = set()
    for article, path in zip(articles, paths, strict=True):
        if article.document.id in documents:
            raise SeedError(f"another seed is called {article.document.id!r} as well.", path=path)
        documents.add(article.document.id)
        for fact in article.facts:
            if fact.id in facts:
                raise SeedError(f"there are two facts with the id {fact.id!r}.", path=path)
            facts.add(fact.id)


def _old_articles(store: Path, wanted: frozenset[str]) -> dict[str, Article]:
    """The articles of the store there is, by key; none where it cannot be read."""
    try:
        with closing(SqliteStore.open(store)) as old:
            return {key: old.article(key) for key in old.keys() if key in wanted}  # noqa: SIM118 (no dict)
    except StoreError:
        return {}


def _current(store: Path, version: str) -> SqliteStore | None:
    try:
        found = SqliteStore.open(store)
    except StoreError:
        return None
    if found.version == version:
        return found
    found.close()
    return None


def _keys(seeds: Path, curated: bool) -> dict[Path, str]:
    return {path: _key(path, curated) for path in seed_files.paths(seeds)}


def _key(path: Path, curated: bool) -> str:
    parts = [path.name, _digest(seed_files.content(path)), str(curated), fingerprint()]
    beside = seed_files.facts_beside(path) if curated else None
    if beside is not None:
        parts.append(_digest(seed_files.content(beside)))
    return _hash(parts)


def _version(keys: Mapping[Path, str], encoder: Encoder | None) -> str:
    return _hash(sorted(keys.values()) + ([f"vectors {encoder.name}"] if encoder else []))


@functools.cache
def fingerprint() -> str:
    """A hash of this package's rules and data and of the analysers' releases: other rules, other facts."""
    package = Path(__file__).parent
    files = sorted(path for path in package.rglob("*") if path.is_file() and path.suffix != ".pyc")
    parts = [f"{path.relative_to(package).as_posix()} {_digest(path.read_bytes())}" for path in files]
    return _hash([*parts, *(f"{name} {installed(name)}" for name in _ANALYSERS)])


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _hash(parts: list[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


@contextmanager
def _lock(store: Path) -> Iterator[None]:
    """Holds the exclusive lock of the store's builders; waits for it. The system frees it when a builder dies."""
    try:
        store.parent.mkdir(parents=True, exist_ok=True)
        file = store.with_name(f"{store.name}.lock").open("a")
    except OSError as error:
        raise StoreError(f"{store}: the store cannot be written: {error.strerror}") from error
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
