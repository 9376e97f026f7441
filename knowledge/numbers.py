"""Numerals and number words, German and English: their patterns and their values."""

from __future__ import annotations

import re
from decimal import Decimal

from knowledge.document import Language

FRACTION_SIGNS = {"½": "0.5", "¼": "0.25", "¾": "0.75", "⅓": "0.3333", "⅔": "0.6667", "⅛": "0.125"}
_SIGN = "[½¼¾⅓⅔⅛]"

NUMERAL: dict[Language, str] = {
    "de": rf"(?:\d{{1,3}}(?:[.\u00a0\u202f']\d{{3}})+(?:,\d+)?|\d{{1,3}}(?:\s\d{{3}})+(?!\d)|\d+(?:[.,]\d+)?(?:\s?{_SIGN})?|{_SIGN})",  # noqa: E501
    "en": rf"(?:\d{{1,3}}(?:[,\u00a0\u202f]\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?(?:\s?{_SIGN})?|{_SIGN})",
}

_DE_UNITS = {
    "eins": 1, "eine": 1, "einen": 1, "einem": 1, "einer": 1, "ein": 1, "zwei": 2, "zwo": 2, "drei": 3, "vier": 4,
    "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "elf": 11, "zwölf": 12,
    "sechzehn": 16, "siebzehn": 17, "zwanzig": 20, "dreißig": 30, "dreissig": 30, "vierzig": 40, "fünfzig": 50,
    "sechzig": 60, "siebzig": 70, "achtzig": 80, "neunzig": 90,
}  # fmt: skip
_EN_UNITS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip

_DE_PIECES = (
    "(?:eins?|zwei|zwo|drei(?:ß|ss)ig|drei|vierzig|vier|fünfzig|fünf|sechzehn|sechzig|sechs|siebzehn|siebzig|sieben"
    "|achtzig|acht|neunzig|neun|zehn|elf|zwölf|zwanzig|hundert|tausend)"
)
_DE_WORD = rf"{_DE_PIECES}(?:(?:und)?{_DE_PIECES}){{0,9}}(?:einhalb)?"
_EN_SMALL = (
    "(?:one|two|three|fourteen|four|fifteen|five|sixteen|six|seventeen|seven|eighteen|eight|nineteen|nine|ten"
    "|eleven|twelve|thirteen)"
)
_EN_TENS = "(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
_EN_BELOW_100 = rf"(?:{_EN_TENS}(?:-{_EN_SMALL})?|{_EN_SMALL})"

NUMBER_WORD: dict[Language, str] = {
    "de": rf"(?:anderthalb|(?:eine|ein)\s(?:halbe[ns]?|einzige[rsmn]?)|eine[nmr]?|{_DE_WORD})",
    "en": (
        rf"(?:half\sa|(?:a|one|{_EN_BELOW_100})\shundred(?:\s(?:and\s)?{_EN_BELOW_100})?"
        rf"|{_EN_BELOW_100}(?:\sand\sa\shalf)?|an?\ssingle|an?)"
    ),
}

_DE_TOKEN = re.compile(r"hundert|tausend|und|" + "|".join(sorted(_DE_UNITS, key=len, reverse=True)))
_EN_TOKEN = re.compile(r"hundred|half|single|and|" + "|".join(sorted(_EN_UNITS, key=len, reverse=True)))


def numeral_value(text: str, language: Language) -> Decimal | None:
    """The value of digits as written in the language: `27.300`, `6,4`, `5½`; None for anything else."""
    digits = re.sub(r"[\s\u00a0\u202f']", "", text)
    fraction = Decimal(0)
    if digits and digits[-1] in FRACTION_SIGNS:
        fraction, digits = Decimal(FRACTION_SIGNS[digits[-1]]), digits[:-1]
    if language == "de":
        grouped = re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", digits)
        digits = (digits.replace(".", "") if grouped else digits).replace(",", ".")
    else:
        digits = digits.replace(",", "")
    if not re.fullmatch(r"[0-9]*(?:\.[0-9]+)?", digits):
        return None
    return Decimal(digits or "0") + fraction


def word_value(text: str, language: Language) -> Decimal | None:
    """The value of a number word: `dreiundzwanzig`, `zweieinhalb`, `twenty-three`; None for anything else."""
    words = text.lower()
    if language == "de":
        return _german_value(words)
    return _english_value(words)


def _german_value(words: str) -> Decimal | None:
    if words == "anderthalb":
        return Decimal("1.5")
    first, _, second = words.partition(" ")
    if second:
        return Decimal("0.5") if second.startswith("halb") else Decimal(1)
    half = first.endswith("einhalb")
    return _compose(_DE_TOKEN, _DE_UNITS, first.removesuffix("einhalb"), half=half)


def _english_value(words: str) -> Decimal | None:
    words = " ".join(words.split())
    if words == "half a":
        return Decimal("0.5")
    half = words.endswith(" and a half")
    plain_words = words.removesuffix(" and a half").removesuffix(" single")
    return _compose(_EN_TOKEN, _EN_UNITS, plain_words.replace("-", "").replace(" ", ""), half=half)


def _compose(token: re.Pattern[str], units: dict[str, int], words: str, *, half: bool) -> Decimal | None:
    total = current = position = 0
    while position < len(words):
        match = token.match(words, position)
        if match is None:
            return None
        piece, position = match.group(), match.end()
        if piece in ("hundert", "hundred"):
            current = (current or 1) * 100
        elif piece == "tausend":
            total, current = total + (current or 1) * 1000, 0
        elif piece not in ("und", "and"):
            current += units.get(piece, 0)
    return Decimal(total + current) + (Decimal("0.5") if half else 0) if words else None


def value_of(text: str, language: Language) -> Decimal | None:
    """The value of a numeral or number word; None for more than 15 digits, which are an identifier and no count."""
    if sum(character.isdigit() for character in text) > 15:
        return None
    if any(character.isdigit() or character in FRACTION_SIGNS for character in text):
        return numeral_value(text, language)
    value = word_value(text, language)
    return value if value is not None and value < 10**15 else None


def is_article(text: str) -> bool:
    """Whether the word is as often an article as a number (`eine`, `a`, `one`)."""
    return text.lower() in {"ein", "eine", "einen", "einem", "einer", "a", "an", "one"}


def plain(value: Decimal) -> str:
    """Digits with a point and no exponent or trailing zeros: `23000000`, `6.4`, `0.3333`."""
    written = f"{round(value, 4) if value % 1 else value:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written
