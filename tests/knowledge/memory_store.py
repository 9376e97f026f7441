"""A slow, obviously right fact store in memory: the reference beside `knowledge.sqlite_store`."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.article import Article
from knowledge.document import Document
from knowledge.facts import Alias, Fact, Kind, Unknown
from knowledge.store import IndexedSentence, Posting
from knowledge.vectors import SentenceVectors


class MemoryStore:
    """Implements `knowledge.store.FactStore` by going through everything."""

    def __init__(self, articles: Sequence[Article], version: str) -> None:
        self._articles = {a.document.id: a for a in sorted(articles, key=lambda a: a.document.id)}
        self._version = version

    @property
    def version(self) -> str:
        return self._version

    def documents(self) -> tuple[Document, ...]:
        return tuple(article.document for article in self._articles.values())

    def document(self, document: str) -> Document:
        return self._articles[document].document

    def sentence(self, document: str, index: int) -> IndexedSentence:
        return {s.sentence.index: s for s in self.sentences(document)}[index]

    def sentences(self, document: str) -> tuple[IndexedSentence, ...]:
        return self._articles[document].sentences

    def facts(
        self, *, document: str | None = None, sentence: int | None = None, kinds: Sequence[Kind] = ()
    ) -> tuple[Fact, ...]:
        if document is None and sentence is not None:
            raise ValueError("a sentence needs its document")
        if document is not None and sentence is not None:
            self.sentence(document, sentence)
        articles = list(self._articles.values()) if document is None else [self._articles[document]]
        return tuple(
            fact
            for article in articles
            for number in sorted({fact.sentence for fact in article.facts})
            for origin in ("curated", "extracted")
            for fact in sorted(article.facts, key=_place)
            if fact.sentence == number and fact.origin == origin
            if sentence is None or fact.sentence == sentence
            if not kinds or fact.kind in kinds
        )

    def fact(self, id: str) -> Fact:  # noqa: A002 (the protocol's name)
        return {fact.id: fact for fact in self.facts()}[id]

    def postings(self, term: str) -> tuple[Posting, ...]:
        counted = (
            (indexed.sentence, _terms(indexed).count(term))
            for article in self._articles.values()
            for indexed in article.sentences
        )
        return tuple(Posting(document=s.document, sentence=s.index, frequency=n) for s, n in counted if n)

    def context_postings(self, term: str) -> tuple[Posting, ...]:
        counted = (
            (indexed.sentence, 0 if term in _terms(indexed) else indexed.context.count(term))
            for article in self._articles.values()
            for indexed in article.sentences
        )
        return tuple(Posting(document=s.document, sentence=s.index, frequency=n) for s, n in counted if n)

    def vocabulary(self) -> tuple[tuple[str, int], ...]:
        sentences = [indexed for article in self._articles.values() for indexed in article.sentences]
        terms = {term for indexed in sentences for term in (*_terms(indexed), *indexed.context)}
        return tuple((t, len(self.postings(t)) + len(self.context_postings(t))) for t in sorted(terms))

    def aliases(self, document: str) -> tuple[Alias, ...]:
        return self._articles[document].aliases

    def unknowns(self, document: str) -> tuple[Unknown, ...]:
        return self._articles[document].unknowns

    def vectors(self, document: str) -> SentenceVectors | None:
        return self._articles[document].vectors

    def close(self) -> None:
        pass


def _place(fact: Fact) -> tuple[int, int, str]:
    if fact.answer_start is None or fact.answer_end is None:
        return fact.evidence.start, fact.evidence.end, fact.id
    return fact.answer_start, fact.answer_end, fact.id


def _terms(indexed: IndexedSentence) -> list[str]:
    return [term for token in indexed.tokens for term in token.terms]
