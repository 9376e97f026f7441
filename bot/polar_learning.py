"""From statements to what decides them: each is asked of its article, of what is left of it without the sentences that
decide it, and of another article. Which sentence decides is learned of other questions as well, above all of those that
the article leaves open: there are many more of them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.fitting import fit_logistic
from bot.learning import HeldOut, Learner, untrained
from bot.question import Form
from bot.statement import Measured, measured, weigh
from bot.training_data import Example, Places, Statement
from bot.weights import Polar, Weights

FALSE_STATEMENTS = 0.03  # share of the statements left open that may be answered
WRONG_STATEMENTS = 0.2  # share of the decided ones that may be answered the wrong way, of those answered
INVERSE_RIDGE_DECIDED, INVERSE_RIDGE_POLARITY = 0.1, 0.05  # of .003 to .1 tried, of .003 to .1
LEAST_SHARE_DECIDED, LEAST_SHARE_POLARITY = 0.01, 0.03  # of the rows that have a feature
_OPEN, _HIDDEN, _ELSEWHERE = 3.0, 0.5, 0.3  # how much a statement counts that is open, and one asked without its answer
_OPEN_QUESTION, _QUESTION = 1.0, 0.2  # how much other questions count

Held = tuple[Statement, bool, float]
"""A statement of an article left out, which way it was decided, and how likely."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Asked:
    """A question with the best sentences of what it was asked of, those that decide it, and how much it counts.
    `statement`: what it says, asked of its whole article; None for all else that it is asked of and for questions that
    are none."""

    example: Example
    sentences: tuple[Measured, ...]
    deciding: Places
    weight: float
    statement: Statement | None = None


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
            if one.statement is not None:
                said = weigh(one.example.question, one.sentences, polar)
                sure = said.probability if said is not None and said.grounded else 0.0
                held.append((one.statement, said is not None and said.holds, sure))
    least = _least(held)
    return replace(fit_polar(everything), least=least), _figures(held, least)


def fit_polar(asked: Sequence[Asked]) -> Polar:
    rows = [(row, one) for one in asked for row in one.sentences]
    decides = [float(row.choice.sentence.place in one.deciding) for row, one in rows]
    chosen = [(row, one.statement) for (row, one), label in zip(rows, decides, strict=True) if label and one.statement]
    agrees = [float(statement.holds is not statement.example.question.negated) for _, statement in chosen]
    if len(set(decides)) < 2 or len(set(agrees)) < 2:
        return untrained().polar
    weights = [one.weight for _, one in rows]
    bearings, leanings = [row.bearing for row, _ in rows], [row.leaning for row, _ in chosen]
    alike = [1.0] * len(chosen)
    return Polar(
        decided=fit_logistic(bearings, decides, weights, INVERSE_RIDGE_DECIDED, LEAST_SHARE_DECIDED),
        polarity=fit_logistic(leanings, agrees, alike, INVERSE_RIDGE_POLARITY, LEAST_SHARE_POLARITY),
        least=1.0,
    )


def _asked(learner: Learner, part: HeldOut) -> Iterator[Asked]:
    articles = {example.article for example in part.examples}
    for statement in learner.collection.statements:
        if statement.example.article in articles:
            yield from _of_statement(learner, statement, part.weights)
    for example in part.examples:
        if example.source == "gold" and example.question.form is not Form.YES_NO:
            weight = _QUESTION if example.gold else _OPEN_QUESTION
            best = _best(learner, example, part.weights)
            yield Asked(example=example, sentences=best, deciding=example.gold, weight=weight)


def _of_statement(learner: Learner, statement: Statement, weights: Weights) -> Iterator[Asked]:
    example = statement.example
    yield Asked(
        example=example,
        sentences=_best(learner, example, weights),
        deciding=example.gold,
        weight=1.0 if example.gold else _OPEN,
        statement=statement,
    )
    if example.gold:
        hidden = measured(learner.rank(example, weights, example.gold))
        yield Asked(example=example, sentences=hidden, deciding=frozenset(), weight=_HIDDEN)
    other = replace(example, article=_next(learner, example.article))
    yield Asked(example=other, sentences=_best(learner, other, weights), deciding=frozenset(), weight=_ELSEWHERE)


def _best(learner: Learner, example: Example, weights: Weights) -> tuple[Measured, ...]:
    return measured(learner.rank(example, weights))


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
