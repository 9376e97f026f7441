"""Words that can say what another word says, German and English.

`data/thesaurus_de.txt` and `data/thesaurus_en.txt` are authored, a line `headword: close, … | loose, …`. Close words
can say the same thing, in any part of speech; by loose ones a text may express what the headword asks about: kinds and
instances of it, who does it, its result. Of an English headword the close words are German, the loose ones English.
Every pair holds in both directions. `python -m knowledge.thesaurus` makes the index `data/thesaurus.npz` of them,
which is all that is loaded.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.analysis import stem
from knowledge.document import Language

PATH = Path(__file__).parent / "data" / "thesaurus.npz"
_Word = tuple[Language, str]
_LANGUAGES: tuple[Language, ...] = ("de", "en")
_Related = Mapping[_Word, Mapping[str, None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Stems, of both languages, of the words that are close to a word, and of those related more loosely."""

    close: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()


NOTHING = Related()


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Thesaurus:
    """`stems`: of all words (n); `rows`: of each language, stem → row; `numbers`: of the related stems, row by row, the
    close ones from a row's start to its middle, the loose ones on from there (`starts`: rows + 1, `middles`: rows)."""

    stems: tuple[str, ...]
    rows: Mapping[Language, Mapping[str, int]]
    starts: NDArray[np.int32]
    middles: NDArray[np.int32]
    numbers: NDArray[np.int32]

    def related(self, stemmed: str, language: Language) -> Related:
        """Empty for a stem that no line holds."""
        row = self.rows[language].get(stemmed)
        if row is None:
            return NOTHING
        start, middle, end = int(self.starts[row]), int(self.middles[row]), int(self.starts[row + 1])
        return Related(
            close=tuple([self.stems[at] for at in self.numbers[start:middle].tolist()]),
            loose=tuple([self.stems[at] for at in self.numbers[middle:end].tolist()]),
        )


@functools.cache
def load() -> Thesaurus:
    """The thesaurus that comes with the package, read once."""
    with np.load(PATH) as file:
        stems = tuple(bytes(file["stems"]).decode().split("\n"))
        heads = [[stems[at] for at in file[language].tolist()] for language in _LANGUAGES]
        rows: dict[Language, dict[str, int]] = {}
        for language, own in zip(_LANGUAGES, heads, strict=True):
            before = sum(len(known) for known in rows.values())
            rows[language] = {word: before + at for at, word in enumerate(own)}
        return Thesaurus(
            stems=stems, rows=rows, starts=file["starts"], middles=file["middles"], numbers=file["numbers"]
        )


def build_index() -> dict[str, NDArray[Any]]:
    """The arrays of the index, from the authored files."""
    close, loose = _authored()
    words = sorted({word for table in (close, loose) for (_, head), far in table.items() for word in (head, *far)})
    numbers = {word: at for at, word in enumerate(words)}
    heads = {
        lang: sorted({word for table in (close, loose) for at, word in table if at == lang}) for lang in _LANGUAGES
    }
    starts, middles, related = [0], [], []
    for language in _LANGUAGES:
        for head in heads[language]:
            near = close.get((language, head), {})
            related += [numbers[word] for word in near]
            middles.append(len(related))
            related += [numbers[word] for word in loose.get((language, head), ()) if word not in near]
            starts.append(len(related))
    return {
        "stems": np.frombuffer("\n".join(words).encode(), dtype=np.uint8),
        "starts": np.array(starts, dtype=np.int32),
        "middles": np.array(middles, dtype=np.int32),
        "numbers": np.array(related, dtype=np.int32),
        "de": np.array([numbers[word] for word in heads["de"]], dtype=np.int32),
        "en": np.array([numbers[word] for word in heads["en"]], dtype=np.int32),
    }


def _authored() -> tuple[_Related, _Related]:
    close: dict[_Word, dict[str, None]] = defaultdict(dict)
    loose: dict[_Word, dict[str, None]] = defaultdict(dict)
    for head, other, is_close in _pairs():
        table = close if is_close else loose
        if head != other:
            table[head][other[1]] = None
            table[other][head[1]] = None
    for word in [word for word in close if word[0] == "en"]:  # what is close to a translation is related to the word
        for translation in list(close[word]):
            for further in close.get(("de", translation), ()):
                if further != word[1]:
                    loose[word][further] = None
    return close, loose


def _pairs() -> Iterator[tuple[_Word, _Word, bool]]:
    """Headword, related word, and whether that is close."""
    for language in _LANGUAGES:
        text = resources.files("knowledge").joinpath(f"data/thesaurus_{language}.txt").read_text(encoding="utf-8")
        for line in text.splitlines():
            head, _, rest = line.partition(":")
            near, _, far = rest.partition("|")
            of: _Word = (language, stem(head.strip(), language))
            for word in _words(near):
                yield of, ("de", stem(word, "de")), True
            for word in _words(far):
                yield of, (language, stem(word, language)), False


def _words(listed: str) -> list[str]:
    return [word for part in listed.split(",") if (word := part.strip())]


def main() -> None:
    """Write the index anew from the authored files."""
    np.savez_compressed(PATH, allow_pickle=False, **build_index())


if __name__ == "__main__":
    main()
