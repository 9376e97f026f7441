"""What is measured of the spans of one sentence for a question. Names are stable: the weights file uses them.

A span's own features (`span_traits`) depend on the article alone and are kept with it; those of span and question are
measured when asked. Each counts by itself and once more for the group of question it is measured for ("who|size").
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from bot.article_index import SpanTable
from bot.matching import Matches, token_strengths
from bot.postings import Array
from bot.question import Form, Question
from bot.roles import RoleMeasure
from bot.weights import Logistic
from knowledge.facts import Fact, Kind

Features = dict[str, float]

_GROUPS: dict[Kind, str] = {
    Kind.PERSON: "who",
    Kind.ORGANISATION: "who",
    Kind.NAME: "who",
    Kind.DATE: "when",
    Kind.DURATION: "when",
    Kind.MONEY: "amount",
    Kind.NUMBER: "amount",
    Kind.PERCENT: "amount",
    Kind.PLACE: "where",
    Kind.CAUSE: "why",
    Kind.PURPOSE: "why",
    Kind.PREPOSITIONAL: "about",
}
_BY_KIND = ("proximity", "in_question", "target_head", "clause", "preposition", "head")


def can_answer(fact: Fact, question: Question) -> bool:
    """A date is no answer to "who", nor what stands after "für" one to "woran"; unexpected, everything may be one."""
    if fact.kind is Kind.PREPOSITIONAL and question.prepositions and fact.head not in question.prepositions:
        return False
    return not question.kinds or fact.kind in question.kinds


def group(question: Question) -> str:
    """What a question asks for, roughly: who, when, where, amount, why, about, definition, list or what."""
    if question.form in (Form.DEFINITION, Form.LIST):
        return str(question.form)
    return _GROUPS.get(question.kinds[0], "what") if question.kinds else "open"


class SpanMeasure:
    """The spans of one sentence that can answer the question (`facts`, m of them), and what is measured of each."""

    def __init__(self, question: Question, matches: Matches, row: int) -> None:
        self._table: SpanTable = matches.pool.spans(row)
        chosen = [at for at, fact in enumerate(self._table.facts) if can_answer(fact, question)]
        self._chosen = np.array(chosen, dtype=np.intp)
        self.facts: tuple[Fact, ...] = tuple(self._table.facts[at] for at in chosen)
        self._question, self._matches = question, matches
        self._sentence = matches.pool.sentence(row)
        self._first, self._last = self._table.first[self._chosen], self._table.last[self._chosen]
        self._strength, self._words = token_strengths(matches, row)
        self._kept: dict[str, Array] | None = None
        self._group = group(question)
        self._asked = str(question.kinds[0]) if question.kinds else "none"

    def scores(self, weights: Logistic) -> Array:
        """The logit of each span (m), as `features` would give it."""
        found = self._traits(weights)[self._chosen]
        kinds = [str(fact.kind) for fact in self.facts]
        for name, values in self._measured().items():
            weight = weights.weights.get(name, 0.0) + weights.weights.get(f"{self._group}|{name}", 0.0)
            found = found + weight * values
            if name in _BY_KIND:
                found = found + values * np.array([weights.weights.get(f"{kind}|{name}", 0.0) for kind in kinds])
        return found

    def _traits(self, weights: Logistic) -> Array:
        """The part of the logit that the question's words do not change, kept for each way of asking."""
        key = (self._group, self._asked)
        kept = self._table.logits.get(key)
        if kept is None or kept[0] is not weights:  # by identity: equal weights are too many to compare
            found = np.array([weights.logit(self._of_trait(at)) for at in range(len(self._table.facts))])
            kept = self._table.logits[key] = (weights, found)
        return kept[1]

    def _of_trait(self, at: int) -> Features:
        found = dict(self._table.traits[at])
        found |= {f"{self._group}|{name}": value for name, value in found.items()}
        kind = self._table.facts[at].kind
        found[f"pair:{self._asked}:{kind}"] = 1.0
        if self._question.kinds and kind is self._question.kinds[0]:
            found["kind_first"] = 1.0
        return found

    def features(self) -> list[Features]:
        """Of each span, all that is not 0: what the weights are learned from, and what is explained."""
        measured = self._measured()
        return [self._of(number, measured) for number in range(len(self.facts))]

    def features_at(self, number: int) -> Features:
        return self._of(number, self._measured())

    def _of(self, number: int, measured: Mapping[str, Array]) -> Features:
        found = self._of_trait(int(self._chosen[number]))
        for name, values in measured.items():
            if value := float(values[number]):
                found[name] = found[f"{self._group}|{name}"] = value
                if name in _BY_KIND:
                    found[f"{self.facts[number].kind}|{name}"] = value
        return found

    def _measured(self) -> dict[str, Array]:
        if self._kept is None:
            self._kept = self._known() | self._near() | self._fit() | self._roles()
        return self._kept

    def _known(self) -> dict[str, Array]:
        """How much of the span the question already says."""
        said = np.concatenate([[0], np.cumsum(self._strength > 0)])
        words = np.concatenate([[0], np.cumsum(self._words)])
        inside = said[self._last + 1] - said[self._first]
        share = inside / np.maximum(1, words[self._last + 1] - words[self._first])
        return {"in_question": share, "all_in_question": (share >= 1).astype(float)}

    def _near(self) -> dict[str, Array]:
        """How near the matched words are to the span, and their share in its own clause."""
        at = np.flatnonzero(self._strength > 0)
        mass = float(self._strength.sum()) or 1e-9
        outside = (at[None, :] < self._first[:, None]) | (at[None, :] > self._last[:, None])
        before = self._first[:, None] - at[None, :]
        distance = np.where(before > 0, before, at[None, :] - self._last[:, None])
        close = np.where(outside, 1 / (1 + np.log(np.maximum(1, distance))), 0.0)
        same = self._table.clauses[at][None, :] == self._table.clauses[self._first][:, None]
        return {
            "proximity": close @ self._strength[at] / mass,
            "proximity_ahead": np.where(before > 0, close, 0.0) @ self._strength[at] / mass,
            "clause": same @ self._strength[at] / mass,
        }

    def _fit(self) -> dict[str, Array]:
        """Whether the right preposition governs the span, whether it is about a word of the question, and whether it is
        what "welche …" asks for."""
        prepositions, target = self._question.prepositions, self._target()
        found = {
            "preposition": np.array(
                [float(bool(fact.head) and fact.head in prepositions) for fact in self.facts], dtype=float
            )
        }
        wanted = self._expansions()
        heads = (self._table.heads[at] for at in self._chosen)
        found["head"] = np.array([max((wanted.get(term, 0.0) for term in head), default=0.0) for head in heads])
        if target:
            tokens = self._sentence.tokens
            held = np.array([max((target.get(t, 0.0) for t in token.terms), default=0.0) for token in tokens])
            padded = np.concatenate([[0.0], held, [0.0]])
            found["target_head"] = held[self._last]
            found["target_beside"] = np.maximum(padded[self._first], padded[self._last + 2])
        return found

    def _expansions(self) -> dict[str, float]:
        """The index terms that the question matches, with their strength."""
        found: dict[str, float] = {}
        for match in self._matches.terms:
            for term, strength in match.expansions.items():
                found[term] = max(found.get(term, 0.0), strength)
        return found

    def _target(self) -> Mapping[str, float]:
        if self._question.target is None:
            return {}
        return next((m.expansions for m in self._matches.terms if m.term == self._question.target), {})

    def _roles(self) -> dict[str, Array]:
        """Whether the span fills the role that is asked for."""
        found: dict[str, Array] = {}
        measure = RoleMeasure(self._question.readings, self._sentence) if self._question.readings else None
        if measure is None or not measure.matches:
            return found
        for number, fact in enumerate(self.facts):
            for name, value in measure.span_features(fact.answer_start or 0, fact.answer_end or 0).items():
                if value:
                    found.setdefault(name, np.zeros(len(self.facts)))[number] = value
        return found
