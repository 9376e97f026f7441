"""From statements to what decides them: each is asked of its article, of what is left of it without the sentences that
decide it, and of another article."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.fitting import fit_logistic
from bot.learning import HeldOut, Learner, untrained
from bot.statement import Measured, measured, weigh
from bot.training_data import Statement
from bot.weights import Polar, Weights

FALSE_STATEMENTS = 0.08  # share of the statements left open that may be answered
WRONG_STATEMENTS = 0.2  # share of the decided ones that may be answered the wrong way, of those answered
INVERSE_RIDGE = 0.01  # of .003 to .1 tried
LEAST_SHARE = 0.03  # of the rows that have a feature
_HIDDEN, _ELSEWHERE = 0.5, 0.3  # how much a statement counts where its article's sentences are hidden, and elsewhere

Held = tuple[Statement, bool, float]
"""A statement of an article left out, which way it was decided, and how likely."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Asked:
    """A statement with the best sentences of what it was asked of, and how much it counts."""

    statement: Statement
    sentences: tuple[Measured, ...]
    weight: float


def learn_polar(learner: Learner, parts: Sequence[HeldOut]) -> tuple[Polar, dict[str, float]]:
    """What is learned of all the collection's statements, and figures of them when the articles of their part are left
    out. `parts`: by article, with weights that rank and were learned without them. Nothing is decided where there are
    no statements of each kind."""
    asked = [list(_asked(learner, part)) for part in parts]
    everything = list(itertools.chain(*asked))
    held: list[Held] = []
    for at, own in enumerate(asked):
        polar = fit_polar([one for other, rest in enumerate(asked) if other != at for one in rest])
        for one in own:
            if one.weight == 1.0:
                said = weigh(one.statement.example.question, one.sentences, polar)
                held.append((one.statement, said is not None and said.holds, said.probability if said else 0.0))
    least = _least(held)
    return replace(fit_polar(everything), least=least), _figures(held, least)


def fit_polar(asked: Sequence[Asked]) -> Polar:
    rows = [(row, one) for one in asked for row in one.sentences]
    decides = [float(row.choice.sentence.place in _deciding(one)) for row, one in rows]
    chosen = [pair for pair, label in zip(rows, decides, strict=True) if label]
    agrees = [float(one.statement.holds is not one.statement.example.question.negated) for _, one in chosen]
    if len(set(decides)) < 2 or len(set(agrees)) < 2:
        return untrained().polar
    weights = [one.weight for _, one in rows]
    return Polar(
        decided=fit_logistic([row.bearing for row, _ in rows], decides, weights, INVERSE_RIDGE, LEAST_SHARE),
        polarity=fit_logistic(
            [row.leaning for row, _ in chosen], agrees, [1.0] * len(chosen), INVERSE_RIDGE, LEAST_SHARE
        ),
        least=1.0,
    )


def _deciding(asked: Asked) -> frozenset[tuple[str, int]]:
    return asked.statement.example.gold if asked.weight == 1.0 else frozenset()


def _asked(learner: Learner, part: HeldOut) -> Iterator[Asked]:
    articles = {example.article for example in part.examples}
    for statement in learner.collection.statements:
        example = statement.example
        if example.article not in articles:
            continue
        yield Asked(statement=statement, sentences=_best(learner, statement, part.weights), weight=1.0)
        if example.gold:
            hidden = measured(learner.rank(example, part.weights, example.gold))
            yield Asked(statement=statement, sentences=hidden, weight=_HIDDEN)
        other = replace(statement, example=replace(example, article=_next(learner, example.article)))
        yield Asked(statement=other, sentences=_best(learner, other, part.weights), weight=_ELSEWHERE)


def _best(learner: Learner, statement: Statement, weights: Weights) -> tuple[Measured, ...]:
    return measured(learner.rank(statement.example, weights))


def _next(learner: Learner, article: str) -> str:
    """The next article of the same language."""
    language = learner.collection.language
    names = sorted(name for name in learner.collection.stores if language(name) == language(article))
    return names[(names.index(article) + 1) % len(names)]


def _least(held: Sequence[Held]) -> float:
    """The least probability at which few enough open statements are answered, and few enough of the decided ones the
    wrong way; 1 where none does or nothing is open."""
    open_ones = [probability for statement, _, probability in held if statement.holds is None]
    most = FALSE_STATEMENTS * len(open_ones)
    tried = sorted({probability for _, _, probability in held})
    for least in tried if open_ones else ():
        said = [statement.holds is holds for statement, holds, p in held if p >= least and statement.holds is not None]
        if sum(p >= least for p in open_ones) <= most and said.count(False) <= WRONG_STATEMENTS * len(said):
            return round(least, 4)
    return 1.0


def _figures(held: Sequence[Held], least: float) -> dict[str, float]:
    known = [(statement.holds is holds, p >= least) for statement, holds, p in held if statement.holds is not None]
    unknown = [p >= least for statement, _, p in held if statement.holds is None]
    if not known:
        return {}
    return {
        "statements": float(len(known)),
        "statements_right": round(sum(right and said for right, said in known) / len(known), 4),
        "statements_wrong": round(sum(said and not right for right, said in known) / len(known), 4),
        "statements_open": float(len(unknown)),
        "statements_open_answered": round(sum(unknown) / max(1, len(unknown)), 4),
    }
