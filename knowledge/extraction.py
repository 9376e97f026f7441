"""From sentences to facts: every answerable span, with the sentence as its evidence."""

from __future__ import annotations

from knowledge import mentions, phrases
from knowledge.date_words import WORDS
from knowledge.document import Document, Evidence, Language
from knowledge.facts import Fact, Kind, Mention
from knowledge.store import IndexedSentence


def extract(document: Document, sentences: tuple[IndexedSentence, ...]) -> tuple[Fact, ...]:
    """The facts of all sentences in the order of the text. A span with two kinds gives two facts."""
    found: list[Fact] = []
    for sentence, typed in zip(sentences, mentions.find(document, sentences), strict=True):
        spans = {
            (m.start, m.end, m.kind): m for m in phrases.find(document.text, sentence.tokens, document.language, typed)
        }
        spans |= {(m.start, m.end, m.kind): m for m in typed}
        start, end = sentence.sentence.start, sentence.sentence.end
        evidence = Evidence(document=document.id, start=start, end=end, quote=document.text[start:end])
        found += [_fact(document, sentence.sentence.index, evidence, spans[key]) for key in sorted(spans)]
    return tuple(found)


def _dated(said: str, derived: str, language: Language) -> str:
    """The date that is meant, with the weekday where one was said: "Freitag, 5. März 2021"."""
    return f"{said}, {derived}" if said.split()[-1].lower() in WORDS[language].weekdays else derived


def _fact(document: Document, sentence: int, evidence: Evidence, mention: Mention) -> Fact:
    start = evidence.start
    at = f"{document.id}:{sentence}:{mention.start - start}-{mention.end - start}:{mention.kind}"
    answer = document.text[mention.start : mention.end]
    if mention.derived and mention.kind is Kind.DATE:
        answer = _dated(answer, mention.derived, document.language)
    return Fact(
        id=at,
        answer=answer,
        kind=mention.kind,
        sentence=sentence,
        evidence=evidence,
        origin="extracted",
        answer_start=mention.start,
        answer_end=mention.end,
        value=mention.value,
        head=mention.head,
        syntax=mention.syntax,
        derivation=document.text[mention.start : mention.end] if mention.derived else None,
    )
