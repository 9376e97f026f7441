"""Sentence vectors: what an encoder must do, and how an article's vectors are kept. All of it is optional."""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from knowledge.errors import EncoderError

Vector = tuple[float, ...]
"""Of any length but zero; who compares vectors normalises them."""


class Encoder(Protocol):
    """Turns texts into vectors whose cosine says how near they are in meaning. Any thread may ask."""

    @property
    def name(self) -> str:
        """The model and its release. Vectors of encoders of different names are never compared."""
        ...

    def passages(self, texts: Sequence[str]) -> tuple[Vector, ...]:
        """One vector for each text, in order; any string will do. Raises EncoderError."""
        ...

    def question(self, text: str) -> Vector:
        """The vector to compare with those of passages. Raises EncoderError, soon rather than late."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceVectors:
    """An article's sentences in the order of the text, one row each: `dimension` little-endian half floats, a unit
    vector. Halves keep cosines to about 0.001."""

    encoder: str
    dimension: int
    rows: bytes


def encode(encoder: Encoder, texts: Sequence[str]) -> SentenceVectors:
    """Raises EncoderError, also for vectors that are not one for each text and all of one length."""
    vectors = encoder.passages(texts) if texts else ()
    dimension = len(vectors[0]) if vectors else 0
    if len(vectors) != len(texts) or any(len(vector) != dimension for vector in vectors):
        raise EncoderError(f"{encoder.name} did not give one vector of the same length for each sentence.")
    rows = b"".join(struct.pack(f"<{dimension}e", *_unit(vector)) for vector in vectors)
    return SentenceVectors(encoder=encoder.name, dimension=dimension, rows=rows)


def _unit(vector: Vector) -> Vector:
    """The zero vector stays what it is."""
    length = math.hypot(*vector)
    return tuple(value / length for value in vector) if length else vector
