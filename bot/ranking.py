"""Candidates in order: sentences by their features, then the spans of the best of them, by learned weights."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bot.article_index import ArticleIndex, Place, index
from bot.features import Features, measured_roles, sentence_features
from bot.matching import Matcher, Matches, Years
from bot.pool import Pool
from bot.postings import Array
from bot.question import Question
from bot.respelling import respelt
from bot.roles import spelt_as
from bot.span_features import SpanMeasure
from bot.weights import Model, Weights
from knowledge.facts import Fact, Kind
from knowledge.store import FactStore, IndexedSentence

if TYPE_CHECKING:
    from bot.similarity import Nearness

SENTENCES = 5  # candidates whose spans are looked at
ARTICLES = 4  # articles looked at when none is chosen
_CACHED_ARTICLES = 64
_FAR = 4.0  # a margin beyond which nothing is surer
_OF_THE_SPAN = (
    "kind_first", "in_question", "related", "measure_fits", "measure_differs", "target_head", "target_beside",
    "specified", "repeats", "proximity", "clause", "preposition", "head", "role:filled", "role:filled_well",
    "role:elsewhere", "role:another", "role:conflict", "role:beside",
)  # fmt: skip
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
    """A fact as an answer. `score` is its span's logit; spans of one sentence compare by it."""

    fact: Fact
    sentence: RankedSentence
    score: float


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Choice:
    """A sentence that may hold the answer, with its spans that can answer, best first. `features` tell how good the
    sentence and its best span are, `score` is what they come to (a logit)."""

    sentence: RankedSentence
    candidates: tuple[Candidate, ...]
    features: Features
    score: float


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Ranking:
    """`scores`: one for each sentence of the pool; `choices`: the best sentences, in the order in which they answer;
    `dated`: whether the article of the best one says when it was published, as news do and reference texts do not."""

    question: Question
    matches: Matches
    scores: Array
    choices: tuple[Choice, ...]
    dated: bool = False

    @property
    def sentences(self) -> tuple[RankedSentence, ...]:
        return tuple(choice.sentence for choice in self.choices)

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        return tuple(candidate for choice in self.choices for candidate in choice.candidates)


class Ranker:
    def __init__(self, store: FactStore, weights: Weights) -> None:
        self._store, self._weights = store, weights
        self._matcher = Matcher(weights.strengths, years(store))
        self._documents = {document.id: document.language for document in store.documents()}
        self._dated = frozenset(document.id for document in store.documents() if document.published is not None)
        self._articles: OrderedDict[str, ArticleIndex] = OrderedDict()
        self._pools: OrderedDict[tuple[str, ...], Pool] = OrderedDict()

    def respelt(self, text: str, question: Question, scope: str | None) -> str:
        """A text that was read as this question, as it would be typed well by who knows the articles."""
        return respelt(text, question.language, self._pool(question, scope, frozenset()))

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
        question = replace(question, readings=spelt_as(question.readings, matches.misspelt()))
        roles = measured_roles(question, pool)
        columns = sentence_features(question, matches, near, roles)
        names, values = tuple(columns), np.array(list(columns.values()))
        weights = self.model(question, pool).sentence
        scores = weights.bias + np.array([weights.weights.get(name, 0.0) for name in names]) @ values
        ranked = [
            RankedSentence(
                place=pool.places[row],
                row=row,
                sentence=pool.sentence(row),
                features=dict(zip(names, values[:, row].tolist(), strict=True)),
                score=float(scores[row]),
            )
            for row in np.argsort(-scores, kind="stable")[:SENTENCES].tolist()
        ]
        choices = [self._choice(SpanMeasure(question, matches, one.row, roles), one, ranked[0].score) for one in ranked]
        choices.sort(key=lambda choice: -choice.score)
        dated = bool(choices) and choices[0].sentence.place[0] in self._dated
        return Ranking(question=question, matches=matches, scores=scores, choices=tuple(choices), dated=dated)

    def _choice(self, measure: SpanMeasure, ranked: RankedSentence, best: float) -> Choice:
        features: dict[str, float] = {"behind": ranked.score - best}
        candidates: tuple[Candidate, ...] = ()
        if measure.facts:
            scores: list[float] = measure.scores(self._weights.span).tolist()
            order = sorted(range(len(scores)), key=lambda at: (-scores[at], measure.facts[at].id))
            candidates = tuple(Candidate(fact=measure.facts[at], sentence=ranked, score=scores[at]) for at in order)
            features |= _of_spans(candidates, measure.fit(order[0]))
        else:
            features["none"] = 1.0
        score = self._weights.choice.logit(features)
        return Choice(sentence=ranked, candidates=candidates, features=features, score=score)

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


def _of_spans(candidates: tuple[Candidate, ...], best: Features) -> dict[str, float]:
    first = candidates[0]
    rival = next((c.score for c in candidates[1:] if c.fact.answer not in first.fact.answer), first.score - _FAR)
    found = {f"span:{name}": best[name] for name in _OF_THE_SPAN if name in best}
    return found | {"span": first.score, "span_margin": min(_FAR, first.score - rival)}
