"""What is measured of the spans of one sentence for a question. Names are stable: the weights file uses them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from bot.article_index import Array
from bot.matching import Matches, token_strengths
from bot.question import Form, Question
from knowledge.facts import Fact, Kind
from knowledge.store import Token

Columns = dict[str, Array]
"""Feature name → its value for each of the chosen spans (m)."""


def can_answer(fact: Fact, question: Question) -> bool:
    """A date is no answer to "who", nor what stands after "für" one to "woran"; unexpected, everything may be one."""
    if fact.kind is Kind.PREPOSITIONAL and question.prepositions and fact.head not in question.prepositions:
        return False
    return not question.kinds or fact.kind in question.kinds


class SpanMeasure:
    """Measures the spans of one sentence that can answer the question; `facts` are those, in the order of the rows."""

    def __init__(self, question: Question, matches: Matches, row: int) -> None:
        table = matches.pool.spans(row)
        chosen = [at for at, fact in enumerate(table.facts) if can_answer(fact, question)]
        self.facts = tuple(table.facts[at] for at in chosen)
        self._question, self._matches = question, matches
        self._tokens = matches.pool.sentence(row).tokens
        self._first, self._last = table.first[chosen], table.last[chosen]
        self._strength, self._words = token_strengths(matches, row)
        self._table = table

    def columns(self) -> Columns:
        size = (self._last - self._first + 1).astype(float)
        found = {
            "size": np.log(size),
            "single": (size == 1).astype(float),
            "long": (size > 6).astype(float),
            "opens": (self._first == 0).astype(float),
            "position": self._first / max(1, len(self._tokens)),
            "alone": self._alone(),
        }
        return found | self._known() | self._near() | self._kinds() | self._left() | self._fit()

    def _known(self) -> Columns:
        """How much of the span the question already says."""
        said = np.concatenate([[0], np.cumsum(self._strength > 0)])
        words = np.concatenate([[0], np.cumsum(self._words)])
        inside = said[self._last + 1] - said[self._first]
        share = inside / np.maximum(1, words[self._last + 1] - words[self._first])
        return {"in_question": share, "all_in_question": (share >= 1).astype(float)}

    def _near(self) -> Columns:
        at = np.flatnonzero(self._strength > 0)
        outside = (at[None, :] < self._first[:, None]) | (at[None, :] > self._last[:, None])
        before = self._first[:, None] - at[None, :]
        distance = np.where(before > 0, before, at[None, :] - self._last[:, None])
        close = np.where(outside, 1 / (1 + np.log(np.maximum(1, distance))), 0.0)
        mass = float(self._strength.sum()) or 1e-9
        found = {"proximity": close @ self._strength[at] / mass}
        ahead = np.where(outside & (before > 0), close, 0.0) @ self._strength[at] / mass
        found["proximity_ahead"] = ahead
        return found | self._commas(at)

    def _commas(self, at: NDArray[np.intp]) -> Columns:
        """Share of the matched weight that stands in the span's own clause, between the same commas."""
        stops = np.array([token.text in {",", ";", ":", "–", "(", ")"} for token in self._tokens], dtype=int)
        clause = np.cumsum(stops)
        same = clause[at][None, :] == clause[self._first][:, None]
        mass = float(self._strength.sum()) or 1e-9
        return {"clause": same @ self._strength[at] / mass}

    def _kinds(self) -> Columns:
        question = self._question
        asked = str(question.kinds[0]) if question.kinds else "none"
        found: Columns = {}
        for kind in {fact.kind for fact in self.facts}:
            here = np.array([fact.kind is kind for fact in self.facts], dtype=float)
            found[f"kind:{kind}"] = here
            found[f"pair:{asked}:{kind}"] = here
            if question.form is Form.DEFINITION:
                found[f"definition:{kind}"] = here
            if question.kinds and kind is question.kinds[0]:
                found["kind_first"] = here
        return found

    def _alone(self) -> Array:
        return np.array([float(len(self._table.stems.get(fact.kind, ())) == 1) for fact in self.facts])

    def _left(self) -> Columns:
        """What stands before the span: nothing, an article, a preposition, a verb, …; and which preposition."""
        asked = str(self._question.kinds[0]) if self._question.kinds else "none"
        found: Columns = {}
        for row, first in enumerate(self._first):
            for name in _left_names(self._tokens, int(first), asked):
                found.setdefault(name, np.zeros(len(self.facts)))[row] = 1.0
        return found

    def _fit(self) -> Columns:
        question = self._question
        target = self._target()
        heads = [
            max((target.get(term, 0.0) for token in around for term in token.terms), default=0.0)
            for around in (self._tokens[max(0, a - 1) : b + 2] for a, b in zip(self._first, self._last, strict=True))
        ]
        return {
            "preposition": np.array(
                [float(bool(fact.head) and fact.head in question.prepositions) for fact in self.facts]
            ),
            "target_head": np.array(heads),
        }

    def _target(self) -> Mapping[str, float]:
        if self._question.target is None:
            return {}
        return next((m.expansions for m in self._matches.terms if m.term == self._question.target), {})


def _left_names(tokens: tuple[Token, ...], first: int, asked: str) -> tuple[str, ...]:
    if first == 0:
        return ("left:none", f"left:{asked}:none")
    token = tokens[first - 1]
    tag = token.tag[:3] or "none"
    if token.tag.startswith(("APP", "PRP", "PRF")):
        word = token.text.lower()
        return ("left:APP", f"left:{asked}:APP", f"left:{asked}:{word}")
    return (f"left:{tag}", f"left:{asked}:{tag}")
