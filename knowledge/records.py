"""The store's rows: domain values to JSON text and back."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from knowledge.document import Document, Evidence, PartialDate, Section, Sentence
from knowledge.facts import Fact, Kind
from knowledge.store import IndexedSentence, Token


def compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def document_json(document: Document) -> str:
    """Without the text, which is stored beside it."""
    fields = asdict(document)
    del fields["text"]
    return compact(fields)


def document_from(raw: str, text: str) -> Document:
    fields = json.loads(raw)
    fields["sections"] = tuple(Section(**section) for section in fields["sections"])
    if fields["published"]:
        fields["published"] = PartialDate(**fields["published"])
    for span in ("published_span", "author_span"):
        fields[span] = tuple(fields[span]) if fields[span] else None
    return Document(text=text, **fields)


def sentence_json(sentence: IndexedSentence) -> str:
    s = sentence.sentence
    tokens = [[t.text, t.start, t.end, t.tag, t.lemma, t.terms] for t in sentence.tokens]
    return compact([[s.index, s.start, s.end, s.section, s.paragraph], tokens, sentence.context])


def sentence_from(raw: str, document: str) -> IndexedSentence:
    (index, start, end, section, paragraph), tokens, context = json.loads(raw)
    return IndexedSentence(
        sentence=Sentence(document=document, index=index, start=start, end=end, section=section, paragraph=paragraph),
        tokens=tuple(
            Token(text=text, start=a, end=b, tag=tag, lemma=lemma, terms=tuple(terms))
            for text, a, b, tag, lemma, terms in tokens
        ),
        context=tuple(context),
    )


def fact_json(fact: Fact) -> str:
    fields = asdict(fact)
    del fields["id"]
    del fields["evidence"]
    return compact([fields, fact.evidence.start, fact.evidence.end])


def fact_from(id: str, raw: str, document: Document) -> Fact:
    fields, start, end = json.loads(raw)
    fields["kind"] = Kind(fields["kind"])
    fields["ask"] = tuple(fields["ask"])
    evidence = Evidence(document=document.id, start=start, end=end, quote=document.text[start:end])
    return Fact(id=id, evidence=evidence, **fields)
