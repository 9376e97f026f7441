"""Dates, times of day and durations in a sentence.

`Anfang`, `Mitte` and `Ende` of a year are its thirds: January to April, May to August, September to December.
A weekday alone is the last one before or on the article's date, and needs that date to the day.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from knowledge import durations, periods, relative_dates
from knowledge.date_words import WORDS
from knowledge.document import Language, PartialDate
from knowledge.durations import AMOUNT
from knowledge.facts import Kind, Mention
from knowledge.numbers import value_of
from knowledge.overlaps import longest

Meaning = tuple[str | None, str | None]
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


def _part(match: re.Match[str]) -> int | None:
    word = (match.groupdict().get("p") or "").lower()
    for index, starts in enumerate((("anfang", "early", "beginn", "the beginn", "the start"), ("mi", "the mi"))):
        if word.startswith(starts):
            return index
    return 2 if word else None


def _month(match: re.Match[str], language: Language) -> int:
    return WORDS[language].months[match["m"].lower()]


def _full(match: re.Match[str], language: Language, published: PartialDate | None) -> Meaning | None:
    groups, month = match.groupdict(), _month(match, language)
    day = int(groups["d"])
    value = periods.exact(int(groups["y"]), month, day) if groups["y"] else periods.yearless(month, day)
    return (value, None) if value else None


def _numeric(match: re.Match[str], language: Language, published: PartialDate | None) -> Meaning | None:
    month, day, year = int(match["m"]), int(match["d"]), match.groupdict().get("y")
    if year and len(year) == 2:
        year = ("20" if int(year) < 70 else "19") + year
    value = periods.exact(int(year), month, day) if year else periods.yearless(month, day)
    return (value, None) if value else None


def _day_range(match: re.Match[str], language: Language, published: PartialDate | None) -> Meaning | None:
    year, month = int(match["y"]), _month(match, language)
    first, last = periods.exact(year, month, int(match["d"])), periods.exact(year, month, int(match["e"]))
    return (f"{first}/{last}", None) if first and last else None


def _month_year(match: re.Match[str], language: Language, published: PartialDate | None) -> Meaning | None:
    month, year, part = _month(match, language), match["y"], _part(match)
    if not year:
        return periods.yearless(month), None
    value = f"{year}-{month:02d}" if part is None else periods.part_of_month(int(year), month, part)
    return value, None


def _year(match: re.Match[str], language: Language, published: PartialDate | None) -> Meaning | None:
    part = _part(match)
    return (match["y"] if part is None else periods.part_of_year(int(match["y"]), part)), None


def _years(match: re.Match[str], language: Language, published: PartialDate | None) -> Meaning | None:
    first, last = match["y"], match["z"]
    last = first[: 4 - len(last)] + last
    return (periods.years(int(first), int(last)), None) if first < last else None


def _decade(match: re.Match[str], language: Language, published: PartialDate | None) -> Meaning | None:
    digits = match["y"]
    first = int(digits) if len(digits) == 4 else 1900 + int(digits)
    return periods.years(first, first + 9), None


def _century(match: re.Match[str], language: Language, published: PartialDate | None) -> Meaning | None:
    number = int(match["c"])
    return (periods.years(number * 100 - 99, number * 100), None) if 1 <= number <= 30 else None


def _era(match: re.Match[str], language: Language, published: PartialDate | None) -> Meaning | None:
    year = int(match["y"])
    before = match["era"].lower().startswith(("v", "b"))
    return (f"-{year - 1:04d}" if before and year > 1 else "0000" if before else f"{year:04d}"), None


def _season(match: re.Match[str], language: Language, published: PartialDate | None) -> Meaning | None:
    return relative_dates.season_of(int(match["y"]), WORDS[language].seasons[match["s"].lower()]), None


def _quarter(match: re.Match[str], language: Language, published: PartialDate | None) -> Meaning | None:
    word, year = match["q"].lower(), match["y"]
    starts = (("1", "erst", "first"), ("2", "zweit", "second"), ("3", "dritt", "third"), ("4", "viert", "fourth"))
    number = next(index for index, start in enumerate(starts) if word.startswith(start))
    return (periods.interval(int(year), number * 3 + 1, number * 3 + 3) if year else None), None


def _feast(match: re.Match[str], language: Language, published: PartialDate | None) -> Meaning | None:
    day = WORDS[language].feasts[match["f"].lower()]
    return (f"{match['y']}-{day}" if match["y"] else f"--{day}"), None


def _half(match: re.Match[str], language: Language, published: PartialDate | None) -> Meaning | None:
    first = 1 if match["q"].lower().startswith(("1", "erst", "first")) else 7
    return (periods.interval(int(match["y"]), first, first + 5) if match["y"] else None), None


def _recurring(match: re.Match[str], language: Language, published: PartialDate | None) -> Meaning | None:
    """A time of the day, the week or the year that comes again has no value."""
    return None, None


def _clock(match: re.Match[str], language: Language, published: PartialDate | None) -> Meaning | None:
    groups = match.groupdict()
    hour, minute, half = int(groups["h"]), int(groups["n"] or 0), (groups.get("half") or "").lower()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return (f"T{hour:02d}:{minute:02d}", None) if hour <= 24 and minute < 60 else None


def _relative(match: re.Match[str], language: Language, published: PartialDate | None) -> Meaning | None:
    offset, unit, part = WORDS[language].offsets[match["o"].lower()], match["u"].lower(), _part(match)
    found: relative_dates.Meaning | None = None
    if unit.startswith(("jahr", "year")):
        found = relative_dates.year(published, offset, part, language)
    elif unit.startswith(("monat", "month")):
        found = relative_dates.month(published, offset, part, language)
    elif unit.startswith(("woche", "week")) and part is None:
        found = relative_dates.week(published, offset, language)
    elif unit in WORDS[language].seasons:
        found = relative_dates.season(published, WORDS[language].seasons[unit], offset, match["u"])
    elif unit in WORDS[language].weekdays:
        found = relative_dates.weekday(published, WORDS[language].weekdays[unit], offset, language, ahead=not offset)
    return found or (None, None)


def _year_word(match: re.Match[str], language: Language, published: PartialDate | None) -> Meaning | None:
    word = match.group().lower()
    part = {"jahresende": 2, "jahresmitte": 1, "jahresbeginn": 0, "jahresanfang": 0}.get(word)
    return relative_dates.year(published, -1 if word.startswith("vorjahr") else 0, part, language) or (None, None)


def _day_word(match: re.Match[str], language: Language, published: PartialDate | None) -> Meaning | None:
    return relative_dates.days(published, WORDS[language].days[match["w"].lower()], language) or (None, None)


def _weekday(match: re.Match[str], language: Language, published: PartialDate | None) -> Meaning | None:
    wanted = WORDS[language].weekdays[match["w"].lower()]
    ahead = _AHEAD.search(match.string, max(0, match.start() - 18), match.start()) is not None
    return relative_dates.weekday(published, wanted, 0, language, ahead=ahead) or (None, None)


_AHEAD = re.compile(r"\b(?:[Ff]rühestens|[Ss]pätestens)\s(?:am|bis|ab|bis\szum)\s$")


def _time_of_day(match: re.Match[str], language: Language, published: PartialDate | None) -> Meaning | None:
    """ "Dienstagabend", "gestern Abend", "Nacht zum Sonntag": derived is what was said, with the day's date."""
    word = match["w"].lower()
    known = WORDS[language]
    if word in known.weekdays:
        offset = known.offsets.get((match.groupdict().get("o") or "").lower(), 0)
        found = relative_dates.weekday(published, known.weekdays[word], offset, language)
    else:
        found = relative_dates.days(published, known.days[word], language)
    return (found[0], f"{match.group()}, {found[1]}") if found else (None, None)


def _ago(match: re.Match[str], language: Language, published: PartialDate | None) -> Meaning | None:
    count, unit = value_of(match["a"], language), WORDS[language].units[match["u"].lower()]
    sign = 1 if match["way"].lower() == "in" else -1
    if count is None:
        return None
    count *= {"C": 100, "X": 10}.get(unit, 1)
    letter = "H" if unit[0] == "T" else "Y" if unit in "CX" else unit[1]
    return relative_dates.ago(published, count, letter, sign, language) or (None, None)


def _rules(language: Language) -> tuple[_Rule, ...]:
    month, day = _MONTH[language], _DAY[language]
    unit_de = r"(?P<u>jahrhundert|jahrzehnt|jahr|monat|woche|tag|stunde|minute)(?:en|e|n)?\b"
    if language == "de":
        table: tuple[tuple[str, int, Callable[..., Meaning | None]], ...] = (
            (rf"(?:\b(?:{day}),?\s(?:de[nmr]\s)?)?(?<!\d)(?P<d>\d{{1,2}})\.\s?{month}(?:\s{_YEAR})?", 0, _full),
            (rf"(?<!\d)(?P<d>\d{{1,2}})\.?\s?(?:bis|–|-|und)\s?(?:zum\s)?(?P<e>\d{{1,2}})\.\s?{month}\s{_YEAR}", 0, _day_range),  # noqa: E501
            (r"(?<![\d.,])(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4}|\d{2})(?![\d.]\d|\d)", 0, _numeric),
            (r"(?<=[a-z]\s)(?<![\d.,])(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.(?!\s?\d)", 0, _numeric),
            (rf"(?:\b(?P<p>Anfang|Mitte|Ende)\s)?\b{month}(?:\s{_YEAR})?", 0, _month_year),
            (rf"\b(?P<p>Anfang|Mitte|Ende|Beginn)\s(?:des\sJahres\s)?{_YEAR}", re.I, _year),
            (r"(?<![\d.,])(?P<y>\d{4}|\d0)er(?:n|-?\s?Jahren?)?\b", 0, _decade),
            (r"(?<![\d.,])(?P<c>\d{1,2})\.\sJahrhunderts?(?!\sv)\b", 0, _century),
            (r"(?<![\d.,])(?P<y>\d{1,4})\s(?P<era>[vn]\.\s?Chr\.)", 0, _era),
            (rf"\b(?P<s>Frühjahr|Frühling|Sommer|Herbst|Winter)s?\s(?:des\sJahres\s)?{_YEAR}", 0, _season),
            (rf"(?:\b(?P<q>ersten?|zweiten?|dritten?|vierten?)s?|X)\sQuartals?(?:\s(?:des\sJahres\s)?{_YEAR})?", 0, _quarter),  # noqa: E501
            (rf"\b(?P<q>erste|zweite)[nrs]?\s(?:Halbjahre?s?|Jahreshälfte|Hälfte(?=\s(?:des\sJahres|\d{{4}})))(?:\sdes\sJahres)?(?:\s{_YEAR})?", re.I, _half),  # noqa: E501
            (rf"\b(?P<f>Weihnachten|Heiligabend|Silvester|Neujahr)\b(?:\s{_YEAR})?", 0, _feast),
            (r"(?<![\d.,:])(?P<h>\d{1,2})(?:[:.](?P<n>\d{2}))?\sUhr\b", 0, _clock),
            (rf"\b(?:[Zz]wischen\s)?(?:{_HOUR_DE}\s(?:und|bis)\s)?{_HOUR_DE}\sUhr\b", 0, _recurring),
            (r"(?<=um\s)(?P<h>\d{1,2}):(?P<n>\d{2})(?![\d:])", 0, _clock),
            (r"(?<![\d.,:])\d{1,2}(?:[:.]\d{2})?(?:\sUhr)?\s?(?:bis|–|-)\s?\d{1,2}(?:[:.]\d{2})?\sUhr\b", 0, _recurring),  # noqa: E501
            (rf"\b(?:(?P<p>Anfang|Mitte|Ende|Beginn)\s)?(?:des\s|der\s)?\b{_OFFSET_DE}\s(?P<u>Jahr|Monat|Woche|Frühjahr|Frühling|Sommer|Herbst|Winter|{day})(?:es|s)?\b", re.I, _relative),  # noqa: E501
            (r"\b(?:Vorjahre?s?|Jahresende|Jahresmitte|Jahresbeginn|Jahresanfang|heuer)\b", 0, _year_word),
            (r"\b(?P<w>[Vv]orgestern|[Gg]estern|[Hh]eute|[Üü]bermorgen|morgen)\b", 0, _day_word),
            (rf"\b(?P<w>{day})\b", 0, _weekday),
            (rf"\b(?:{_OFFSET_DE}\s)?(?P<w>{day}){_DAYTIME['de']}", re.I, _time_of_day),
            (rf"\b(?P<w>(?:vor)?gestern|heute|(?:über)?morgen)(?:{_DAYTIME['de']}|\sfrüh\b)", re.I, _time_of_day),
            (rf"\bNacht\s(?:zum|zu|auf(?:\sden)?)\s(?P<w>{day}|gestern|heute)\b", 0, _time_of_day),
            (rf"\b(?:{'|'.join(each.lower() for each in WORDS['de'].weekdays)})s(?:\s(?:und|bis)\s(?:{'|'.join(WORDS['de'].weekdays)})s)?\b", 0, _recurring),  # noqa: E501
            (rf"{_EACH['de']}(?:{day})(?:{_DAYTIME['de']})?(?!\w)", 0, _recurring),
            (rf"(?<=\b[Ii]m\s){_SEASON_DE}(?!\w)", 0, _recurring),
            (rf"(?<=\b[Aa]m\s)(?:(?:frühen|späten)\s)?{_DAYTIME_ALONE_DE}", 0, _recurring),
            (r"\b(?:(?:[Ww]erk|[Ww]ochen|[Ff]eier)tags|[Aa]bends|[Nn]achts|[Mm]orgens|(?:[Vv]or|[Nn]ach)?[Mm]ittags)\b", 0, _recurring),  # noqa: E501
            (rf"\b(?:{_OFFSET_DE}\s)?Wochenende\b|\bJahreswechsel\b|\bMitternacht\b", re.I, _recurring),
            (rf"\b(?P<way>vor|in)\s(?P<a>{AMOUNT['de']})\s{unit_de}", re.I, _ago),
        )  # fmt: skip
    else:
        table = (
            (rf"(?:\b(?:{day}),?\s)?\b{month}\s(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\s{_YEAR})?", 0, _full),
            (rf"(?:\b(?:{day}),?\s)?(?<![\d.,])(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?{month}(?:,?\s{_YEAR})?", 0, _full),  # noqa: E501
            (rf"\b{month}\s(?P<d>\d{{1,2}})\s?(?:to|–|-)\s?(?P<e>\d{{1,2}}),?\s{_YEAR}", 0, _day_range),
            (rf"(?:\b{_PART_EN}[\s-])?\b{month},?\s(?:of\s)?{_YEAR}", 0, _month_year),
            (rf"(?<!^)\b(?!May\b|March\b){month}(?P<y>)", 0, _month_year),
            (rf"(?<=\b[io][nf]\s)(?:early\s)?{month}(?P<y>)", 0, _month_year),
            (rf"(?:(?<=\b[Bb]etween\s)|(?<=\b[Uu]ntil\s)|(?<=\b[Ss]ince\s)){month}(?P<y>)", 0, _month_year),
            (rf"\b{_PART_EN}[\s-]{_YEAR}", re.I, _year),
            (r"(?<![\d.,])(?P<y>\d{3}0|\d0)s\b", 0, _decade),
            (r"(?<![\d.,])(?P<c>\d{1,2})(?:st|nd|rd|th)\scentury\b(?!\sB)", 0, _century),
            (r"(?<![\d.,])(?P<y>\d{1,4})\s(?P<era>BCE|BC|AD|CE)\b", 0, _era),
            (rf"\b(?P<s>spring|summer|autumn|fall|winter)\s(?:of\s)?{_YEAR}", re.I, _season),
            (rf"\b(?P<q>first|second|third|fourth)\squarter(?:\sof\s{_YEAR})?", re.I, _quarter),
            (rf"\bQ(?P<q>[1-4])\s{_YEAR}", 0, _quarter),
            (rf"\b(?P<q>first|second)\shalf\sof\s(?:the\syear|(?=\d{{4}}\b)(?:{_YEAR})?)", re.I, _half),
            (rf"\bH(?P<q>[12])\s{_YEAR}", 0, _half),
            (rf"\b(?P<f>Christmas\sEve|Christmas|New\sYear's\sEve|New\sYear's\sDay)\b(?:\s{_YEAR})?", 0, _feast),
            (r"(?<![\d.,:])(?P<h>\d{1,2})(?:[:.](?P<n>\d{2}))?\s?(?P<half>[ap]\.?m\b\.?)", re.I, _clock),
            (r"(?<=at\s)(?P<h>\d{1,2}):(?P<n>\d{2})(?![\d:])", 0, _clock),
            (rf"\b(?:{_PART_EN}\s)?\b{_OFFSET_EN}\s(?P<u>year|month|week|spring|summer|autumn|fall|winter|{day})\b", re.I, _relative),  # noqa: E501
            (r"\b(?P<w>yesterday|today|tomorrow)\b", re.I, _day_word),
            (rf"\b(?P<w>{day})\b", 0, _weekday),
            (rf"\b(?:{_OFFSET_EN}\s)?(?P<w>{day}|yesterday|tomorrow){_DAYTIME['en']}", re.I, _time_of_day),
            (r"\b(?:tonight|last\snight)\b", re.I, _recurring),
            (rf"\b(?:{'|'.join(WORDS['en'].weekdays)})s\b", re.I, _recurring),
            (rf"{_EACH['en']}(?:{day})\b", 0, _recurring),
            (r"(?<=\bin\s)(?:the\s)?(?:early\s|late\s)?(?:spring|summer|autumn|winter)\b(?=[\s,.;])(?!\s[a-z]*s\b)", 0, _recurring),  # noqa: E501
            (rf"\b(?:{_OFFSET_EN}\s)?weekend\b|\bmidnight\b", re.I, _recurring),
            (r"(?<![\d.,:])\d{1,2}(?:[:.]\d{2})?\s?(?:[ap]\.?m\b\.?)?\s?(?:to|until|–|-)\s?\d{1,2}(?:[:.]\d{2})?\s?(?:[ap]\.m\.|[ap]m\b)", re.I, _recurring),  # noqa: E501
            (rf"(?<!\d)(?P<a>{AMOUNT['en']})\s(?P<u>centurie|century|decade|year|month|week|day|hour|minute)s?\s(?P<way>ago|earlier)\b", re.I, _ago),  # noqa: E501
        )  # fmt: skip
    shared = (
        (r"(?<![\d-])(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?![\d-])", 0, _numeric),
        (r"(?<![\d.,/-])(?P<y>1\d{3}|20\d{2})\s?(?:–|-|/|\sbis\s|bis\s|to\s|and\s|und\s)\s?(?P<z>\d{4}|\d{2})(?![\d-]|[.,]\d)", 0, _years),  # noqa: E501
        (rf"(?<![\w.,:/$€£-]){_YEAR}", 0, _year),
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
_NEED_DIGITS = frozenset({_full, _numeric, _day_range, _year, _years, _decade, _century, _era, _season, _clock})
_RECURRING_RULES = frozenset({_recurring, _time_of_day})
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
        if (rule in _NEED_DIGITS and not digits) or (rule is _ago and not _AGO_WORD[language].search(text)):
            continue
        for match in pattern.finditer(text):
            if not (rule is _year and _is_count(text, match)):
                yield rule, match


def _is_count(text: str, match: re.Match[str]) -> bool:
    return bool(_COUNTED.match(text, match.end()) or _ABOUT.search(text, max(0, match.start() - 14), match.start()))
