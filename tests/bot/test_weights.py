"""The weights file, and the figures that stand in it."""

from __future__ import annotations

import pytest

from bot import weights
from bot.scoring import f1


def test_shipped_weights_carry_their_data_and_figures() -> None:
    """What is shipped was learned: its data are named, and the thresholds are in order."""
    shipped = weights.load()
    assert shipped.data
    assert shipped.reached["xquad_questions"] > 0
    assert all(0 < model.clarify <= model.answer < 1 for model in (shipped.same, shipped.crossed))


@pytest.mark.parametrize("semantic", [False, True])
def test_there_are_weights_with_and_without_vectors(semantic: bool) -> None:
    """Both ways have weights that were learned."""
    assert weights.load(semantic=semantic).data


def test_logistic_is_the_sigmoid_of_the_weighted_sum() -> None:
    """Unknown features count nothing; no feature at all gives the bias."""
    model = weights.Logistic(bias=0.0, weights={"a": 2.0})
    assert model.probability({"other": 9.0}) == 0.5
    assert model.logit({"a": 1.5}) == 3.0


@pytest.mark.parametrize(
    ("predicted", "gold", "expected"),
    [("der Bau", "Bau", 1.0), ("drei Jahre", "Jahre", 2 / 3), ("Bau", "Brücke", 0.0), ("", "Bau", 0.0)],
)
def test_f1(predicted: str, gold: str, expected: float) -> None:
    """Token F1 without articles."""
    assert f1(predicted, gold) == pytest.approx(expected)
