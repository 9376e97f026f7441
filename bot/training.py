"""Learn and calibrate the weights: `python -m bot.training --xquad FILE [--seeds DIR] [--out FILE]`.

Data: XQuAD form (SQuAD 1.1 JSON). Each question is asked of its own article (answerable) and of the article without
the paragraph, or only the sentence, that answers it (unanswerable), and the same of its paragraph alone, as short
articles are; half of the questions get typing errors.
Figures are cross-validated with folds by article. The phrasing threshold is calibrated on the curated phrasings of
the seeds, each left out once. Same data, same bytes. Needs the extra `training` (scikit-learn).
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from bot.confidence import confidence_features
from bot.engine import Engine
from bot.matching import Matcher
from bot.question import Question, analyse
from bot.ranking import Ranking
from bot.scoring import f1
from bot.training_data import Collection, Example, misspell, read_xquad
from bot.weights import Logistic, Strengths, Thresholds, Weights, load
from knowledge import build
from knowledge.facts import Fact
from knowledge.store import FactStore

SEED = 20210325
FOLDS = 6
FALSE_ANSWERS = 0.05  # share of unanswerable questions that may be answered
FALSE_CHOICES = 0.08
FALSE_PHRASINGS = 0.05  # share of curated phrasings that, left out, may be taken for another fact
_GRID = (0.2, 0.35, 0.5, 0.65, 0.8, 0.95)
_NEGATIVES = 12
_ROUND = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    strengths: Strengths
    sentence: Logistic
    span: Logistic
    confidence: Logistic


def _rankings(
    collection: Collection, weights: Weights, examples: list[Example], noise: bool
) -> Iterator[tuple[Example, Ranking]]:
    rng = random.Random(SEED)  # noqa: S311 (reproducible noise, not secrets)
    engines = {name: Engine(store, weights) for name, store in collection.stores.items()}
    for example in examples:
        text = misspell(example.text, rng) if noise and rng.random() < 0.5 else example.text
        yield example, engines[example.article].rank(analyse(text, "de"))


def _fit(rows: list[dict[str, float]], labels: list[float], weights: list[float], c: float) -> Logistic:
    vectorizer = DictVectorizer(sparse=True)
    model = LogisticRegression(C=c, max_iter=2000, random_state=SEED)
    model.fit(vectorizer.fit_transform(rows), labels, sample_weight=weights)
    learned = dict(zip(vectorizer.get_feature_names_out().tolist(), model.coef_[0].tolist(), strict=True))
    return Logistic(
        bias=round(float(model.intercept_[0]), _ROUND),
        weights={name: round(value, _ROUND) for name, value in sorted(learned.items()) if abs(value) >= 10**-_ROUND},
    )


def learn(collection: Collection, examples: list[Example], start: Weights) -> Learned:
    """Match strengths, then sentence weights, span weights in the gold sentences, and confidence."""
    start = replace(start, strengths=_learn_strengths(collection, examples))
    sentence = _learn_sentences(collection, examples, start)
    span = _learn_spans(collection, examples, replace(start, sentence=sentence))
    weights = replace(start, sentence=sentence, span=span)
    rows, labels = _confidence_rows(collection, examples, weights)
    return Learned(
        strengths=start.strengths, sentence=sentence, span=span, confidence=_fit(rows, labels, [1.0] * len(rows), 0.3)
    )


def _learn_strengths(collection: Collection, examples: list[Example]) -> Strengths:
    """Coordinate search over a grid, a whole stem being the unit, for the best mean reciprocal rank of the gold
    sentence by coverage alone; every other question is misspelt."""
    rng = random.Random(SEED)  # noqa: S311
    asked = []
    for at, example in enumerate(examples):
        gold = collection.gold(example)
        if gold is not None:
            text = misspell(example.text, rng) if at % 2 else example.text
            asked.append((example.article, gold, analyse(text, "de")))
    best = Strengths(stem=1.0, part=_GRID[-1], concept=_GRID[-1], fuzzy=_GRID[-1], phrasing=_GRID[-1])
    for name in ("part", "concept", "fuzzy"):
        tried = [replace(best, **{name: value}) for value in _GRID]
        best = max(tried, key=lambda strengths: _reciprocal_rank(collection, asked, strengths))
    return best


def _reciprocal_rank(collection: Collection, asked: list[tuple[str, int, Question]], strengths: Strengths) -> float:
    matchers = {name: Matcher(store, strengths) for name, store in collection.stores.items()}
    total = 0.0
    for article, gold, question in asked:
        size = len(collection.stores[article].sentences(article))
        matches = matchers[article].match(question, frozenset({article}), size, frozenset())
        right = matches.coverage((article, gold))
        if right > 0:
            total += 1 / (1 + sum(matches.coverage(p) > right for p in matches.places()))
    return total / len(asked)


def _learn_sentences(collection: Collection, examples: list[Example], start: Weights) -> Logistic:
    rows, labels, counts = [], [], []
    for example, ranking in _rankings(collection, start, examples, noise=True):
        gold = collection.gold(example)
        for ranked in ranking.sentences:
            rows.append(dict(ranked.features))
            labels.append(float(ranked.place[1] == gold))
            counts.append(1.0)
    return _fit(rows, labels, counts, 1.0)


def _learn_spans(collection: Collection, examples: list[Example], start: Weights) -> Logistic:
    rng = random.Random(SEED)  # noqa: S311
    rows, labels, counts = [], [], []
    for example, ranking in _rankings(collection, start, examples, noise=False):
        gold = collection.gold(example)
        spans = [c for c in ranking.candidates if c.sentence.place[1] == gold]
        scored = [(f1(c.fact.answer, example.answer), c) for c in spans]
        near = [pair for pair in scored if pair[0] > 0.5]
        far = [pair for pair in scored if pair[0] <= 0.5]
        for score, candidate in near + rng.sample(far, min(_NEGATIVES, len(far))):
            for label, weight in ((1.0, score), (0.0, 1 - score)):
                if weight > 0.01:
                    rows.append(dict(candidate.features))
                    labels.append(label)
                    counts.append(weight)
    return _fit(rows, labels, counts, 0.3)


def _confidence_rows(
    collection: Collection, examples: list[Example], weights: Weights
) -> tuple[list[dict[str, float]], list[float]]:
    rows: list[dict[str, float]] = []
    labels: list[float] = []
    engines = {name: Engine(store, weights) for name, store in collection.stores.items()}
    for example in examples:
        engine, gold, question = engines[example.article], collection.gold(example), analyse(example.text, "de")
        ranking = engine.rank(question)
        found = bool(ranking.candidates) and ranking.candidates[0].sentence.place[1] == gold
        rows.append(confidence_features(ranking))
        labels.append(float(found))
        rows.append(confidence_features(engine.rank(question, hidden=collection.paragraph(example))))
        labels.append(0.0)
        if gold is not None:
            rows.append(confidence_features(engine.rank(question, hidden=frozenset({(example.article, gold)}))))
            labels.append(0.0)
        rest = collection.all(example) - collection.paragraph(example)
        short = engine.rank(question, hidden=rest)
        rows.append(confidence_features(short))
        labels.append(float(bool(short.candidates) and short.candidates[0].sentence.place[1] == gold))
        rows.append(confidence_features(engine.rank(question, hidden=rest | {(example.article, gold or 0)})))
        labels.append(0.0)
    return rows, labels


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What came of one held-out question: with its article, and with the answering paragraph removed."""

    hit: bool
    exact: float
    f1: float
    confidence: float
    removed: float
    removed_coverage: float


def _hold(collection: Collection, examples: list[Example], weights: Weights) -> list[Held]:
    engines = {name: Engine(store, weights) for name, store in collection.stores.items()}
    found = []
    for example in examples:
        engine, question = engines[example.article], analyse(example.text, "de")
        ranking = engine.rank(question)
        best = ranking.candidates[0] if ranking.candidates else None
        score = f1(best.fact.answer, example.answer) if best else 0.0
        removed = engine.rank(question, hidden=collection.paragraph(example))
        found.append(
            Held(
                hit=best is not None and best.sentence.place[1] == collection.gold(example),
                exact=float(score == 1.0),
                f1=score,
                confidence=weights.confidence.probability(confidence_features(ranking)),
                removed=weights.confidence.probability(confidence_features(removed)),
                removed_coverage=removed.sentences[0].features["coverage"] if removed.sentences else 0.0,
            )
        )
    return found


def _least(false: list[float], share: float) -> float:
    """The threshold that at most `share` of the false ones reach."""
    ordered = sorted(false, reverse=True)
    return round(ordered[int(share * len(ordered))] + 1e-4, 4)


def calibrate_phrasings(store: FactStore, weights: Weights) -> tuple[Weights, dict[str, float]]:
    """The phrasing strength and threshold: each curated phrasing is left out once and asked. Of the strengths, the one
    with which most find their own fact, at the threshold where `FALSE_PHRASINGS` of them would give another one."""
    tried = [
        _left_out(store, replace(weights, strengths=replace(weights.strengths, phrasing=value))) for value in _GRID
    ]
    return max(tried, key=lambda one: one[1]["phrasings_right"])


def _left_out(store: FactStore, weights: Weights) -> tuple[Weights, dict[str, float]]:
    engine = Engine(store, weights)
    right: list[float] = []
    wrong: list[float] = []
    asked = 0
    for document in store.documents():
        meant: list[Any] = [f for f in store.facts(document=document.id) if f.origin == "curated"]
        for one in meant + list(store.unknowns(document.id)):
            for text in one.ask:
                found = engine.phrasings(document.id).match(analyse(text), without=text)
                asked += 1
                if found:
                    (right if _same_answer(found[0].phrasing.meant, one) else wrong).append(found[0].similarity)
    most = FALSE_PHRASINGS * asked
    threshold = next(t / 100 for t in range(30, 102) if sum(s >= t / 100 for s in wrong) <= most)
    figures = {
        "phrasings": float(asked),
        "phrasings_right": round(sum(s >= threshold for s in right) / max(1, asked), 4),
        "phrasings_wrong": round(sum(s >= threshold for s in wrong) / max(1, asked), 4),
    }
    return replace(weights, thresholds=replace(weights.thresholds, phrasing=threshold)), figures


def _same_answer(one: Any, other: Any) -> bool:
    if isinstance(one, Fact) and isinstance(other, Fact):
        return one.answer == other.answer
    return bool(one.id == other.id)


def train(paths: list[Path], seeds: Path | None) -> Weights:
    """The weights file's content, with cross-validated figures."""
    start = load()
    with tempfile.TemporaryDirectory() as folder:
        texts: dict[str, str] = {}
        examples: tuple[Example, ...] = ()
        for path in paths:
            texts_here, examples_here = read_xquad(path)
            texts |= texts_here
            examples += examples_here
        collection = Collection(texts, examples, Path(folder))
        names = sorted(texts)
        held: list[Held] = []
        for fold in range(FOLDS):
            out = set(names[fold::FOLDS])
            learned = learn(collection, [e for e in examples if e.article not in out], start)
            weights = replace(
                start,
                strengths=learned.strengths,
                sentence=learned.sentence,
                span=learned.span,
                confidence=learned.confidence,
            )
            held += _hold(collection, [e for e in examples if e.article in out], weights)
            print(f"fold {fold + 1}/{FOLDS}: {_figures(held)}", file=sys.stderr)
        final = learn(collection, list(examples), start)
        answer_at = _least([h.removed for h in held], FALSE_ANSWERS)
        affirm_at = _least([h.removed_coverage for h in held], FALSE_ANSWERS)
        clarify_at = _least([h.removed for h in held], FALSE_CHOICES)
        weights = Weights(
            sentence=final.sentence,
            span=final.span,
            confidence=final.confidence,
            strengths=final.strengths,
            thresholds=replace(start.thresholds, answer=answer_at, clarify=clarify_at, affirm=affirm_at),
            reached=_figures(held) | {"answered": round(sum(h.confidence >= answer_at for h in held) / len(held), 4)},
            data=tuple(f"{path.name} (XQuAD, CC BY-SA 4.0)" for path in paths),
        )
        if seeds is None:
            return weights
        weights, figures = calibrate_phrasings(build.refresh(seeds, Path(folder) / "seeds.db"), weights)
        curated = f"curated phrasings of {', '.join(sorted(p.name for p in seeds.glob('*.facts.yaml')))} (MIT)"
        return replace(weights, reached={**weights.reached, **figures}, data=(*weights.data, curated))


def _figures(held: list[Held]) -> dict[str, float]:
    scores = [h.confidence for h in held] + [h.removed for h in held]
    labels = [1] * len(held) + [0] * len(held)
    return {
        "questions": float(len(held)),
        "hit_at_1": round(float(np.mean([h.hit for h in held])), 4),
        "exact": round(float(np.mean([h.exact for h in held])), 4),
        "f1": round(float(np.mean([h.f1 for h in held])), 4),
        "auroc_removed": round(float(roc_auc_score(labels, scores)), 4),
    }


def dump(weights: Weights) -> str:
    """The weights file's text: sorted, stable, one line an entry."""

    def logistic(one: Logistic) -> dict[str, Any]:
        return {"bias": one.bias, "weights": dict(sorted(one.weights.items()))}

    def fields(one: Strengths | Thresholds) -> dict[str, float]:
        return {name: getattr(one, name) for name in one.__slots__}

    content = {
        "sentence": logistic(weights.sentence),
        "span": logistic(weights.span),
        "confidence": logistic(weights.confidence),
        "strengths": fields(weights.strengths),
        "thresholds": fields(weights.thresholds),
        "reached": dict(weights.reached),
        "data": list(weights.data),
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bot.training", description=__doc__)
    parser.add_argument("--xquad", type=Path, action="append", required=True)
    parser.add_argument("--seeds", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "data" / "weights.json")
    options = parser.parse_args()
    weights = train(options.xquad, options.seeds)
    options.out.write_text(dump(weights), encoding="utf-8")
    print(json.dumps(dict(weights.reached)))


if __name__ == "__main__":
    main()
