"""Words: tokens with part of speech, lemma and index terms; the same for articles and for questions.

Part of speech, lemmas and morphemes come from HanTa (Wartena 2019), stems from Snowball. Every term is folded, so
`Fuehrung`, `führung` and `FÜHRUNG` give one term.
"""

from __future__ import annotations

import functools
import gc
import math
import re
import unicodedata
from collections.abc import Iterable
from typing import Any

import snowballstemmer

from knowledge.document import Language
from knowledge.store import Token
from knowledge.tagger_model import read
from knowledge.tagging import Tagged, Tagger

_MODELS = {"de": "morphmodel_ger.pgz", "en": "morphmodel_en.pgz"}
_STEMMERS = {"de": "german", "en": "english"}
_WORD = re.compile(
    r"""\d+(?:[.,:]\d+)*(?:%|\b)      # 27.300  6,4  20.10  3:1
      | \w+(?:[-‑'’&./]\w+)*          # words, with what joins them: Series-B-Runde, AT&T, CRI-O
      | [^\w\s]                        # anything else, one by one
    """,
    re.VERBOSE,
)
_JOINT, _HYPHEN = re.compile(r"[-‑./&'’]"), re.compile(r"[-‑]")
_PART_TAGS = ("NN", "NE", "VV", "ADJ", "FM")
_INFLECTED = ("VV", "ADJ")  # noun lemmas of unknown names are guesses ("Docker" → "Dock"): the stem is safer
_SHORTEST_PART = 3
_UNLIKELY, _UNLIKELY_MORPHEME = -28.0, -12.5  # log-probabilities: nothing that HanTa was trained on is below both
UNKNOWN = -22.0  # of a word that is near a known one: likelier ones are words of their own
_SHORTEST_COMPOUND = 8
_SUBSTITUTES = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "’": "'", "‑": "-"})


def fold(text: str) -> str:
    """Case, Unicode form, umlauts and ß folded away: `Führt` and `fuehrt` are one. Not offset-preserving."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFC", text).casefold().translate(_SUBSTITUTES)
    if folded.isascii():
        return folded
    return "".join(c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c))


@functools.cache
def tagger(language: Language) -> Tagger:
    """The tagger of one language, loaded once."""
    loaded = Tagger(read(_MODELS[language]))
    gc.freeze()  # what stays need not be looked through again in the midst of an answer
    return loaded


@functools.cache
def _stemmer(language: Language) -> Any:
    return snowballstemmer.stemmer(_STEMMERS[language])


@functools.lru_cache(maxsize=65_536)
def stem(word: str, language: Language) -> str:
    """The folded Snowball stem of one word."""
    return str(_stemmer(language).stemWord(fold(word)))


@functools.lru_cache(maxsize=16_384)
def parts(word: str, language: Language) -> tuple[str, ...]:
    """The stems of what a word is made of: parts between hyphens, compound parts, the root of a derived word."""
    if word[:1].isdigit():
        return ()  # 1.20 is neither 1 nor 20
    pieces = [piece for piece in _JOINT.split(word) if piece]
    found = [stem(piece, language) for piece in pieces] if len(pieces) > 1 else []
    if language == "de":
        for piece in pieces:
            found += _morphemes(piece)
    whole = stem(word, language)
    return tuple(dict.fromkeys(part for part in found if part != whole))


@functools.lru_cache(maxsize=16_384)
def word_class(word: str, language: Language) -> str:
    """The tagger's most likely part of speech of a word that stands alone; "" for what is no word."""
    if not any(c.isalnum() for c in word):
        return ""
    return str(tagger(language).tag_word(word)[0][0])


@functools.lru_cache(maxsize=16_384)
def likelihood(word: str, language: Language) -> float:
    """The tagger's log-probability of a word as its likeliest part of speech; below -28 for most it never saw."""
    return float(tagger(language).tag_word(word)[0][1]) if any(c.isalnum() for c in word) else -math.inf


@functools.lru_cache(maxsize=16_384)
def is_familiar(word: str, language: Language) -> bool:
    """Whether a word, or all that it is made of, is known to the tagger: not so for "fürhte" and most new names."""
    whole = likelihood(word, language)
    if whole == -math.inf:
        return False
    return whole > _UNLIKELY or whole / max(1, len(tagger(language).morphemes(word))) > _UNLIKELY_MORPHEME


def _morphemes(word: str) -> list[str]:
    if len(word) < _SHORTEST_COMPOUND or not word.isalpha():
        return []
    morphemes = tagger("de").morphemes(word)
    roots = [morph for morph, tag in morphemes if tag.startswith(_PART_TAGS) and len(morph) >= _SHORTEST_PART]
    if len(roots) == 1 and morphemes[0][0] == roots[0] and len(morphemes) < 3:
        return []  # only an ending was cut off: the stem says the same
    return [stem(root, "de") for root in roots]


def word_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where the words, numbers and marks of `text[start:end]` stand, in order."""
    return [match.span() for match in _WORD.finditer(text, start, end)]


def tokenise(text: str, start: int, end: int, language: Language) -> tuple[Token, ...]:
    """The tokens of `text[start:end]` in order, offsets into `text`. Punctuation marks are tokens without terms; what a
    fixed phrase means is a term of the one word that bears it."""
    spans = word_spans(text, start, end)
    words = [text[a:b] for a, b in spans]
    if not words:
        return ()
    tagged = tagger(language).tag(words)
    verbs = _separable(tagged) if language == "de" else {}
    tokens = tuple(
        Token(
            text=word,
            start=a,
            end=b,
            tag=one.tag,
            lemma=verbs.get(at, one.lemma),
            terms=_terms(word, verbs.get(at) or (one.lemma if one.tag.startswith(_INFLECTED) else None), language),
        )
        for at, ((a, b), word, one) in enumerate(zip(spans, words, tagged, strict=True))
    )
    return _marked(tokens, language)


@functools.lru_cache(maxsize=16_384)
def _terms(word: str, lemma: str | None, language: Language) -> tuple[str, ...]:
    if not (word[:1].isalnum() or any(c.isalnum() for c in word)):
        return ()
    found = [stem(word, language), *parts(word, language)]
    if lemma:
        found += [stem(lemma, language), *parts(lemma, language)]
    found += _concepts(dict.fromkeys((word, lemma or word, *_HYPHEN.split(word))), language)
    return tuple(dict.fromkeys(found))


def _concepts(words: Iterable[str], language: Language) -> list[str]:
    from knowledge.relations import load  # it stems with this module

    lexicon = load()
    return [concept for word in words for concept in lexicon.concepts(word, language)]


def _marked(tokens: tuple[Token, ...], language: Language) -> tuple[Token, ...]:
    from knowledge.fixed_phrases import marked  # it stems with this module

    return marked(tokens, language)


def _separable(tagged: tuple[Tagged, ...]) -> dict[int, str]:
    """Token index of a finite verb → its lemma with the particle that stands at the end of the clause."""
    found: dict[int, str] = {}
    verb: int | None = None
    for at, one in enumerate(tagged):
        if one.tag.startswith("VV") and "FIN" in one.tag:
            verb = at
        elif one.tag == "PTKVZ" and verb is not None:
            found[verb] = one.word.lower() + (found.get(verb) or tagged[verb].lemma or one.lemma)
            verb = None
        elif one.word in {".", ";", "?", "!"}:
            verb = None
    return found
