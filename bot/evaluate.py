"""Measure the engine: `python -m bot.evaluate --xquad FILE [--parallel FILE] [--gold SEED FILE] … [--weights FILE]`.

Without --weights, weights are learned anew with folds by article and asked the articles left out; the thresholds are
those at which at most 5 % of the held-out unanswerable questions are answered. With --weights, the given weights and
their thresholds are measured as they are: for data they were not learned from. Each question is asked as it stands
and sloppily typed. Prints the tables and writes them and two pictures into --plots. Needs the extra `training`.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.evaluation import Held, figures, hold
from bot.evaluation_table import Evaluation, calibrated, table
from bot.learning import FOLDS, SEED, Learner, untrained
from bot.training import Data, arguments, collect, data_of, encoder_of
from bot.training_data import Example, sloppy
from bot.weights import Weights, parse
from knowledge.errors import EncoderError
from knowledge.vectors import Encoder


def evaluate(
    data: Data, weights: Weights | None = None, folds: int = FOLDS, encoder: Encoder | None = None
) -> Evaluation:
    """With `weights` as they are, otherwise cross-validated. Raises ValueError when there is nothing to ask."""
    start = weights or untrained()
    thresholds = {False: start.same.answer, True: start.crossed.answer}
    with tempfile.TemporaryDirectory() as folder:
        collection = collect(data, Path(folder), encoder)
        learner = Learner(collection, encoder)
        examples = collection.examples
        if not examples:
            raise ValueError(
                "there is nothing to ask: name --xquad or --gold files, of two articles or more to learn from"
            )
        steps: Iterable[tuple[Weights, Sequence[Example]]] = (
            [(weights, examples)]
            if weights
            else [(part.weights, part.examples) for part in learner.stacked(examples, folds)[1]]
        )
        clean: list[Held] = []
        hasty: list[Held] = []
        for used, asked in steps:
            clean += hold(learner, asked, used)
            hasty += hold(learner, [in_haste(example) for example in asked], used)
            print(f"{len(clean)} of {len(examples)} questions: {figures(clean)}", file=sys.stderr)
    return Evaluation(
        clean=tuple(clean),
        sloppy=tuple(hasty),
        thresholds=thresholds if weights else calibrated(clean, thresholds),
    )


def in_haste(example: Example) -> Example:
    """The example sloppily typed, the same each time; its language is found anew, as the bot has to."""
    text = sloppy(example.text, random.Random(f"{SEED} {example.text}"))  # noqa: S311 (reproducible noise, not secrets)
    return example.retyped(text)


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--weights", type=Path, help="weights to measure as they are; without them, cross-validation")
    parser.add_argument("--folds", type=int, default=FOLDS)
    parser.add_argument("--plots", type=Path, default=Path("build"), metavar="DIR", help="where the pictures go")
    options = parser.parse_args()
    weights = parse(options.weights.read_text(encoding="utf-8")) if options.weights else None
    try:
        evaluation = evaluate(data_of(options), weights, options.folds, encoder_of(options))
    except (ValueError, EncoderError) as error:
        parser.error(str(error))
    from bot.plots import draw  # here: only the pictures need Matplotlib

    text = table(evaluation)
    print(text)
    pictures = draw(evaluation.clean, options.plots)
    (options.plots / "evaluation.txt").write_text(text + "\n", encoding="utf-8")
    print("\n".join(str(picture) for picture in pictures))


if __name__ == "__main__":
    main()
