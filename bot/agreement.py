"""How well a sentence's predicates agree with what a question asks: the same relation, its arguments in their roles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.roles import Asked, Given
from knowledge.analysis import fold
from knowledge.roles import Argument, Predicate, Role
from knowledge.store import IndexedSentence, Token

Features = dict[str, float]

_ENOUGH = 0.5  # share of an argument's words that makes it the same
_NOT_THE_NAME = 0.4
_OTHER_WORD = 0.8  # another relation of the same frame: bought for sold
_MEASURED = (Role.TIME, Role.AMOUNT)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleMatch:
    """How one predicate of a sentence agrees with one reading of a question.

    `frame`: 1 for the same relation, less for its converse, 0 for another. Of the question's arguments `right` is the
    share found in the right role, `wrong` in another, `different` where that role is filled by another name or value,
    `missing` where nothing is said. `fillers` are the sentence's arguments in the role asked for."""

    asked: Asked
    predicate: Predicate
    frame: float
    right: float
    wrong: float
    different: float
    missing: float
    negation: bool
    fillers: tuple[Argument, ...]

    @property
    def score(self) -> float:
        found = self.right - self.wrong - 0.5 * self.different - 0.25 * self.missing
        return self.frame * (1 + found) + 0.25 * bool(self.fillers)


def agreement(question: Asked, predicate: Predicate, tokens: Sequence[Token]) -> RoleMatch | None:
    """None where the predicate says another relation."""
    frame = _frame(question, predicate)
    if not frame:
        return None
    counts = {"right": 0, "wrong": 0, "different": 0, "missing": 0}
    for given in question.given:
        counts[stands(given, predicate, tokens)] += 1
    total = len(question.given) or 1
    return RoleMatch(
        asked=question,
        predicate=predicate,
        frame=frame,
        negation=question.negated != predicate.negated,
        fillers=tuple(a for a in predicate.arguments if question.role is not None and _same_role(question, a)),
        **{name: count / total for name, count in counts.items()},
    )


def _frame(question: Asked, predicate: Predicate) -> float:
    if question.frame != predicate.frame:
        return 0.0
    return 1.0 if question.relation == predicate.relation else _OTHER_WORD


def _same_role(question: Asked | Given, argument: Argument) -> bool:
    if question.role is Role.OTHER:
        return argument.slot == question.slot
    return question.role is argument.role


def stands(given: Given, predicate: Predicate, tokens: Sequence[Token]) -> str:
    """Where an argument of the question stands in a predicate: "right", "wrong", "different" or "missing"."""
    same = [a for a in predicate.arguments if _same_role(given, a)]
    if any(overlap(given, a, tokens) >= _ENOUGH for a in same):
        return "right"
    others = [a for a in predicate.arguments if not _same_role(given, a)]
    if any(overlap(given, a, tokens) >= _ENOUGH and names_whole(given, a, tokens) for a in others):
        return "wrong"
    comparable = given.named or given.role in _MEASURED
    return "different" if comparable and any(a.named or a.role in _MEASURED for a in same) else "missing"


def overlap(given: Given, argument: Argument, tokens: Sequence[Token]) -> float:
    """Share of the question's words that stand in the argument; little where a name's last word does not."""
    if not given.words:
        return 0.0
    last = argument.last
    if last + 2 < len(tokens) and tokens[last].text == "(" and tokens[last + 2].text == ")":
        last += 2  # its abbreviation
    inside = tokens[argument.first : last]
    terms = {term for token in inside for term in token.terms}
    if given.named:  # stems of names differ between languages
        terms |= {piece for token in inside for piece in fold(token.text).split("-")}
    found = [_meets(word, terms) for word in given.words]
    share = sum(found) / len(found)
    return share if found[-1] or not given.named else min(share, _NOT_THE_NAME)


def names_whole(given: Given, argument: Argument, tokens: Sequence[Token]) -> bool:
    """Whether the question's words reach the argument's last word: Docker is not "Docker Distribution"."""
    terms = {*tokens[argument.last - 1].terms, *fold(tokens[argument.last - 1].text).split("-")}
    return any(_meets(word, terms) for word in given.words)


def _meets(word: tuple[str, ...], terms: set[str]) -> bool:
    """By stem, part or synonym; a shared relation makes no two arguments the same."""
    return any(term in terms for term in word if not term.startswith("rel:"))


class RoleMeasure:
    """The agreement of one sentence with a question, computed once for all its spans."""

    def __init__(self, question: tuple[Asked, ...], sentence: IndexedSentence) -> None:
        self._asked = bool(question)
        found = [
            match
            for predicate in sentence.predicates
            for reading in question
            if (match := agreement(reading, predicate, sentence.tokens)) is not None
        ]
        self.matches = tuple(sorted(found, key=lambda match: (-match.score, match.predicate.trigger)))

    def sentence_features(self) -> Features:
        """Of the best predicate; without one only whether the question had a relation to look for."""
        if not self.matches:
            return {"role:none": 1.0} if self._asked else {}
        best = self.matches[0]
        return {
            "role:frame": best.frame,
            "role:right": best.right,
            "role:wrong": best.wrong,
            "role:different": best.different,
            "role:missing": best.missing,
            "role:negation": float(best.negation),
            "role:present": float(bool(best.fillers)),
        }

    def span_features(self, start: int, end: int) -> Features:
        """Whether the span (characters of the text) fills the role asked for, or another one; `role:another`: where
        the sentence names another than the question does."""
        filled = conflict = elsewhere = another = 0.0
        for match in self.matches:
            fit = max((_fit(argument, start, end) for argument in match.fillers), default=0.0)
            if fit:
                agreeing = match.frame * max(0.0, 1 - match.wrong - match.different)
                filled = max(filled, fit * agreeing)
                elsewhere = max(elsewhere, fit * (match.frame - agreeing))
                another = max(another, fit * match.frame * (match.different > 0))
            elif match is self.matches[0]:
                others = (a for a in match.predicate.arguments if a not in match.fillers)
                conflict = max((_fit(argument, start, end) for argument in others), default=0.0)
        open_role = bool(self.matches) and bool(self.matches[0].fillers)
        return {
            "role:filled": filled,
            "role:filled_well": float(filled >= _ENOUGH),
            "role:elsewhere": elsewhere,
            "role:another": another,
            "role:conflict": conflict * (filled == 0.0),
            "role:beside": float(open_role and filled == 0.0),
        }


def _fit(argument: Argument, start: int, end: int) -> float:
    """How far span and argument are the same characters: shared by united (Jaccard), half at least for a part of it."""
    shared = min(argument.end, end) - max(argument.start, start)
    if shared <= 0:
        return 0.0
    united = max(argument.end, end) - min(argument.start, start)
    return max(shared / united, _ENOUGH if argument.start <= start and end <= argument.end else 0.0)
