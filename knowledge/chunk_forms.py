"""What the form of a noun phrase tells: its cases, its number, whether it is a name; by article and ending."""

from __future__ import annotations

import re

from knowledge.document import Language
from knowledge.store import Token

NAME = {"de": ("NE", "FM"), "en": ("NP",)}
TIME = re.compile(
    r"(?:januar|jänner|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember|montag|dienstag|"
    r"mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|wochenende|jahr|jahres|jahren|jahre|monat|monate|monaten|"
    r"woche|wochen|tag|tage|tagen|tages|uhr|stunde|stunden|minute|minuten|sekunden|morgen|abend|nacht|vormittag|"
    r"nachmittag|frühjahr|frühling|sommer|herbst|winter|jahrhundert|jahrzehnt|quartal|anfang|mitte|ende|zeit|"
    r"january|february|march|april|may|june|july|october|december|monday|tuesday|wednesday|thursday|friday|saturday|"
    r"sunday|year|years|month|months|week|weeks|day|days|hour|hours|minutes|morning|evening|night|spring|summer|"
    r"autumn|fall|winter|century|decade|quarter|today|yesterday|weekend)",
    re.IGNORECASE,
)
MASS = frozenset({"Geld", "Hilfe", "Land", "Wasser", "Strom", "Zeit"})  # they stand without an article
CASES = {
    "der": "ndg", "die": "na", "das": "na", "den": "ad", "dem": "d", "des": "g", "dessen": "ndag", "deren": "ndag",
    "ein": "na", "eine": "na", "einen": "a", "einem": "d", "einer": "dg", "eines": "g",
}  # fmt: skip
_ENDINGS = (("en", "ad"), ("em", "d"), ("er", "ndg"), ("es", "nag"), ("e", "na"), ("", "na"))
_FEMININE = re.compile(
    r"(?:ung|heit|keit|schaft|tion|sion|tät|enz|anz|ik|ur|erin|orin|istin|rätin|anwältin|[Ss]parte|[Ff]irma|[Ss]tadt|"
    r"[Bb]ank|[Gg]ruppe|[Ff]amilie|[Pp]artei|[Pp]olizei|[Hh]and|[Bb]ahn|[Ss]chule|[Kk]irche|[Mm]arke|[Uu]ni|[Ll]iga|"
    r"[Bb]ehörde|[Tt]ochter|[Mm]utter|[Ff]rau|[Bb]rücke|[Ss]traße|[Rr]unde|[Ww]elt|[Kk]asse|[Aa]nlage|[Mm]esse|"
    r"[Ss]oftware|[Kk]üste|[Ii]nsel|[Ss]tudie|[Aa]rmee|[Kk]ammer|[Mm]aschine)$"
)
_CAPITALS = re.compile(r"[A-ZÄÖÜ]{2,}|[a-zäöü][A-ZÄÖÜ]")


def is_name(det: str, words: list[Token], language: Language) -> bool:
    """Names are tagged so; a bare singular noun without an article is one as well ("Docker")."""
    if any(token.tag.startswith(NAME[language]) for token in words):
        return True
    if any(token.tag.startswith(("CARD", "CRD")) for token in words):
        return False
    if any(_CAPITALS.search(token.text) for token in words):
        return True
    if language == "en":
        return not det and any(token.text[:1].isupper() for token in words)
    if words and words[-1].text in MASS:
        return False
    nouns = [token for token in words if token.tag == "NN" and "ADJ" not in token.tag]
    if len(nouns) > 1 and len(nouns) == len(words) and not TIME.fullmatch(nouns[-1].text):
        return True  # Stiftung Nordlicht
    return not det and len(words) == 1 and words[0].tag == "NN" and not words[0].text.endswith(("en", "ung", "keit"))


def cases(det: str, words: list[Token], language: Language) -> str:
    """The cases that the article and the ending allow: n, a, d, g."""
    if language == "en" or not det:
        weak = words and words[0].tag.startswith("ADJ(A)") and words[0].text.endswith(("em", "er"))
        return "dg" if weak else "nad"
    if det in {"der", "dieser", "jener"} and words and _FEMININE.search(words[-1].text):
        return "dg"
    if det in CASES:
        return CASES[det]
    return next(able for ending, able in _ENDINGS if det.endswith(ending))


def is_plural(det: str, words: list[Token], language: Language) -> bool | None:
    """None where the form does not tell."""
    if det in {"das", "dem", "des", "ein", "eine", "einen", "einem", "einer", "der", "a", "an"}:
        return False
    head = words[-1] if words else None
    if head is None:
        return None
    if language == "en":
        return True if head.tag == "NN2" else False if head.tag == "NN1" else None
    if det in {"die", "den"} or det.endswith("e"):
        return (head.tag == "NN" and head.lemma != head.text and not head.text.endswith("in")) or None
    return False if head.tag == "NE" else None
