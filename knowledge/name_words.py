"""Which single words are names: by tag, shape, word lists, and what the whole document shows of them.

Every German noun is capitalised, so a noun counts as a name only when something tells: the tagger, a word form that is
not German, inner capitals, or that it never takes an article anywhere in the document.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.analysis import parts, tagger
from knowledge.document import Language
from knowledge.gazetteer import cues, first_names, is_event_word, is_role
from knowledge.store import IndexedSentence, Token

_DETERMINERS = ("ART", "PPOSAT", "PIAT", "PDAT", "APPRART", "PRELAT", "PWAT", "CARD", "PIS", "ADJ(A)")
_FUNCTION_EN = ("AT", "DT", "DP", "PN", "PR", "CJ", "AV", "TO", "VB", "VD", "VH", "VM", "EX", "XX", "CRD", "ORD", "ITJ")
_OPENING = frozenset('„“"»«‚‘(:–—-•*;')
_UNKNOWN = 27.0  # minus the tagger's log probability of a word it has no parts for
_STRANGE = 2.6  # the same for each letter: a German compound stays below
_RARE = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What the document shows: words used as names somewhere, and words that take an article somewhere."""

    language: Language
    names: frozenset[str]
    determined: frozenset[str]


@functools.lru_cache(maxsize=16_384)
def rarity(word: str, language: Language) -> float:
    """Minus the tagger's best log probability; above 27 the tagger has never seen the word or its parts."""
    return -max((score for _, score in tagger(language).tag_word(word)), default=-99.0)


def is_unknown(word: str, language: Language) -> bool:
    """Whether a word is made of nothing the tagger knows."""
    found = rarity(word, language)
    return found > _UNKNOWN and found / len(word) > _STRANGE


def observe(sentences: Sequence[IndexedSentence], language: Language) -> Observed:
    """One pass over the document for `is_name`."""
    bare: Counter[str] = Counter()
    named: set[str] = set()
    determined: set[str] = set()
    for sentence in sentences:
        for at, token in enumerate(sentence.tokens):
            if not token.text[:1].isupper():
                continue
            if language == "en":
                if at and not opens(sentence.tokens, at):
                    named.add(token.text)
            elif token.tag in {"NE", "FM"}:
                named.add(token.text)
            elif token.tag == "NN" and not _before_noun(sentence.tokens, at):
                if is_determined(sentence.tokens, at):
                    determined.add(token.text)
                else:
                    bare[token.text] += 1 + _singular(token)
    shown = {word for word, count in bare.items() if count > 2 and word not in determined and _may_be_name(word)}
    return Observed(language=language, names=frozenset(named | shown), determined=frozenset(determined))


def _before_noun(tokens: Sequence[Token], at: int) -> bool:
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    return following is not None and following.text[:1].isupper() and following.tag in {"NN", "NE", "FM"}


def is_determined(tokens: Sequence[Token], at: int) -> bool:
    """Whether an article, a possessive, a number or an adjective stands before the word."""
    return at > 0 and tokens[at - 1].tag in _DETERMINERS


def _singular(token: Token) -> bool:
    return token.lemma.casefold() == token.text.casefold()


@functools.lru_cache(maxsize=16_384)
def _may_be_name(word: str) -> bool:
    plural = word.endswith(("en", "e", "ern", "eln"))
    return not plural and word not in cues("never") and len(parts(word, "de")) <= 1 and rarity(word, "de") > _RARE


def opens(tokens: Sequence[Token], at: int) -> bool:
    """Whether the word stands where any word is capitalised: at the start, after a quotation mark, colon or dash."""
    return at == 0 or tokens[at - 1].text in _OPENING or (at == 1 and not tokens[0].text[0].isalnum())


def is_name(tokens: Sequence[Token], at: int, seen: Observed) -> bool:
    """Whether the word at `at` is (part of) a name by itself."""
    token = tokens[at]
    word = token.text
    if not word[0].isalpha() or word in cues("never") or is_title(word) or is_role(word):
        return False
    if _inner_capital(word):
        return True
    if not word[0].isupper():
        return False
    if seen.language == "de":
        return _is_german_name(tokens, at, seen)
    return _is_english_name(tokens, at, seen)


def is_title(word: str) -> bool:
    """Dr, Frau, Mr … before a person's name."""
    return word in cues("person-title") and word not in {"Lord", "Graf", "St"}


def _inner_capital(word: str) -> bool:
    """iPhone, BioNTech, PayPal, TÜV; not US-Dollar and not a compound with a common noun at its end."""
    if "-" in word or len(word) < 2:
        return False
    inner = word[1:]
    return not inner.islower() and any(c.isupper() for c in inner) and not _is_numeral(word) and word != "GmbH"


def _is_numeral(word: str) -> bool:
    return set(word) <= set("IVXLCDM") and word not in {"CD", "DM", "MD", "CDC", "DC"}


def _is_german_name(tokens: Sequence[Token], at: int, seen: Observed) -> bool:
    token = tokens[at]
    if "-" in token.text:
        return token.tag in {"NE", "NN", "FM"} and _hyphenated(token)
    if token.tag in {"NE", "FM"}:
        return not _is_compound(token.text)
    if token.tag == "ADJ(A)":
        return (
            not opens(tokens, at) and _before_noun(tokens, at) and _is_name_adjective(token.text, tokens[at + 1].text)
        )
    if token.tag != "NN":
        return token.text in first_names() and _next_is_name(tokens, at)
    if token.text in first_names() and (_next_is_name(tokens, at) or token.text in seen.names):
        return True
    if is_determined(tokens, at) and not (token.text in seen.names and _before_noun(tokens, at)):
        return False
    if token.text in seen.names:
        return not _is_compound(token.text)
    return token.text not in seen.determined and _singular(token) and is_unknown(token.text, "de")


def _is_name_adjective(word: str, noun: str) -> bool:
    """Deutschen in Deutschen Bank; Berliner only before what has a name of its own."""
    if not word.endswith("er"):
        return True
    return noun in cues("org-head") | cues("place-head") | cues("event-head") or is_event_word(noun)


def _next_is_name(tokens: Sequence[Token], at: int) -> bool:
    return at + 1 < len(tokens) and tokens[at + 1].tag in {"NE", "FM", "NN"} and tokens[at + 1].text[0].isupper()


def _is_compound(word: str) -> bool:
    """A long word that the tagger can take apart: a German noun, whatever it was tagged."""
    return len(word) >= 11 and len(parts(word, "de")) >= 2 and not is_unknown(word, "de")


def _hyphenated(token: Token) -> bool:
    """CRI-O, Müller-Lüdenscheidt; not Enterprise-Sparte."""
    pieces = [piece for piece in token.text.split("-") if piece]
    last = pieces[-1] if pieces else token.text
    if len(last) <= 2 or last.isupper():
        return True
    if not last[0].isupper() or is_role(last) or last in cues("never"):
        return False
    return (token.tag == "NE" or pieces[0] in first_names()) and (is_unknown(last, "de") or _tag_of(last) == "NE")


@functools.lru_cache(maxsize=4096)
def _tag_of(word: str) -> str:
    return max(tagger("de").tag_word(word), key=lambda pair: pair[1])[0]


def _is_english_name(tokens: Sequence[Token], at: int, seen: Observed) -> bool:
    token = tokens[at]
    if _is_nationality(token) and not (at + 1 < len(tokens) and tokens[at + 1].text[:1].isupper()):
        return False
    if not opens(tokens, at):
        return not token.tag.startswith(("AT", "PN", "CJ", "PR")) or token.text in first_names()
    base = token.text.removesuffix("'s").removesuffix("’s")
    if base != token.text and base in seen.names:
        return True
    if token.tag.startswith(_FUNCTION_EN) and token.text not in first_names():
        return False
    if token.tag.startswith("NP") or token.text in seen.names:
        return True
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    return bool(following and following.text[:1].isupper() and token.tag.startswith(("NN", "AJ", "UNC")))


def _is_nationality(token: Token) -> bool:
    return token.tag.startswith("AJ") and token.text.endswith(("an", "ish", "ese", "ch", "ic", "ern"))
