"""What tells how sure an answer is."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.confidence import confidence_features
from bot.question import analyse
from bot.ranking import Ranker
from bot.weights import Weights
from knowledge.store import FactStore

WORDS = re.findall(
    r"\w+", "Wer Wann leitet kaufte Werft Hansen Quorvex 2022 2017 Hafen Linie 12 Fähren Maritim Karla Übernahme who"
)
TEXTS = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)


@pytest.fixture(scope="module")
def ranker(articles: FactStore, by_hand: Weights) -> Ranker:
    return Ranker(articles, by_hand)


@settings(max_examples=50)
@given(text=TEXTS, hidden=st.sets(st.integers(0, 8)))
def test_features_are_finite_and_as_defined(ranker: Ranker, text: str, hidden: set[int]) -> None:
    """Shares lie between 0 and 1, what is lost and missed adds up, and all is of the sentence that answers best."""
    ranking = ranker.rank(analyse(text), "werft", frozenset(("werft", at) for at in hidden))
    found = confidence_features(ranking)
    assert all(math.isfinite(value) for value in found.values())
    if not ranking.choices:
        assert found == {"none": 1.0}
        return
    row, matches = ranking.choices[0].sentence.row, ranking.matches
    scores = ranking.scores.tolist()
    others = scores[:row] + scores[row + 1 :]
    assert found["share"] == pytest.approx(math.exp(scores[row]) / sum(map(math.exp, scores)))
    assert found["margin"] == pytest.approx(scores[row] - max(others) if others else 0.0)
    if not matches.terms:
        assert found["no_terms"] == found["gate:no content words"] == 1.0
        return
    best = [match.best for match in matches.terms]
    assert found["article"] == pytest.approx(
        sum(w * b for w, b in zip(matches.weights.tolist(), best, strict=True)) / matches.total
    )
    assert found["lost"] == pytest.approx(sum(m.weight * (1 - m.best) for m in matches.terms))
    assert found["missed"] == pytest.approx(sum(m.weight * (1 - m.strength[row]) for m in matches.terms))
    assert found["missed"] == pytest.approx((1 - found["coverage"]) * matches.total)
    assert found["worst_missed"] <= found["missed"] + 1e-9
    assert found["lost_count"] == sum(b < 0.5 for b in best)
    assert found["best_hit"] >= found["second_hit"] >= 0.0
    assert 0.0 <= found["article"] <= 1.0 + 1e-9
    assert found["total"] == pytest.approx(np.sum(matches.weights))


@pytest.mark.parametrize(
    ("text", "gate"),
    [
        ("Wer ist Quorvex?", "gate:nothing matched"),
        ("Wer kaufte die Werft Quorvex?", "gate:premise not in the article"),
        ("Wie viele Fähren lieferten die Schiffbauer 2019?", "gate:constraint elsewhere"),
    ],
)
def test_closed_gates_are_features(ranker: Ranker, text: str, gate: str) -> None:
    """A gate that closes is a feature; where none is closed there is no such feature."""
    found = confidence_features(ranker.rank(analyse(text), "werft"))
    assert found[gate] == 1.0
    assert not any(
        name.startswith("gate:")
        for name in confidence_features(ranker.rank(analyse("Wann eröffnete der Hafen?"), "werft"))
    )


def test_what_is_asked_for_is_a_feature(ranker: Ranker) -> None:
    """The kind expected first, or none."""
    assert confidence_features(ranker.rank(analyse("Wann eröffnete der Hafen?"), "werft"))["asked:date"] == 1.0
    assert confidence_features(ranker.rank(analyse("Fähren"), "werft"))["asked:none"] == 1.0
