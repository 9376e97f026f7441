"""Gates: what a question presupposes that the article does not hold turns an answer into a reasoned abstention."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.answers import Reason
from bot.article_index import Place
from bot.matching import TermMatch
from bot.ranking import Choice, Ranking

_HALF = 0.5  # of a span or an argument: the larger part
_BEFORE = 1  # sentences in which a name still stands for "er"
_YEAR = re.compile(r"[12]\d{3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A gate that closed: its name for `explain`, the reason, and the words that nothing matched."""

    name: str
    reason: Reason
    premise: str | None = None


def before(ranking: Ranking) -> Gate | None:
    """What can be said before any candidate is looked at."""
    terms = ranking.matches.terms
    if not terms:
        return Gate(name="no content words", reason=Reason.NOT_UNDERSTOOD)
    if all(match.best == 0.0 for match in terms):
        return Gate(name="nothing matched", reason=Reason.NOT_IN_ARTICLE)
    missing = _missing(terms)
    if missing:
        return Gate(name="premise not in the article", reason=Reason.FALSE_PREMISE, premise=missing)
    return None


def _missing(terms: tuple[TermMatch, ...]) -> str | None:
    return next((m.term.text for m in terms if (m.term.exact or m.term.name) and m.best == 0.0), None)


def on_choice(ranking: Ranking, choice: Choice) -> Gate | None:
    """What is in the way of answering from a sentence: what must stand there and does not, or that it tells the thing
    asked for of another: the CEO of Docker is not the CEO of Mirantis."""
    found = choice.features
    another = found.get("span:role:another", 0.0) >= _HALF > found.get("span:role:filled", 0.0)
    said = Gate(name="said of another", reason=Reason.FALSE_PREMISE) if another else None
    return on_place(ranking, choice.sentence.place) or said


def on_place(ranking: Ranking, place: Place) -> Gate | None:
    """Years must stand in the answer's own sentence, other numbers and letters there or in the ones around it."""
    document, index = place
    if not _speaks_of_the_meant(ranking, place):
        return Gate(name="said of another", reason=Reason.NOT_IN_ARTICLE)
    for match in ranking.matches.terms:
        reach = 0 if _YEAR.fullmatch(match.term.text) else 1
        around = [(document, at) for at in range(index - reach, index + reach + 1)]
        if (
            match.term.exact
            and not match.term.carried
            and not any(ranking.matches.at(match, place) for place in around)
        ):
            return Gate(name="constraint elsewhere", reason=Reason.FALSE_PREMISE, premise=match.term.text)
    return None


def _speaks_of_the_meant(ranking: Ranking, place: Place) -> bool:
    """Whether whom a pronoun of the question means is named, or stood for, in the sentence or shortly before it."""
    meant = [match for match in ranking.matches.terms if match.term.said and not match.term.carried]
    rows = [ranking.matches.pool.rows.get((place[0], at)) for at in range(place[1] - _BEFORE, place[1] + 1)]
    return not meant or any(match.strength[row] > 0 for match in meant for row in rows if row is not None)
