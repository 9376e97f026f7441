"""What the pronouns, descriptions and short names of each sentence stand for, German and English.

One pass over the sentences in the order of the text, in the manner of Lappin and Leass (1994) without a parser: the
subject of the sentence before comes first, a name of the same gender that is the only one there second. Where two
things could be meant, nothing is said.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from knowledge import descriptions, pronouns, subjects
from knowledge.discourse import Anchor, Discourse, Pointed
from knowledge.document import Document
from knowledge.entities import Entity, Named, collect
from knowledge.facts import Fact, Kind
from knowledge.store import IndexedSentence, Reference, ReferenceKind


def resolve(
    document: Document, sentences: Sequence[IndexedSentence], facts: Sequence[Fact]
) -> tuple[tuple[Reference, ...], ...]:
    """The references of each sentence in the order of the text. `facts` are the extracted ones of these sentences."""
    return tuple(references for references, _ in _read(document, sentences, facts))


def context(
    document: Document, sentences: Sequence[IndexedSentence], facts: Sequence[Fact]
) -> tuple[tuple[tuple[Reference, ...], tuple[str, ...]], ...]:
    """For each sentence its references, and the index terms that hold for it because of them.

    A sentence that names nothing and points at nothing has the terms of what the sentence before it speaks of.
    """
    terms = _Terms(sentences)
    found = []
    for indexed, (references, topic) in zip(sentences, _read(document, sentences, facts), strict=True):
        spans = [(r.antecedent_start, r.antecedent_end) for r in references]
        spans += [] if topic is None else [(topic.start, topic.end)]
        own = {term for token in indexed.tokens for term in token.terms}
        held = dict.fromkeys(term for span in spans for term in terms.of(*span) if term not in own)
        found.append((references, tuple(held)))
    return tuple(found)


def _read(
    document: Document, sentences: Sequence[IndexedSentence], facts: Sequence[Fact]
) -> Iterator[tuple[tuple[Reference, ...], Anchor | None]]:
    discourse = Discourse(document=document, sentences=sentences, entities=collect(document, sentences, facts))
    forms = {name: _forms(document.text, entity) for name, entity in discourse.entities.by_name.items()}
    for indexed in sentences:
        discourse.enter(indexed)
        for pointed in (*_short_names(discourse, forms, indexed), *descriptions.find(discourse, indexed)):
            discourse.add(pointed)
        subject = subjects.find(indexed.tokens, document.language)
        anchor = discourse.anchor_of(subject) if subject else None
        discourse.speak_of(anchor, unknown=subject is not None and anchor is None)
        for pointed in pronouns.find(discourse, indexed):
            discourse.add(pointed)
        references = tuple(_reference(document, indexed, each) for each in discourse.pointed())
        yield references, discourse.inherited()


def _short_names(discourse: Discourse, forms: Mapping[str, _Forms], indexed: IndexedSentence) -> Iterator[Pointed]:
    """Surnames for persons named in full elsewhere; abbreviations for their expansions and the other way round."""
    text = discourse.document.text
    for mention in discourse.named(indexed.sentence.index):
        written = text[mention.start : mention.end]
        full = _full(forms[mention.entity], mention, written)
        if full is None:
            continue
        kind: ReferenceKind = "surname" if mention.kind is Kind.PERSON else "abbreviation"
        yield Pointed(start=mention.start, end=mention.end, kind=kind, to=discourse.at(full))


def _full(forms: _Forms, mention: Named, written: str) -> Named | None:
    """The earliest mention that says more, or for an expansion the abbreviation, where the two are written apart."""
    if mention.kind is Kind.PERSON and "'s " not in mention.entity:
        return forms.full if not written.startswith(mention.entity) and " " in mention.entity else None
    if not forms.abbreviated:
        return None
    same = forms.within[mention.sentence]
    return next((first for text, first in forms.first.items() if text not in same), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Forms:
    """How one entity is written. `first`: the first mention of each form, in order; `within`: the forms by sentence;
    `full`: the first mention that begins with the whole name; `abbreviated`: whether one of them is an abbreviation."""

    first: Mapping[str, Named]
    within: Mapping[int, Collection[str]]
    full: Named | None
    abbreviated: bool


def _forms(text: str, entity: Entity) -> _Forms:
    first: dict[str, Named] = {}
    within: dict[int, set[str]] = {}
    for mention in entity.mentions:
        written = text[mention.start : mention.end]
        first.setdefault(written, mention)
        within.setdefault(mention.sentence, set()).add(written)
    return _Forms(
        first=first,
        within=within,
        full=next((mention for written, mention in first.items() if written.startswith(entity.name)), None),
        abbreviated=any(mention.kind is Kind.ABBREVIATION for mention in entity.mentions),
    )


def _reference(document: Document, indexed: IndexedSentence, pointed: Pointed) -> Reference:
    return Reference(
        sentence=indexed.sentence.index,
        start=pointed.start,
        end=pointed.end,
        text=document.text[pointed.start : pointed.end],
        kind=pointed.kind,
        antecedent_text=document.text[pointed.to.start : pointed.to.end],
        antecedent_start=pointed.to.start,
        antecedent_end=pointed.to.end,
        antecedent_kind=pointed.to.kind,
    )


class _Terms:
    """The index terms of a stretch of the text."""

    def __init__(self, sentences: Sequence[IndexedSentence]) -> None:
        self._tokens = [token for indexed in sentences for token in indexed.tokens if token.terms]
        self._starts = [token.start for token in self._tokens]
        self._ends = [token.end for token in self._tokens]

    def of(self, start: int, end: int) -> tuple[str, ...]:
        inside = self._tokens[bisect_right(self._ends, start) : bisect_left(self._starts, end)]
        return tuple(term for token in inside for term in token.terms)
