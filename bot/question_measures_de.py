"""What "wie viel" and "wie hoch" ask for: the noun and the verb tell money, a share, a time or a number."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.asked_nouns import AMOUNTS, group_meant
from bot.expectation import Expectation, Wording, kinds_of_noun, noun_after
from bot.expected_kinds import Kinds
from knowledge.facts import Kind

_MONEY_VERBS = re.compile(
    r"\b(?:kost|zahl|bezahl|gezahlt|verdien|invest|ausgegeben|gibt \w+ aus|einnahm|spend|eingesammelt|gesammelt|"
    r"eingenommen|wert\b|verlangt|bewertet|erloes|einbracht|finanzier)"
)
_LASTING = re.compile(r"\b(?:dauer|brauch|leb|warte|bleib|gilt|galt|lauf|lief|arbeit|hielt|haelt|sperr|gesperrt)")


def how_much(rest: Wording, prepositions: tuple[str, ...], *, plural: bool) -> Expectation:
    noun = noun_after(rest, first=True)
    group = group_meant(noun, "de") if noun and rest.words and noun in rest.words[:3] else None
    if rest.folded[:1] == ("uhr",):
        return Expectation(kinds=(Kind.DATE,), asked="um wie viel Uhr")
    asked = "wie viele" if plural else "wie viel"
    if plural and noun and group == "date":
        group = group_meant(noun.removesuffix("n"), "de")  # "nach wie vielen Tagen"
    if group == "units" or rest.folded[:1] == ("zeit",):
        return Expectation(kinds=(Kind.DURATION, Kind.NUMBER), target=noun, asked=asked)
    if group in ("percent", "currency") or (group == "money" and not plural):
        return Expectation(kinds=kinds_of_noun(noun, "de"), target=noun, asked=asked)
    if plural:
        return Expectation(kinds=(Kind.NUMBER, Kind.PERCENT), target=noun, asked=asked)
    if _MONEY_VERBS.search(rest.text):
        return Expectation(kinds=(Kind.MONEY, Kind.NUMBER), target=noun, asked=asked)
    kinds: Kinds = (Kind.NUMBER, Kind.MONEY, Kind.PERCENT, Kind.DURATION)
    return Expectation(kinds=kinds, target=noun, asked=asked)


_SIZES: Kinds = (Kind.NUMBER, Kind.PERCENT, Kind.MONEY)
MEASURES: Mapping[str, Kinds] = {
    "lange": (Kind.DURATION, Kind.DATE),
    "lang": (Kind.NUMBER, Kind.DURATION),
    "alt": (Kind.DURATION, Kind.NUMBER),
    "jung": (Kind.DURATION, Kind.NUMBER),
    "teuer": (Kind.MONEY, Kind.NUMBER),
    "oft": (Kind.NUMBER, Kind.DURATION, Kind.PERCENT),
    "haeufig": (Kind.NUMBER, Kind.DURATION, Kind.PERCENT),
    "spaet": (Kind.DATE,),
    "knapp": (Kind.NUMBER, Kind.PERCENT, Kind.SCORE),
    "weit": (Kind.NUMBER, Kind.PREPOSITIONAL),
    **dict.fromkeys(
        ("hoch", "gross", "schwer", "schnell", "tief", "breit", "dick", "stark", "warm", "heiss", "kalt", "klein",
         "wertvoll", "voll"),
        _SIZES,
    ),
}  # fmt: skip


def measure(adjective: str, rest: Wording) -> Expectation:
    """ "Wie hoch" is of a height, a price or a share, as its noun says."""
    kinds = MEASURES[adjective]
    if adjective == "lang" and _LASTING.search(rest.text):
        kinds = MEASURES["lange"]
    if kinds == _SIZES or adjective == "lang":
        noun = next((word for word in rest.words if group_meant(word, "de") in AMOUNTS), None)
        if noun is not None:
            kinds = kinds_of_noun(noun, "de")
        elif adjective == "hoch" and _MONEY_VERBS.search(rest.text):
            kinds = (Kind.MONEY, Kind.NUMBER)
    return Expectation(kinds=kinds, asked=f"wie {adjective}")
