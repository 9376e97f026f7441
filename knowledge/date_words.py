"""The words that dates and durations are made of, one table for each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.document import Language

_Words = Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class DateWords:
    """Lower-case words and what they stand for. Offsets: -1 the one before, 0 this one, 1 the next.
    Weekdays count from Monday, 0. `units` give the ISO 8601 letters (`PY`, `TM`)."""

    months: _Words
    weekdays: _Words
    days: _Words
    offsets: _Words
    parts: _Words
    seasons: Mapping[str, str]
    units: Mapping[str, str]
    feasts: Mapping[str, str]


_GERMAN = DateWords(
    months={
        "januar": 1, "jänner": 1, "februar": 2, "märz": 3, "april": 4, "mai": 5, "juni": 6, "juli": 7, "august": 8,
        "september": 9, "oktober": 10, "november": 11, "dezember": 12, "jan.": 1, "feb.": 2, "apr.": 4, "aug.": 8,
        "sept.": 9, "sep.": 9, "okt.": 10, "nov.": 11, "dez.": 12,
    },
    weekdays={
        "montag": 0, "dienstag": 1, "mittwoch": 2, "donnerstag": 3, "freitag": 4, "samstag": 5, "sonnabend": 5,
        "sonntag": 6,
    },
    days={"vorgestern": -2, "gestern": -1, "heute": 0, "morgen": 1, "übermorgen": 2},
    offsets={
        "vorletzte": -2, "vergangene": -1, "letzte": -1, "vorige": -1, "diese": 0, "laufende": 0, "kommende": 1,
        "nächste": 1, "übernächste": 2,
    },
    parts={"anfang": 0, "mitte": 1, "ende": 2},
    seasons={"frühjahr": "spring", "frühling": "spring", "sommer": "summer", "herbst": "autumn", "winter": "winter"},
    units={
        "jahrhundert": "C", "jahrzehnt": "X", "jahr": "PY", "monat": "PM", "woche": "PW", "tag": "PD",
        "stunde": "TH", "minute": "TM", "sekunde": "TS", "nacht": "PD",
        "nächt": "PD",
    },
    feasts={"weihnachten": "12-25", "heiligabend": "12-24", "silvester": "12-31", "neujahr": "01-01"},
)  # fmt: skip

_ENGLISH = DateWords(
    months={
        "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8,
        "september": 9, "october": 10, "november": 11, "december": 12, "jan.": 1, "feb.": 2, "apr.": 4, "aug.": 8,
        "sept.": 9, "oct.": 10, "nov.": 11, "dec.": 12,
    },
    weekdays={
        "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
    },
    days={"yesterday": -1, "today": 0, "tomorrow": 1},
    offsets={"last": -1, "previous": -1, "this": 0, "next": 1, "coming": 1},
    parts={"early": 0, "the beginning of": 0, "mid": 1, "the middle of": 1, "late": 2, "the end of": 2, "end of": 2},
    seasons={"spring": "spring", "summer": "summer", "autumn": "autumn", "fall": "autumn", "winter": "winter"},
    units={
        "century": "C", "centurie": "C", "decade": "X", "year": "PY", "month": "PM", "week": "PW", "day": "PD",
        "hour": "TH", "minute": "TM", "second": "TS", "night": "PD",
    },
    feasts={"christmas": "12-25", "christmas eve": "12-24", "new year's eve": "12-31", "new year's day": "01-01"},
)  # fmt: skip

WORDS: dict[Language, DateWords] = {"de": _GERMAN, "en": _ENGLISH}
