"""What a sentence speaks of: its first noun phrase in the place of a subject, with number and gender."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.document import Language
from knowledge.reference_words import Gender
from knowledge.store import Token

_FINITE = {"de": ("VV(FIN)", "VA(FIN)", "VM(FIN)"), "en": ("VVD", "VVZ", "VVB", "VB", "VH", "VD", "VM")}
_NOUNS = {"de": ("NN", "NE", "FM", "XY"), "en": ("NN", "NP", "UNC")}
_PREPOSITIONS = {"de": ("APPR",), "en": ("PRP", "PRF")}
_INSIDE = {"de": ("ADJ(A)", "CARD"), "en": ("AJ", "CRD", "ORD", "VVG", "VVN")}
_GENDERS: dict[str, Gender | None] = {
    "der": "m", "dieser": "m", "jener": "m", "das": "n", "dieses": "n", "die": "f", "diese": "f", "eine": "f",
    "seine": "f", "ihre": "f", "keine": "f",
}  # fmt: skip
_DETERMINERS = frozenset({"the", "this", "each", "a", "an"})
_JOINTS = frozenset({",", "und", "and", "&", "sowie"})
_OPENERS = frozenset({"„", "“", '"', "»", "«", "‚", "'", "–", "-", "(", "*"})
_PRONOUNS = ("PPER", "PDS", "PIS", "PNP", "PNI")
_SUBORDINATE = ("KOUS", "CJS", "PRELS")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """`first` and `last` are token numbers of the noun phrase; `gender` is told by its determiner (German)."""

    first: int
    last: int
    plural: bool
    gender: Gender | None
    determined: bool
    joined: bool = False  # several, with "und"


def finite(tokens: Sequence[Token], language: Language) -> int | None:
    """The number of the first finite verb."""
    for at, token in enumerate(tokens):
        if token.tag.startswith(_FINITE[language]):
            return at
    return None


def is_plural(verb: Token, language: Language) -> bool | None:
    """Whether a finite verb's subject is plural; None where the form does not tell."""
    word = verb.text.casefold()
    if language == "de":
        return (word.endswith(("en", "ern", "eln")) or word in {"sind", "tun"}) and word not in {"schien", "erschien"}
    if word in {"are", "were", "have", "do"}:
        return True
    return False if word in {"is", "was", "has", "does"} or verb.tag.startswith("VVZ") else None


def find(tokens: Sequence[Token], language: Language) -> Subject | None:
    """None where the sentence opens with a clause, has no verb, or the subject's place holds no noun phrase."""
    verb = finite(tokens, language)
    if verb is None or tokens[0].tag.startswith(_SUBORDINATE):
        return None
    if any(token.tag.startswith(_PRONOUNS) for token in tokens[:verb]):
        return None
    phrase = _phrase(tokens, 0, verb, language)
    if phrase is None and language == "de":
        behind = verb + 1 + (verb + 1 < len(tokens) and tokens[verb + 1].tag == "PRF")
        phrase = _phrase(tokens, behind, len(tokens), language)
    elif phrase is None:
        comma = next((at for at in range(verb) if tokens[at].text == ","), None)
        phrase = _phrase(tokens, comma + 1, verb, language) if comma is not None else None
    if phrase is None:
        return None
    end = verb if phrase[1] < verb else len(tokens)
    first, (last, joined) = phrase[0], _with_others(tokens, phrase[1], end, language)
    opening = tokens[first].text.casefold()
    plural = is_plural(tokens[verb], language)
    if plural is None:
        plural = any(tokens[at].tag.startswith("NN2") for at in range(first, last + 1))
    gender = _GENDERS.get(opening) if language == "de" and not plural else None
    determined = opening in _GENDERS or opening in _DETERMINERS
    return Subject(
        first=first, last=last, plural=plural or joined, gender=gender, determined=determined, joined=joined
    )  # fmt: skip


def _with_others(tokens: Sequence[Token], last: int, stop: int, language: Language) -> tuple[int, bool]:
    """The end of a list of noun phrases that begins with the one ending at `last`, and whether it is one."""
    end, closed = last, False
    while end + 1 < stop and tokens[end + 1].text in _JOINTS and not closed:
        following = _phrase(tokens, end + 2, stop, language)
        if following is None:
            break
        closed, end = tokens[end + 1].text != ",", following[1]
    return (end, True) if closed else (last, False)


def _phrase(tokens: Sequence[Token], start: int, end: int, language: Language) -> tuple[int, int] | None:
    """The noun phrase that begins at `start` (quotation marks skipped): determiner, adjectives, nouns."""
    at = start
    while at < end and tokens[at].text in _OPENERS:
        at += 1
    first = at
    if at < end and tokens[at].tag.startswith(("ART", "AT0", "PDAT", "DT0", "PPOSAT", "DPS", "PIAT", "PDS")):
        if language == "de" and tokens[at].text.casefold() in {"den", "dem", "des", "einem", "einen", "eines"}:
            return None
        at += 1
    if at < end and tokens[at].tag.startswith(_PREPOSITIONS[language]):
        if at == first:
            return None
        at = _past_participle_phrase(tokens, at, end)  # "das auf X zurückgehende Unternehmen"
    while at < end and tokens[at].tag.startswith(_INSIDE[language]):
        at += 1
    nouns, behind_verb = at, end == len(tokens)
    while at < end and tokens[at].tag.startswith(_NOUNS[language]):
        at += 1
        if behind_verb and tokens[at : at + 1] and tokens[at].tag == "NN":
            break  # the object: "sammelte der Spezialist Geld ein"
    return (first, at - 1) if at > nouns else None


def _past_participle_phrase(tokens: Sequence[Token], at: int, end: int) -> int:
    for later in range(at, min(end, at + 8)):
        if tokens[later].tag.startswith("ADJ(A)") and later + 1 < end and tokens[later + 1].tag.startswith("NN"):
            return later
    return at
