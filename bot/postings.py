"""An inverted index in four arrays: term → the rows it occurs in, with a value for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Rows = NDArray[np.intp]

_NO_ROWS: Rows = np.empty(0, dtype=np.intp)
_NO_VALUES: Array = np.empty(0)


class Occurrences(NamedTuple):
    """Of several terms: for each occurrence the number of its term among them, its row and its value."""

    numbers: Rows
    rows: Rows
    values: Array


class Postings:
    """`counts`: for each row its terms with a value. The rows of a term come in ascending order."""

    def __init__(self, counts: Iterable[Mapping[str, float]]) -> None:
        known: defaultdict[str, int] = defaultdict(count().__next__)
        found: list[int] = []
        values: list[float] = []
        sizes: list[int] = []
        for here in counts:
            found += [known[term] for term in here]
            values += here.values()
            sizes.append(len(here))
        ids = np.array(found, dtype=np.intp)
        order = np.argsort(ids, kind="stable")
        self._ids: dict[str, int] = dict(known)
        self.rows: Rows = np.repeat(np.arange(len(sizes)), sizes)[order]
        self.values: Array = np.array(values, dtype=float)[order]
        self.counts: Rows = np.bincount(ids, minlength=len(known))
        self._starts: Rows = np.cumsum(self.counts) - self.counts

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def get(self, term: str) -> tuple[Rows, Array]:
        """Rows and values, both empty for an unknown term."""
        at = self._ids.get(term)
        if at is None:
            return _NO_ROWS, _NO_VALUES
        here = slice(self._starts[at], self._starts[at] + self.counts[at])
        return self.rows[here], self.values[here]

    def gather(self, terms: Sequence[str]) -> Occurrences:
        """All occurrences of these terms, term by term."""
        ids = np.array([self._ids.get(term, -1) for term in terms], dtype=np.intp)
        known = np.flatnonzero(ids >= 0)
        counts = self.counts[ids[known]]
        before = np.cumsum(counts) - counts
        places = np.arange(counts.sum()) + np.repeat(self._starts[ids[known]] - before, counts)
        return Occurrences(np.repeat(known, counts), self.rows[places], self.values[places])
