"""Money, numbers, percentages, ordinals and scores in a sentence, with their ranges."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from knowledge import dates
from knowledge.document import Language
from knowledge.facts import Kind, Mention
from knowledge.numbers import NUMBER_WORD, NUMERAL, is_article, plain, value_of
from knowledge.overlaps import longest

_CURRENCIES = {
    "us-dollar": "USD", "dollar": "USD", "us$": "USD", "$": "USD", "usd": "USD", "€": "EUR", "eur": "EUR",
    "euro": "EUR", "£": "GBP", "gbp": "GBP", "pfund": "GBP", "pound": "GBP", "chf": "CHF", "franken": "CHF",
    "franc": "CHF", "yen": "JPY", "¥": "JPY", "rubel": "RUB", "rouble": "RUB", "yuan": "CNY", "kronen": "SEK",
}  # fmt: skip
_CENTS = {"cent": "EUR"}
_SCALES = {
    "hundert": 100, "hundred": 100, "tausend": 1000, "tsd": 1000, "thousand": 1000, "k": 1000,
    "million": 10**6, "mio": 10**6, "mn": 10**6, "m": 10**6, "milliarde": 10**9, "mrd": 10**9, "billion": 10**12,
    "bio": 10**12, "bn": 10**9, "b": 10**9, "trillion": 10**12, "tn": 10**12, "dutzend": 12, "dozen": 12,
}  # fmt: skip
_FRACTIONS = {"drittel": 3, "viertel": 4, "fünftel": 5, "zehntel": 10, "third": 3, "quarter": 4, "fifth": 5}

_PREFIX = r"(?:US\$|[$€£¥]|EUR|USD|CHF|GBP)"
_SUFFIX = (
    r"(?:US-Dollars?|(?i:dollars?|euros?|pounds?|francs?|cents?)\b|Pfund|Franken|Yen|Rubel|roubles?|Yuan|yuan|yen|Kronen"
    r"|US\$|[$€£¥]|EUR|USD|CHF|GBP)(?!\w)"
)
_SCALE: dict[Language, str] = {
    "de": r"(?:Millionen|Million|Mio\.?|Milliarden|Milliarde|Mrd\.?|Billionen|Billion|Bio\.|[Tt]ausend|Tsd\.|Dutzend)(?!\w)",  # noqa: E501
    "en": r"(?:hundred|thousand|million|billion|trillion|dozen|bn|mn|tn|m|b|k)(?!\w)",
}
_FRACTION = r"(?:Drittel|Viertel|Fünftel|Zehntel|thirds?(?=\sof\b)|quarters?(?=\sof\b)|fifths?(?=\sof\b))(?!\w)"
_UNIT = (
    r"(?:km/h|km²|m²|m³|km|cm|mm|kg|mg|kWh|MWh|GWh|TWh|kW|MW|GW|GHz|MHz|GB|TB|MB|°C|°F|°|Tonnen?|tonnes?|tons?"
    r"|Grad(?:\sCelsius)?|degrees?|Kilometern?|Metern?|Zentimetern?|Millimetern?|Quadratkilometern?|Quadratmetern?"
    r"|Kubikmetern?|Hektar|hectares?|acres?|Litern?|lit(?:re|er)s?|Kilogramm|Kilo|Gramm|kilo(?:gram|met(?:re|er))s?"
    r"|met(?:re|er)s?|miles?|feet|foot|inches|square\s(?:miles|kilomet(?:re|er)s|met(?:re|er)s|feet)|pounds\sper"
    r"|Festmetern?|MByte|GByte|TByte|KB|Mbit/s|Gbit/s|Promille|Dezibel|PS|Bar|Zoll|Knoten|Seemeilen?|Zentnern?|Hektolitern?"
    r"|Stundenkilometern?|knots|mph|yards?|ounces?|gallons?|barrels?|Barrel|stone|pints?"
    r"|Kilowattstunden|Megawatt|Gigawatt|Watt|Volt|Gigabyte|Megabyte|Terabyte|Lichtjahren?|Meilen?|Hertz)(?!\w)"
)
_PERCENT = r"(?:%|Prozentpunkten?(?!\w)|Prozent(?!\w)|percentage\spoints?|per\s?cent(?!\w))"
_TIMES = r"-?(?:fach(?:e[nrsm]?)?|mal|fold)(?!\w)"


def _amount(language: Language) -> re.Pattern[str]:
    one = rf"(?:{NUMERAL[language]}|(?i:{NUMBER_WORD[language]}))"
    scale, joint = _SCALE[language], r"(?:bis(?:\szu)?|to|and|und|–|-)"
    return re.compile(
        rf"(?<![\w.,:/-])(?P<pre>{_PREFIX}\s?)?(?P<low>{one})(?:[\s-]?(?P<lowscale>{scale}))?"
        rf"(?:\s?(?P<joint>{joint})\s?(?:{_PREFIX}\s?)?(?P<high>{one})(?:[\s-]?(?P<highscale>{scale}))?)?"
        rf"(?:[\s-]?(?P<fraction>{_FRACTION}))?"
        rf"(?:[\s-]?(?:(?P<percent>{_PERCENT})|(?P<money>{_SUFFIX})|(?P<unit>{_UNIT})|(?P<times>{_TIMES})))?(?!\w|[.,:]\d)"
    )


_AMOUNT: dict[Language, re.Pattern[str]] = {"de": _amount("de"), "en": _amount("en")}
_GERMAN_ORDINAL_STEMS = {
    "erst": 1, "zweit": 2, "dritt": 3, "viert": 4, "fünft": 5, "sechst": 6, "siebt": 7, "siebent": 7, "acht": 8,
    "neunt": 9, "zehnt": 10, "elft": 11, "zwölft": 12, "zwanzigst": 20, "dreißigst": 30, "hundertst": 100,
}  # fmt: skip
_ENGLISH_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "twentieth": 20, "hundredth": 100,
}  # fmt: skip
_ORDINAL: dict[Language, re.Pattern[str]] = {
    "de": re.compile(
        rf"(?<![\w.,-])(?:(?P<n>\d{{1,3}})\.(?=\s[A-ZÄÖÜa-zäöü])|(?P<w>(?i:{'|'.join(_GERMAN_ORDINAL_STEMS)}))e[nrsm]?(?![\w-]))"
    ),
    "en": re.compile(
        rf"(?<![\w.,-])(?<!per\s)(?:(?P<n>\d{{1,3}})(?:st|nd|rd|th)|(?P<w>(?i:{'|'.join(_ENGLISH_ORDINALS)})))(?!\w)"
    ),
}
_SCORE = re.compile(r"(?<![\w.,:/-])(?P<a>\d{1,3})(?P<sign>[:–-])(?P<b>\d{1,3})(?![\w:.,–-]\d|\w|\sUhr)")
_SCORE_SAID: dict[Language, re.Pattern[str]] = {
    "de": re.compile(
        rf"\b(?P<a>{NUMBER_WORD['de']}|\d{{1,3}})\szu\s(?P<b>{NUMBER_WORD['de']}|\d{{1,3}})(?!\w|[.,]\d)", re.I
    ),
    "en": re.compile(rf"\b(?P<a>{NUMBER_WORD['en']}|\d{{1,3}})-(?P<b>nil|love)\b", re.I),
}
_SPORT = re.compile(
    r"\b(?:[Ss]ieg\w*|gewann\w*|besieg\w*|verlor\w*|Niederlage|Spiel\w*|Endstand|won|win|beat|defeat\w*|lost|victory|final|score\w*|match|game)\b"
)
_HEAD: dict[Language, re.Pattern[str]] = {
    "de": re.compile(r"\s(?:[a-zäöüß-]+e[nrsm]?\s){0,3}?(?P<head>[A-ZÄÖÜ][\w-]*)"),
    "en": re.compile(r"\s(?:[a-z-]+\s){0,2}?(?P<head>[A-Za-z][\w-]*s(?!\w)|people|men|women|children)"),
}
_SHARING = re.compile(
    r"\s(?:(?P<change>auf|to)|statt|anstatt|anstelle|instead\sof|rather\sthan|und|oder|and|or)(?:\s[a-zäöüß]+){0,3}\s"
)
_FROM = re.compile(r"\b(?:von|from)\s(?:\w+\s)?$", re.IGNORECASE)
_CHANGE = re.compile(
    r"\b(?:r[io]ses?|risen|rising|gr[eo]wn?|growing|increas\w+|falls?|fell|fallen|falling|drop\w*|declin\w+|cut|reduc\w+|up"
    r"|down|climb\w*|jump\w*|shr[aiu]nk|expand\w*|rais\w+|lower\w*|slip\w*|went|gone|go)\b[^.;]{0,40}\bfrom\s$"
)
_NEXT_WORD = re.compile(r"\s(?P<head>[A-Za-z][\w-]*)")
_STOP = re.compile(
    r"\s(?:(?:und|oder|der|die|das|den|dem|des|ein|eine|einen|einer|eines|sowie|seine|ihre|diese|and|or|of|in|on|at|to|the|a|an|is|was|were"
    r"|are|as|by|for|from|with|than|that|which|who|bis|im|am|zum)\s)"
)


def find(text: str, language: Language, times: Sequence[Mention] | None = None) -> tuple[Mention, ...]:
    """Money, number, percent, ordinal and score: offsets into `text`, ordered, not overlapping, none in a date.

    `times`: what `dates.find` gives for the text, where that is known already.
    """
    times = dates.find(text, language, None) if times is None else times
    taken = [(time.start, time.end) for time in times]
    found = [*_scores(text, language), *_amounts(text, language), *_ordinals(text, language)]
    free = (m for m in found if all(m.end <= start or end <= m.start for start, end in taken))
    return longest(free)


def _scaled(word: str, scale: str | None, language: Language) -> Decimal | None:
    value = value_of(word, language)
    if value is None or scale is None:
        return value
    key = scale.lower().rstrip(".")
    if language == "en" and key == "billion":
        return value * 10**9
    return value * (_SCALES.get(key) or _SCALES.get(key.removesuffix("n")) or _SCALES[key.removesuffix("en")])


_Part = tuple[re.Match[str], Mention]


def _amounts(text: str, language: Language) -> Iterator[Mention]:
    last: _Part | None = None
    for part in _parts(text, language):
        if last is not None:
            yield _like_the_next(text, last, part, language)
        last = part
    if last is not None:
        yield last[1]


def _parts(text: str, language: Language) -> Iterator[_Part]:
    for match in _AMOUNT[language].finditer(text):
        pair = match["joint"] in ("und", "and") and not _after_between(text, match.start())
        if pair or (match["joint"] == "to" and _CHANGE.search(text, max(0, match.start() - 60), match.start())):
            yield from _halves(text, match, language)
        elif (mention := _amount_mention(text, match, language)) is not None:
            yield match, mention


def _like_the_next(text: str, part: _Part, following: _Part, language: Language) -> Mention:
    """ "Von 30 auf 44,5 Millionen Euro", "zwölf statt der bisherigen neun Liter": the first is of the second's unit."""
    (match, mention), (other, unit) = part, following
    bare = mention.kind is Kind.NUMBER and mention.head is None and not match["lowscale"]
    joint = _SHARING.fullmatch(text, mention.end, unit.start) if bare and unit.head and not match["high"] else None
    if joint is None or (joint["change"] and not _FROM.search(text, max(0, mention.start - 12), mention.start)):
        return mention
    low = _scaled(match["low"], other["lowscale"] or other["highscale"], language)
    value = _money(low, None, unit.head or "") if unit.kind is Kind.MONEY and low is not None else None
    return replace(mention, kind=unit.kind, head=unit.head, value=value or (plain(low) if low is not None else None))


def _after_between(text: str, start: int) -> bool:
    return text[max(0, start - 9) : start].lower().endswith(("zwischen ", "between "))


def _halves(text: str, match: re.Match[str], language: Language) -> Iterator[_Part]:
    """`5 Euro und 7` read as a pair that is not a range: each number by itself."""
    low_end = match.end("lowscale") if match["lowscale"] else match.end("low")
    for start, end in ((match.start(), low_end), (match.start("high"), match.end())):
        part = _AMOUNT[language].match(text, start, end)
        if part is not None and (mention := _amount_mention(text, part, language)) is not None:
            yield part, mention


def _amount_mention(text: str, match: re.Match[str], language: Language) -> Mention | None:
    groups = match.groupdict()
    low = _scaled(groups["low"], groups["lowscale"] or (groups["highscale"] if groups["high"] else None), language)
    high = _scaled(groups["high"], groups["highscale"], language) if groups["high"] else None
    if low is None or not _is_number(text, match, language):
        return None
    value = plain(low / _divisor(groups["fraction"])) + (f"..{plain(high)}" if high is not None else "")
    kind, head = Kind.NUMBER, groups["unit"] or groups["fraction"]
    if groups["percent"]:
        kind, head = Kind.PERCENT, groups["percent"]
    elif groups["pre"] or groups["money"]:
        kind, head = Kind.MONEY, (groups["money"] or groups["pre"]).strip()
        value = _money(low, high, head)
    elif groups["times"]:
        head = groups["times"].lstrip("-")
    return Mention(
        kind=kind, start=match.start(), end=match.end(), value=value, head=head or _head(text, match.end(), language)
    )


def _divisor(fraction: str | None) -> int:
    return _FRACTIONS[fraction.lower().removesuffix("s")] if fraction else 1


def _money(low: Decimal, high: Decimal | None, head: str) -> str:
    key = head.lower()
    currency = _CURRENCIES.get(key) or _CURRENCIES.get(key.removesuffix("s")) or "EUR"
    share = 100 if key.startswith("cent") else 1
    return plain(low / share) + (f"..{plain(high / share)}" if high is not None else "") + f" {currency}"


def _is_number(text: str, match: re.Match[str], language: Language) -> bool:
    """Neither a lone article, nor a version after a product's name, nor a word that only looks like a number."""
    groups = match.groupdict()
    marked = any(groups[name] for name in ("pre", "lowscale", "fraction", "percent", "money", "unit", "times"))
    low = groups["low"]
    if marked:
        return not (groups["lowscale"] in ("m", "b", "k") and not (groups["pre"] or groups["money"]))
    if is_article(low) or (low[0].isupper() and match.start() > 0):
        return False
    before = re.search(r"(?:\b[A-Z][\w-]*|\b[Vv]ersion)\s$", text[max(0, match.start() - 40) : match.start()])
    if language == "de":
        return not re.fullmatch(r"\d+\.\d{1,2}|\d+\.\d{4,}", low)
    return not (before and before.start() + max(0, match.start() - 40) > 0 and re.fullmatch(r"\d+\.\d+", low)) and not (
        before and re.fullmatch(r"\d+\.\d+", low) and not before.group().startswith(("About", "Only", "Over", "Some"))
    )


def _head(text: str, end: int, language: Language) -> str | None:
    if _STOP.match(text, end):
        return None
    match = _HEAD[language].match(text, end)
    return match["head"] if match else None


def _ordinals(text: str, language: Language) -> Iterator[Mention]:
    words = _GERMAN_ORDINAL_STEMS if language == "de" else _ENGLISH_ORDINALS
    for match in _ORDINAL[language].finditer(text):
        value = match["n"] or str(words[match["w"].lower()])
        noun = (_HEAD["de"] if language == "de" else _NEXT_WORD).match(text, match.end())
        head = noun["head"] if noun and not _STOP.match(text, match.end()) else None
        yield Mention(kind=Kind.ORDINAL, start=match.start(), end=match.end(), value=value, head=head)


def _scores(text: str, language: Language) -> Iterator[Mention]:
    said = _SCORE_SAID[language].finditer(text) if " zu " in text or "-nil" in text or "-love" in text else ()
    for match in said:
        one, other = (value_of(match[name], language) for name in "ab")
        if one is not None and not is_article(match["a"]):
            value = f"{plain(one)}:{plain(other or Decimal(0))}"
            yield Mention(kind=Kind.SCORE, start=match.start(), end=match.end(), value=value)
    for match in _SCORE.finditer(text):
        if match["sign"] == ":" or _SPORT.search(text):
            value = f"{int(match['a'])}:{int(match['b'])}"
            yield Mention(kind=Kind.SCORE, start=match.start(), end=match.end(), value=value)
