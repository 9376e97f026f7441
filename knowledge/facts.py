"""Mentions (typed spans) and facts (answerable spans with their evidence)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from knowledge.document import Evidence


class Kind(StrEnum):
    """What a span denotes. The string is what is stored and shown in JSON."""

    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"
    PRODUCT = "product"
    NAME = "name"  # a proper name whose type the text does not tell
    EVENT = "event"
    TITLE = "title"  # a quoted or named work
    DATE = "date"
    DURATION = "duration"
    MONEY = "money"
    NUMBER = "number"  # a count or a measurement; `head` is what is counted, or the unit
    PERCENT = "percent"
    ORDINAL = "ordinal"
    SCORE = "score"
    ABBREVIATION = "abbreviation"
    ROLE = "role"
    PHRASE = "phrase"  # a noun phrase
    PREPOSITIONAL = "prepositional"  # the phrase a preposition governs; `head` is the preposition
    PURPOSE = "purpose"  # "um … zu …", "to …", "damit …"
    CAUSE = "cause"  # "weil …", "because …", "wegen …"
    CLAUSE = "clause"
    LIST = "list"  # coordinated spans: "CRI-O und containerd"
    DEFINITION = "definition"  # what an apposition or "X ist Y" says X is; `head` is X
    POLARITY = "polarity"  # yes or no


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A typed span. `value` is the normalised value, in the form its kind has:

    money `23000000 USD` · number, percent, ordinal `27300`, `6.4`, `3` · a range `5..7` (money `5..7 EUR`) ·
    score `3:1` · date an ISO 8601 date of its own precision (`2021`, `2021-02`, `2021-02-24`), an interval
    `2020-10-01/2020-12-31`, or for a yearless date `--03-03` · duration ISO 8601 (`P10Y`, `PT90M`) ·
    abbreviation its expansion · names their plain form. None where nothing can be said.
    `head` is the word that the span is about: the unit, the thing counted, the noun, the governing preposition,
    the role before a name, the person a role is of, what a definition is said of. `derived` says in words what a
    relative expression means ("Ende 2020"). `syntax` is how the span stands in its sentence: of a phrase subject,
    object, genitive, parenthesis or `governed:für`, and then how much of it, where it is not the noun with its
    adjectives: `+wide` with attributes, `+short` without adjectives, `+owned` with "jeder", "seine" or a name's
    genitive, `+half` of two nouns that meet. `with:für` has its preposition; a duration may be an age; a definition
    or role is apposition, predicate, before-name or expansion; an amount qualified ("über 5.000"), counted ("39.000
    Einwohner") or frequency ("zweimal im Jahr", of kind number without a value), a date qualified, year or period
    ("Mai bis Juni 2023"); a clause verbal ("den Zeitplan kürzen"); others clause, predicate, quality ("britischen"),
    quoted, gerund. None where nothing is told.
    """

    kind: Kind
    start: int
    end: int
    value: str | None = None
    head: str | None = None
    derived: str | None = None
    syntax: str | None = None


Origin = Literal["extracted", "curated"]

Phrase = tuple[tuple[str, ...], ...]
"""The content words of one authored phrasing, each as its index terms, the stem first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """An answer with its evidence.

    `answer` is what is said; it stands in the evidence's quote unless `derivation` says how it follows from it.
    `ask` are authored phrasings, `ask_terms` their words as the build analysed them, in the same order.
    `syntax` is the mention's. `answer_start`, `answer_end` are its place in the document's text (None when derived).
    """

    id: str
    answer: str
    kind: Kind
    sentence: int
    evidence: Evidence
    origin: Origin
    answer_start: int | None = None
    answer_end: int | None = None
    value: str | None = None
    head: str | None = None
    derivation: str | None = None
    ask: tuple[str, ...] = ()
    ask_terms: tuple[Phrase, ...] = ()
    syntax: str | None = None

    @property
    def document(self) -> str:
        return self.evidence.document


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """What people ask that the article does not say, and what to tell them."""

    id: str
    document: str
    ask: tuple[str, ...]
    tell: str
    ask_terms: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """Names for the same thing within one document; the first is the one shown."""

    document: str
    names: tuple[str, ...]
