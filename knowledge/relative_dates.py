"""What a relative date means, seen from the article's date. None where that date is not precise enough."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from knowledge import periods
from knowledge.document import Language, PartialDate

Meaning = tuple[str, str]  # value and wording

_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "winter": (12, 14)}


def year(published: PartialDate | None, offset: int, part: int | None, language: Language) -> Meaning | None:
    """`Ende vergangenen Jahres`: the year, or a third of it."""
    if published is None or not 1 <= published.year + offset <= 9999:
        return None
    found = published.year + offset
    if part is None:
        return f"{found:04d}", str(found)
    return periods.part_of_year(found, part), f"{periods.PART_NAMES[language][part]} {found}"


def month(published: PartialDate | None, offset: int, part: int | None, language: Language) -> Meaning | None:
    if published is None or published.month is None:
        return None
    found_year, found = periods.shift_months(published.year, published.month, offset)
    if not 1 <= found_year <= 9999:
        return None
    name = periods.month_name(found_year, found, language)
    if part is None:
        return f"{found_year:04d}-{found:02d}", name
    return periods.part_of_month(found_year, found, part), f"{periods.PART_NAMES[language][part]} {name}"


def days(published: PartialDate | None, offset: int, language: Language) -> Meaning | None:
    today = periods.day(published)
    if today is None:
        return None
    try:
        found = today + dt.timedelta(days=offset)
    except OverflowError:
        return None
    return found.isoformat(), periods.day_name(found, language)


def week(published: PartialDate | None, offset: int, language: Language) -> Meaning | None:
    """Monday to Sunday."""
    today = periods.day(published)
    monday = days(published, 7 * offset - today.weekday(), language) if today is not None else None
    if monday is None:
        return None
    sunday = dt.date.fromisoformat(monday[0]) + dt.timedelta(days=6)
    word = "Woche vom" if language == "de" else "week of"
    return f"{monday[0]}/{sunday.isoformat()}", f"{word} {monday[1]}"


def weekday(
    published: PartialDate | None, wanted: int, direction: int, language: Language, *, ahead: bool = False
) -> Meaning | None:
    """The last such day before or on the date (0), strictly before it (-1) or strictly after it (1); `ahead`: the
    first one on or after it. `wanted` counts from Monday, 0."""
    today = periods.day(published)
    if today is None:
        return None
    back = (today.weekday() - wanted) % 7
    if ahead:
        return days(published, (7 - back) % 7, language)
    if direction > 0:
        return days(published, 7 - back, language)
    return days(published, -(back or 7) if direction < 0 else -back, language)


def season(published: PartialDate | None, name: str, offset: int, word: str) -> Meaning | None:
    """The last one that was over by then (-1), this year's (0) or the next to begin (1)."""
    if published is None or (published.month is None and offset):
        return None
    first, last = _SEASONS[name]
    month_now, found = published.month or 1, published.year
    if offset < 0:
        found = published.year if last < month_now else published.year - 1
        found -= 1 if last > 12 and month_now <= last - 12 else 0
    elif offset > 0 and first <= month_now:
        found += 1
    return periods.interval(found, first, last), f"{word} {found}"


def ago(published: PartialDate | None, count: Decimal, unit: str, sign: int, language: Language) -> Meaning | None:
    """`vor zehn Jahren` (sign -1), `in drei Tagen` (sign 1); unit Y, M, W or D."""
    if count % 1 or count > 10000:
        return None
    offset = sign * int(count)
    if unit == "Y":
        return year(published, offset, None, language)
    if unit == "M":
        return month(published, offset, None, language)
    return days(published, offset * (7 if unit == "W" else 1), language) if unit in "WD" else None


def season_of(year_number: int, name: str) -> str:
    return periods.interval(year_number, *_SEASONS[name])
