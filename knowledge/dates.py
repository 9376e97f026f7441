"""Dates, times of day and durations in a sentence. What an expression means, its rule in `date_meanings` tells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from knowledge import date_meanings as meanings
from knowledge import durations
from knowledge.date_meanings import Meaning
from knowledge.date_words import WORDS
from knowledge.document import Language, PartialDate
from knowledge.durations import AMOUNT
from knowledge.facts import Kind, Mention
from knowledge.overlaps import longest

_Rule = tuple[re.Pattern[str], Callable[[re.Match[str], Language, PartialDate | None], Meaning | None]]

_MONTH: dict[Language, str] = {
    language: "(?P<m>" + "|".join(re.escape(m.capitalize()) for m in WORDS[language].months) + r")(?!\w)"
    for language in ("de", "en")
}
_DAY = {
    "de": "|".join(d.capitalize() for d in WORDS["de"].weekdays),
    "en": "|".join(d.capitalize() for d in WORDS["en"].weekdays),
}
_YEAR = r"(?P<y>1\d{3}|20\d{2}|2100)(?![\d\w]|[.,:]\d)"
_OFFSET_DE = r"(?P<o>vorletzte|vergangene|letzte|vorige|diese|laufende|kommende|übernächste|nächste)[nrsm]?"
_OFFSET_EN = r"(?P<o>last|previous|this|next|coming)"
_DAYTIME: dict[Language, str] = {
    "de": r"(?P<t>\s?(?:morgen|vormittag|mittag|nachmittag|abend|nacht)s?)(?!\w)",
    "en": r"(?P<t>\s(?:morning|afternoon|evening|night|lunchtime))\b",
}
_SEASON_DE = r"(?:Früh|Spät|Hoch)?(?:[Ff]rühjahr|[Ff]rühling|[Ss]ommer|[Hh]erbst|[Ww]inter)"
_DAYTIME_ALONE_DE = r"(?:Morgen|Vormittag|Mittag|Nachmittag|Abend)(?:stunden)?(?!\w)"
_EACH: dict[Language, str] = {
    "de": r"\b[Jj]ede[nrms]?\s(?:\w+t?en\s)?",
    "en": r"\b[Ee](?:very|ach)\s(?:\w+\s)?",
}
_HOUR_DE = r"(?:ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf)"
_PART_EN = r"(?P<p>early|mid|late|(?:the\s)?(?:beginning|middle|end)\sof|the\sstart\sof)"


def _rules(language: Language) -> tuple[_Rule, ...]:
    month, day = _MONTH[language], _DAY[language]
    unit_de = r"(?P<u>jahrhundert|jahrzehnt|jahr|monat|woche|tag|stunde|minute)(?:en|e|n)?\b"
    if language == "de":
        table: tuple[tuple[str, int, Callable[..., Meaning | None]], ...] = (
            (rf"(?:\b(?:{day}),?\s(?:de[nmr]\s)?)?(?<!\d)(?P<d>\d{{1,2}})\.\s?{month}(?:\s{_YEAR})?", 0, meanings.full),
            (rf"(?<!\d)(?P<d>\d{{1,2}})\.?\s?(?:bis|–|-|und)\s?(?:zum\s)?(?P<e>\d{{1,2}})\.\s?{month}\s{_YEAR}", 0, meanings.day_range),  # noqa: E501
            (r"(?<![\d.,])(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4}|\d{2})(?![\d.]\d|\d)", 0, meanings.numeric),
            (r"(?<=[a-z]\s)(?<![\d.,])(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.(?!\s?\d)", 0, meanings.numeric),
            (rf"(?:\b(?P<p>Anfang|Mitte|Ende)\s)?\b{month}(?:\s{_YEAR})?", 0, meanings.month_year),
            (rf"\b(?P<p>Anfang|Mitte|Ende|Beginn)\s(?:des\sJahres\s)?{_YEAR}", re.I, meanings.year),
            (r"(?<![\d.,])(?P<y>\d{4}|\d0)er(?:n|-?\s?Jahren?)?\b", 0, meanings.decade),
            (r"(?<![\d.,])(?P<c>\d{1,2})\.\sJahrhunderts?(?!\sv)\b", 0, meanings.century),
            (r"(?<![\d.,])(?P<y>\d{1,4})\s(?P<era>[vn]\.\s?Chr\.)", 0, meanings.era),
            (rf"\b(?P<s>Frühjahr|Frühling|Sommer|Herbst|Winter)s?\s(?:des\sJahres\s)?{_YEAR}", 0, meanings.season),
            (rf"(?:\b(?P<q>ersten?|zweiten?|dritten?|vierten?)s?|X)\sQuartals?(?:\s(?:des\sJahres\s)?{_YEAR})?", 0, meanings.quarter),  # noqa: E501
            (rf"\b(?P<q>erste|zweite)[nrs]?\s(?:Halbjahre?s?|Jahreshälfte|Hälfte(?=\s(?:des\sJahres|\d{{4}})))(?:\sdes\sJahres)?(?:\s{_YEAR})?", re.I, meanings.half),  # noqa: E501
            (rf"\b(?P<f>Weihnachten|Heiligabend|Silvester|Neujahr)\b(?:\s{_YEAR})?", 0, meanings.feast),
            (r"(?<![\d.,:])(?P<h>\d{1,2})(?:[:.](?P<n>\d{2}))?\sUhr\b", 0, meanings.clock),
            (rf"\b(?:[Zz]wischen\s)?(?:{_HOUR_DE}\s(?:und|bis)\s)?{_HOUR_DE}\sUhr\b", 0, meanings.recurring),
            (r"(?<=um\s)(?P<h>\d{1,2}):(?P<n>\d{2})(?![\d:])", 0, meanings.clock),
            (r"(?<![\d.,:])\d{1,2}(?:[:.]\d{2})?(?:\sUhr)?\s?(?:bis|–|-)\s?\d{1,2}(?:[:.]\d{2})?\sUhr\b", 0, meanings.recurring),  # noqa: E501
            (rf"\b(?:(?P<p>Anfang|Mitte|Ende|Beginn)\s)?(?:des\s|der\s)?\b{_OFFSET_DE}\s(?P<u>Jahr|Monat|Woche|Frühjahr|Frühling|Sommer|Herbst|Winter|{day})(?:es|s)?\b", re.I, meanings.relative),  # noqa: E501
            (r"\b(?:Vorjahre?s?|Jahresende|Jahresmitte|Jahresbeginn|Jahresanfang|heuer)\b", 0, meanings.year_word),
            (r"\b(?P<w>[Vv]orgestern|[Gg]estern|[Hh]eute|[Üü]bermorgen|morgen)\b", 0, meanings.day_word),
            (rf"\b(?P<w>{day})\b", 0, meanings.weekday),
            (rf"\b(?:{_OFFSET_DE}\s)?(?P<w>{day}){_DAYTIME['de']}", re.I, meanings.time_of_day),
            (rf"\b(?P<w>(?:vor)?gestern|heute|(?:über)?morgen)(?:{_DAYTIME['de']}|\sfrüh\b)", re.I, meanings.time_of_day),  # noqa: E501
            (rf"\bNacht\s(?:zum|zu|auf(?:\sden)?)\s(?P<w>{day}|gestern|heute)\b", 0, meanings.time_of_day),
            (rf"\b(?:{'|'.join(each.lower() for each in WORDS['de'].weekdays)})s(?:\s(?:und|bis)\s(?:{'|'.join(WORDS['de'].weekdays)})s)?\b", 0, meanings.recurring),  # noqa: E501
            (rf"{_EACH['de']}(?:{day})(?:{_DAYTIME['de']})?(?!\w)", 0, meanings.recurring),
            (rf"(?<=\b[Ii]m\s){_SEASON_DE}(?!\w)", 0, meanings.recurring),
            (rf"(?<=\b[Aa]m\s)(?:(?:frühen|späten)\s)?{_DAYTIME_ALONE_DE}", 0, meanings.recurring),
            (r"\b(?:(?:[Ww]erk|[Ww]ochen|[Ff]eier)tags|[Aa]bends|[Nn]achts|[Mm]orgens|(?:[Vv]or|[Nn]ach)?[Mm]ittags)\b", 0, meanings.recurring),  # noqa: E501
            (rf"\b(?:{_OFFSET_DE}\s)?Wochenende\b|\bJahreswechsel\b|\bMitternacht\b", re.I, meanings.recurring),
            (rf"\b(?P<way>vor|in)\s(?P<a>{AMOUNT['de']})\s{unit_de}", re.I, meanings.ago),
        )  # fmt: skip
    else:
        table = (
            (rf"(?:\b(?:{day}),?\s)?\b{month}\s(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\s{_YEAR})?", 0, meanings.full),  # noqa: E501
            (rf"(?:\b(?:{day}),?\s)?(?<![\d.,])(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?{month}(?:,?\s{_YEAR})?", 0, meanings.full),  # noqa: E501
            (rf"\b{month}\s(?P<d>\d{{1,2}})\s?(?:to|–|-)\s?(?P<e>\d{{1,2}}),?\s{_YEAR}", 0, meanings.day_range),
            (rf"(?:\b{_PART_EN}[\s-])?\b{month},?\s(?:of\s)?{_YEAR}", 0, meanings.month_year),
            (rf"(?<!^)\b(?!May\b|March\b){month}(?P<y>)", 0, meanings.month_year),
            (rf"(?<=\b[io][nf]\s)(?:early\s)?{month}(?P<y>)", 0, meanings.month_year),
            (rf"(?:(?<=\b[Bb]etween\s)|(?<=\b[Uu]ntil\s)|(?<=\b[Ss]ince\s)){month}(?P<y>)", 0, meanings.month_year),
            (rf"\b{_PART_EN}[\s-]{_YEAR}", re.I, meanings.year),
            (r"(?<![\d.,])(?P<y>\d{3}0|\d0)s\b", 0, meanings.decade),
            (r"(?<![\d.,])(?P<c>\d{1,2})(?:st|nd|rd|th)\scentury\b(?!\sB)", 0, meanings.century),
            (r"(?<![\d.,])(?P<y>\d{1,4})\s(?P<era>BCE|BC|AD|CE)\b", 0, meanings.era),
            (rf"\b(?P<s>spring|summer|autumn|fall|winter)\s(?:of\s)?{_YEAR}", re.I, meanings.season),
            (rf"\b(?P<q>first|second|third|fourth)\squarter(?:\sof\s{_YEAR})?", re.I, meanings.quarter),
            (rf"\bQ(?P<q>[1-4])\s{_YEAR}", 0, meanings.quarter),
            (rf"\b(?P<q>first|second)\shalf\sof\s(?:the\syear|(?=\d{{4}}\b)(?:{_YEAR})?)", re.I, meanings.half),
            (rf"\bH(?P<q>[12])\s{_YEAR}", 0, meanings.half),
            (rf"\b(?P<f>Christmas\sEve|Christmas|New\sYear's\sEve|New\sYear's\sDay)\b(?:\s{_YEAR})?", 0, meanings.feast),  # noqa: E501
            (r"(?<![\d.,:])(?P<h>\d{1,2})(?:[:.](?P<n>\d{2}))?\s?(?P<half>[ap]\.?m\b\.?)", re.I, meanings.clock),
            (r"(?<=at\s)(?P<h>\d{1,2}):(?P<n>\d{2})(?![\d:])", 0, meanings.clock),
            (rf"\b(?:{_PART_EN}\s)?\b{_OFFSET_EN}\s(?P<u>year|month|week|spring|summer|autumn|fall|winter|{day})\b", re.I, meanings.relative),  # noqa: E501
            (r"\b(?P<w>yesterday|today|tomorrow)\b", re.I, meanings.day_word),
            (rf"\b(?P<w>{day})\b", 0, meanings.weekday),
            (rf"\b(?:{_OFFSET_EN}\s)?(?P<w>{day}|yesterday|tomorrow){_DAYTIME['en']}", re.I, meanings.time_of_day),
            (r"\b(?:tonight|last\snight)\b", re.I, meanings.recurring),
            (rf"\b(?:{'|'.join(WORDS['en'].weekdays)})s\b", re.I, meanings.recurring),
            (rf"{_EACH['en']}(?:{day})\b", 0, meanings.recurring),
            (r"(?<=\bin\s)(?:the\s)?(?:early\s|late\s)?(?:spring|summer|autumn|winter)\b(?=[\s,.;])(?!\s[a-z]*s\b)", 0, meanings.recurring),  # noqa: E501
            (rf"\b(?:{_OFFSET_EN}\s)?weekend\b|\bmidnight\b", re.I, meanings.recurring),
            (r"(?<![\d.,:])\d{1,2}(?:[:.]\d{2})?\s?(?:[ap]\.?m\b\.?)?\s?(?:to|until|–|-)\s?\d{1,2}(?:[:.]\d{2})?\s?(?:[ap]\.m\.|[ap]m\b)", re.I, meanings.recurring),  # noqa: E501
            (rf"(?<!\d)(?P<a>{AMOUNT['en']})\s(?P<u>centurie|century|decade|year|month|week|day|hour|minute)s?\s(?P<way>ago|earlier)\b", re.I, meanings.ago),  # noqa: E501
        )  # fmt: skip
    shared = (
        (r"(?<![\d-])(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?![\d-])", 0, meanings.numeric),
        (r"(?<![\d.,/-])(?P<y>1\d{3}|20\d{2})\s?(?:–|-|/|\sbis\s|bis\s|to\s|and\s|und\s)\s?(?P<z>\d{4}|\d{2})(?![\d-]|[.,]\d)", 0, meanings.years),  # noqa: E501
        (rf"(?<![\w.,:/$€£-]){_YEAR}", 0, meanings.year),
    )  # fmt: skip
    return tuple((re.compile(pattern, flags), rule) for pattern, flags, rule in table + shared)


_RULES: dict[Language, tuple[_Rule, ...]] = {"de": _rules("de"), "en": _rules("en")}
_AGO_WORD: dict[Language, re.Pattern[str]] = {
    "de": re.compile(r"\b(?:vor|in)\s", re.IGNORECASE),
    "en": re.compile(r"\b(?:ago|earlier)\b", re.IGNORECASE),
}
_RECURS: dict[Language, re.Pattern[str]] = {
    "de": re.compile(
        r"[Aa]bend|[Nn]acht|[Mm]ittag|[Mm]orgen|früh|tags|[Ss]ommer|[Hh]erbst|[Ww]inter|[Ff]rüh|Uhr|ochenende|Jahreswechsel"
        r"|[Jj]ede|mittwoch|sonnabend"
    ),
    "en": re.compile(
        r"morning|afternoon|evening|night|lunchtime|days|[Ee]very|[Ee]ach|weekend|\d\s?[AaPp]\.?[Mm]|spring|summer|autumn|winter"
    ),
}
_NEED_DIGITS = frozenset(
    {
        meanings.full,
        meanings.numeric,
        meanings.day_range,
        meanings.year,
        meanings.years,
        meanings.decade,
        meanings.century,
        meanings.era,
        meanings.season,
        meanings.clock,
    }
)
_RECURRING_RULES = frozenset({meanings.recurring, meanings.time_of_day})
_DIGIT = re.compile(r"\d")
_COUNTED = re.compile(
    r"\s(?:km|Kilometer|Tonnen|Meter|Grad|Hektar|Euro|Dollar|US-Dollar|Prozent|Prozentpunkte|Franken|Menschen|Einwohner"
    r"|Mitarbeiter|Personen|Soldaten|Tote|Besucher|Mitglieder|Exemplare|Seiten|Stück|Zuschauer|Teilnehmer|Kinder"
    r"|Beschäftigte|Stellen|Plätze|Haushalte|Wohnungen|Stimmen|Punkte|Jugendliche|Schüler|Studierende|Läufer|Tiere|Bäume"
    r"|Betten|Patienten|Gäste|Fans|Anhänger|Fälle|Kunden|Nutzer|Aktien|Betriebe|Häuser|Geräte|Fahrgäste|Helfer|Arbeiter"
    r"|Einsatzkräfte|Angestellte|Freiwillige|Bewohner|Bürger|Familien|Festmeter|Kubikmeter|Zentimeter|Millimeter|Stunden"
    r"|households|visitors|spectators|runners|homes|volunteers|students|pupils|workers|fans|cases|patients|cars|trees"
    r"|animals|seats|votes|shares|residents|litres|houses|customers|users|children"
    r"|Unternehmen|Quadratkilometer|Quadratmeter|Kilogramm|Liter|kWh|Watt|Fahrzeuge|Arbeitsplätze|people|tonnes?|tons"
    r"|miles|metres|meters|employees|members|euros|dollars|per\s?cent|soldiers|kilometres|copies|pages|jobs|feet)\w*|\s?[%€$£°]"
)
_ABOUT = re.compile(
    r"\b(?:rund|etwa|knapp|fast|circa|ca\.|mehr als|weniger als|mindestens|höchstens|davon|darunter|insgesamt|lediglich"
    r"|weiteren?|bis zu|about|nearly|some|more than|fewer than|at least|a total of|up to|another)\s$"
)


def find(text: str, language: Language, published: PartialDate | None) -> tuple[Mention, ...]:
    """Dates, times of day and durations: offsets into `text`, ordered, not overlapping.

    Relative dates are resolved against `published`; where it is missing or not precise enough, value and derived
    are None and the mention stays.
    """
    found = [*_dates(text, language, published), *durations.find(text, language, published)]
    return longest(found)


def _dates(text: str, language: Language, published: PartialDate | None) -> Iterator[Mention]:
    for rule, match in _matches(text, language):
        meaning = rule(match, language, published)
        if meaning is not None:
            value, derived = meaning
            yield Mention(kind=Kind.DATE, start=match.start(), end=match.end(), value=value, derived=derived)


def _matches(text: str, language: Language) -> Iterator[tuple[Callable[..., Meaning | None], re.Match[str]]]:
    """What the rules find in a sentence."""
    digits = bool(_DIGIT.search(text))
    recurs = bool(_RECURS[language].search(text))
    for pattern, rule in _RULES[language]:
        if not recurs and rule in _RECURRING_RULES:
            continue
        if (rule in _NEED_DIGITS and not digits) or (rule is meanings.ago and not _AGO_WORD[language].search(text)):
            continue
        for match in pattern.finditer(text):
            if not (rule is meanings.year and _is_count(text, match)):
                yield rule, match


def _is_count(text: str, match: re.Match[str]) -> bool:
    return bool(_COUNTED.match(text, match.end()) or _ABOUT.search(text, max(0, match.start() - 14), match.start()))
