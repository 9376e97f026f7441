"""Whether a mark (full stop, question mark …) ends its sentence, from the word before it and the word after it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.abbreviations import (
    BEFORE_NUMBER,
    BEFORE_ORDINAL,
    LETTERED,
    LOWER_NAMES,
    MONTHS,
    NEVER_FINAL,
    OPENERS,
    ORDINAL_NOUNS,
    SHOUTED_NAMES,
    SOMETIMES_FINAL,
    SPEECH,
    USUALLY_FINAL,
    WEEKDAYS,
)
from knowledge.document import Language

CLOSERS = "\"'“”»«’‘›‹)\\]}*_"

LOOK_BACK = 48  # characters; longer words are addresses, and no abbreviation
_LOOK_AHEAD = 64
_OPENING = "\"'„“”‚‘’«»‹›([{–—-*_¿¡•#"
_WORD_BACKWARDS = re.compile(r"[^\s\"'„“”‚‘«»‹›()\[\]{}/–—*]*")
_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_BRAND = re.compile(r"[a-z]{1,3}[A-Z]")
_DATE_GOES_ON = re.compile(r"\d{1,2}\.|(?:1\d|20)\d\d\b")
_ROMAN = re.compile(r"(?=[IVXLCDM])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})\Z")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}\Z")
_DAY_MONTH = re.compile(r"(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])\Z")
_SPACED = re.compile(
    r"(?:\b(?:z|d|u|v|i|s|o|e|n|a|m|b|p)\.\s?)(?:[a-zäöüA-ZÄÖÜ]{1,3}\.\s?)*(?P<last>[a-zäöüA-ZÄÖÜ]{1,4}|Chr)\Z"
)
_SPACED_REACH = 14  # characters of "u. v. a. m." and its like
_ERAS = frozenset(("Chr", "Christus", "Z", "Christi"))
_WHITE = re.compile(r"\s+")
_NO_LETTER = re.compile(r"[\W\d_]*\Z")
_SPEAKER = re.compile(r"(?:[A-Z][\w.'’-]*\s){1,3}(\w+)\b")
_SHORTENED = re.compile(r"(?:[^aeiouyäöülr]l|str)\Z")  # "schriftl", "Hauptstr"
_SHORTEST_WORD = 5  # letters; a shorter word before a full stop and a small letter may be an unlisted abbreviation
_LIST_REACH = 300  # characters between two numbers of a list inside a sentence
_LIST_JOINTS = (":", ";", ",", "(", " und", " oder", " and", " or")
_MONTH_LEADS = frozenset(("on", "the", "of", "from", "until", "till", "by", "since", "to", "and", "before", "after"))
_GLUED = re.compile(r"[a-zäöüß]{3,}\.\Z")
_VOWELS = frozenset("aeiouyäöü")
_UNITS = frozenset(
    re.findall(r"\w+", "km cm mm kg mg kb mb gb tb hz khz mhz ghz kw mw gw kwh ft lb kt nm ml dl cl db dpi fps px")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A mark in a unit. The sentence began at `begin`; the signs are `start`..`stop`, closing quotes go on to `end`.

    `before` is what stands before the mark in its sentence, at most `LOOK_BACK` characters.
    """

    unit: str
    begin: int
    start: int
    stop: int
    end: int
    before: str

    @property
    def signs(self) -> str:
        return self.unit[self.start : self.stop]

    @property
    def after(self) -> str:
        return self.unit[self.end : self.end + _LOOK_AHEAD]


def ends_sentence(mark: Mark, language: Language) -> bool:
    """Whether the unit's sentence is over at `mark`. Looks at most some dozen characters back and ahead."""
    if not mark.unit[mark.end : mark.end + 1].isspace():
        return mark.end >= len(mark.unit) or _glued(mark, language)
    rest = mark.after.lstrip().lstrip(_OPENING).lstrip()
    if not rest:
        return len(mark.unit) <= mark.end + _LOOK_AHEAD
    following = _WORD.match(rest)
    word = following.group() if following else ""
    if mark.signs != ".":
        return _after_shout(mark, rest, word, language)
    if mark.end > mark.stop:
        return _upper(rest) or _NO_LETTER.match(rest) is not None
    return _after_full_stop(mark, rest, word, language)


def _glued(mark: Mark, language: Language) -> bool:
    """No white space follows: an address, a number … or a forgotten space ("… gut.Das ist")."""
    if not mark.before[-1:].islower() or not mark.unit[mark.end].isupper() or mark.unit[mark.start : mark.end] != ".":
        return False
    word = _WORD.match(mark.after)
    if word is None or not _GLUED.search(mark.unit[max(mark.begin, mark.start - 12) : mark.stop]):
        return False
    token = _last_word(mark)
    alone = "." not in token and "@" not in token
    name = word.group()
    following = mark.after[len(name) : len(name) + 1]
    return alone and name[0].isupper() and following.isspace() and name.casefold() in OPENERS[language]


def _after_shout(mark: Mark, rest: str, word: str, language: Language) -> bool:
    """Question and exclamation marks, ellipses, runs of marks."""
    if not _upper(rest):
        return _begins_oddly(rest)
    if mark.before.endswith(("(", "[")) and mark.end > mark.stop:
        return False
    opener = word.casefold() in OPENERS[language]
    if mark.signs in {"…", "...", ".."} or " " in mark.signs:
        return opener if mark.before[-1:].isspace() or not mark.before else True
    if _last_word(mark).casefold() in SHOUTED_NAMES:
        return opener
    if mark.end > mark.stop:
        speaker = _SPEAKER.match(rest)
        return not (speaker and speaker.group(1) in SPEECH)
    return True


def _after_full_stop(mark: Mark, rest: str, word: str, language: Language) -> bool:
    token = _last_word(mark)
    if not _upper(rest):
        return _ends_before_small_letter(token, rest, language)
    opener = word.casefold() in OPENERS[language] and not (len(word) == 1 and rest[1:2] == ".")
    if _at_start(mark, token):
        return False
    if _numeric(token):
        return _after_number(mark, token, word, rest, opener, language)
    return _after_word(mark, token, word, rest, opener, language)


def _after_number(mark: Mark, token: str, word: str, rest: str, opener: bool, language: Language) -> bool:
    """A capital or a digit follows a number with a full stop: an ordinal, or the sentence's end."""
    previous = _previous_word(mark, token)
    if _enumerates(mark, token):
        return False
    if language == "en":
        return word.casefold() not in MONTHS or len(token) > 2 or opener or previous not in _MONTH_LEADS
    if len(token) > 3 and "." not in token:
        return True
    if word.casefold() in MONTHS or word.casefold() in ORDINAL_NOUNS or _DATE_GOES_ON.match(rest):
        return False
    if "." in token and not _DAY_MONTH.match(token):
        return True
    return opener or previous not in BEFORE_ORDINAL


def _after_word(mark: Mark, token: str, word: str, rest: str, opener: bool, language: Language) -> bool:
    """A capital or a digit follows a word with a full stop: an abbreviation, an initial, or the sentence's end."""
    before = mark.before
    spaced = (
        _SPACED.search(before, max(0, len(before) - _SPACED_REACH)) if language == "de" and len(token) <= 4 else None
    )
    folded = token.casefold()
    digit = rest[:1].isdigit()
    if spaced and len(spaced.group()) > len(token) + 1:
        compact = _WHITE.sub("", spaced.group())
        if compact.casefold() in USUALLY_FINAL[language]:
            return not digit
        return opener and compact not in {"z.B", "d.h", "m.a.W", "i.d.R"}
    if folded in NEVER_FINAL[language]:
        return False
    if folded in USUALLY_FINAL[language]:
        return not digit and word.casefold() not in WEEKDAYS
    if len(token) == 1 and token.isalpha():
        previous = _previous_word(mark, token)
        return opener or previous in LETTERED or (previous.isdigit() and not digit and word not in _ERAS)
    if (folded in BEFORE_NUMBER[language] or folded.endswith("str")) and (digit or _ROMAN.match(word)):
        return False
    if folded in SOMETIMES_FINAL[language] or _DOTTED.match(token):
        return opener and not digit
    if _ROMAN.match(token):
        return opener or language == "en"
    return opener or not (_consonants(token) or (language == "de" and _SHORTENED.search(folded)))


def _ends_before_small_letter(token: str, rest: str, language: Language) -> bool:
    """A small letter follows: a name written so ("iPhone", "containerd"), or the writer spared the capital."""
    if _begins_oddly(rest):
        clear = not _numeric(token) or len(token) > 2
    else:
        clear = len(token) >= _SHORTEST_WORD and token.isalpha() and not _SHORTENED.search(token)
    return clear and rest[:1].islower() and not _is_abbreviation(token, language)


def _enumerates(mark: Mark, token: str) -> bool:
    """ "… : 1. Open, 2. Close": a number of a list inside the sentence, its neighbour is near."""
    if len(token) > 2 or not token.isdecimal() or not mark.before[: -len(token)].rstrip().endswith(_LIST_JOINTS):
        return False
    number = int(token)
    if number <= 1:
        return " 2. " in mark.unit[mark.end : mark.end + _LIST_REACH]
    return f" {number - 1}. " in mark.unit[max(mark.begin, mark.start - _LIST_REACH) : mark.start]


def _is_abbreviation(token: str, language: Language) -> bool:
    folded = token.casefold()
    lists = (NEVER_FINAL, SOMETIMES_FINAL, USUALLY_FINAL, BEFORE_NUMBER)
    return (
        any(folded in listed[language] for listed in lists) or bool(_DOTTED.match(token)) or bool(_ROMAN.match(token))
    )


def _consonants(token: str) -> bool:
    """An unlisted abbreviation by its shape: "Hptm", "bzgl", "Schw"; not "BMW", not "km"."""
    folded = token.casefold()
    shape = 2 <= len(token) <= 5 and token.isalpha() and not token[1:].isupper()
    return shape and folded not in _UNITS and not _VOWELS.intersection(folded)


def _begins_oddly(rest: str) -> bool:
    """The next sentence begins with a name written small: "iPhones …", "containerd …"."""
    word = _WORD.match(rest)
    return bool(_BRAND.match(rest)) or (word is not None and word.group() in LOWER_NAMES)


def _upper(rest: str) -> bool:
    return rest[:1].isupper() or rest[:1].isdigit() or (rest != "" and rest[0].isalpha() and not rest[0].islower())


def _numeric(token: str) -> bool:
    return token[:1].isdigit() and all(sign.isdigit() or sign in ".,:" for sign in token)


def _at_start(mark: Mark, token: str) -> bool:
    """ "1. Item", "a. Item": the mark belongs to a list's marker at the beginning of the sentence."""
    short = (len(token) <= 3 and token.isdigit()) or len(token) == 1
    if not short or mark.start - mark.begin > LOOK_BACK:
        return False
    return not mark.unit[mark.begin : mark.start].removesuffix(token).strip(_OPENING + " \t\u00a0")


def _last_word(mark: Mark) -> str:
    found = _WORD_BACKWARDS.match(mark.before[::-1])
    return found.group()[::-1] if found else ""


def _previous_word(mark: Mark, token: str) -> str:
    words = mark.before[: len(mark.before) - len(token)].rsplit(maxsplit=1)
    return words[-1].casefold().strip("„“\"'(»«,") if words else ""
