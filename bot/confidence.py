"""How sure: what the best sentence matches and misses, against the rest, turned into a calibrated probability that
the article answers the question."""

from __future__ import annotations

import math

import numpy as np

from bot import gates
from bot.postings import Array
from bot.ranking import Choice, Ranking
from bot.span_features import group
from bot.support import support

_HALF = 0.5  # less of a word counts as lost
_TAKEN = (
    "coverage", "plain_coverage", "mass", "chars", "before", "after", "paragraph", "names", "verb", "exact", "holds",
    "terms", "bm25", "bm25_parts", "length", "bigrams", "only_part", "only_concept", "only_close", "only_loose",
    "only_fuzzy", "only_context", "vector", "vector_centred", "role:none", "role:frame", "role:right", "role:wrong",
    "role:different", "role:missing", "role:negation", "role:present", "turn:own",
)  # fmt: skip
_TURNED = ("coverage", "holds", "share", "margin", "behind", "span", "span_margin", "met:clause", "met:here")
_CROSSED = (
    "coverage", "chars", "before", "after", "paragraph", "role:frame", "role:right", "role:wrong", "role:different",
    "role:missing", "role:present", "role:none",
)  # fmt: skip


def confidence_features(ranking: Ranking) -> dict[str, float]:
    """Of the sentence that answers best. All count once more where the article is dated, and what tells how the
    question's words are borne out once more for its group, and where it leans on the one before: "dated|coverage",
    "who|target:inside", "turn|coverage"."""
    if not ranking.choices:
        return {"none": 1.0}
    choice = ranking.choices[0]
    best = choice.sentence
    kinds = ranking.question.kinds
    found = {name: best.features[name] for name in _TAKEN if name in best.features}
    found |= {f"gate:{gate.name}": 1.0 for gate in (gates.before(ranking), gates.on_choice(ranking, choice)) if gate}
    found |= _rivals(ranking, best.row) | _terms(ranking, best.row)
    crossed = support(ranking, choice) | _said(choice) | {name: found[name] for name in _CROSSED if name in found}
    asked = group(ranking.question)
    found |= {**crossed, f"asked:{kinds[0] if kinds else 'none'}": 1.0}
    if ranking.question.lead is not None:
        found |= {f"turn|{name}": found[name] for name in _TURNED if name in found} | {"turn|": 1.0}
    if ranking.dated:
        found |= {f"dated|{name}": value for name, value in found.items() if value} | {"dated|": 1.0}
    return found | {f"{asked}|{name}": value for name, value in crossed.items() if value} | {f"{asked}|": 1.0}


def _said(choice: Choice) -> dict[str, float]:
    """What the best span is, and how it fits."""
    if not choice.candidates:
        return dict(choice.features)
    fact = choice.candidates[0].fact
    return {**choice.features, f"is:{fact.kind}": 1.0, f"stands:{fact.syntax}": 1.0}


def _rivals(ranking: Ranking, row: int) -> dict[str, float]:
    scores = ranking.scores
    others = np.concatenate([scores[:row], scores[row + 1 :]])
    return {
        "share": float(np.exp(scores[row] - np.logaddexp.reduce(scores))),
        "margin": float(scores[row] - others.max()) if len(others) else 0.0,
        "score": float(scores[row]),
    }


def _terms(ranking: Ranking, row: int) -> dict[str, float]:
    matches = ranking.matches
    if not matches.terms:
        return {"no_terms": 1.0}
    found = {"total": matches.total, "count": math.log(len(matches.terms))}
    for prefix, strength in (("", matches.strength), ("plain:", matches.plain)):
        met = _met(ranking, strength, row)
        found |= {prefix + name: value for name, value in met.items()}
    return found


def _met(ranking: Ranking, strength: Array, row: int) -> dict[str, float]:
    """How much of the question the article and the sentence meet and miss, by these strengths (T × n)."""
    matches = ranking.matches
    weights: list[float] = matches.weights.tolist()
    anywhere: list[float] = strength.max(axis=1, initial=0.0).tolist()
    here: list[float] = strength[:, row].tolist()
    lost = [weight * (1 - best) for weight, best in zip(weights, anywhere, strict=True)]
    missed = [weight * (1 - own) for weight, own in zip(weights, here, strict=True)]
    hits = sorted((weight * own for weight, own in zip(weights, here, strict=True)), reverse=True)
    own = [at for at, match in enumerate(matches.terms) if not match.term.carried]
    few = float(sum(anywhere[at] < _HALF for at in own))
    names = [at for at in own if matches.terms[at].term.name]
    verbs = [at for at in own if matches.terms[at].term.verb]
    return {
        "article": sum(weight * best for weight, best in zip(weights, anywhere, strict=True)) / matches.total,
        "lost": sum(lost),
        "worst_lost": max(lost),
        "lost_share": few / len(own) if own else 0.0,
        "lost_count": few,
        "lost_names": sum([1 - anywhere[at] for at in names], 0.0),
        "lost_verbs": sum([1 - anywhere[at] for at in verbs], 0.0),
        "missed": sum(missed),
        "worst_missed": max(missed),
        "worst_missed_share": max(missed) / matches.total,
        "best_hit": hits[0],
        "second_hit": hits[1] if len(hits) > 1 else 0.0,
    }
