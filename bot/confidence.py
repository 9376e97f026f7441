"""How sure: features of the best candidate against its rivals, turned into a calibrated probability."""

from __future__ import annotations

import math

from bot.features import Features
from bot.ranking import Ranking


def confidence_features(ranking: Ranking) -> Features:
    if not ranking.candidates:
        return {"none": 1.0}
    best = ranking.candidates[0]
    other = next((s for s in ranking.sentences if s.place != best.sentence.place), None)
    matches = ranking.matches
    missed = [m.weight * (1 - m.places.get(best.sentence.place, 0.0)) for m in matches.terms]
    lost = [m.weight * (1 - m.best) for m in matches.terms]
    kinds = ranking.question.kinds
    return {
        "sentence": best.sentence.score,
        "margin": min(4.0, best.sentence.score - other.score) if other else 4.0,
        "span": best.span_score,
        "coverage": best.sentence.features["coverage"],
        "around": best.sentence.features["around"],
        "article": matches.article_coverage(),
        "worst_missed": max(missed, default=0.0) / matches.total,
        "worst_lost": max(lost, default=0.0) / matches.total,
        "lost_weight": max(lost, default=0.0),
        "verb": best.sentence.features["verb"],
        "names": best.sentence.features["names"],
        "kind_agrees": float(best.fact.kind in kinds),
        "kind_open": float(not kinds),
        "terms": math.log(1 + len(matches.terms)),
        f"asked:{kinds[0] if kinds else 'none'}": 1.0,
    }
