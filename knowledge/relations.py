"""What a word form asks about: relations ("rel:found") and synonym sets ("syn:money"), German and English.

`data/relations.json` holds the authored word lists and, beside them, an index of stems and exact forms made from them;
`python -m knowledge.relations` writes the index anew. Loading reads the index only and stems nothing.
"""

from __future__ import annotations

import functools
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.analysis import fold, stem
from knowledge.document import Language

PATH = Path(__file__).parent / "data" / "relations.json"
Index = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageIndex:
    """The index of one language: concept ids by stem, by exact folded form, and those a written word never means."""

    stems: Index
    exact: Index
    excluded: Index


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Concept ids of words. `asks` gives the kind of answer a relation asks for by default ("person", "money", …)."""

    indexes: Mapping[Language, LanguageIndex]
    asks: Mapping[str, str]

    def concepts(self, word: str, language: Language) -> tuple[str, ...]:
        """The concept ids of one word form in any inflection, relations first; empty for an unknown word.

        A listed irregular form wins over a stem: `fuhr` is to travel, though its stem is that of `führen`.
        """
        index = self.indexes[language]
        found = index.exact.get(fold(word)) or index.stems.get(stem(word, language), ())
        excluded = index.excluded.get(unicodedata.normalize("NFC", word), ())
        return tuple(concept for concept in found if concept not in excluded)


@functools.cache
def authored() -> Mapping[str, Any]:
    """The whole file, word lists and index, read once."""
    data: Mapping[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
    return data


@functools.cache
def load() -> Lexicon:
    """The lexicon that comes with the package, read once."""
    data = authored()
    return Lexicon(
        indexes={language: _language_index(data["index"][language]) for language in ("de", "en")},
        asks={f"rel:{relation['id']}": relation["asks"] for relation in data["relations"]},
    )


def _language_index(raw: dict[str, dict[str, list[str]]]) -> LanguageIndex:
    return LanguageIndex(**{name: {key: tuple(ids) for key, ids in table.items()} for name, table in raw.items()})


def main() -> None:
    """Write the index of the lexicon file anew from its word lists."""
    from knowledge.relation_index import build_index  # only the generator needs the word-forming rules

    data: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
    data["index"] = build_index(data)
    PATH.write_text(render(data), encoding="utf-8")


def render(data: dict[str, Any]) -> str:
    """The file's text: one line for each relation, synonym set and index table entry group."""
    lists = [f'"{name}": [\n{_rows(data[name])}\n]' for name in ("relations", "synonyms")]
    tables = [
        f'"{language}": {{\n' + ",\n".join(f'"{name}": {_compact(table)}' for name, table in tables.items()) + "\n}"
        for language, tables in data["index"].items()
    ]
    return "{\n" + ",\n".join([*lists, '"index": {\n' + ",\n".join(tables) + "\n}"]) + "\n}\n"


def _rows(entries: list[dict[str, Any]]) -> str:
    return ",\n".join(_compact(entry) for entry in entries)


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    main()
