"""Roles beside a person's name: before it ("Docker-CEO Scott Johnston") and behind it ("…, Chef der Bank")."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.gazetteer import is_role
from knowledge.store import Token

Span = tuple[int, int]  # first and last token

_MOST_TOKENS = 9
_LINKS = frozenset(
    (
        "von",
        "der",
        "des",
        "vom",
        "of",
        "the",
        "at",
        "bei",
        "für",
        "for",
        "im",
        "in",
        "am",
        "beim",
        "dem",
        "den",
        "zu",
        "und",
        "&",
        "and",
    )
)
_STOPPERS = ("VV", "VA", "VM", "VB", "VH", "VD", "$", "KOUS", "PREL", "PUN", "ADV")
_QUALIFIERS = frozenset(
    (
        "wide",
        "defensive",
        "running",
        "tight",
        "vice",
        "prime",
        "chief",
        "managing",
        "general",
        "former",
        "deputy",
        "senior",
        "co",
        "executive",
        "foreign",
        "finance",
    )
)


def before(tokens: Sequence[Token], first: int) -> Span | None:
    """The role word that ends right before token `first`, with the English words that qualify it."""
    at = first - 1
    if at >= 0 and tokens[at].text in {"Dr", "Frau", "Herr"}:
        at -= 1
    if at < 0 or not is_role(tokens[at].text):
        return None
    start = at
    while start > 0 and (tokens[start - 1].text.casefold() in _QUALIFIERS or _is_english_role(tokens, start - 1)):
        start -= 1
    return start, at


def _is_english_role(tokens: Sequence[Token], at: int) -> bool:
    return tokens[at].tag[:2] in {"NN", "NP"} and tokens[at].tag[2:3].isdigit() and is_role(tokens[at].text)


def genitive_before(tokens: Sequence[Token], first: int) -> Span | None:
    """Präsident der USA, Joe Biden, / Chef von Siemens Roland Busch: role phrase that ends before `first`."""
    last = first - 1
    if last >= 0 and tokens[last].text == ",":
        last -= 1
    for start in range(last - 1, max(-1, last - _MOST_TOKENS), -1):
        if is_role(tokens[start].text):
            return (start, last) if start + 1 < last + 1 and tokens[start + 1].text in _LINKS else None
        if tokens[start].tag.startswith(_STOPPERS) or tokens[start].text in {",", "."}:
            return None
    return None


def behind(tokens: Sequence[Token], last: int) -> Span | None:
    """The role phrase in apposition: `X, CEO von Y,` or `X, the head of Y,`, or said of X: `X ist CEO von Y`."""
    at = last + 1
    if at >= len(tokens):
        return None
    if tokens[at].text in {",", "ist", "war", "wurde", "wird", "is", "was", "became", "bleibt"}:
        return _phrase(tokens, _skip_small(tokens, at + 1))
    return None


def _skip_small(tokens: Sequence[Token], at: int) -> int:
    small = {
        "der",
        "die",
        "the",
        "a",
        "an",
        "ein",
        "eine",
        "neue",
        "neuer",
        "früherer",
        "frühere",
        "former",
        "new",
        "seit",
    }
    while at < len(tokens) and (tokens[at].text in small or tokens[at].tag == "ADJ(A)"):
        at += 1
    while at + 1 < len(tokens) and tokens[at].text.casefold() in _QUALIFIERS and is_role(tokens[at + 1].text):
        return at
    return at


def _phrase(tokens: Sequence[Token], start: int) -> Span | None:
    at = start
    while at < len(tokens) and tokens[at].text.casefold() in _QUALIFIERS:
        at += 1
    if at >= len(tokens) or not is_role(tokens[at].text):
        return None
    last = at
    while last + 1 < len(tokens) and last - start < _MOST_TOKENS:
        following = tokens[last + 1]
        linked = following.text in _LINKS and last + 2 < len(tokens) and tokens[last + 2].text[0].isalnum()
        capital = following.text[0].isupper()
        adjective = following.tag.startswith(("ADJ(A)", "AJ")) or following.tag == "ART"
        noun = following.tag.startswith("NN") and following.tag != "NN"
        if not (linked or capital or adjective or noun) or following.tag.startswith(_STOPPERS):
            break
        last += 1
    while last > at and (tokens[last].text in _LINKS or tokens[last].tag.startswith(("ADJ", "ART", "AT"))):
        last -= 1
    return start, last
