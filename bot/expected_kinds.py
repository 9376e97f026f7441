"""The kinds of answer that question words expect, most expected first."""

from __future__ import annotations

from knowledge.facts import Kind

Kinds = tuple[Kind, ...]

WHY: Kinds = (Kind.CAUSE, Kind.PURPOSE, Kind.PREPOSITIONAL, Kind.CLAUSE, Kind.PHRASE)
WHAT_FOR: Kinds = (Kind.PURPOSE, Kind.PREPOSITIONAL, Kind.PHRASE, Kind.CLAUSE)
WHO: Kinds = (Kind.PERSON, Kind.ORGANISATION, Kind.NAME, Kind.LIST, Kind.PHRASE)
THINGS: Kinds = (
    Kind.PHRASE, Kind.PRODUCT, Kind.NAME, Kind.LIST, Kind.TITLE, Kind.EVENT, Kind.ORGANISATION, Kind.PLACE
)  # fmt: skip
MEASURED: Kinds = (Kind.MONEY, Kind.PERCENT, Kind.DURATION)  # what a thing asked for may be after all
GOVERNED: Kinds = (Kind.PREPOSITIONAL, *THINGS, Kind.CLAUSE)
EXPLAINED: Kinds = (Kind.DEFINITION, Kind.ROLE, *THINGS)
LONG_FORM: Kinds = (Kind.DEFINITION, Kind.ORGANISATION, Kind.NAME, Kind.PHRASE)
BEING: Kinds = (Kind.ROLE, Kind.DEFINITION, Kind.PHRASE)
CALLED: Kinds = (Kind.PERSON, Kind.ORGANISATION, Kind.NAME, Kind.PRODUCT, Kind.PLACE, Kind.TITLE, Kind.EVENT)
NAMED: Kinds = (Kind.NAME, Kind.PRODUCT, Kind.TITLE, Kind.ORGANISATION, Kind.PHRASE, Kind.EVENT, Kind.PLACE)
MANNER: Kinds = (Kind.PREPOSITIONAL, Kind.PHRASE, Kind.CLAUSE)
