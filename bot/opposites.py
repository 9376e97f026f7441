"""Words that say the opposite of others, as authored in `data/opposites.toml`, and what is close to them."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib import resources

from knowledge import thesaurus
from knowledge.analysis import stem
from knowledge.document import Language

Stems = frozenset[str]


@lru_cache(maxsize=4096)
def opposites(stemmed: str, language: Language) -> Stems:
    """The stems, of the same language, that say the opposite of a word's stem."""
    return _authored(language).get(stemmed, frozenset())


@lru_cache(maxsize=4096)
def near_opposites(stemmed: str, language: Language) -> Stems:
    """What is close to an opposite, or opposite to what is close, of both languages; nothing that is close itself."""
    close = _close(stemmed, language)
    direct = opposites(stemmed, language)
    found = {word for one in close for word in opposites(one, language)}
    found |= {word for one in direct for word in _close(one, language)}
    return frozenset(found - direct - close - {stemmed})


def _close(stemmed: str, language: Language) -> Stems:
    return frozenset(thesaurus.load().related(stemmed, language).close)


@cache
def _authored(language: Language) -> Mapping[str, Stems]:
    text: str = tomllib.loads(resources.files("bot").joinpath("data/opposites.toml").read_text("utf-8"))[language]
    found: defaultdict[str, Stems] = defaultdict(frozenset)
    for line in text.strip().splitlines():
        one, _, other = line.partition("|")
        groups = (_stems(one.split(), language), _stems(other.split(), language))
        for own, against in (groups, groups[::-1]):
            for word in own:
                found[word] |= against
    return found


def _stems(words: Iterable[str], language: Language) -> Stems:
    return frozenset(stem(word, language) for word in words)
