"""How often something happens: "stündlich", "zweimal im Jahr", "alle drei Tage", "every other week"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.document import Language
from knowledge.facts import Kind, Mention
from knowledge.numbers import NUMBER_WORD
from knowledge.overlaps import longest

_COUNT: dict[Language, str] = {
    "de": rf"(?:\d+|{NUMBER_WORD['de']}|mehr|viel|etliche|einige)",
    "en": rf"(?:\d+|{NUMBER_WORD['en']}|several|many|a\sfew)",
}
_UNIT: dict[Language, str] = {
    "de": (
        r"(?:Sekunden?|Minuten?|Stunden?|Tage?n?|Nacht|Nächten?|Wochen?|Monate?n?|Quartale?n?|Halbjahre?n?|Jahre?n?"
        r"|Jahrzehnte?n?|Semestern?|Saison|Spielzeit|Schuljahr|Wochenenden?|Werktage?n?|Sommer|Winter|Herbst|Frühjahr"
        r"|(?:Mon|Diens|Donners|Frei|Sams|Sonn)tage?n?|Mittwoche?n?|Sonnabende?n?)(?!\w)"
    ),
    "en": (
        r"(?:(?:second|minute|hour|day|night|week|weekend|fortnight|month|quarter|year|decade|season|summer|winter"
        r"|spring|autumn|morning|evening)s?"
        r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?)\b"
    ),
}
_REGULAR_DE = (
    r"(?:(?:halb|viertel|dreiviertel)?stündlich|(?:viertel|halb|all)?jährlich|(?:all|werk|sonn|arbeits)?täglich|nächtlich"
    r"|(?:zwei|drei|vier|14-|vierzehn)?(?:wöchentlich|monatlich|tägig|jährlich)|minütlich|sekündlich"
    r"|(?:tage|wochen|monats|quartals)weise)"
)
_REGULAR_EN = (
    r"(?:hourly|daily|nightly|weekly|fortnightly|biweekly|bi-weekly|monthly|bimonthly|bi-monthly|quarterly|yearly"
    r"|annually|biannually|biennially|twice-(?:daily|weekly|monthly|yearly))"
)
_VAGUE: dict[Language, str] = {
    "de": r"(?:mehrmals|mehrfach|regelmäßig|gelegentlich|selten|häufig|ständig|dauernd|vielfach)",
    "en": r"(?:regularly|occasionally|rarely|seldom|frequently|constantly|repeatedly)",
}
_FREQUENCY: dict[Language, re.Pattern[str]] = {
    "de": re.compile(
        rf"\b(?i:{_COUNT['de']}[\s-]?mal|mehrmals)(?!\w)"
        rf"(?:\s(?:(?i:{_REGULAR_DE})\b|(?:im|am|pro|je|in\sder|in\sjeder|die|den|jede[nsmr]?|alle)\s(?:{_COUNT['de']}\s)?{_UNIT['de']}))?"
        rf"|\b(?i:alle)\s(?:(?:{_COUNT['de']}|paar)\s)(?:bis\s{_COUNT['de']}\s)?{_UNIT['de']}"
        rf"|\b(?i:jede[nsmr]?)\s(?:[a-zäöüß]+(?:te|ste)[nrs]?\s|halbe\s)?{_UNIT['de']}"
        r"|(?<=\b[Ii]m\s)(?:[\wäöü]+-){0,2}[\wäöü]*(?:[Tt]akt|[Rr]hythmus|[Tt]urnus)(?!\w)"
        rf"|\b(?i:{_REGULAR_DE}|{_VAGUE['de']})(?!\w)"
    ),
    "en": re.compile(
        rf"\b(?i:once|twice|thrice|{_COUNT['en']}\stimes)(?:\s(?:in|a|an|per|each|every)\s(?:{_COUNT['en']}\s|other\s)?{_UNIT['en']})"
        rf"|\b(?i:twice|thrice|{_COUNT['en']}\stimes)\b"
        rf"|\b(?i:every|each)\s(?:{_COUNT['en']}\s|other\s|few\s|[a-z]+(?:nd|rd|th)\s)?{_UNIT['en']}"
        rf"|\b(?i:{_REGULAR_EN}|{_VAGUE['en']})\b"
    ),
}
_HINT: dict[Language, re.Pattern[str]] = {
    "de": re.compile(
        r"mal|(?:stünd|täg|wöchent|monat|jähr|nächt|minüt|sekünd)lich|tägig|weise|alle\s|jede|takt|rhythmus|turnus|fach|mäßig|selten|häufig|dauernd",
        re.I,
    ),
    "en": re.compile(r"once|twice|thrice|times|every|each|ly\b|seldom", re.I),
}


def find(text: str, start: int, end: int, language: Language) -> Iterator[Mention]:
    """Frequencies in `text[start:end]`: numbers of the syntax "frequency" without a value, in order."""
    if not _HINT[language].search(text, start, end):
        return
    found = [
        Mention(kind=Kind.NUMBER, start=match.start(), end=match.end(), syntax="frequency")
        for match in _FREQUENCY[language].finditer(text, start, end)
    ]
    yield from longest(found)
