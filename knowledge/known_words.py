"""Words that the tagger's model knows as they stand, by their folded form: what a typing error can be mended to."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from knowledge.analysis import UNKNOWN, fold, likelihood, tagger
from knowledge.document import Language

_SHORTEST = 3  # letters


@functools.cache
def known_words(language: Language) -> Mapping[str, str]:
    """Folded word → the word in lower case, the more frequent one of two that fold alike. Some are morphemes that are
    no words: `frequency` tells."""
    found: dict[str, str] = {}
    for word in tagger(language).known():
        if len(word) >= _SHORTEST and word.isalpha():
            written = word if word.islower() else word.lower()
            folded = fold(word)
            found.setdefault(written if folded == written else folded, written)  # one string where both are the same
    return found


@functools.lru_cache(maxsize=16_384)
def frequency(word: str, language: Language) -> float:
    """The tagger's log-probability of a word, in small letters or with a capital, whichever is likelier."""
    return max(likelihood(word.lower(), language), likelihood(word.capitalize(), language))


def is_listed(word: str, language: Language) -> bool:
    """Whether a word is one of the model's, however it is capitalised, as it stands or with umlauts spelt out."""
    found = known_words(language).get(fold(word))
    return found is not None and frequency(found, language) > UNKNOWN
