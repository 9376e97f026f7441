"""What is measured of a sentence and of a span in it, for a question. Names are stable: the weights file uses them."""

from __future__ import annotations

import math
from collections.abc import Mapping

from bot.matching import Matches, Place, TermMatch, token_strengths
from bot.question import Form, Question
from knowledge.facts import Fact
from knowledge.store import IndexedSentence

Features = dict[str, float]


def sentence_features(question: Question, matches: Matches, place: Place, sentence: IndexedSentence) -> Features:
    here = matches.coverage(place)
    before, after = (place[0], place[1] - 1), (place[0], place[1] + 1)
    verbs = [m for m in matches.terms if m.term.verb]
    names = [m for m in matches.terms if m.term.name]
    return {
        "coverage": here,
        "around": matches.coverage(place, before, after) - here,
        "squared": here * here,
        "matched_terms": sum(place in m.places for m in matches.terms) / max(1, len(matches.terms)),
        "verb": max((m.places.get(place, 0.0) for m in verbs), default=0.0),
        "names": _share(names, place),
        "exact": _share([m for m in matches.terms if m.term.exact], place),
        "length": math.log(1 + len(sentence.tokens)),
        f"{question.language}:coverage": here,
    }


def _share(matches: list[TermMatch], place: Place) -> float:
    return sum(m.places.get(place, 0.0) for m in matches) / len(matches) if matches else 0.0


class SpanMeasure:
    """Measures the spans of one sentence; what depends on the sentence alone is computed once."""

    def __init__(self, question: Question, matches: Matches, sentence: IndexedSentence) -> None:
        self._question, self._matches = question, matches
        self._tokens = sentence.tokens
        self._strength = token_strengths(sentence, matches)
        self._mass = sum(self._strength) or 1e-9
        self._target = self._target_terms()

    def _target_terms(self) -> Mapping[str, float]:
        if self._question.target is None:
            return {}
        return next((m.expansions for m in self._matches.terms if m.term == self._question.target), {})

    def features(self, fact: Fact) -> Features:
        inside = [at for at, token in enumerate(self._tokens) if self._within(token.start, token.end, fact)]
        if not inside:
            return {"outside": 1.0}
        first, last = inside[0], inside[-1]
        q = self._question
        asked = str(q.kinds[0]) if q.kinds else "none"
        rank = q.kinds.index(fact.kind) if fact.kind in q.kinds else -1
        known = [self._strength[at] > 0 for at in inside if self._tokens[at].terms]
        size = len(inside)
        found = {
            f"pair:{asked}:{fact.kind}": 1.0,
            f"kind:{fact.kind}": 1.0,
            "kind_first": float(rank == 0),
            "kind_any": float(rank >= 0),
            "in_question": sum(known) / max(1, len(known)),
            "all_in_question": float(bool(known) and all(known)),
            "proximity": self._proximity(first, last),
            "size": math.log(size),
            "single": float(size == 1),
            "long": float(size > 6),
            "preposition": float(bool(fact.head) and fact.head in q.prepositions),
            "position": first / len(self._tokens),
            "target_head": self._target_strength(first, last),
        }
        if q.form is Form.DEFINITION:
            found[f"definition:{fact.kind}"] = 1.0
        return found

    def _within(self, start: int, end: int, fact: Fact) -> bool:
        """Whether a token has a part in the span: the name in a hyphenated word counts."""
        return (
            fact.answer_start is not None
            and fact.answer_end is not None
            and fact.answer_start < end
            and start < fact.answer_end
        )

    def _proximity(self, first: int, last: int) -> float:
        total = 0.0
        for at, strength in enumerate(self._strength):
            if strength and not first <= at <= last:
                distance = first - at if at < first else at - last
                total += strength / (1 + math.log(distance))
        return total / self._mass

    def _target_strength(self, first: int, last: int) -> float:
        """How well the span, or the word right before or after it, is what "welche …" or "wie viele …" asks for."""
        around = self._tokens[max(0, first - 1) : last + 2]
        return max((self._target.get(term, 0.0) for token in around for term in token.terms), default=0.0)
