"""Who does what to whom: a predicate of a sentence with its arguments by role."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What an argument is to its predicate, the same from whichever side the text tells it: the buyer is the
    recipient of "kaufen" as of "verkaufen". The string is what is stored."""

    AGENT = "agent"  # who does it; of a role word, who holds the role
    PATIENT = "patient"  # what it is done to
    RECIPIENT = "recipient"
    SOURCE = "source"
    AMOUNT = "amount"
    TOPIC = "topic"  # what it is about, what is at stake
    PLACE = "place"
    TIME = "time"
    CONTENT = "content"  # a clause: what is said, demanded, planned
    MEANS = "means"  # with whom or with what
    PURPOSE = "purpose"
    RESULT = "result"  # as what, what something becomes
    OTHER = "other"  # whatever `slot` says


class Voice(StrEnum):
    """The form in which a predicate stands in the text."""

    ACTIVE = "active"
    PASSIVE = "passive"
    PARTICIPLE = "participle"
    NOUN = "noun"
    ROLE = "role"


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """One argument: its tokens (indices into the sentence's, end exclusive) and its characters in the text, without
    preposition and article. `slot` is how it stands: subject, object, dative, of, holder, or the preposition.
    `named`: a proper name stands in it; where none does, it may be another name for something named elsewhere."""

    role: Role
    slot: str
    first: int
    last: int
    start: int
    end: int
    named: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicate:
    """One thing that a sentence says. `frame` is shared by converses (buy, sell, give); a verb that no frame knows
    has the frame "verb:" and its lemma. `relation` is the lexicon's concept id, "" where there is none.
    `trigger` is the index of the word that says it, `start` and `end` its characters in the text."""

    frame: str
    relation: str
    voice: Voice
    trigger: int
    start: int
    end: int
    negated: bool
    arguments: tuple[Argument, ...]
