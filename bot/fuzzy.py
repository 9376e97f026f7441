"""Near misses: one word against the vocabulary by the edits between them, a swap of neighbours counting one."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

_LETTERS_PER_EDIT = 4  # one error in a word of four letters, two from eight on
_LIMIT = 4


def neighbours(word: str, vocabulary: Sequence[str]) -> list[tuple[str, float]]:
    """Words of the vocabulary within reach of `word`, nearest first, with their similarity (0–1)."""
    edits = min(2, len(word) // _LETTERS_PER_EDIT)
    if edits == 0:
        return []
    hits = process.extract(word, vocabulary, scorer=OSA.distance, processor=None, score_cutoff=edits, limit=_LIMIT)
    return [(str(hit[0]), 1 - float(hit[1]) / len(word)) for hit in hits if len(hit[0]) >= _LETTERS_PER_EDIT]
