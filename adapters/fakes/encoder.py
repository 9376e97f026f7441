"""An encoder that knows only spelling: texts with the same letters in a row are near each other. For tests."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from knowledge.vectors import Vector

DIMENSION = 64


def hashed(text: str, dimension: int = DIMENSION) -> Vector:
    """Counts of the text's letter triples, hashed; never all zero."""
    counts = [0.0] * dimension
    padded = f"  {text.casefold()} "
    for at in range(len(padded) - 2):
        counts[zlib.crc32(padded[at : at + 3].encode("utf-8", "replace")) % dimension] += 1.0
    return tuple(counts)


class HashedEncoder:
    """Implements `knowledge.vectors.Encoder`. `asked` holds every text that came, in order."""

    def __init__(self, name: str = "hashed", dimension: int = DIMENSION) -> None:
        self._name, self._dimension = name, dimension
        self.asked: list[str] = []

    @property
    def name(self) -> str:
        return self._name

    def passages(self, texts: Sequence[str]) -> tuple[Vector, ...]:
        self.asked += texts
        return tuple(hashed(text, self._dimension) for text in texts)

    def question(self, text: str) -> Vector:
        self.asked.append(text)
        return hashed(text, self._dimension)
