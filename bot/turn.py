"""One exchange of a dialogue, and what the next question goes on from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from bot.answers import Answer, Decision
from bot.followup import Before
from bot.question import Lead, Question
from knowledge.document import Language
from knowledge.facts import Kind

_WHO: Final = frozenset({Kind.PERSON, Kind.ORGANISATION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One exchange: what was asked, as understood in its conversation, and what was decided. `named`: what was
    answered so far, the last answer first; `lead`: the sentence this led to. `alone`: it would be the same had nothing
    been asked before, but for `named`; else `naming` is the last turn before it that named somebody."""

    text: str
    language: Language
    question: Question
    decision: Decision
    named: tuple[str, ...] = ()
    lead: Lead | None = None
    alone: bool = True
    naming: Turn | None = None

    @property
    def before(self) -> Before:
        return Before(question=self.question, decision=self.decision, lead=self.lead)


def goes_on_from(question: Question, previous: Turn | None) -> Turn | None:
    """The turn before, or for "Wer noch?" after an amount the one that named somebody."""
    if previous is None or not question.others or _WHO.isdisjoint(question.kinds):
        return previous
    naming = last_naming(previous)
    return replace(naming, named=previous.named) if naming is not None else previous


def last_naming(turn: Turn) -> Turn | None:
    """The last turn, of this one and those that it goes on from, whose answer names somebody."""
    named = isinstance(turn.decision, Answer) and turn.decision.kind in (*_WHO, Kind.LIST)
    return replace(turn, naming=None) if named else turn.naming
