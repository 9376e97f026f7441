"""The weights file, and the figures that stand in it."""

from __future__ import annotations

import json
import math
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import weights
from bot.scoring import f1

NUMBER = st.floats(-100, 100)
LOGISTIC = st.builds(weights.Logistic, bias=NUMBER, weights=st.dictionaries(st.text(max_size=8), NUMBER, max_size=4))
MODEL = st.builds(weights.Model, sentence=LOGISTIC, confidence=LOGISTIC, answer=NUMBER, clarify=NUMBER)
WEIGHTS = st.builds(
    weights.Weights,
    same=MODEL,
    crossed=MODEL,
    span=LOGISTIC,
    choice=LOGISTIC,
    polar=st.builds(weights.Polar, decided=LOGISTIC, polarity=LOGISTIC, least=NUMBER),
    strengths=st.builds(
        weights.Strengths,
        **dict.fromkeys(("stem", "part", "concept", "close", "loose", "fuzzy", "context", "phrasing"), NUMBER),
    ),
    thresholds=st.builds(weights.Thresholds, phrasing=NUMBER),
    reached=st.dictionaries(st.text(max_size=8), NUMBER, max_size=3),
    data=st.lists(st.text(max_size=8), max_size=3).map(tuple),
)


@settings(max_examples=30)
@given(WEIGHTS)
def test_what_is_dumped_is_parsed_again(given: weights.Weights) -> None:
    """Any weights come back from their file's text as they were, and give the same text again."""
    text = weights.dump(given)
    assert weights.parse(text) == given
    assert weights.dump(weights.parse(text)) == text


def test_the_shipped_file_is_what_would_be_dumped() -> None:
    """The file in the package parses, and training with the same result would write the same bytes."""
    shipped = resources.files("bot").joinpath("data/weights.json").read_text(encoding="utf-8")
    assert weights.dump(weights.parse(shipped)) == shipped


@pytest.mark.parametrize(
    "missing", ["same", "crossed", "span", "choice", "polar", "strengths", "thresholds", "reached", "data"]
)
def test_a_file_of_another_form_is_refused(missing: str) -> None:
    """Without one of its parts, or with a part of another form, it is no weights file."""
    raw = json.loads(weights.dump(weights.load()))
    with pytest.raises((KeyError, TypeError)):
        weights.parse(json.dumps({name: part for name, part in raw.items() if name != missing}))
    with pytest.raises((KeyError, TypeError)):
        weights.parse(json.dumps(raw | {"span": {"bias": 0.0}}))


def test_shipped_weights_carry_their_data_and_figures() -> None:
    """What is shipped was learned: its data are named, its figures are shares or counts, the thresholds in order."""
    shipped = weights.load()
    assert shipped.data
    assert shipped.reached["xquad_questions"] > 0
    assert 0 < shipped.reached["xquad_hit_at_1"] < 1
    for model in (shipped.same, shipped.crossed):
        assert 0 < model.clarify <= model.answer < 1
        assert model.sentence.weights
        assert model.confidence.weights
    assert shipped.span.weights
    assert 0 < shipped.thresholds.phrasing <= 1.02


@pytest.mark.parametrize("semantic", [False, True])
def test_there_are_weights_with_and_without_vectors(semantic: bool) -> None:
    """Both ways have weights that were learned."""
    assert weights.load(semantic=semantic).data


def test_the_model_is_by_whether_the_languages_agree() -> None:
    """Question and article of one language take one model, of two the other."""
    shipped = weights.load()
    assert shipped.model("de", "de") is shipped.model("en", "en") is shipped.same
    assert shipped.model("de", "en") is shipped.model("en", "de") is shipped.crossed


@given(LOGISTIC, st.dictionaries(st.text(max_size=8), NUMBER, max_size=4))
def test_probabilities_stay_probabilities(model: weights.Logistic, features: dict[str, float]) -> None:
    """The sigmoid of the weighted sum, between 0 and 1 however large that is."""
    logit = model.bias + sum(model.weights.get(name, 0.0) * value for name, value in features.items())
    assert model.logit(features) == pytest.approx(logit)
    assert 0 < model.probability(features) <= 1
    assert model.probability(features) == pytest.approx(1 / (1 + math.exp(-max(-40.0, min(40.0, logit)))))


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
