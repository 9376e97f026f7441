"""An inverted index in four arrays: term → the rows it occurs in, with a value for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Rows = NDArray[np.intp]

_NO_ROWS: Rows = np.empty(0, dtype=np.intp)
_NO_VALUES: Array = np.empty(0)


class Postings:
    """`counts`: for each row its terms with a value. The rows of a term come in ascending order."""

    def __init__(self, counts: Iterable[Mapping[str, float]]) -> None:
        self._ids: dict[str, int] = {}
        ids, rows, values = [], [], []
        for row, here in enumerate(counts):
            for term, value in here.items():
                ids.append(self._ids.setdefault(term, len(self._ids)))
                rows.append(row)
                values.append(value)
        order = np.argsort(np.array(ids, dtype=np.intp), kind="stable")
        self.rows: Rows = np.array(rows, dtype=np.intp)[order]
        self.values: Array = np.array(values, dtype=float)[order]
        self.counts: Rows = np.bincount(np.array(ids, dtype=np.intp), minlength=len(self._ids))
        self._offsets: list[int] = np.concatenate([[0], np.cumsum(self.counts)]).tolist()

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def get(self, term: str) -> tuple[Rows, Array]:
        """Rows and values, both empty for an unknown term."""
        at = self._ids.get(term)
        if at is None:
            return _NO_ROWS, _NO_VALUES
        start, end = self._offsets[at], self._offsets[at + 1]
        return self.rows[start:end], self.values[start:end]
