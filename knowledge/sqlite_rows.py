"""The store file's tables, and how values become rows and rows values. Sequences are compact JSON arrays."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import astuple, fields
from typing import Any

from knowledge.document import Document, Evidence, PartialDate, Section, Sentence
from knowledge.facts import Alias, Fact, Kind, Phrase, Unknown
from knowledge.roles import Argument, Predicate, Role, Voice
from knowledge.store import IndexedSentence, Posting, Reference, Token
from knowledge.vectors import SentenceVectors

SCHEMA_VERSION = "3"

SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (id TEXT PRIMARY KEY, key TEXT NOT NULL, document TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sentences (
    document TEXT NOT NULL, number INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    section INTEGER NOT NULL, paragraph INTEGER NOT NULL, tokens TEXT NOT NULL, context TEXT NOT NULL,
    "references" TEXT NOT NULL,
    predicates TEXT NOT NULL,
    PRIMARY KEY (document, number)
) WITHOUT ROWID;
CREATE TABLE vectors (
    document TEXT PRIMARY KEY, encoder TEXT NOT NULL, dimension INTEGER NOT NULL, "rows" BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE facts (
    position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document TEXT NOT NULL, sentence INTEGER NOT NULL,
    kind TEXT NOT NULL, answer TEXT NOT NULL, origin TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    quote TEXT NOT NULL, answer_start INTEGER, answer_end INTEGER, value TEXT, head TEXT, derivation TEXT,
    ask TEXT NOT NULL, syntax TEXT
);
CREATE INDEX facts_by_sentence ON facts (document, sentence);
CREATE INDEX facts_by_kind ON facts (document, kind);
CREATE TABLE postings (
    term TEXT NOT NULL, document TEXT NOT NULL, sentence INTEGER NOT NULL, frequency INTEGER NOT NULL,
    PRIMARY KEY (term, document, sentence)
) WITHOUT ROWID;
CREATE TABLE context (
    term TEXT NOT NULL, document TEXT NOT NULL, sentence INTEGER NOT NULL, frequency INTEGER NOT NULL,
    PRIMARY KEY (term, document, sentence)
) WITHOUT ROWID;
CREATE TABLE aliases (
    document TEXT NOT NULL, number INTEGER NOT NULL, names TEXT NOT NULL, PRIMARY KEY (document, number)
) WITHOUT ROWID;
CREATE TABLE unknowns (
    document TEXT NOT NULL, number INTEGER NOT NULL, id TEXT NOT NULL, ask TEXT NOT NULL, tell TEXT NOT NULL,
    PRIMARY KEY (document, number)
) WITHOUT ROWID;
"""

FACT_COLUMNS = (
    'id, document, sentence, kind, answer, origin, start, "end", quote, '
    "answer_start, answer_end, value, head, derivation, ask, syntax"
)

Row = tuple[Any, ...]
_UNASKED = "[[],[]]"  # of a fact without authored phrasings, as nearly all are


def to_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def strings(text: str) -> tuple[str, ...]:
    """The inverse of `to_json` for a sequence of strings."""
    return tuple(json.loads(text))


def document_json(document: Document) -> str:
    return to_json(
        {
            "id": document.id,
            "title": document.title,
            "language": document.language,
            "text": document.text,
            "body_start": document.body_start,
            "body_end": document.body_end,
            "sections": [[s.index, s.start, s.end, s.heading] for s in document.sections],
            "published": document.published.iso() if document.published else None,
            "author": document.author,
            "source": document.source,
            "published_span": document.published_span,
            "author_span": document.author_span,
        }
    )


def document(text: str) -> Document:
    raw = json.loads(text)
    sections = (Section(index=i, start=a, end=b, heading=heading) for i, a, b, heading in raw.pop("sections"))
    published = raw.pop("published")
    return Document(
        sections=tuple(sections),
        published=PartialDate.parse(published) if published else None,
        published_span=_span(raw.pop("published_span")),
        author_span=_span(raw.pop("author_span")),
        **raw,
    )


def _span(raw: Sequence[int] | None) -> tuple[int, int] | None:
    return None if raw is None else (raw[0], raw[1])


def sentence_row(indexed: IndexedSentence) -> Row:
    s = indexed.sentence
    tokens = [[t.text, t.start, t.end, t.tag, t.lemma, t.terms] for t in indexed.tokens]
    place = (s.document, s.index, s.start, s.end, s.section, s.paragraph)
    said = (to_json([astuple(r) for r in indexed.references]), predicates_json(indexed.predicates))
    return (*place, to_json(tokens), to_json(indexed.context), *said)


def predicates_json(found: Sequence[Predicate]) -> str:
    return to_json([_predicate_row(predicate) for predicate in found])


def _predicate_row(p: Predicate) -> Row:
    arguments = [[a.role, a.slot, a.first, a.last, a.start, a.end, a.named] for a in p.arguments]
    return p.frame, p.relation, p.voice, p.trigger, p.start, p.end, p.negated, arguments


def predicates(text: str) -> tuple[Predicate, ...]:
    return tuple(
        Predicate(
            frame=frame,
            relation=relation,
            voice=Voice(voice),
            trigger=trigger,
            start=start,
            end=end,
            negated=negated,
            arguments=tuple(
                Argument(role=Role(role), slot=slot, first=first, last=last, start=a, end=b, named=named)
                for role, slot, first, last, a, b, named in arguments
            ),
        )
        for frame, relation, voice, trigger, start, end, negated, arguments in json.loads(text)
    )


def sentence(row: Row) -> IndexedSentence:
    document, index, start, end, section, paragraph, tokens, context, references, said = row
    return IndexedSentence(
        sentence=Sentence(document=document, index=index, start=start, end=end, section=section, paragraph=paragraph),
        tokens=tuple(
            Token(text=text, start=a, end=b, tag=tag, lemma=lemma, terms=tuple(terms))
            for text, a, b, tag, lemma, terms in json.loads(tokens)
        ),
        context=strings(context),
        references=tuple(map(reference, json.loads(references))),
        predicates=predicates(said),
    )


def reference(raw: Sequence[Any]) -> Reference:
    """From its fields in their order."""
    named = dict(zip((field.name for field in fields(Reference)), raw, strict=True))
    return Reference(**named | {"antecedent_kind": Kind(named["antecedent_kind"])})


def fact_row(f: Fact) -> Row:
    """In the order of `FACT_COLUMNS`."""
    evidence = f.evidence
    place = (evidence.start, evidence.end, evidence.quote, f.answer_start, f.answer_end)
    known = (f.value, f.head, f.derivation, to_json([f.ask, f.ask_terms]) if f.ask else _UNASKED, f.syntax)
    return (f.id, evidence.document, f.sentence, str(f.kind), f.answer, f.origin, *place, *known)


def phrasings(text: str) -> tuple[tuple[str, ...], tuple[Phrase, ...]]:
    """The authored phrasings and their terms."""
    if text == _UNASKED:
        return (), ()
    ask, terms = json.loads(text)
    return tuple(ask), tuple(tuple(tuple(word) for word in phrase) for phrase in terms)


def fact(row: Row) -> Fact:
    (
        id_,
        document,
        sentence,
        kind,
        answer,
        origin,
        start,
        end,
        quote,
        first,
        last,
        value,
        head,
        derivation,
        raw,
        syntax,
    ) = row
    ask, ask_terms = phrasings(raw)
    return Fact(
        id=id_,
        answer=answer,
        kind=Kind(kind),
        sentence=sentence,
        evidence=Evidence(document=document, start=start, end=end, quote=quote),
        origin=origin,
        answer_start=first,
        answer_end=last,
        value=value,
        head=head,
        derivation=derivation,
        ask=ask,
        ask_terms=ask_terms,
        syntax=syntax,
    )


def posting(row: Row) -> Posting:
    document, sentence, frequency = row
    return Posting(document=document, sentence=sentence, frequency=frequency)


def alias(row: Row) -> Alias:
    document, names = row
    return Alias(document=document, names=strings(names))


def unknown(row: Row) -> Unknown:
    document, id_, raw, tell = row
    ask, ask_terms = phrasings(raw)
    return Unknown(id=id_, document=document, ask=ask, tell=tell, ask_terms=ask_terms)


def vectors(row: Row) -> SentenceVectors:
    encoder, dimension, data = row
    return SentenceVectors(encoder=encoder, dimension=dimension, rows=bytes(data))


def pair(row: Row) -> tuple[Any, Any]:
    first, second = row
    return first, second
