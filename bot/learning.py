"""From examples to weights: match strengths, then sentences, spans and confidence, each on what the last one gives."""

from __future__ import annotations

import functools
import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from bot.article_index import Place, index
from bot.confidence import confidence_features
from bot.features import sentence_features
from bot.fitting import fit_listwise, fit_logistic
from bot.followup import Before
from bot.matching import Matcher, Years
from bot.pool import Pool
from bot.ranking import Ranker, Ranking, years
from bot.respelling import respelt
from bot.similarity import Nearness, Similarity
from bot.span_features import SpanMeasure
from bot.training_data import Collection, Example, Places, misspell, sloppy
from bot.weights import Logistic, Model, Polar, Strengths, Thresholds, Weights
from knowledge.vectors import Encoder

SEED = 20210325
RIDGE_SENTENCE = 30.0  # of 1 to 100 tried on XQuAD, the best or near to it
RIDGE_SPAN = 60.0  # of 3 to 60 tried on held-out articles (20 to 60 are alike)
RIDGE_CHOICE, INVERSE_RIDGE_CONFIDENCE = 10.0, 0.003  # the first set; the second of .0003 to .3 tried
LEAST_SHARE = 0.01  # of the rows that have a feature of confidence
WRONG_SPAN = 0.25  # of .1 to 1 tried the most right answers at 5 and 20 % false ones
FOLDS = 6
_T = TypeVar("_T")
_GRID = (0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95)
_LEAST_GOOD = 0.5  # token F1 from which a span is a target


@dataclass(frozen=True, slots=True)
class Ordered:
    """Rows of which the targets (they sum to 1) tell the right ones; how much they count."""

    rows: Sequence[Mapping[str, float]]
    targets: Sequence[float]
    weight: float


@dataclass(frozen=True, slots=True)
class Labelled:
    """One row with its label (0 or 1) and how much it counts; `crossed`: of a question in the other language."""

    row: Mapping[str, float]
    label: float
    weight: float
    crossed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOut:
    """Examples of a fold's articles, with weights learned without these."""

    weights: Weights
    examples: tuple[Example, ...]


class Learner:
    """Learns from a collection; keeps the pools of its articles with and without their answers. With an encoder,
    the one the collection's stores were built with, nearness in meaning is learned as well."""

    def __init__(self, collection: Collection, encoder: Encoder | None = None) -> None:
        self.collection = collection
        self._encoder = _Remembering(encoder) if encoder else None
        self._similarities: dict[str, Similarity] = {}
        self._pools: dict[tuple[str, Places], Pool] = {}
        self._years: dict[str, Years] = {}
        self._meant: dict[tuple[str, str, Before | None, Places], Example] = {}
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

    def asked(self, example: Example, hidden: Places = frozenset()) -> Example:
        """The example as it is understood where the article is known."""
        key = (example.article, example.text, example.before, hidden)
        if key not in self._meant:
            language = example.question.language
            meant = respelt(example.text, language, self.pool(example.article, hidden))
            self._meant[key] = example if meant == example.text else example.retyped(meant, language)
        known = self._meant[key]
        return replace(example, text=known.text, question=known.question)

    def near(self, example: Example, hidden: Places = frozenset()) -> Mapping[Place, Nearness]:
        """How near the article's sentences are to the question in meaning; empty without an encoder."""
        if self._encoder is None:
            return {}
        if example.article not in self._similarities:
            self._similarities[example.article] = Similarity(self._encoder, self.collection.stores[example.article])
        return self._similarities[example.article].of(example.question.text, (example.article,), hidden)

    def rank(self, example: Example, weights: Weights, hidden: Places = frozenset()) -> Ranking:
        ranker, example = self.ranker(example.article, weights), self.asked(example, hidden)
        return ranker.rank_in(example.question, self.pool(example.article, hidden), self.near(example, hidden))

    def stacked(self, examples: Sequence[Example], folds: int = FOLDS) -> tuple[Weights, tuple[HeldOut, ...]]:
        """Weights for questions of the articles' language and of the other one, as far as there are examples, and for
        each fold of articles those learned without it: stacked generalisation (Wolpert 1992). Thresholds are calibrated
        elsewhere.

        What chooses between sentences and what says how sure that is learn from rankings of questions that the ranking
        was not learned from: of its own it would be too sure. Raises ValueError for less than two articles."""
        parts = list(_parts(examples, folds))
        first = [self.ranking(kept) for kept, _ in parts]
        lists = [self.choices(out, weights) for (_, out), weights in zip(parts, first, strict=True)]
        used = [replace(weights, choice=_choice(_but(lists, at))) for at, weights in enumerate(first)]
        rows = [self.rows(with_noise(out), weights) for (_, out), weights in zip(parts, used, strict=True)]
        held = tuple(
            HeldOut(weights=_with_confidence(weights, _but(rows, at)), examples=tuple(out))
            for at, (weights, (_, out)) in enumerate(zip(used, parts, strict=True))
        )
        weights = replace(self.ranking(examples), choice=_choice(list(itertools.chain(*lists))))
        return _with_confidence(weights, list(itertools.chain(*rows))), held

    def ranking(self, examples: Sequence[Example]) -> Weights:
        """Weights that order sentences and the spans of each, no more."""
        self._rankers.clear()
        noisy = with_noise(examples)
        weights = replace(untrained(), strengths=self.strengths(noisy))
        for crossed in (False, True):
            chosen = [e for e in noisy if self.crossed(e) is crossed and e.gold]
            if chosen:
                model = replace(_model(weights, crossed), sentence=self.sentences(chosen, weights))
                weights = _with(weights, crossed, model)
        return replace(weights, span=self.spans([e for e in examples if e.gold], weights))

    def crossed(self, example: Example) -> bool:
        """Whether the question is not in its article's language."""
        return example.question.language != self.collection.language(example.article)

    def strengths(self, examples: Sequence[Example]) -> Strengths:
        """Coordinate search over a grid, a whole stem being the unit, for the best mean reciprocal rank of the gold
        sentence by coverage alone."""
        best = untrained().strengths
        asked = [e for e in examples if e.gold]
        for name in ("part", "concept", "close", "loose", "fuzzy", "context", "carried"):
            tried = [replace(best, **{name: value}) for value in _GRID]
            best = max(tried, key=lambda strengths: self._reciprocal_rank(asked, strengths))
        return best

    def _reciprocal_rank(self, examples: Sequence[Example], strengths: Strengths) -> float:
        total = 0.0
        for example in map(self.asked, examples):
            matches = self._matcher(example.article, strengths).match(example.question, self.pool(example.article))
            coverage = matches.coverage()
            right = max(coverage[matches.pool.rows[place]] for place in example.gold)
            total += float(right > 0) / (1 + float((coverage > right).sum()))
        return total / len(examples)

    def sentences(self, examples: Sequence[Example], weights: Weights) -> Logistic:
        lists, targets, counts = [], [], []
        for example in map(self.asked, examples):
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
        for example in map(self.asked, examples):
            pool = self.pool(example.article)
            matches = self._matcher(example.article, weights.strengths).match(example.question, pool)
            for place in sorted(example.gold):
                measure = SpanMeasure(example.question, matches, pool.rows[place])
                good = [_goodness(example.score(fact.answer)) for fact in measure.facts]
                if sum(good) > 0:
                    lists.append(measure.features())
                    targets.append([value / sum(good) for value in good])
                    counts.append(example.weight)
        return fit_listwise(lists, targets, counts, RIDGE_SPAN, least_deviation=1.0)

    def choices(self, examples: Sequence[Example], weights: Weights) -> list[Ordered]:
        """Of each answerable example the sentences its spans were looked at in, with the right ones; those without a
        right one are left out."""
        lists: list[Ordered] = []
        for example in examples:
            found = self.rank(example, weights).choices
            gold = [float(choice.sentence.place in example.gold) for choice in found]
            if sum(gold):
                targets = [value / sum(gold) for value in gold]
                lists.append(Ordered([choice.features for choice in found], targets, example.weight))
        return lists

    def rows(self, examples: Sequence[Example], weights: Weights) -> list[Labelled]:
        """What confidence is learned from: each example with and without its answer."""
        return [self._labelled(e, weights, hidden, label) for e in examples for hidden, label in self.shown(e)]

    def _labelled(self, example: Example, weights: Weights, hidden: Places, label: float) -> Labelled:
        """Where the article answers and the span shown does not, being sure is no use: it counts `WRONG_SPAN`. A
        follow-up, whose sentence stays where it is the one before's, must be answered rightly to count as answered."""
        ranking = self.rank(example, weights, hidden)
        shown = next((c.fact.answer for choice in ranking.choices[:1] for c in choice.candidates), "")
        right = example.is_right(shown)
        if example.question.lead is not None:
            return Labelled(confidence_features(ranking), label * right, example.weight, self.crossed(example))
        count = example.weight * (1.0 if right or not label else WRONG_SPAN)
        return Labelled(confidence_features(ranking), label, count, self.crossed(example))

    def shown(self, example: Example) -> Iterator[tuple[Places, float]]:
        """What is hidden of the article, and whether the rest answers: nothing, the answer's paragraphs, only its
        sentences, and for an answer in one paragraph the rest of the article, as short articles are. What the question
        before led to is never hidden: it was answered."""
        yield frozenset(), float(bool(example.gold))
        if not example.gold:
            return
        paragraphs, everything = self.collection.paragraphs(example), self.collection.places(example.article)
        lead = example.question.lead
        if lead is None or (lead.document, lead.sentence) not in example.gold:
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
        polar=Polar(decided=nothing, polarity=nothing, least=1.0),
        strengths=Strengths(
            stem=1.0,
            part=most,
            concept=most,
            close=most,
            loose=most,
            fuzzy=most,
            context=most,
            phrasing=most,
            carried=most,
        ),
        thresholds=Thresholds(phrasing=1.0),
        reached={},
        data=(),
    )


def with_noise(examples: Sequence[Example]) -> list[Example]:
    """Every other example with typing errors, one or several in turn, the same ones each time; of the follow-ups, of
    which there are few, each both with and without."""
    rng = random.Random(SEED)  # noqa: S311 (reproducible noise, not secrets)
    found = []
    for at, example in enumerate(examples):
        text = (sloppy if at % 4 == 3 else misspell)(example.text, rng)
        typed = example.retyped(text, example.question.language)
        found += [example, typed] if example.before is not None else [typed if at % 2 else example]
    return found


def _goodness(score: float) -> float:
    return score * score if score >= _LEAST_GOOD else 0.0


def _rows(columns: dict[str, np.ndarray], size: int) -> list[dict[str, float]]:
    return [{name: float(values[row]) for name, values in columns.items() if values[row]} for row in range(size)]


def _parts(examples: Sequence[Example], folds: int) -> Iterator[tuple[list[Example], list[Example]]]:
    """For each fold of articles the examples of the others and its own."""
    names = sorted({example.article for example in examples})
    if len(names) < 2:
        raise ValueError("to learn takes two articles or more")
    for fold in range(min(folds, len(names))):
        out = set(names[fold::folds])
        yield [e for e in examples if e.article not in out], [e for e in examples if e.article in out]


def _but(parts: Sequence[list[_T]], left_out: int) -> list[_T]:
    return [one for at, part in enumerate(parts) if at != left_out for one in part]


def _choice(lists: Sequence[Ordered]) -> Logistic:
    return fit_listwise(
        [one.rows for one in lists], [one.targets for one in lists], [one.weight for one in lists], RIDGE_CHOICE
    )


def _with_confidence(weights: Weights, rows: Sequence[Labelled]) -> Weights:
    for crossed in (False, True):
        chosen = [one for one in rows if one.crossed is crossed]
        if chosen:
            labels, counts = [one.label for one in chosen], [one.weight for one in chosen]
            fitted = fit_logistic([one.row for one in chosen], labels, counts, INVERSE_RIDGE_CONFIDENCE, LEAST_SHARE)
            weights = _with(weights, crossed, replace(_model(weights, crossed), confidence=fitted))
    return weights


def _model(weights: Weights, crossed: bool) -> Model:
    return weights.crossed if crossed else weights.same


def _with(weights: Weights, crossed: bool, model: Model) -> Weights:
    return replace(weights, crossed=model) if crossed else replace(weights, same=model)
