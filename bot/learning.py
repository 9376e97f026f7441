"""From examples to weights: match strengths, then sentences, spans and confidence, each on what the last one gives."""

from __future__ import annotations

import functools
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from bot.article_index import Place, index
from bot.confidence import confidence_features
from bot.features import sentence_features
from bot.fitting import fit_listwise, fit_logistic
from bot.matching import Matcher, Years
from bot.pool import Pool
from bot.question import analyse
from bot.ranking import Ranker, Ranking, years
from bot.similarity import Nearness, Similarity
from bot.span_features import SpanMeasure
from bot.training_data import Collection, Example, Places, misspell
from bot.weights import Logistic, Model, Strengths, Thresholds, Weights
from knowledge.vectors import Encoder

SEED = 20210325
RIDGE_SENTENCE, RIDGE_SPAN = 30.0, 100.0  # of 1 to 100 tried on XQuAD, the best or near to it
RIDGE_CHOICE, INVERSE_RIDGE_CONFIDENCE = 10.0, 0.3  # set, not tried
_GRID = (0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95)
_LEAST_GOOD = 0.5  # token F1 from which a span is a target


class Learner:
    """Learns from a collection; keeps the pools of its articles with and without their answers. With an encoder,
    the one the collection's stores were built with, nearness in meaning is learned as well."""

    def __init__(self, collection: Collection, encoder: Encoder | None = None) -> None:
        self.collection = collection
        self._encoder = _Remembering(encoder) if encoder else None
        self._similarities: dict[str, Similarity] = {}
        self._pools: dict[tuple[str, Places], Pool] = {}
        self._years: dict[str, Years] = {}
        self._rankers: dict[tuple[str, int], tuple[Weights, Ranker]] = {}

    def pool(self, article: str, hidden: Places = frozenset()) -> Pool:
        key = (article, hidden)
        if key not in self._pools:
            self._pools[key] = Pool((index(self.collection.stores[article], article, hidden),))
        return self._pools[key]

    def ranker(self, article: str, weights: Weights) -> Ranker:
        key = (article, id(weights))
        if key not in self._rankers:
            self._rankers[key] = (weights, Ranker(self.collection.stores[article], weights))
        return self._rankers[key][1]

    def _matcher(self, article: str, strengths: Strengths) -> Matcher:
        if article not in self._years:
            self._years[article] = years(self.collection.stores[article])
        return Matcher(strengths, self._years[article])

    def near(self, example: Example, hidden: Places = frozenset()) -> Mapping[Place, Nearness]:
        """How near the article's sentences are to the question in meaning; empty without an encoder."""
        if self._encoder is None:
            return {}
        if example.article not in self._similarities:
            self._similarities[example.article] = Similarity(self._encoder, self.collection.stores[example.article])
        return self._similarities[example.article].of(example.question.text, (example.article,), hidden)

    def rank(self, example: Example, weights: Weights, hidden: Places = frozenset()) -> Ranking:
        ranker = self.ranker(example.article, weights)
        return ranker.rank_in(example.question, self.pool(example.article, hidden), self.near(example, hidden))

    def learn(self, examples: Sequence[Example]) -> Weights:
        """Weights for questions of the articles' language and of the other one, as far as there are examples.
        Thresholds are calibrated elsewhere."""
        self._rankers.clear()
        noisy = with_noise(examples)
        weights = replace(untrained(), strengths=self.strengths(noisy))
        for crossed in (False, True):
            chosen = [e for e in noisy if self.crossed(e) is crossed and e.gold]
            if chosen:
                model = replace(_model(weights, crossed), sentence=self.sentences(chosen, weights))
                weights = _with(weights, crossed, model)
        answered = [e for e in examples if e.gold]
        weights = replace(weights, span=self.spans(answered, weights))
        weights = replace(weights, choice=self.choices(answered, weights))
        for crossed in (False, True):
            chosen = [e for e in noisy if self.crossed(e) is crossed]
            if chosen:
                model = replace(_model(weights, crossed), confidence=self.confidence(chosen, weights))
                weights = _with(weights, crossed, model)
        return weights

    def crossed(self, example: Example) -> bool:
        """Whether the question is not in its article's language."""
        return example.question.language != self.collection.language(example.article)

    def strengths(self, examples: Sequence[Example]) -> Strengths:
        """Coordinate search over a grid, a whole stem being the unit, for the best mean reciprocal rank of the gold
        sentence by coverage alone."""
        best = untrained().strengths
        asked = [e for e in examples if e.gold]
        for name in ("part", "concept", "fuzzy", "context"):
            tried = [replace(best, **{name: value}) for value in _GRID]
            best = max(tried, key=lambda strengths: self._reciprocal_rank(asked, strengths))
        return best

    def _reciprocal_rank(self, examples: Sequence[Example], strengths: Strengths) -> float:
        total = 0.0
        for example in examples:
            matches = self._matcher(example.article, strengths).match(example.question, self.pool(example.article))
            coverage = matches.coverage()
            right = max(coverage[matches.pool.rows[place]] for place in example.gold)
            total += float(right > 0) / (1 + float((coverage > right).sum()))
        return total / len(examples)

    def sentences(self, examples: Sequence[Example], weights: Weights) -> Logistic:
        lists, targets, counts = [], [], []
        for example in examples:
            pool = self.pool(example.article)
            matches = self._matcher(example.article, weights.strengths).match(example.question, pool)
            columns = sentence_features(example.question, matches, self.near(example))
            lists.append(_rows(columns, pool.size))
            targets.append([float(place in example.gold) / len(example.gold) for place in pool.places])
            counts.append(example.weight)
        return fit_listwise(lists, targets, counts, RIDGE_SENTENCE)

    def spans(self, examples: Sequence[Example], weights: Weights) -> Logistic:
        """The candidates of each gold sentence, those near to the gold answer on top."""
        lists, targets, counts = [], [], []
        for example in examples:
            pool = self.pool(example.article)
            matches = self._matcher(example.article, weights.strengths).match(example.question, pool)
            for place in sorted(example.gold):
                measure = SpanMeasure(example.question, matches, pool.rows[place])
                good = [_goodness(example.score(fact.answer)) for fact in measure.facts]
                if sum(good) > 0:
                    lists.append(measure.features())
                    targets.append([value / sum(good) for value in good])
                    counts.append(example.weight)
        return fit_listwise(lists, targets, counts, RIDGE_SPAN)

    def choices(self, examples: Sequence[Example], weights: Weights) -> Logistic:
        lists, targets, counts = [], [], []
        for example in examples:
            found = self.rank(example, weights).choices
            gold = [float(choice.sentence.place in example.gold) for choice in found]
            if sum(gold):
                lists.append([choice.features for choice in found])
                targets.append([value / sum(gold) for value in gold])
                counts.append(example.weight)
        return fit_listwise(lists, targets, counts, RIDGE_CHOICE)

    def confidence(self, examples: Sequence[Example], weights: Weights) -> Logistic:
        rows, labels, counts = [], [], []
        for example in examples:
            for hidden, label in self.shown(example):
                rows.append(confidence_features(self.rank(example, weights, hidden)))
                labels.append(label)
                counts.append(example.weight)
        return fit_logistic(rows, labels, counts, INVERSE_RIDGE_CONFIDENCE)

    def shown(self, example: Example) -> Iterator[tuple[Places, float]]:
        """What is hidden of the article, and whether the rest answers: nothing, the answer's paragraphs, only its
        sentences, and for an answer in one paragraph the rest of the article, as short articles are."""
        yield frozenset(), float(bool(example.gold))
        if not example.gold:
            return
        paragraphs, everything = self.collection.paragraphs(example), self.collection.places(example.article)
        yield example.gold, 0.0
        if example.source == "xquad":
            yield paragraphs, 0.0
            yield everything - paragraphs, 1.0
            yield everything - paragraphs | example.gold, 0.0


class _Remembering:
    """An encoder that encodes each question once."""

    def __init__(self, encoder: Encoder) -> None:
        self.name, self.passages = encoder.name, encoder.passages
        self.question = functools.cache(encoder.question)


def untrained() -> Weights:
    """Where learning starts: nothing counts, every match is as good as the whole word's, nothing is ever sure."""
    nothing = Logistic(bias=0.0, weights={})
    model = Model(sentence=nothing, confidence=nothing, answer=1.0, clarify=1.0)
    most = _GRID[-1]
    return Weights(
        same=model,
        crossed=model,
        span=nothing,
        choice=nothing,
        strengths=Strengths(stem=1.0, part=most, concept=most, fuzzy=most, context=most, phrasing=most),
        thresholds=Thresholds(phrasing=1.0, affirm=1.0),
        reached={},
        data=(),
    )


def with_noise(examples: Sequence[Example]) -> list[Example]:
    """Every other example misspelt, the same ones each time."""
    rng = random.Random(SEED)  # noqa: S311 (reproducible noise, not secrets)
    found = []
    for at, example in enumerate(examples):
        text = misspell(example.text, rng)
        asked = analyse(text, example.question.language)
        found.append(replace(example, text=text, question=asked) if at % 2 else example)
    return found


def _goodness(score: float) -> float:
    return score * score if score >= _LEAST_GOOD else 0.0


def _rows(columns: dict[str, np.ndarray], size: int) -> list[dict[str, float]]:
    return [{name: float(values[row]) for name, values in columns.items() if values[row]} for row in range(size)]


def _model(weights: Weights, crossed: bool) -> Model:
    return weights.crossed if crossed else weights.same


def _with(weights: Weights, crossed: bool, model: Model) -> Weights:
    return replace(weights, crossed=model) if crossed else replace(weights, same=model)
