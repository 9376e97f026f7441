"""The learned weights and calibrated thresholds, as one data file written by `python -m bot.training`."""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True, slots=True, kw_only=True)
class Logistic:
    """A logistic regression: probability = σ(bias + Σ weight · feature). Features it does not know count nothing."""

    bias: float
    weights: Mapping[str, float]

    def logit(self, features: Mapping[str, float]) -> float:
        return self.bias + sum(self.weights.get(name, 0.0) * value for name, value in features.items())

    def probability(self, features: Mapping[str, float]) -> float:
        return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, self.logit(features)))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Strengths:
    """How much of a match each way of matching is (0–1). `phrasing`: a shared lemma, part or concept between a
    question and an authored phrasing, which are closer in kind than a question and the text."""

    stem: float
    part: float
    concept: float
    fuzzy: float
    phrasing: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Least confidence to answer; to offer a choice; least similarity to a curated phrasing to take its fact;
    least coverage of a statement to affirm it."""

    answer: float
    clarify: float
    phrasing: float
    affirm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    sentence: Logistic
    span: Logistic
    confidence: Logistic
    strengths: Strengths
    thresholds: Thresholds
    reached: Mapping[str, float]
    data: tuple[str, ...]


@functools.cache
def load(*, semantic: bool = False) -> Weights:
    """The weights shipped with the package; `semantic` are those learned with sentence vectors, or while there are
    none, the plain ones."""
    data = resources.files("bot").joinpath("data")
    learned = data.joinpath("weights_semantic.json")
    chosen = learned if semantic and learned.is_file() else data.joinpath("weights.json")
    return parse(chosen.read_text(encoding="utf-8"))


def parse(text: str) -> Weights:
    """Raises KeyError or TypeError when the file is not of this form."""
    raw = json.loads(text)
    return Weights(
        sentence=Logistic(**raw["sentence"]),
        span=Logistic(**raw["span"]),
        confidence=Logistic(**raw["confidence"]),
        strengths=Strengths(**raw["strengths"]),
        thresholds=Thresholds(**raw["thresholds"]),
        reached=raw["reached"],
        data=tuple(raw["data"]),
    )
