"""What an expression of time means. Each rule takes the match of its pattern in `dates`, of which it reads the named
groups, and gives None where it is no such expression after all.

`Anfang`, `Mitte` and `Ende` of a year are its thirds: January to April, May to August, September to December.
A weekday alone is the last one before or on the article's date, and needs that date to the day.
"""

from __future__ import annotations

import re

from knowledge import periods, relative_dates
from knowledge.date_words import WORDS
from knowledge.document import Language, PartialDate
from knowledge.numbers import value_of

Meaning = tuple[str | None, str | None]
"""Value and derived of the mention."""

_AHEAD = re.compile(r"\b(?:[Ff]rühestens|[Ss]pätestens)\s(?:am|bis|ab|bis\szum)\s$")


def _part(match: re.Match[str]) -> int | None:
    word = (match.groupdict().get("p") or "").lower()
    for index, starts in enumerate((("anfang", "early", "beginn", "the beginn", "the start"), ("mi", "the mi"))):
        if word.startswith(starts):
            return index
    return 2 if word else None


def _month(match: re.Match[str], language: Language) -> int:
    return WORDS[language].months[match["m"].lower()]


def full(match: re.Match[str], language: Language, published: PartialDate | None) -> Meaning | None:
    groups, month = match.groupdict(), _month(match, language)
    day = int(groups["d"])
    value = periods.exact(int(groups["y"]), month, day) if groups["y"] else periods.yearless(month, day)
    return (value, None) if value else None


def numeric(match: re.Match[str], language: Language, published: PartialDate | None) -> Meaning | None:
    month, day, year = int(match["m"]), int(match["d"]), match.groupdict().get("y")
    if year and len(year) == 2:
        year = ("20" if int(year) < 70 else "19") + year
    value = periods.exact(int(year), month, day) if year else periods.yearless(month, day)
    return (value, None) if value else None


def day_range(match: re.Match[str], language: Language, published: PartialDate | None) -> Meaning | None:
    year, month = int(match["y"]), _month(match, language)
    first, last = periods.exact(year, month, int(match["d"])), periods.exact(year, month, int(match["e"]))
    return (f"{first}/{last}", None) if first and last else None


def month_year(match: re.Match[str], language: Language, published: PartialDate | None) -> Meaning | None:
    month, year, part = _month(match, language), match["y"], _part(match)
    if not year:
        return periods.yearless(month), None
    value = f"{year}-{month:02d}" if part is None else periods.part_of_month(int(year), month, part)
    return value, None


def year(match: re.Match[str], language: Language, published: PartialDate | None) -> Meaning | None:
    part = _part(match)
    return (match["y"] if part is None else periods.part_of_year(int(match["y"]), part)), None


def years(match: re.Match[str], language: Language, published: PartialDate | None) -> Meaning | None:
    first, last = match["y"], match["z"]
    last = first[: 4 - len(last)] + last
    return (periods.years(int(first), int(last)), None) if first < last else None


def decade(match: re.Match[str], language: Language, published: PartialDate | None) -> Meaning | None:
    digits = match["y"]
    first = int(digits) if len(digits) == 4 else 1900 + int(digits)
    return periods.years(first, first + 9), None


def century(match: re.Match[str], language: Language, published: PartialDate | None) -> Meaning | None:
    number = int(match["c"])
    return (periods.years(number * 100 - 99, number * 100), None) if 1 <= number <= 30 else None


def era(match: re.Match[str], language: Language, published: PartialDate | None) -> Meaning | None:
    year = int(match["y"])
    before = match["era"].lower().startswith(("v", "b"))
    return (f"-{year - 1:04d}" if before and year > 1 else "0000" if before else f"{year:04d}"), None


def season(match: re.Match[str], language: Language, published: PartialDate | None) -> Meaning | None:
    return relative_dates.season_of(int(match["y"]), WORDS[language].seasons[match["s"].lower()]), None


def quarter(match: re.Match[str], language: Language, published: PartialDate | None) -> Meaning | None:
    word, year = match["q"].lower(), match["y"]
    starts = (("1", "erst", "first"), ("2", "zweit", "second"), ("3", "dritt", "third"), ("4", "viert", "fourth"))
    number = next(index for index, start in enumerate(starts) if word.startswith(start))
    return (periods.interval(int(year), number * 3 + 1, number * 3 + 3) if year else None), None


def feast(match: re.Match[str], language: Language, published: PartialDate | None) -> Meaning | None:
    day = WORDS[language].feasts[match["f"].lower()]
    return (f"{match['y']}-{day}" if match["y"] else f"--{day}"), None


def half(match: re.Match[str], language: Language, published: PartialDate | None) -> Meaning | None:
    first = 1 if match["q"].lower().startswith(("1", "erst", "first")) else 7
    return (periods.interval(int(match["y"]), first, first + 5) if match["y"] else None), None


def recurring(match: re.Match[str], language: Language, published: PartialDate | None) -> Meaning | None:
    """A time of the day, the week or the year that comes again has no value."""
    return None, None


def clock(match: re.Match[str], language: Language, published: PartialDate | None) -> Meaning | None:
    groups = match.groupdict()
    hour, minute, half = int(groups["h"]), int(groups["n"] or 0), (groups.get("half") or "").lower()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return (f"T{hour:02d}:{minute:02d}", None) if hour <= 24 and minute < 60 else None


def relative(match: re.Match[str], language: Language, published: PartialDate | None) -> Meaning | None:
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


def year_word(match: re.Match[str], language: Language, published: PartialDate | None) -> Meaning | None:
    word = match.group().lower()
    part = {"jahresende": 2, "jahresmitte": 1, "jahresbeginn": 0, "jahresanfang": 0}.get(word)
    return relative_dates.year(published, -1 if word.startswith("vorjahr") else 0, part, language) or (None, None)


def day_word(match: re.Match[str], language: Language, published: PartialDate | None) -> Meaning | None:
    return relative_dates.days(published, WORDS[language].days[match["w"].lower()], language) or (None, None)


def weekday(match: re.Match[str], language: Language, published: PartialDate | None) -> Meaning | None:
    wanted = WORDS[language].weekdays[match["w"].lower()]
    ahead = _AHEAD.search(match.string, max(0, match.start() - 18), match.start()) is not None
    return relative_dates.weekday(published, wanted, 0, language, ahead=ahead) or (None, None)


def time_of_day(match: re.Match[str], language: Language, published: PartialDate | None) -> Meaning | None:
    """ "Dienstagabend", "gestern Abend", "Nacht zum Sonntag": derived is what was said, with the day's date."""
    word = match["w"].lower()
    known = WORDS[language]
    if word in known.weekdays:
        offset = known.offsets.get((match.groupdict().get("o") or "").lower(), 0)
        found = relative_dates.weekday(published, known.weekdays[word], offset, language)
    else:
        found = relative_dates.days(published, known.days[word], language)
    return (found[0], f"{match.group()}, {found[1]}") if found else (None, None)


def ago(match: re.Match[str], language: Language, published: PartialDate | None) -> Meaning | None:
    count, unit = value_of(match["a"], language), WORDS[language].units[match["u"].lower()]
    sign = 1 if match["way"].lower() == "in" else -1
    if count is None:
        return None
    count *= {"C": 100, "X": 10}.get(unit, 1)
    letter = "H" if unit[0] == "T" else "Y" if unit in "CX" else unit[1]
    return relative_dates.ago(published, count, letter, sign, language) or (None, None)
