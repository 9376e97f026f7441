"""Candidates in order: sentences by their features, then the spans of the best of them, by learned weights."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.article_index import Array, ArticleIndex, Place, index
from bot.features import Columns, Features, sentence_features
from bot.matching import Matcher, Matches, Years
from bot.pool import Pool
from bot.question import Question
from bot.span_features import SpanMeasure
from bot.weights import Logistic, Model, Weights
from knowledge.facts import Fact, Kind
from knowledge.store import FactStore, IndexedSentence

if TYPE_CHECKING:
    from bot.similarity import Nearness

SENTENCES = 5  # candidates whose spans are looked at
ARTICLES = 4  # articles looked at when none is chosen
_CACHED_ARTICLES = 64
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedSentence:
    place: Place
    row: int  # in the pool
    sentence: IndexedSentence
    features: Features
    score: float  # a logit


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A fact as an answer. `score` ranks candidates of all sentences (a logit)."""

    fact: Fact
    sentence: RankedSentence
    features: Features
    score: float


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Ranking:
    """`scores`: one for each sentence of the pool; `sentences`: the best of them in order."""

    question: Question
    matches: Matches
    scores: Array
    sentences: tuple[RankedSentence, ...]
    candidates: tuple[Candidate, ...]


class Ranker:
    def __init__(self, store: FactStore, weights: Weights) -> None:
        self._store, self._weights = store, weights
        self._matcher = Matcher(weights.strengths, years(store))
        self._documents = {document.id: document.language for document in store.documents()}
        self._articles: OrderedDict[str, ArticleIndex] = OrderedDict()
        self._pools: OrderedDict[tuple[str, ...], Pool] = OrderedDict()

    def rank(
        self,
        question: Question,
        scope: str | None,
        hidden: frozenset[Place] = frozenset(),
        near: Mapping[Place, Nearness] | None = None,
    ) -> Ranking:
        return self.rank_in(question, self._pool(question, scope, hidden), near)

    def rank_in(self, question: Question, pool: Pool, near: Mapping[Place, Nearness] | None = None) -> Ranking:
        """Ranks the sentences of a pool, and the spans of the best of them."""
        matches = self._matcher.match(question, pool)
        columns = sentence_features(question, matches, near)
        scores = _scores(self.model(question, pool).sentence, columns, pool.size)
        order = np.argsort(-scores, kind="stable")[:SENTENCES]
        sentences = tuple(_ranked(pool, int(row), columns, float(scores[row])) for row in order)
        candidates = [c for s in sentences for c in self._spans(question, matches, s)]
        candidates.sort(key=lambda c: (-c.score, c.fact.id))
        return Ranking(
            question=question, matches=matches, scores=scores, sentences=sentences, candidates=tuple(candidates)
        )

    def _spans(self, question: Question, matches: Matches, ranked: RankedSentence) -> list[Candidate]:
        measure = SpanMeasure(question, matches, ranked.row)
        scores = measure.scores(self._weights.span) if measure.facts else np.empty(0)
        return [
            Candidate(fact=fact, sentence=ranked, score=ranked.score + float(score), span_score=float(score))
            for fact, score in zip(measure.facts, scores, strict=True)
        ]

    def span_features(self, ranking: Ranking, sentence: RankedSentence) -> dict[str, dict[str, float]]:
        """Of the facts of one ranked sentence that can answer, by fact id: for learning and for explanations."""
        measure = SpanMeasure(ranking.question, ranking.matches, sentence.row)
        return {fact.id: found for fact, found in zip(measure.facts, measure.features(), strict=True)}

    def model(self, question: Question, pool: Pool) -> Model:
        """The part of the weights that is for the question's language and the (first) article's."""
        article = self._documents[pool.places[0][0]] if pool.size else question.language
        return self._weights.model(question.language, article)

    def _pool(self, question: Question, scope: str | None, hidden: frozenset[Place]) -> Pool:
        chosen = (scope,) if scope else self._best_articles(question)
        if hidden:
            return Pool(tuple(index(self._store, document, hidden) for document in chosen))
        if chosen not in self._pools:
            self._pools[chosen] = Pool(tuple(self._article(document) for document in chosen))
            if len(self._pools) > _CACHED_ARTICLES:
                self._pools.popitem(last=False)
        return self._pools[chosen]

    def _best_articles(self, question: Question) -> tuple[str, ...]:
        """The articles that hold most of the question, weighted by how few articles hold each term."""
        if len(self._documents) <= ARTICLES:
            return tuple(self._documents)
        held: dict[str, float] = dict.fromkeys(self._documents, 0.0)
        for term in question.terms:
            best: set[str] = set()
            for index_term in term.terms:
                best |= {posting.document for posting in self._store.postings(index_term)}
            for document in best:
                held[document] += float(np.log(1 + len(held) / len(best)))
        return tuple(sorted(held, key=lambda document: (-held[document], document))[:ARTICLES])

    def _article(self, document: str) -> ArticleIndex:
        if document not in self._articles:
            self._articles[document] = index(self._store, document)
            if len(self._articles) > _CACHED_ARTICLES:
                self._articles.popitem(last=False)
        return self._articles[document]


def years(store: FactStore) -> Years:
    found: dict[str, set[Place]] = {}
    for fact in store.facts(kinds=(Kind.DATE,)):
        for year in _YEAR.findall(fact.value or ""):
            found.setdefault(year, set()).add((fact.document, fact.sentence))
    return {year: frozenset(places) for year, places in found.items()}


def _scores(weights: Logistic, columns: Columns, size: int) -> Array:
    found = np.full(size, weights.bias)
    for name, values in columns.items():
        weight = weights.weights.get(name)
        if weight:
            found += weight * values
    return found


def _ranked(pool: Pool, row: int, columns: Columns, score: float) -> RankedSentence:
    return RankedSentence(
        place=pool.places[row],
        row=row,
        sentence=pool.sentence(row),
        features={name: float(values[row]) for name, values in columns.items()},
        score=score,
    )
