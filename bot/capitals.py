"""Words in lower case as they would be written: German nouns, and names, with their capitals."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.word_forms import JOINTS, WordForms
from knowledge.analysis import UNKNOWN, fold, stem, tagger
from knowledge.document import Language
from knowledge.known_words import frequency, is_listed
from knowledge.language import function_words

_POSSESSIVE = re.compile(r"(['’]s)$")
_NOUNS: Mapping[Language, tuple[str, ...]] = {"de": ("NN", "NE", "FM"), "en": ("NP0", "NP")}
_ADJECTIVES = ("ADJ", "AJ")
_SMALL = ("APPR", "AV", "ADV", "ART", "AT", "KO", "CJ", "P")  # what is written small, though part of a name elsewhere


def with_capitals(words: Sequence[str], language: Language, forms: WordForms) -> list[str]:
    """The words of one sentence: as the article writes them, else by what their place says they are."""
    if not words:
        return []
    tags = [one.tag for one in tagger(language).tag(words, cased=False)]
    found = [_written(word, tag, language, forms) for word, tag in zip(words, tags, strict=True)]
    return [found[0][:1].upper() + found[0][1:], *found[1:]]


def _written(word: str, tag: str, language: Language, forms: WordForms) -> str:
    folded, noun = fold(word), tag in _NOUNS[language]
    if not word[:1].isalpha() or folded in function_words(language) or len(word) < 2:
        return word
    form = forms.words.get(folded)
    if form is not None and (form.capitals == 0.0 or (form.capitals == 1.0 and not tag.startswith(_SMALL))):
        seldom = language == "en" and form.count == 1 and not form.name and not noun
        return word if seldom and is_listed(word, language) else form.text
    pieces = _POSSESSIVE.split(word) if _POSSESSIVE.search(word) else JOINTS.split(word)
    if form is None and len(pieces) > 1:
        return "".join(_written(piece, tag, language, forms) for piece in pieces)
    if form is None and frequency(word, language) <= UNKNOWN:
        form = forms.stems.get(stem(word, language))
        noun = form.capitals > 0.5 and (form.name or not tag.startswith(_ADJECTIVES)) if form is not None else noun
    return word[:1].upper() + word[1:] if noun else word
