"""The store's protocol: what the bot may ask of a fact store. `knowledge.sqlite_store` implements it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from knowledge.document import Document, Sentence
from knowledge.facts import Alias, Fact, Kind, Unknown
from knowledge.roles import Predicate
from knowledge.vectors import SentenceVectors


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One word of a sentence. `terms` are the index terms it gives: stem first, then compound parts."""

    text: str
    start: int
    end: int
    tag: str  # the tagger's part of speech (STTS-like), "" when untagged
    lemma: str
    terms: tuple[str, ...]


ReferenceKind = Literal["pronoun", "description", "role", "surname", "abbreviation", "place"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What a pronoun, a description or a short name of a sentence stands for.

    `start` and `end` are its own place and `antecedent_start`, `antecedent_end` that of what it stands for, offsets
    into the document's text; the antecedent may stand in any sentence, the same one included. `antecedent_kind` is
    what it denotes, `Kind.PHRASE` where it is no name.
    """

    sentence: int
    start: int
    end: int
    text: str
    kind: ReferenceKind
    antecedent_text: str
    antecedent_start: int
    antecedent_end: int
    antecedent_kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedSentence:
    """A sentence as the index holds it. `context` are terms that hold for it without standing in it
    (its section's heading, what its references stand for, the topic of the sentence before).
    `predicates` say who does what to whom in it."""

    sentence: Sentence
    tokens: tuple[Token, ...]
    context: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    predicates: tuple[Predicate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """`frequency`: how often the term stands in the sentence, or holds for it."""

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

    def context_postings(self, term: str) -> tuple[Posting, ...]:
        """The sentences for which this index term holds by their context alone, by document and sentence."""
        ...

    def vocabulary(self) -> tuple[tuple[str, int], ...]:
        """Each index term with the number of sentences it occurs in or holds for by context, by term."""
        ...

    def aliases(self, document: str) -> tuple[Alias, ...]: ...

    def unknowns(self, document: str) -> tuple[Unknown, ...]: ...

    def vectors(self, document: str) -> SentenceVectors | None:
        """None where the store was built without an encoder."""
        ...

    def close(self) -> None: ...
