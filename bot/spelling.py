"""Typing errors in what the knowledge of the language can mend: umlauts, question words, words of the relation lexicon.

Names and the words of an article are no matter of this module: `bot.matching` compares those with the article.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.analysis import UNKNOWN, fold, is_familiar, likelihood, stem
from knowledge.document import Language
from knowledge.language import function_words
from knowledge.relations import load

_WORD = re.compile(r"\w+")
_UMLAUTS = ((re.compile(r"(?<![aeqAEQ])ue"), "ü"), (re.compile(r"ae"), "ä"), (re.compile(r"oe"), "ö"),
            (re.compile(r"^Ue"), "Ü"), (re.compile(r"^Ae"), "Ä"), (re.compile(r"^Oe"), "Ö"))  # fmt: skip
_JOINED = (
    (re.compile(r"\bwie(viele?[nr]?|lange?|oft|alt|hoch|gro(?:ss|ß)|teuer|weit|schwer|schnell)\b", re.I), r"wie \1"),
    (re.compile(r"\b(seit|bis|ab)(wann)\b", re.I), r"\1 \2"),
    (re.compile(r"\b(von|mit|an|für|bei|zu)(wem|wen)\b", re.I), r"\1 \2"),
    (re.compile(r"\b(an|auf|für|gegen|über|durch) wenn\b", re.I), r"\1 wen"),
    (re.compile(r"\b(wie|was) heist\b", re.I), r"\1 heißt"),
    (re.compile(r"\bwo ?d(?=(?:rin|rauf|ran|rum|rüber|raus|runter)\b)", re.I), "wo"),
    (re.compile(r"\bwo (für|mit)\b", re.I), r"wo\1"),
    (re.compile(r"\bwis+o\b", re.I), "wieso"),
    (re.compile(r"^wat\b", re.I), "was"),
    (re.compile(r"\bhow(many|much|long|often|old)\b", re.I), r"how \1"),
    (re.compile(r"\b(wer|was|wann|wo|wie|warum|who|what|when|where|why|how) ?- ?(?=\w)", re.I), r"\1 "),
)
_QUESTION_WORDS: Mapping[Language, tuple[str, ...]] = {
    "de": (
        "wer", "was", "wie", "wen", "wem", "wann", "wessen", "woher", "wohin", "warum", "wieso", "weshalb", "welche",
        "welcher", "welches", "welchen", "welchem", "wieviel", "wieviele", "wofür", "wozu", "womit", "wovon",
        "worauf", "woran", "worin", "worüber", "wodurch", "wogegen", "wonach", "worum", "woraus", "wobei",
    ),
    "en": ("who", "what", "when", "where", "which", "whom", "whose", "why", "how"),
}  # fmt: skip
_FIRST_VERBS: Mapping[Language, tuple[str, ...]] = {
    "de": ("hat", "haben", "ist", "sind", "war", "waren", "wird", "werden", "wurde", "wurden", "nenne", "zähl", "gibt"),
    "en": ("did", "does", "has", "have", "was", "were", "are", "can", "will", "list", "name"),
}
_LONGEST_FIRST = 7
_MEASURE: Mapping[Language, re.Pattern[str]] = {
    "de": re.compile(r"\b(wie|was|wer|wo) (\w+)", re.I),
    "en": re.compile(r"\b(how|what|who|where) (\w+)", re.I),
}
_MEASURES: Mapping[Language, tuple[str, ...]] = {
    "de": (
        "viel", "viele", "vielen", "lange", "hoch", "groß", "teuer", "weit", "schwer", "schnell", "oft", "heißt",
        "ist", "sind", "war", "waren", "wird", "wurde", "hat", "steht",
    ),
    "en": (
        "much", "many", "long", "often", "high", "large", "expensive", "far", "old", "is", "are", "was", "were", "did",
    ),
}  # fmt: skip
_HOW = re.compile(r" (?:much|many|long|old|often|far|big|high|large|did|do|does|can)\b", re.I)
_LIKELIER = 2.0  # log-probability by which a word with umlauts must be likelier than one without
_PLACES = 3  # words from the start among which the question word stands
_FEWEST = 3  # words of a question; a single one is more likely what it says
_WRONG = 2  # the slip of a wrong letter, which is another word more often than a swapped or missing one
_LETTERS_PER_EDIT = 5  # of a word of the lexicon
_SHORTEST = 5  # letters


def joined_apart(text: str) -> str:
    """Question words that were run together, taken apart: "wieviel", "seitwann"."""
    for pattern, replacement in _JOINED:
        text = pattern.sub(replacement, text)
    return text


def with_umlauts(text: str) -> str:
    """German words spelt with ae, oe, ue, with their umlauts where only that makes words: "fuehrte", not "neue"."""
    return _WORD.sub(lambda found: _umlauted(found[0]), text)


@functools.lru_cache(maxsize=4096)
def _umlauted(word: str) -> str:
    changed = word
    for pattern, umlaut in _UMLAUTS:
        changed = pattern.sub(umlaut, changed)
    if changed == word:
        return word
    typed = likelihood(word, "de") + _LIKELIER
    tried = [one for one in (changed, changed.replace("ss", "ß")) if likelihood(one, "de") > typed]
    return next((one for one in tried if is_familiar(one, "de")), word)


def question_word(text: str, language: Language) -> str:
    """The text with its misspelt question word mended, where it has none that is spelt right, and the measure after
    "wie" or "how"."""
    measured = _MEASURE[language].search(text)
    if measured:
        meant = _measure_meant(measured[2].lower(), language)
        return text[: measured.start(2)] + meant + text[measured.end(2) :] if meant else text
    words = list(_WORD.finditer(text))
    if len(words) < _FEWEST or any(_is_question_word(word[0], language) for word in words):
        return text
    for at, word in enumerate(words[:_PLACES]):
        meant = _question_word_meant(word[0].lower(), language)
        if meant is None and (at == 0 or fold(words[at - 1][0]) in function_words(language)):
            meant = _first_word_meant(word[0].lower(), language)
        if meant in ("how", "who") and word[0].lower() in ("hwo", "ho") and not _HOW.match(text[word.end() :]):
            meant = "who"
        if meant is not None:
            return joined_apart(text[: word.start()] + meant + text[word.end() :])
    return text


def _is_question_word(word: str, language: Language) -> bool:
    folded = fold(word)
    return folded in _folded(language) or folded.startswith(("wieviel", "inwie"))


@functools.cache
def _folded(language: Language) -> frozenset[str]:
    return frozenset(fold(word) for word in _QUESTION_WORDS[language]) | {"wo", "ob", "if", "whether"}


def _is_known(word: str, language: Language) -> bool:
    return likelihood(word, language) > UNKNOWN


@functools.lru_cache(maxsize=4096)
def _question_word_meant(word: str, language: Language) -> str | None:
    """Two swapped letters before one that is missing, and that before one that is wrong."""
    if len(word) < _FEWEST or fold(word) in function_words(language):
        return None
    found = [one for one in _QUESTION_WORDS[language] if OSA.distance(word, one) <= (1 if len(one) < 7 else 2)]
    if not found or _is_known(word, language) or (word[0] not in "wh" and word[1] not in "wh"):
        return None
    return min(found, key=lambda one: (OSA.distance(word, one), _slip(word, one), one))


@functools.lru_cache(maxsize=1024)
def _first_word_meant(word: str, language: Language) -> str | None:
    """The question word without one letter ("ie", "hw"), or the verb, that a question begins with."""
    if fold(word) in function_words(language) or len(word) > _LONGEST_FIRST:
        return None
    short = [one for one in _QUESTION_WORDS[language] if len(one) == len(word) + 1 and OSA.distance(word, one) == 1]
    if short and (len(word) == _FEWEST - 1 or word == short[0][1:]):
        return short[0] if len(short) == 1 or language == "en" else None
    near = [one for one in _FIRST_VERBS[language] if len(word) >= _FEWEST and OSA.distance(word, one) <= 1]
    if not near or _is_known(word, language):
        return None
    return min(near, key=lambda one: (_slip(word, one), one))


@functools.lru_cache(maxsize=1024)
def _measure_meant(word: str, language: Language) -> str | None:
    if word in _MEASURES[language] or fold(word) in function_words(language) or len(word) < _FEWEST:
        return None
    near = [one for one in _MEASURES[language] if OSA.distance(word, one) <= 1]
    if not near or _is_known(word, language):
        return None
    return min(near, key=lambda one: (_slip(word, one), one))


def _slip(typed: str, meant: str) -> int:
    if sorted(typed) == sorted(meant):
        return 0
    return 1 if len(typed) != len(meant) else _WRONG


@functools.lru_cache(maxsize=8192)
def concepts_meant(word: str, language: Language) -> tuple[str, ...]:
    """The concepts of the one word of the relation lexicon that an unknown word is a typing error of, if any."""
    if len(word) < _SHORTEST or not word.isalpha():
        return ()
    typed = stem(word, language)
    edits = min(2, max(1, len(typed) // _LETTERS_PER_EDIT))
    if len(typed) < _SHORTEST or (word[0].isupper() and len(typed) < _SHORTEST + 1):
        return ()
    known = {**_lexicon(language).get(typed[0], {}), **_lexicon(language).get(typed[1], {})}
    hits = process.extract(typed, known.keys(), scorer=OSA.distance, processor=None, score_cutoff=edits, limit=8)
    if not hits or _is_known(word, language) or (min(hit[1] for hit in hits) > 1 and is_familiar(word, language)):
        return ()
    careful = word[0].isupper() or len(typed) <= _SHORTEST  # names, and short words, have other words near them
    hits = [hit for hit in hits if not careful or (hit[1] == 1 and _slip(typed, str(hit[0])) < _WRONG)]
    if not hits:
        return ()
    ranked = sorted((int(distance), _slip(typed, str(term)), str(term)) for term, distance, _ in hits)
    best = [term for distance, slip, term in ranked if (distance, slip) == ranked[0][:2]]
    found = {known[term] for term in best}
    return found.pop() if len(found) == 1 else ()


@functools.cache
def _lexicon(language: Language) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """The lexicon's terms with their concepts, by first letter: that one is typed right, or swapped with the next."""
    index = load().indexes[language]
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for term, ids in (*index.stems.items(), *index.exact.items()):
        if len(term) >= _SHORTEST - 1:
            found.setdefault(term[0], {})[term] = ids
    return found
