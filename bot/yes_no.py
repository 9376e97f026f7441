"""Yes/no questions: affirmed where one sentence holds the whole statement, denied where the article gives another
answer to the same relation, otherwise left open."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from bot.answers import Answer
from bot.article_index import Place
from bot.question import Question, Term
from bot.ranking import Ranking
from bot.weights import Thresholds
from knowledge.document import Evidence
from knowledge.facts import Kind

_YES = {"de": "Ja", "en": "Yes"}
_NO = {"de": "Nein", "en": "No"}
_NAMES = (Kind.PERSON, Kind.ORGANISATION, Kind.NAME)
_SINGULAR = frozenset({"rel:lead", "rel:chief", "rel:win", "rel:found", "rel:invent", "rel:buy"})


class RanksQuestions(Protocol):
    def rank(self, question: Question, scope: str | None = None, hidden: frozenset[Place] = frozenset()) -> Ranking: ...


def decide(engine: RanksQuestions, ranking: Ranking, scope: str | None, thresholds: Thresholds) -> Answer | None:
    """The answer with its polarity, or None where the article does not say."""
    question = ranking.question
    if not ranking.sentences:
        return None
    best = ranking.sentences[0]
    coverage = best.features["coverage"]
    other = _other_holder(engine, question, scope)
    if other is not None:
        return _answer(question, False, other, coverage)
    if coverage < thresholds.affirm:
        return None
    sentence = best.sentence.sentence
    evidence = next((c.fact.evidence for c in ranking.candidates if c.sentence.place == best.place), None)
    if evidence is None or sentence.start != evidence.start:
        return None
    return _answer(question, True, ("", evidence, ()), coverage)


def _other_holder(
    engine: RanksQuestions, question: Question, scope: str | None
) -> tuple[str, Evidence, tuple[tuple[int, int], ...]] | None:
    """Who else stands in a relation only one can have: the statement without the name, asked as "who"."""
    if not any(_SINGULAR & set(term.terms) for term in question.terms):
        return None
    for name in (term for term in question.terms if term.name):
        open_question = replace(question, terms=tuple(t for t in question.terms if t != name), kinds=_NAMES)
        found = engine.rank(open_question, scope).candidates
        if found and found[0].fact.kind in _NAMES and not _same(name, found[0].fact.answer):
            fact = found[0].fact
            marked = (
                ((fact.answer_start, fact.answer_end),)
                if fact.answer_start is not None and fact.answer_end is not None
                else ()
            )
            return fact.answer, fact.evidence, marked
        if found and _same(name, found[0].fact.answer):
            return None
    return None


def _same(term: Term, answer: str) -> bool:
    return term.text.casefold() in answer.casefold()


def _answer(
    question: Question, affirmed: bool, held: tuple[str, Evidence, tuple[tuple[int, int], ...]], confidence: float
) -> Answer:
    instead, evidence, marked = held
    said = affirmed != question.negated
    word = (_YES if said else _NO)[question.language]
    text = f"{word}, {instead}" if instead else word
    return Answer(
        text=text,
        kind=Kind.POLARITY,
        confidence=round(min(1.0, confidence), 4),
        evidence=(evidence,),
        marked=marked,
        polarity=said,
    )
