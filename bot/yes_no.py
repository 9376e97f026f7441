"""Yes/no questions: affirmed where the article says the same of the same in the same roles, denied where it says
otherwise, naming what it says instead; left open where it says neither. Where no roles are read, learned weights
decide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot import gates
from bot.agreement import RoleMeasure
from bot.answers import Answer
from bot.article_index import Place
from bot.matching import TermMatch
from bot.question import Question
from bot.ranking import RankedSentence, Ranking
from bot.roles import Asked, Given
from bot.statement import against, carries, measured, weigh
from bot.support import MET
from bot.verdict import Passage, Verdict, judge
from bot.weights import Polar
from knowledge.analysis import fold
from knowledge.document import Evidence, Language
from knowledge.facts import Kind
from knowledge.language import detect
from knowledge.roles import Argument

_YES = {"de": "Ja", "en": "Yes"}
_NO = {"de": "Nein", "en": "No"}
_NAMES = (Kind.PERSON, Kind.ORGANISATION, Kind.NAME, Kind.PLACE, Kind.PRODUCT)
_SENTENCES = 8
_BEFORE = 3  # sentences in which a name still stands for "er" or "das Unternehmen"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    verdict: Verdict
    sentence: RankedSentence
    evidence: Evidence
    typed: tuple[tuple[int, int], ...] = ()  # the spans of the sentence's names


def decide(ranking: Ranking, polar: Polar) -> Answer | None:
    """The answer with its polarity, or None where the article does not say. Who does what in the sentences comes first;
    where that tells nothing, what was learned weighs them."""
    question = ranking.question
    readings = question.readings
    found = list(_verdicts(ranking, readings, _unread(ranking, readings)))
    yes = max((f for f in found if f.verdict.polarity), key=_sure, default=None)
    no = max((f for f in found if f.verdict.polarity is False), key=_sure, default=None)
    best = yes if yes is not None and (no is None or _sure(yes) >= _sure(no)) else no
    if best is not None:
        return _answer(question, best)
    if gates.before(ranking) is not None:
        return None
    return _weighed(ranking, polar)


def _weighed(ranking: Ranking, polar: Polar) -> Answer | None:
    found = weigh(ranking.question, measured(ranking), polar)
    evidence = _evidence(ranking, found.choice.sentence) if found is not None else None
    if found is None or evidence is None or found.probability < polar.least:
        return None
    if not (found.grounded and found.whole):  # of what is not spoken of nothing is denied either
        return None
    return Answer(
        text=(_YES if found.holds else _NO)[ranking.question.language],
        kind=Kind.POLARITY,
        confidence=round(found.probability, 4),
        evidence=(evidence,),
        polarity=found.holds,
    )


def _unread(ranking: Ranking, readings: tuple[Asked, ...]) -> tuple[TermMatch, ...]:
    """The words of the question that carry the statement and that its readings do not hold: "umgebaut" of "Sind die
    umgebauten Wagen klimatisiert?" is read, and is not what is asked."""
    read = {word for reading in readings for given in reading.given for word in re.split(r"\W+", fold(given.text))}
    heads = {reading.head for reading in readings}
    return tuple(
        match
        for match in ranking.matches.terms
        if read.isdisjoint(re.split(r"\W+", fold(match.term.text)))
        and heads.isdisjoint(match.term.terms)
        and carries(match, ranking.question.language)
    )


def _sure(found: _Found) -> float:
    return found.verdict.sure


def _verdicts(ranking: Ranking, readings: tuple[Asked, ...], unread: tuple[TermMatch, ...]) -> Iterator[_Found]:
    for ranked in ranking.sentences[:_SENTENCES]:
        evidence = _evidence(ranking, ranked)
        if evidence is None:
            continue
        passage = _passage(ranking, ranked, evidence)
        untold = any(match.strength[ranked.row] < MET for match in unread)
        denying = against(ranking, ranked)
        for match in RoleMeasure(readings, ranked.sentence).matches:
            verdict = judge(match, passage, ranking.question.language)
            elsewhere = any(one.negated for one in ranked.sentence.predicates if one is not match.predicate)
            denied = not elsewhere and any(at != match.predicate.trigger for at in denying)
            if verdict is not None and not (verdict.polarity and (denied or untold)):
                yield _Found(verdict=verdict, sentence=ranked, evidence=evidence, typed=_typed(ranking, ranked))


def _evidence(ranking: Ranking, ranked: RankedSentence) -> Evidence | None:
    """The whole sentence as evidence, from one of its facts."""
    return next((fact.evidence for fact in ranking.matches.pool.spans(ranked.row).facts), None)


def _typed(ranking: Ranking, ranked: RankedSentence) -> tuple[tuple[int, int], ...]:
    facts = (fact for fact in ranking.matches.pool.spans(ranked.row).facts if fact.kind in _NAMES)
    return tuple((f.answer_start, f.answer_end) for f in facts if f.answer_start is not None and f.answer_end)


def _passage(ranking: Ranking, ranked: RankedSentence, evidence: Evidence) -> Passage:
    language: Language = detect(evidence.quote)
    return Passage(
        tokens=ranked.sentence.tokens,
        text=evidence.quote,
        start=evidence.start,
        language=language,
        published=None,
        nearby=lambda given: _nearby(ranking, ranked.place, given),
        foreign=language != ranking.question.language,
    )


def _nearby(ranking: Ranking, place: Place, given: Given) -> bool:
    """Whether all names of an argument stand in the sentence or in those shortly before it."""
    document, index = place
    around = {(document, at) for at in range(index - _BEFORE, index + 1)}
    words = {fold(word) for word in given.text.split()}
    matches = [m for m in ranking.matches.terms if fold(m.term.text) in words]
    return bool(matches) and all(any(ranking.matches.at(m, one) for one in around) for m in matches)


def _named_part(found: _Found, argument: Argument) -> tuple[int, int]:
    """The name, date or sum in an argument without what describes it: Tarmo of "Konkurrenten Tarmo"."""
    inside = [
        (start, end)
        for start, end in found.typed
        if argument.start <= start and end == argument.end and found.verdict.instead is not None
    ]
    return min(inside, default=(argument.start, argument.end), key=lambda span: span[0])


def _answer(question: Question, found: _Found) -> Answer:
    verdict, evidence = found.verdict, found.evidence
    word = (_YES if verdict.polarity else _NO)[question.language]
    marked: tuple[tuple[int, int], ...] = ()
    if verdict.instead is not None:
        start, end = _named_part(found, verdict.instead)
        word = f"{word}, {evidence.quote[start - evidence.start : end - evidence.start]}"
        marked = ((start, end),)
    coverage = found.sentence.features["coverage"]
    return Answer(
        text=word,
        kind=Kind.POLARITY,
        confidence=round(min(1.0, (coverage + verdict.sure) / 2), 4),
        evidence=(evidence,),
        marked=marked,
        polarity=verdict.polarity,
    )
