"""Fitting: what can be told apart is learned, the same each time, whatever the scale of the features."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("sklearn", reason="fitting needs the extra `training`")
pytest.importorskip("scipy", reason="fitting needs the extra `training`")

from bot.fitting import fit_listwise, fit_logistic

LISTS = (
    ({"right": 1.0, "size": 2.0}, {"size": 3.0}, {"size": 1.0}),
    ({"size": 1.0}, {"right": 1.0, "size": 1.0}),
    ({"size": 5.0}, {"size": 2.0}, {"size": 4.0}, {"right": 1.0, "size": 4.0}),
)
TARGETS = ((1.0, 0.0, 0.0), (0.0, 1.0), (0.0, 0.0, 0.0, 1.0))


def test_a_list_learns_to_put_its_targets_on_top() -> None:
    """In every list the one with the telling feature comes first; no bias is learned, which no order needs."""
    model = fit_listwise(LISTS, TARGETS, (1.0, 1.0, 1.0), 0.1)
    assert model.bias == 0.0
    for rows, target in zip(LISTS, TARGETS, strict=True):
        scores = [model.logit(row) for row in rows]
        assert scores.index(max(scores)) == target.index(1.0)


def test_a_ridge_makes_weights_small() -> None:
    """The larger the penalty, the smaller the weights; a list of one tells nothing at all."""
    weak, strong = (fit_listwise(LISTS, TARGETS, (1.0, 1.0, 1.0), l2).weights["right"] for l2 in (0.1, 100.0))
    assert weak > strong > 0
    assert fit_listwise([({"a": 1.0},), ({"a": 2.0},)], [(1.0,), (1.0,)], (1.0, 1.0), 1.0).weights == {}


def test_counts_say_how_much_a_list_matters() -> None:
    """Of two lists that contradict each other the heavier one wins."""
    rows = ({"a": 1.0}, {"b": 1.0})
    for counts, better in (((5.0, 1.0), "a"), ((1.0, 5.0), "b")):
        weights = fit_listwise([rows, rows], [(1.0, 0.0), (0.0, 1.0)], counts, 1.0).weights
        assert max(weights, key=lambda name: weights[name]) == better


def test_a_separable_problem_is_learned() -> None:
    """Every label is on its side of one half, and the weight of what tells them apart has its sign."""
    rows = [{"x": float(at), "noise": float(at % 2)} for at in range(-6, 7) if at]
    labels = [float(row["x"] > 0) for row in rows]
    model = fit_logistic(rows, labels, [1.0] * len(rows), 1.0)
    assert [float(model.probability(row) > 0.5) for row in rows] == labels
    assert model.weights["x"] > 0


@settings(max_examples=5)
@given(st.lists(st.tuples(st.floats(-3, 3), st.floats(-3, 3), st.booleans()), min_size=4, max_size=12))
def test_same_input_same_output(points: list[tuple[float, float, bool]]) -> None:
    """Both fits give the same weights again, sorted by name and without zeros."""
    rows = [{"b": x, "a": y} for x, y, _ in points]
    labels = [0.0, 1.0, *(float(label) for *_, label in points[2:])]
    share = [1.0 / len(rows)] * len(rows)
    for fit in (lambda: fit_logistic(rows, labels, share, 1.0), lambda: fit_listwise([rows], [share], [1.0], 1.0)):
        first = fit()
        assert first == fit()
        assert list(first.weights) == sorted(first.weights)
        assert all(first.weights.values())


def test_a_feature_of_another_unit_gives_the_same_order() -> None:
    """Measured in thousandths, a feature has a weight a thousand times as large."""
    scaled = [[{**row, "size": row["size"] * 1000} for row in rows] for rows in LISTS]
    plain, large = (fit_listwise(rows, TARGETS, (1.0, 1.0, 1.0), 1.0) for rows in (LISTS, scaled))
    assert large.weights["right"] == pytest.approx(plain.weights["right"], abs=1e-3)
    assert large.weights["size"] * 1000 == pytest.approx(plain.weights["size"], abs=2e-2)


def test_a_rare_feature_is_not_learned_by_heart() -> None:
    """With a least deviation, what only one list of many has counts no more than what all have."""
    plain = [({"right": 1.0}, {"other": 1.0})] * 9
    lists, targets = [*plain, ({"rare": 1.0}, {"other": 1.0})], [(1.0, 0.0)] * 10
    rare, common = (fit_listwise(lists, targets, (1.0,) * 10, 1.0, least).weights["rare"] for least in (1e-3, 1.0))
    assert rare > fit_listwise(lists, targets, (1.0,) * 10, 1.0).weights["right"] / 2
    assert common < fit_listwise(lists, targets, (1.0,) * 10, 1.0, 1.0).weights["right"] / 2
