"""What is measured of the spans of one sentence for a question. Names are stable: the weights file uses them.

A span's own features (`span_traits`) depend on the article alone and are kept with it; those of span and question are
measured when asked. Each counts by itself and once more for the group of question it is measured for ("who|size").
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

import numpy as np

from bot.features import Roles, measured_roles
from bot.matching import Matches, token_strengths
from bot.postings import Array, Rows
from bot.question import Form, Question
from bot.span_table import SpanTable, counts_before
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
_WORD = re.compile(r"\w+")
_ASKS_FOR_YEAR = re.compile(r"jahr|year")
_ASKS_FOR_DEED = re.compile(
    r"\b(?:tun|tut|tat|taten|getan|mach(?:e|en|t|te|ten)|gemacht|unternehmen|unternimmt|unternahm|unternommen|"
    r"plan(?:e|t|en|te|ten)|geplant|do|doing|done|planning|plans?)\b|\b(?:hat|haben|hatten?)\b.*\bvor\b\W*$"
)
_BY_KIND = ("proximity", "in_question", "related", "target_head", "clause", "preposition", "head")


def can_answer(fact: Fact, question: Question) -> bool:
    """A date is no answer to "who", nor what stands after "für" one to "woran", nor the year of a date one to "when",
    nor "täglich" one to "how many", nor "den Zeitplan kürzen" one but to what somebody does; unexpected, everything may
    be one."""
    if fact.syntax == "year" and not _ASKS_FOR_YEAR.search(question.text.casefold()):
        return False
    if fact.syntax == "verbal" and not _ASKS_FOR_DEED.search(question.text.casefold()):
        return False
    if fact.syntax == "frequency" and "frequency" not in question.measures:
        return False
    if fact.kind is Kind.PREPOSITIONAL and question.prepositions and fact.head not in question.prepositions:
        return False
    return not question.kinds or fact.kind in question.kinds


def group(question: Question) -> str:
    """What a question asks for, roughly: who, when, where, amount, why, about, definition, list or what."""
    if question.form in (Form.DEFINITION, Form.LIST):
        return str(question.form)
    return _GROUPS.get(question.kinds[0], "what") if question.kinds else "open"


class SpanMeasure:
    """The spans of one sentence that can answer the question (`facts`, m of them), and what is measured of each.

    `roles`: of the pool's sentences, where they are measured already."""

    def __init__(self, question: Question, matches: Matches, row: int, roles: Roles | None = None) -> None:
        self._table: SpanTable = matches.pool.spans(row)
        chosen = _chosen(self._table, question)
        self._chosen = np.array(chosen, dtype=np.intp)
        self.facts: tuple[Fact, ...] = tuple(self._table.facts[at] for at in chosen)
        self._question, self._matches = question, matches
        self._roles = measured_roles(question, matches.pool, (row,)) if roles is None else roles
        self._row = row
        self._kept: dict[str, Array] | None = None
        self._group = group(question)
        self._asked = str(question.kinds[0]) if question.kinds else "none"
        self._wording = question.asked or "none"

    def scores(self, weights: Logistic) -> Array:
        """The logit of each span (m), as `features` would give it."""
        if not self.facts:
            return np.empty(0)
        measured, kinds = self._measured(), [fact.kind for fact in self.facts]
        counts = self._counts(weights, tuple(measured), frozenset(kinds))
        values = np.array(list(measured.values())).T * np.array([counts[kind] for kind in kinds])
        return np.asarray(self._traits(weights)[self._chosen] + values.sum(axis=1))

    def _counts(self, weights: Logistic, names: Sequence[str], kinds: Collection[Kind]) -> dict[Kind, list[float]]:
        """What each of the measured features counts for a span of each kind."""
        known = weights.weights
        for_all = [known.get(name, 0.0) + known.get(f"{self._group}|{name}", 0.0) for name in names]
        by_kind = [(at, name) for at, name in enumerate(names) if name in _BY_KIND]
        found = {kind: for_all.copy() for kind in kinds}
        for kind, counts in found.items():
            for at, name in by_kind:
                counts[at] += known.get(f"{kind}|{name}", 0.0)
        return found

    def _traits(self, weights: Logistic) -> Array:
        """The part of the logit that the question's words do not change, kept for each way of asking."""
        kept = self._table.logits.get((self._group, self._asked, self._wording))
        if kept is None or kept[0] is not weights:
            kept = weights, self._logits_of_traits(weights)
            self._table.logits[self._group, self._asked, self._wording] = kept
        return kept[1]

    def _logits_of_traits(self, weights: Logistic) -> Array:
        known = weights.weights
        names = {name for traits in self._table.traits for name in traits}
        each = {name: known.get(name, 0.0) + known.get(f"{self._group}|{name}", 0.0) for name in names}
        found = [
            weights.bias
            + sum([each[name] * value for name, value in traits.items()])
            + sum([known.get(name, 0.0) for name in self._expected(fact.kind)])
            for fact, traits in zip(self._table.facts, self._table.traits, strict=True)
        ]
        return np.array(found)

    def _expected(self, kind: Kind) -> tuple[str, ...]:
        """The features that tell how a span's kind fits what is asked for; they are 1."""
        pairs = (f"pair:{self._asked}:{kind}", f"worded:{self._wording}:{kind}")
        return (*pairs, "kind_first") if self._question.kinds and kind is self._question.kinds[0] else pairs

    def features(self) -> list[Features]:
        """Of each span, all that is not 0: what the weights are learned from, and what is explained."""
        return [self._of(number) for number in range(len(self.facts))]

    def _of(self, number: int) -> Features:
        fact = self.facts[number]
        found = dict(self._table.traits[self._chosen[number]])
        found |= {f"{self._group}|{name}": value for name, value in found.items()}
        found |= dict.fromkeys(self._expected(fact.kind), 1.0)
        for name, value in self.measured(number).items():
            found[name] = found[f"{self._group}|{name}"] = value
            if name in _BY_KIND:
                found[f"{fact.kind}|{name}"] = value
        return found

    def fit(self, number: int) -> Features:
        """What of a span's features tells how it fits the question, all that is not 0."""
        return dict.fromkeys(self._expected(self.facts[number].kind), 1.0) | self.measured(number)

    def measured(self, number: int) -> Features:
        """What is measured of a span with the question's words and roles, all that is not 0."""
        return {name: value for name, values in self._measured().items() if (value := float(values[number]))}

    def _measured(self) -> dict[str, Array]:
        if self._kept is None:
            first, last = self._table.first[self._chosen], self._table.last[self._chosen]
            strength, _ = token_strengths(self._matches, self._row)
            specifying = self._specifying()
            self._kept = self._known(strength, specifying, first, last) | self._near(strength, first, last)
            self._kept |= self._fit() | self._beside(specifying, first, last) | self._filled()
        return self._kept

    def _known(self, strength: Array, specifying: list[int], first: Rows, last: Rows) -> dict[str, Array]:
        """How much of the span the question already says, and how much more is related to it."""
        words = self._table.words_before
        size = np.maximum(1, words[last + 1] - words[first])
        held = self._table.are(self._matches.said)
        held[specifying] = False
        said = counts_before(held)
        share = (said[last + 1] - said[first]) / size
        met = counts_before(strength > 0)
        related = (met[last + 1] - met[first]) / size - share
        return self._repeating() | {
            "in_question": share,
            "all_in_question": (share >= 1).astype(float),
            "related": related,
        }

    def _repeating(self) -> dict[str, Array]:
        """Whether the span says again what was answered before."""
        lead = self._question.lead
        if lead is None or lead.answer is None:
            return {}
        said = frozenset(_WORD.findall(lead.answer.casefold()))
        each = [frozenset(_WORD.findall(fact.answer.casefold())) for fact in self.facts]
        return {"repeats": np.array([float(said <= words or words <= said) for words in each])}

    def _near(self, strength: Array, first: Rows, last: Rows) -> dict[str, Array]:
        """How near the matched words are to the span, those ahead of it and those in its own clause, and the share of
        these."""
        at = np.flatnonzero(strength > 0)
        share = strength[at] / (float(strength.sum()) or 1e-9)
        before = first[:, None] - at
        distance = np.maximum(before, at - last[:, None])  # 0 and less inside
        close = (distance > 0) / (1 + np.log(np.maximum(1, distance)))
        inside = self._table.clauses[at] == self._table.clauses[first][:, None]
        return {
            "proximity": close @ share,
            "proximity_ahead": (close * (before > 0)) @ share,
            "proximity_inside": (close * inside) @ share,
            "clause": inside @ share,
        }

    def _fit(self) -> dict[str, Array]:
        """Whether the right preposition governs the span, it measures what is asked for, and it is about a word of the
        question."""
        found: dict[str, Array] = {}
        prepositions, wanted = self._question.prepositions, self._matches.expansions
        if prepositions:
            found["preposition"] = np.array([float(bool(f.head) and f.head in prepositions) for f in self.facts])
        wanted_measures = self._question.measures
        if wanted_measures:
            measured = [self._table.measures[at] for at in self._chosen]
            found["measure_fits"] = np.array([float(one in wanted_measures) for one in measured])
            found["measure_differs"] = np.array(
                [float(one is not None and one not in wanted_measures) for one in measured]
            )
        if self._table.heads:
            found["head"] = self._table.headed(wanted)[self._chosen]
        return found

    def _beside(self, specifying: list[int], first: Rows, last: Rows) -> dict[str, Array]:
        """Whether the span is what "welche …" asks for, or stands beside it."""
        target = self._question.target
        wanted = next((m.expansions for m in self._matches.terms if target is not None and m.term == target), None)
        if not wanted or target is None:
            return {}
        held = self._table.held(wanted)
        padded = np.concatenate([[0.0], held, [0.0]])
        return {
            "target_head": held[last],
            "target_beside": np.maximum(padded[first], padded[last + 2]),
            "specified": np.array([float(at in specifying) for at in last.tolist()]),
        }

    def _specifying(self) -> list[int]:
        """The tokens that say which kind of the thing asked for: Series-B-Runde for Runde."""
        target = self._question.target
        if target is None:
            return []
        tokens, asked = self._matches.pool.sentence(self._row).tokens, target.terms[0]
        held = {at for term in target.terms for at in self._table.holders.get(term, ())}
        return sorted(at for at in held if tokens[at].terms[0].endswith(asked) and tokens[at].terms[0] != asked)

    def _filled(self) -> dict[str, Array]:
        """Whether the span fills the role that is asked for."""
        found: dict[str, Array] = {}
        measure = self._roles.get(self._row)
        if measure is None or not measure.matches:
            return found
        for number, fact in enumerate(self.facts):
            for name, value in measure.span_features(fact.answer_start or 0, fact.answer_end or 0).items():
                if value:
                    found.setdefault(name, np.zeros(len(self.facts)))[number] = value
        return found


def _chosen(table: SpanTable, question: Question) -> list[int]:
    """The numbers of the spans that can answer and say more than the question does."""
    asked = frozenset(term.terms[0] for term in question.terms)
    kinds = question.kinds or tuple(table.of_kind)
    found = sorted({at for kind in kinds for at in table.of_kind.get(kind, ())})
    return [at for at in found if can_answer(table.facts[at], question) and not table.stems[at] <= asked]
