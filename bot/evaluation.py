"""What weights make of questions they were not learned from: figures by source and language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.confidence import confidence_features
from bot.learning import Learner
from bot.ranking import Ranking
from bot.training_data import Example
from bot.weights import Weights

FALSE_ANSWERS = 0.05
ANSWERS: Mapping[str, float] = {"xquad": FALSE_ANSWERS, "gold": 0.2}
CHOICES: Mapping[str, float] = {"xquad": 0.08, "gold": 0.25}
"""By source the share of unanswerable questions that may be answered, or offered a choice: without the paragraph that
answers them (XQuAD), or written to be hard, of the article's matter and in its words (gold form)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One held-out question. `confidence`: with its article (None for an unanswerable one); `removed`: without the
    answer's paragraph, or for an unanswerable one as it stands (None where nothing could be removed); `cut`: without
    only the answer's sentences (None for an unanswerable one)."""

    example: Example
    source: str
    crossed: bool
    hit: bool
    exact: float
    f1: float
    answer: str
    confidence: float | None
    removed: float | None
    cut: float | None


def hold(learner: Learner, examples: Sequence[Example], weights: Weights) -> list[Held]:
    return [_held(learner, example, weights) for example in examples]


def _held(learner: Learner, example: Example, weights: Weights) -> Held:
    whole = learner.rank(example, weights)
    crossed = learner.crossed(example)
    best = next((c for choice in whole.choices[:1] for c in choice.candidates), None)
    score = example.score(best.fact.answer) if best and example.gold else 0.0
    answerable = bool(example.gold)
    removed = learner.rank(example, weights, learner.collection.paragraphs(example)) if answerable else whole
    counted = not answerable or example.source == "xquad"
    cut = learner.rank(example, weights, example.gold) if answerable else None
    return Held(
        example=example,
        source=example.source,
        crossed=crossed,
        hit=bool(whole.choices) and whole.choices[0].sentence.place in example.gold,
        exact=float(score == 1.0),
        f1=score,
        answer=best.fact.answer if best else "",
        confidence=_confidence(whole, weights, crossed) if answerable else None,
        removed=_confidence(removed, weights, crossed) if counted else None,
        cut=_confidence(cut, weights, crossed) if cut else None,
    )


def _confidence(ranking: Ranking, weights: Weights, crossed: bool) -> float:
    model = weights.crossed if crossed else weights.same
    return model.confidence.probability(confidence_features(ranking))


def figures(held: Sequence[Held]) -> dict[str, float]:
    """By source and language pair: questions, hit@1, exact, F1 (nobody abstaining), AUROC and share answered at
    5 % false answers."""
    found: dict[str, float] = {}
    for source in ("xquad", "gold", "turn"):
        for crossed in (False, True):
            chosen = [h for h in held if h.source == source and h.crossed is crossed]
            if chosen:
                found |= {
                    f"{source}{'_crossed' if crossed else ''}_{name}": value for name, value in _of(chosen).items()
                }
    return found


def _of(held: Sequence[Held]) -> dict[str, float]:
    known = [h for h in held if h.confidence is not None]
    false = [h.removed for h in held if h.removed is not None]
    sure = [h.confidence for h in known if h.confidence is not None]
    found = {
        "questions": float(len(known)),
        "hit_at_1": _mean([float(h.hit) for h in known]),
        "exact": _mean([h.exact for h in known]),
        "f1": _mean([h.f1 for h in known]),
    }
    if false and sure:
        least = highest(false, FALSE_ANSWERS)
        found["auroc"] = round(auroc(sure, false), 4)
        found["answered"] = _mean([float(c > least) for c in sure])
        found["answered_f1"] = _mean([h.f1 * (c > least) for h, c in zip(known, sure, strict=True)])
    return found


def threshold(held: Sequence[Held], shares: Mapping[str, float]) -> float | None:
    """The least confidence that at most these shares of the unanswerable questions reach; None without any."""
    reached: list[float] = []
    for source, share in shares.items():
        false = [h.removed for h in held if h.source == source and h.removed is not None]
        if false:
            reached.append(highest(false, share))
    return round(max(reached) + 1e-4, 4) if reached else None


def highest(false: Sequence[float], share: float) -> float:
    """The confidence that at most `share` of the false ones exceed."""
    return sorted(false, reverse=True)[int(share * len(false))]


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """The chance that an answerable question is the surer one, ties counting half."""
    wins = sum((p > n) + 0.5 * (p == n) for p in positive for n in negative)
    return wins / (len(positive) * len(negative))


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4) if values else 0.0
