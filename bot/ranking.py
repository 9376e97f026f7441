"""Candidates in order: sentences by their features, then spans in the best of them, by learned weights."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

from bot.features import Features, SpanMeasure, sentence_features
from bot.matching import Matcher, Matches, Place
from bot.question import Question
from bot.weights import Weights
from knowledge.facts import Fact, Kind
from knowledge.store import FactStore, IndexedSentence

SENTENCES = 5  # candidates whose spans are looked at
_CACHED_ARTICLES = 64


def _can_answer(fact: Fact, question: Question) -> bool:
    """A date is no answer to "who", nor what stands after "für" one to "woran"; unexpected, everything may be one."""
    if fact.kind is Kind.PREPOSITIONAL and question.prepositions and fact.head not in question.prepositions:
        return False
    return not question.kinds or fact.kind in question.kinds


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedSentence:
    place: Place
    sentence: IndexedSentence
    features: Mapping[str, float]
    score: float  # a logit


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A fact as an answer. `score` is the sum of the sentence's and the span's logits."""

    fact: Fact
    sentence: RankedSentence
    features: Mapping[str, float]
    span_score: float
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    question: Question
    matches: Matches
    sentences: tuple[RankedSentence, ...]
    candidates: tuple[Candidate, ...]


class Ranker:
    def __init__(self, store: FactStore, weights: Weights) -> None:
        self._store, self._weights = store, weights
        self._matcher = Matcher(store, weights.strengths)
        self._articles: OrderedDict[str, tuple[tuple[IndexedSentence, ...], dict[int, tuple[Fact, ...]]]] = (
            OrderedDict()
        )
        self._sizes = {document.id: len(store.sentences(document.id)) for document in store.documents()}

    def rank(self, question: Question, scope: str | None, hidden: frozenset[Place] = frozenset()) -> Ranking:
        documents = frozenset([scope]) if scope else frozenset(self._sizes)
        size = sum(self._sizes[document] for document in documents) - len(hidden)
        matches = self._matcher.match(question, documents, size, hidden)
        sentences = self._sentences(question, matches)
        candidates = [c for s in sentences[:SENTENCES] for c in self._spans(question, matches, s)]
        candidates.sort(key=lambda c: (-c.score, c.fact.id))
        return Ranking(question=question, matches=matches, sentences=sentences, candidates=tuple(candidates))

    def _sentences(self, question: Question, matches: Matches) -> tuple[RankedSentence, ...]:
        found = []
        for place in matches.places():
            sentence = self._article(place[0])[0][place[1]]
            features = sentence_features(question, matches, place, sentence)
            score = self._weights.sentence.logit(features)
            found.append(RankedSentence(place=place, sentence=sentence, features=features, score=score))
        found.sort(key=lambda s: (-s.score, s.place))
        return tuple(found)

    def _spans(self, question: Question, matches: Matches, ranked: RankedSentence) -> list[Candidate]:
        measure = SpanMeasure(question, matches, ranked.sentence)
        found = []
        for fact in self._article(ranked.place[0])[1].get(ranked.place[1], ()):
            if fact.origin == "curated" or fact.answer_start is None or not _can_answer(fact, question):
                continue
            features: Features = measure.features(fact)
            span = self._weights.span.logit(features)
            found.append(
                Candidate(fact=fact, sentence=ranked, features=features, span_score=span, score=ranked.score + span)
            )
        return found

    def _article(self, document: str) -> tuple[tuple[IndexedSentence, ...], dict[int, tuple[Fact, ...]]]:
        cached = self._articles.get(document)
        if cached is None:
            by_sentence: dict[int, list[Fact]] = {}
            for fact in self._store.facts(document=document):
                by_sentence.setdefault(fact.sentence, []).append(fact)
            cached = self._store.sentences(document), {at: tuple(facts) for at, facts in by_sentence.items()}
            self._articles[document] = cached
            if len(self._articles) > _CACHED_ARTICLES:
                self._articles.popitem(last=False)
        return cached
