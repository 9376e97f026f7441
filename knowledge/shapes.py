"""A sentence as a string of word classes, one letter for each token, so that phrases are found by patterns.

D article, demonstrative   S possessive           Q quantifier (jeder, mehrere)   A adjective, participle before a noun
C number   Y year          N noun                 E proper name, foreign word     G name in the genitive (Fresnos)
P preposition              K and, or              V finite verb                   I infinitive, participle
T "zu", "to"               Z infinitive with zu   W subordinating word            R relative or question word
B adverb                   J adjective after a verb   U English participle        , ; . ( ) - " marks, o anything else
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence

from knowledge.document import Language
from knowledge.facts import Kind, Mention
from knowledge.store import Token

_TAGS: Mapping[Language, tuple[tuple[str, str], ...]] = {
    "de": (
        ("NN", "N"), ("NE", "E"), ("FM", "E"), ("XY", "E"), ("ADJ(A)", "A"), ("ADJA", "A"), ("ADJ(D)", "J"),
        ("CARD", "C"), ("ART", "D"), ("PDAT", "D"), ("PRELAT", "D"), ("PPOSAT", "S"), ("PIAT", "Q"), ("PIDAT", "Q"),
        ("APPRART", "P"), ("APPR", "P"), ("KON", "K"), ("KOUI", "W"), ("KOUS", "W"), ("KOKOM", "P"), ("PRELS", "R"),
        ("PW", "R"), ("PTKZU", "T"), ("VV(IZU)", "Z"), ("VV(INF)", "I"), ("VV(PP)", "I"), ("VA(INF)", "I"),
        ("VM(INF)", "I"), ("VA(PP)", "I"), ("V", "V"), ("ADV", "B"), ("PTKA", "P"),
    ),
    "en": (
        ("NN", "N"), ("NP", "E"), ("UNC", "E"), ("ZZ", "E"), ("AJ", "A"), ("ORD", "A"), ("VVG", "U"), ("VVN", "U"),
        ("CRD", "C"), ("AT0", "D"), ("DPS", "S"), ("DT0", "Q"), ("PRP", "P"), ("PRF", "P"), ("CJC", "K"), ("CJS", "W"),
        ("CJT", "W"), ("DTQ", "R"), ("PNQ", "R"), ("AVQ", "R"), ("TO0", "T"), ("VVI", "I"), ("VBI", "I"), ("VHI", "I"),
        ("VDI", "I"), ("V", "V"), ("AV", "B"),
    ),
}  # fmt: skip
_MARKS = {",": ",", ";": ";", ".": ".", "!": ".", "?": ".", ":": ".", "(": "(", ")": ")", "-": "-", "–": "-", "—": "-",
          "‐": "-", "&": "K", "/": "K"} | dict.fromkeys("%°€$£", "C") | dict.fromkeys("„“”\"»«'‘’‚", '"')  # fmt: skip
_YEAR = re.compile(r"1[0-9]\d\d|20\d\d")
_WORDS: Mapping[Language, Mapping[str, str]] = {
    "de": {
        **dict.fromkeys(("und", "oder", "sowie", "beziehungsweise", "bzw"), "K"),
        "noch": "B",
        **dict.fromkeys(("bis", "sowohl", "entweder", "weder", "aber", "sondern", "denn", "kein", "keine"), "o"),
        **dict.fromkeys(("keinen", "keiner", "keinem", "keines"), "o"),
        **dict.fromkeys(("ein", "eine", "einen", "einem", "einer", "eines"), "D"),
    },
    "en": {
        **dict.fromkeys(("and", "or"), "K"),
        **dict.fromkeys(("but", "no", "both", "either", "neither"), "o"),
        **dict.fromkeys(("this", "these", "those"), "D"),
        **dict.fromkeys(("as", "like"), "P"),
        **dict.fromkeys(("every", "each"), "Q"),
    },
}
_OWNED: Mapping[Language, str] = {"de": "ANC", "en": "AENC"}
_TAILS = {"als": ("auch",), "wie": ("auch",), "as": ("well", "as")}


def shape(tokens: Sequence[Token], language: Language, names: Sequence[Mention] = ()) -> str:
    """One letter for each token; the tokens inside `names` are names."""
    letters = [_letter(token, language) for token in tokens]
    plain = _name_letters(tokens, letters, names)
    for at, token in enumerate(tokens):
        letter, text = letters[at], token.text
        following = letters[at + 1] if at + 1 < len(letters) else ""
        tail = _TAILS.get(text)
        if tail and tuple(follower.text for follower in tokens[at + 1 : at + 1 + len(tail)]) == tail:
            letters[at : at + 1 + len(tail)] = "K" * (1 + len(tail))
        elif letter == "K" and text == "wie":
            letters[at] = "P"  # "Warnzeichen wie Fieber und Husten"
        elif letter == "." and at and following:
            letters[at] = _inner_stop(tokens[at - 1], letters[at - 1])
        elif (
            letter in "EN"
            and at not in plain
            and following
            and following in _OWNED[language]
            and _is_genitive(text, letter, language)
        ):
            letters[at] = "G"
        elif at and text[0].isupper() and letter in "JVIUBo":
            letters[at] = _capital(letter, following, language)
        elif text in "'’" and at and tokens[at - 1].end == token.start and tokens[at - 1].text[-1] == "s":
            letters[at] = letters[at - 1] if following in ("N", "E") else '"'
    return "".join(letters)


def _name_letters(tokens: Sequence[Token], letters: list[str], names: Sequence[Mention]) -> set[int]:
    """Writes the names' letters; returns the tokens that end a name in its plain form, which is no genitive."""
    plain: set[int] = set()
    for name in names:
        for at, token in enumerate(tokens):
            if name.start <= token.start and token.end <= name.end:
                letters[at] = "E"
                told = name.kind is not Kind.NAME and name.value
                if token.end == name.end and told and told.endswith(token.text):
                    plain.add(at)
    return plain


def _inner_stop(before: Token, letter: str) -> str:
    """A full stop inside a sentence belongs to an ordinal or to an initial."""
    return letter if letter == "C" or (letter in "EN" and len(before.text) <= 3) else "."


def _capital(letter: str, following: str, language: Language) -> str:
    """A capital inside a sentence is a noun's or a name's, whatever the tagger guessed: "Liberal Party"."""
    if language == "de":
        return letter if letter != "J" else "A" if following in ("N", "E") else "N"
    return "E" if following in ("N", "E") else letter


def _letter(token: Token, language: Language) -> str:
    text = token.text
    if not token.terms:
        return _MARKS.get(text, "o")
    known = _WORDS[language].get(text.lower())
    if known is not None:
        return known
    if text[0].isdigit() and not text[-1].isalpha():
        return "Y" if _YEAR.fullmatch(text) else "C"
    letter = _tag_letter(token.tag, language)
    return "E" if letter == "C" and text[-1].isdigit() else letter


@functools.lru_cache(maxsize=512)
def _tag_letter(tag: str, language: Language) -> str:
    return next((letter for start, letter in _TAGS[language] if tag.startswith(start)), "o")


def _is_genitive(text: str, letter: str, language: Language) -> bool:
    if language == "en":
        return text.endswith(("'s", "’s", "s'", "s’"))
    return letter == "E" and text[0].isupper() and text.endswith("s") and len(text) > 4
