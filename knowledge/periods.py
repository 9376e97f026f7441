"""Calendar arithmetic: intervals, parts of years, and what they are called."""

from __future__ import annotations

import calendar
import datetime as dt

from knowledge.document import Language, PartialDate

MONTH_NAMES: dict[Language, tuple[str, ...]] = {
    "de": ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
           "November", "Dezember"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
}  # fmt: skip
PART_NAMES: dict[Language, tuple[str, ...]] = {"de": ("Anfang", "Mitte", "Ende"), "en": ("early", "mid", "late")}


def last_day(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def interval(year: int, first: int, last: int) -> str:
    """From the first day of a month to the last day of another of the same year; above 12 is the next year."""
    end_year, end_month = year + (last - 1) // 12, (last - 1) % 12 + 1
    return f"{year:04d}-{first:02d}-01/{end_year:04d}-{end_month:02d}-{last_day(end_year, end_month):02d}"


def years(first: int, last: int) -> str:
    return f"{first:04d}-01-01/{last:04d}-12-31"


def part_of_year(year: int, part: int) -> str:
    """Thirds of the year: 0 January to April, 1 May to August, 2 September to December."""
    return interval(year, part * 4 + 1, part * 4 + 4)


def part_of_month(year: int, month: int, part: int) -> str:
    """Days 1 to 10, 11 to 20, and 21 to the last."""
    end = (10, 20, last_day(year, month))[part]
    return f"{year:04d}-{month:02d}-{part * 10 + 1:02d}/{year:04d}-{month:02d}-{end:02d}"


def shift_months(year: int, month: int, by: int) -> tuple[int, int]:
    index = year * 12 + month - 1 + by
    return index // 12, index % 12 + 1


def day(published: PartialDate | None) -> dt.date | None:
    """The day of publication, if it is known that precisely."""
    return published.first() if published is not None and published.day is not None else None


def month_name(year: int, month: int, language: Language) -> str:
    return f"{MONTH_NAMES[language][month - 1]} {year}"


def day_name(date: dt.date, language: Language) -> str:
    point = "." if language == "de" else ""
    return f"{date.day}{point} {month_name(date.year, date.month, language)}"


def exact(year: int, month: int | None = None, day_of_month: int | None = None) -> str | None:
    """The ISO form, or None for a day that does not exist."""
    try:
        date = PartialDate(year=year, month=month, day=day_of_month)
        date.first()
    except ValueError:
        return None
    return date.iso()


def yearless(month: int, day_of_month: int | None = None) -> str | None:
    """`--03` or `--03-03`, or None for a day that does not exist in any year."""
    if not 1 <= month <= 12 or (day_of_month is not None and not 1 <= day_of_month <= last_day(2000, month)):
        return None
    return f"--{month:02d}" + (f"-{day_of_month:02d}" if day_of_month is not None else "")
