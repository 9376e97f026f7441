"""The store's protocol: what the bot may ask of a fact store. `knowledge.sqlite_store` implements it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from knowledge.document import Document, Sentence
from knowledge.facts import Alias, Fact, Kind, Unknown
from knowledge.roles import Predicate


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One word of a sentence. `terms` are the index terms it gives: stem first, then compound parts."""

    text: str
    start: int
    end: int
    tag: str  # the tagger's part of speech (STTS-like), "" when untagged
    lemma: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedSentence:
    """A sentence as the index holds it. `context` are terms that hold for it without standing in it
    (its section's heading, the neighbours' topic). `predicates` say who does what to whom in it."""

    sentence: Sentence
    tokens: tuple[Token, ...]
    context: tuple[str, ...] = ()
    predicates: tuple[Predicate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    document: str
    sentence: int
    frequency: int


class FactStore(Protocol):
    """A read-only snapshot of all articles. Unknown ids raise KeyError. Safe to read while a build replaces it."""

    @property
    def version(self) -> str:
        """Changes whenever the content does (a hash)."""
        ...

    def documents(self) -> tuple[Document, ...]:
        """All articles, by id."""
        ...

    def document(self, document: str) -> Document: ...

    def sentence(self, document: str, index: int) -> IndexedSentence: ...

    def sentences(self, document: str) -> tuple[IndexedSentence, ...]:
        """In the order of the text."""
        ...

    def facts(
        self, *, document: str | None = None, sentence: int | None = None, kinds: Sequence[Kind] = ()
    ) -> tuple[Fact, ...]:
        """Facts in the order of the text, curated ones of a sentence first. `sentence` needs `document`."""
        ...

    def fact(self, id: str) -> Fact:  # noqa: A002 (the field's own name)
        ...

    def postings(self, term: str) -> tuple[Posting, ...]:
        """The sentences with this index term, by document and sentence."""
        ...

    def vocabulary(self) -> tuple[tuple[str, int], ...]:
        """Each index term with the number of sentences it occurs in, by term."""
        ...

    def aliases(self, document: str) -> tuple[Alias, ...]: ...

    def unknowns(self, document: str) -> tuple[Unknown, ...]: ...

    def close(self) -> None: ...
