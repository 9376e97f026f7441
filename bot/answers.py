"""What the router decides: an answer with evidence, an honest abstention, or a choice."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from knowledge.document import Evidence
from knowledge.facts import Fact, Kind


class Reason(StrEnum):
    """Why nothing is asserted."""

    NOT_IN_ARTICLE = "not_in_article"
    NOT_UNDERSTOOD = "not_understood"
    FALSE_PREMISE = "false_premise"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`text` is the short answer; for a yes/no question it begins with Ja/Nein or Yes/No in the question's language.
    `evidence` is never empty; the first is the passage shown. `marked` are the answer's places in the document's
    text (characters, end exclusive), inside the first evidence where the answer stands in it.
    `derived` says how the answer follows where it is not in the quote. `confidence` is a calibrated probability."""

    text: str
    kind: Kind
    confidence: float
    evidence: tuple[Evidence, ...]
    marked: tuple[tuple[int, int], ...] = ()
    derived: str | None = None
    polarity: bool | None = None
    fact: str | None = None  # the fact's id


@dataclass(frozen=True, slots=True, kw_only=True)
class Abstention:
    """`premise` is what nothing in the article matches ("2020", "IBM") for a false premise. `tell` is an authored
    sentence for a known unknown. `nearest` are facts to offer, best first. `confidence` is that of the best answer
    not given."""

    reason: Reason
    confidence: float
    nearest: tuple[Fact, ...] = ()
    premise: str | None = None
    tell: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clarification:
    """Two or more close answers, best first; `confidence` is the first one's."""

    choices: tuple[Answer, ...]
    confidence: float


Decision = Answer | Abstention | Clarification
