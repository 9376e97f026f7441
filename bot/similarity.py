"""How near in meaning a question is to each sentence, by an encoder's vectors."""

from __future__ import annotations

import functools
import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.article_index import Place
from knowledge.errors import EncoderError
from knowledge.store import FactStore
from knowledge.vectors import Encoder

_ARTICLES_KEPT = 64
_QUESTIONS_KEPT = 64  # one question is ranked more than once: by itself, as a statement, with its follow-up
_log = logging.getLogger(__name__)

Array = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearness:
    """How near a sentence is to a question: two cosines, −1 to 1.

    `cosine` is the encoder's own; its usual range differs by encoder, and it tells whether the article speaks of the
    matter at all. `centred` is measured from the mean of the article's sentences, so that what they all share does not
    count; it tells the sentences of one article apart.
    """

    cosine: float
    centred: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Matrix:
    """An article's sentences by number: unit vectors as rows, their mean, and the rows from there as unit vectors."""

    numbers: tuple[int, ...]
    rows: Array
    mean: Array
    centred: Array


class Similarity:
    """Compares questions with the sentences of one store. Any thread may ask, as far as the encoder lets it."""

    def __init__(self, encoder: Encoder, store: FactStore) -> None:
        self._encoder, self._store = encoder, store
        self._matrix = functools.lru_cache(maxsize=_ARTICLES_KEPT)(self._read)
        self._question = functools.lru_cache(maxsize=_QUESTIONS_KEPT)(self._encode)

    def of(
        self, text: str, documents: Iterable[str], hidden: frozenset[Place] = frozenset()
    ) -> Mapping[Place, Nearness]:
        """Of the question to each sentence of the documents; time grows with their number.

        `hidden` sentences are treated as absent, from the mean as well (training and calibration). Without articles
        that have no vectors by this encoder; empty, and logged, when the encoder fails.
        """
        matrices = {document: matrix for document in documents if (matrix := self._matrix(document)) is not None}
        if not matrices:
            return {}
        try:
            question = self._question(text)
        except EncoderError as error:
            _log.warning("answering without vectors: %s", error)
            return {}
        found: dict[Place, Nearness] = {}
        for document, matrix in matrices.items():
            left = _without(document, matrix, hidden)
            if left.numbers and left.rows.shape[1] == len(question):
                found.update(_compared(document, left, question))
        return found

    def _encode(self, text: str) -> Array:
        return _units(np.asarray(self._encoder.question(text), dtype=np.float32))

    def _read(self, document: str) -> _Matrix | None:
        """None without vectors, or with another encoder's."""
        stored = self._store.vectors(document)
        if stored is None or stored.encoder != self._encoder.name or not stored.dimension:
            return None
        rows = np.frombuffer(stored.rows, dtype="<f2").reshape(-1, stored.dimension).astype(np.float32)
        return _matrix(rows, tuple(range(len(rows))))


def _matrix(rows: Array, numbers: tuple[int, ...]) -> _Matrix:
    mean = rows.sum(axis=0) / max(1, len(rows))
    return _Matrix(numbers=numbers, rows=rows, mean=mean, centred=_units(rows - mean))


def _without(document: str, matrix: _Matrix, hidden: frozenset[Place]) -> _Matrix:
    kept = tuple(number for number in matrix.numbers if (document, number) not in hidden)
    return matrix if len(kept) == len(matrix.numbers) else _matrix(matrix.rows[list(kept)], kept)


def _compared(document: str, matrix: _Matrix, question: Array) -> Iterator[tuple[Place, Nearness]]:
    cosines = (matrix.rows @ question).tolist()
    centred = (matrix.centred @ _units(question - matrix.mean)).tolist()
    for number, cosine, apart in zip(matrix.numbers, cosines, centred, strict=True):
        yield (document, number), Nearness(cosine=cosine, centred=apart)


def _units(rows: Array) -> Array:
    """Each row by its length; a row of zeros stays one."""
    lengths = np.sqrt((rows * rows).sum(axis=-1, keepdims=True))
    return np.asarray(rows / np.maximum(lengths, 1e-9), dtype=np.float32)
