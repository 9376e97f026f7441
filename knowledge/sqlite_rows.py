"""The store file's tables, and how values become rows and rows values. Sequences are compact JSON arrays."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from knowledge.document import Document, Evidence, PartialDate, Section, Sentence
from knowledge.facts import Alias, Fact, Kind, Phrase, Unknown
from knowledge.store import IndexedSentence, Posting, Token

SCHEMA_VERSION = "3"

SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (id TEXT PRIMARY KEY, key TEXT NOT NULL, document TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sentences (
    document TEXT NOT NULL, number INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    section INTEGER NOT NULL, paragraph INTEGER NOT NULL, tokens TEXT NOT NULL, context TEXT NOT NULL,
    PRIMARY KEY (document, number)
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
    return s.document, s.index, s.start, s.end, s.section, s.paragraph, to_json(tokens), to_json(indexed.context)


def sentence(row: Row) -> IndexedSentence:
    document, index, start, end, section, paragraph, tokens, context = row
    return IndexedSentence(
        sentence=Sentence(document=document, index=index, start=start, end=end, section=section, paragraph=paragraph),
        tokens=tuple(
            Token(text=text, start=a, end=b, tag=tag, lemma=lemma, terms=tuple(terms))
            for text, a, b, tag, lemma, terms in json.loads(tokens)
        ),
        context=strings(context),
    )


def fact_row(f: Fact) -> Row:
    """In the order of `FACT_COLUMNS`."""
    evidence = f.evidence
    place = (evidence.start, evidence.end, evidence.quote, f.answer_start, f.answer_end)
    known = (f.value, f.head, f.derivation, to_json([f.ask, f.ask_terms]), f.syntax)
    return (f.id, evidence.document, f.sentence, str(f.kind), f.answer, f.origin, *place, *known)


def phrasings(text: str) -> tuple[tuple[str, ...], tuple[Phrase, ...]]:
    """The authored phrasings and their terms."""
    ask, terms = json.loads(text)
    return tuple(ask), tuple(tuple(tuple(word) for word in phrase) for phrase in terms)


def fact(row: Row) -> Fact:
    (id_, document, sentence, kind, answer, origin, start, end, quote, first, last, *known) = row
    value, head, derivation, raw, syntax = known
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


def pair(row: Row) -> tuple[Any, Any]:
    first, second = row
    return first, second
