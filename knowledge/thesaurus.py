"""Words that can say what another word says: `data/thesaurus_de.txt` and `data/thesaurus_en.txt`, authored.

A line is `headword: close, … | loose, …`. Close words can say the same thing, in any part of speech; by loose ones a
text may express what the headword asks about: kinds and instances of it, who does it, its result. Of an English
headword the close words are German, the loose ones English. Every pair holds in both directions.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources

from knowledge.analysis import stem
from knowledge.document import Language

Stems = tuple[str, ...]
_Word = tuple[Language, str]
_LANGUAGES: tuple[Language, ...] = ("de", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Stems, of both languages, of the words that are close to a word, and of those related more loosely."""

    close: Stems = ()
    loose: Stems = ()


NOTHING = Related()


@dataclass(frozen=True, slots=True, kw_only=True)
class Thesaurus:
    """What is related to the stem of a word of a language."""

    tables: Mapping[Language, Mapping[str, Related]]

    def related(self, stemmed: str, language: Language) -> Related:
        """Empty for a stem that no line holds."""
        return self.tables[language].get(stemmed, NOTHING)


@functools.cache
def load() -> Thesaurus:
    """The thesaurus that comes with the package, read once."""
    close: dict[_Word, dict[str, None]] = defaultdict(dict)
    loose: dict[_Word, dict[str, None]] = defaultdict(dict)
    for head, other, is_close in _pairs():
        table = close if is_close else loose
        if head != other:
            table[head][other[1]] = None
            table[other][head[1]] = None
    for key in [key for key in close if key[0] == "en"]:  # what is close to a translation is related to the word
        for translation in list(close[key]):
            for further in close.get(("de", translation), ()):
                loose[key][further] = None
    tables: dict[Language, dict[str, Related]] = {"de": {}, "en": {}}
    for language, word in dict.fromkeys((*close, *loose)):
        near = close.get((language, word), {})
        far = (other for other in loose.get((language, word), ()) if other not in near and other != word)
        tables[language][word] = Related(close=tuple(near), loose=tuple(far))
    return Thesaurus(tables=tables)


def _pairs() -> Iterator[tuple[_Word, _Word, bool]]:
    """Headword, related word, and whether that is close."""
    for language in _LANGUAGES:
        text = resources.files("knowledge").joinpath(f"data/thesaurus_{language}.txt").read_text(encoding="utf-8")
        for line in text.splitlines():
            if not line or line.startswith("#"):
                continue
            head, _, rest = line.partition(":")
            near, _, far = rest.partition("|")
            of: _Word = (language, stem(head.strip(), language))
            for word in _words(near):
                yield of, ("de", stem(word, "de")), True
            for word in _words(far):
                yield of, (language, stem(word, language)), False


def _words(listed: str) -> list[str]:
    return [word for part in listed.split(",") if (word := part.strip())]
