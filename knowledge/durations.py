"""Lengths of time as ISO 8601: `zehn Jahre` P10Y, `90 minutes` PT90M, `zweieinhalb Stunden` PT2.5H."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from knowledge.date_words import WORDS
from knowledge.document import Language, PartialDate
from knowledge.facts import Kind, Mention
from knowledge.numbers import NUMBER_WORD, NUMERAL, plain, value_of
from knowledge.relative_dates import ago

AMOUNT: dict[Language, str] = {
    language: rf"(?:{NUMERAL[language]}|\b(?i:{NUMBER_WORD[language]}))" for language in ("de", "en")
}
_UNIT: dict[Language, str] = {
    "de": r"(?i:jahrhundert|jahrzehnt|jahr|monat|woche|tag|stunde|minute|sekunde|nacht|nächt)",
    "en": r"(?i:century|centurie|decade|year|month|week|day|hour|minute|second|night)",
}
_KIND_OF: dict[Language, str] = {
    "de": r"(?i:werk|arbeits|kalender|lebens|dienst|schul|spiel|betriebs|geschäfts|flug)",
    "en": r"(?i:working|business|calendar|school|playing)\s",
}
_ENDING: dict[Language, str] = {"de": r"(?:en|e|n|s)?(?:ig(?:e[nrsm]?)?)?", "en": r"s?"}
_ADJECTIVE = r"(?:[Jj]ährig|monatig|wöchig|tägig|stündig|minütig|sekündig)(?:e[nrsm]?)?"
_ADJECTIVE_UNITS = {"jä": "PY", "mo": "PM", "wö": "PW", "tä": "PD", "st": "TH", "mi": "TM", "se": "TS"}

_PLAIN: dict[Language, re.Pattern[str]] = {
    language: re.compile(
        rf"(?<![\w.,:-])(?:(?P<between>[Zz]wischen|[Bb]etween)\s(?={AMOUNT[language]}\s(?:und|and)\s{AMOUNT[language]}))?"
        rf"(?P<low>{AMOUNT[language]})(?:(?(between)\s(?:und|and)\s|\s?(?:bis(?:\szu)?|to|or|oder|–|-)\s?)"
        rf"(?P<high>{AMOUNT[language]}))?"
        rf"(?:\s|-)?(?:{_KIND_OF[language]})?(?P<unit>{_UNIT[language]}){_ENDING[language]}(?![\w])"
    )
    for language in ("de", "en")
}
_UNCOUNTED: dict[Language, re.Pattern[str]] = {
    "de": re.compile(
        r"\b(?i:mehrere[nr]?|einige[nr]?|wenige[nr]?|viele[nr]?|ein\spaar|(?:den|die)\sganzen?|eine[nr]?\sganzen?)\s"
        rf"(?P<unit>{_UNIT['de']}){_ENDING['de']}(?!\w)"
        r"|\b(?i:jahrzehnte|jahre|monate|wochen|tage|stunden|minuten|lebens)lang\b|\bein\sLeben\slang\b"
    ),
    "en": re.compile(
        r"\b(?i:several|a\sfew|many|a\scouple\sof|the\swhole)\s"
        rf"(?P<unit>{_UNIT['en']})s?\b"
        r"|(?<=\bfor\s)(?:life|years|months|weeks|days|hours)\b"
    ),
}
_GERMAN_ADJECTIVE = re.compile(rf"(?<![\w.,:])(?P<low>{AMOUNT['de']})-?(?P<unit>{_ADJECTIVE})(?!\w)")
_HINT: dict[Language, re.Pattern[str]] = {
    language: re.compile(_UNIT[language] + "|" + _ADJECTIVE + r"|lebens?\s?lang|for\slife", re.IGNORECASE)
    for language in ("de", "en")
}
_AGE: dict[Language, re.Pattern[str]] = {
    "de": re.compile(r"\salt(?:e[nrsm]?)?\b"),
    "en": re.compile(r"[\s-]old\b"),
}
_JOINT: dict[Language, str] = {"de": " und ", "en": " and "}
_ORDER = ("PY", "PM", "PW", "PD", "TH", "TM", "TS")
_SINCE: dict[Language, re.Pattern[str]] = {
    "de": re.compile(r"\bseit\s(?:rund\s|etwa\s|fast\s|mehr\sals\s|über\s)?$", re.IGNORECASE),
    "en": re.compile(r"\bfor\sthe\s(?:last|past)\s$", re.IGNORECASE),
}


def iso_duration(count: Decimal, unit: str) -> str:
    """`unit` as in `DateWords.units`; centuries and decades are given in years."""
    if unit in "CX":
        count, unit = count * (100 if unit == "C" else 10), "PY"
    return ("PT" if unit[0] == "T" else "P") + plain(count) + unit[1]


def find(text: str, language: Language, published: PartialDate | None) -> Iterator[Mention]:
    """Durations; those without a number ("mehrere Jahre", "tagelang") have no value. After `seit` (`for the past`),
    `derived` says when it began."""
    if not _HINT[language].search(text):
        return
    plain_ones = (
        _mention(text, match, WORDS[language].units[match["unit"].lower()], language, published)
        for match in _PLAIN[language].finditer(text)
    )
    yield from _joined([found for found in plain_ones if found is not None], text, language)
    for match in _UNCOUNTED[language].finditer(text):
        yield Mention(kind=Kind.DURATION, start=match.start(), end=match.end(), head=match["unit"])
    if language == "de":
        for match in _GERMAN_ADJECTIVE.finditer(text):
            found = _mention(text, match, _ADJECTIVE_UNITS[match["unit"][:2].lower()], language, published)
            if found is not None:
                yield found


def _joined(found: list[Mention], text: str, language: Language) -> Iterator[Mention]:
    """ "Vier Jahre und neun Monate" is one length of time."""
    last: Mention | None = None
    for mention in found:
        if last is not None and text[last.end : mention.start] == _JOINT[language] and _goes_on(last, mention):
            last = replace(last, end=mention.end, value=_sum(last.value or "", mention.value or ""))
            continue
        if last is not None:
            yield last
        last = mention
    if last is not None:
        yield last


def _goes_on(one: Mention, other: Mention) -> bool:
    """Whether the other is of a smaller unit, both without a range."""
    values = (one.value or "", other.value or "")
    if any(".." in value for value in values) or other.syntax:
        return False
    units = [("T" if "T" in value else "P") + value[-1] for value in values]
    return _ORDER.index(units[0]) < _ORDER.index(units[1])


def _sum(one: str, other: str) -> str:
    """P4Y and P9M are P4Y9M, P1D and PT2H are P1DT2H."""
    return one + (other.removeprefix("PT") if "T" in one else other.removeprefix("P"))


def _mention(
    text: str, match: re.Match[str], unit: str, language: Language, published: PartialDate | None
) -> Mention | None:
    low = value_of(match["low"], language)
    high = value_of(match["high"], language) if match.groupdict().get("high") else None
    if low is None:
        return None
    value, derived = iso_duration(low, unit), None
    if high is not None:
        value += ".." + iso_duration(high, unit)
    elif _SINCE[language].search(text, max(0, match.start() - 30), match.start()):
        start = ago(published, low, unit[1], -1, language) if unit[0] == "P" else None
        derived = f"{'seit' if language == 'de' else 'since'} {start[1]}" if start is not None else None
    aged = match["unit"].casefold().startswith("jährig") or bool(_AGE[language].match(text, match.end()))
    return Mention(
        kind=Kind.DURATION,
        start=match.start(),
        end=match.end(),
        value=value,
        head=match["unit"],
        derived=derived,
        syntax="age" if aged and unit == "PY" else None,
    )
