"""The learned weights and calibrated thresholds, as one data file written by `python -m bot.training`."""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib import resources
from typing import Any

from knowledge.document import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Logistic:
    """A logistic regression: probability = σ(bias + Σ weight · feature). Features it does not know count nothing."""

    bias: float
    weights: Mapping[str, float]

    def logit(self, features: Mapping[str, float]) -> float:
        known = self.weights
        return self.bias + sum([known.get(name, 0.0) * value for name, value in features.items()])

    def probability(self, features: Mapping[str, float]) -> float:
        return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, self.logit(features)))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Strengths:
    """How much of a match each way of matching is (0–1). `context`: a term that holds for a sentence without standing
    in it. `phrasing`: a shared lemma, part or concept between a question and an authored phrasing, which are closer in
    kind than a question and the text. `carried`: how much a word counts that was only said before."""

    stem: float
    part: float
    concept: float
    close: float
    loose: float
    fuzzy: float
    context: float
    phrasing: float
    carried: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """What finds the sentence and says how sure that is, for questions in the article's language or in the other one.

    `answer`: least confidence to answer; `clarify`: to offer a choice."""

    sentence: Logistic
    confidence: Logistic
    answer: float
    clarify: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Least similarity to a curated phrasing to take its fact."""

    phrasing: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Polar:
    """What decides yes/no questions: whether a sentence decides the statement, and whether it says yes to it. `least`:
    the least probability, of both together, to say so."""

    decided: Logistic
    polarity: Logistic
    least: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """`same`: question and article in one language; `crossed`: in two. `span` ranks the spans of a sentence, `choice`
    the best sentences by what their spans are; `polar` says yes or no."""

    same: Model
    crossed: Model
    span: Logistic
    choice: Logistic
    polar: Polar
    strengths: Strengths
    thresholds: Thresholds
    reached: Mapping[str, float]
    data: tuple[str, ...]

    def model(self, question: Language, article: Language) -> Model:
        return self.same if question == article else self.crossed


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
        same=_model(raw["same"]),
        crossed=_model(raw["crossed"]),
        span=Logistic(**raw["span"]),
        choice=Logistic(**raw["choice"]),
        polar=_polar(raw["polar"]),
        strengths=Strengths(**raw["strengths"]),
        thresholds=Thresholds(**raw["thresholds"]),
        reached=raw["reached"],
        data=tuple(raw["data"]),
    )


def dump(weights: Weights) -> str:
    """The weights file's text: sorted, stable, one line an entry."""
    content = {
        "same": asdict(weights.same),
        "crossed": asdict(weights.crossed),
        "span": asdict(weights.span),
        "choice": asdict(weights.choice),
        "polar": asdict(weights.polar),
        "strengths": asdict(weights.strengths),
        "thresholds": asdict(weights.thresholds),
        "reached": dict(weights.reached),
        "data": list(weights.data),
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _model(raw: dict[str, Any]) -> Model:
    return Model(
        sentence=Logistic(**raw["sentence"]),
        confidence=Logistic(**raw["confidence"]),
        answer=raw["answer"],
        clarify=raw["clarify"],
    )


def _polar(raw: dict[str, Any]) -> Polar:
    return Polar(decided=Logistic(**raw["decided"]), polarity=Logistic(**raw["polarity"]), least=raw["least"])
