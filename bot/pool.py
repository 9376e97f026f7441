"""The sentences a question is matched against: those of one article, or of the few that fit it best."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bot.article_index import Array, ArticleIndex, Place, Postings, SpanTable, idf
from knowledge.facts import Kind
from knowledge.store import IndexedSentence

_EMPTY = (np.empty(0, dtype=np.intp), np.empty(0))


class Pool:
    """Several article indexes seen as one: rows run through the articles in their order."""

    def __init__(self, articles: tuple[ArticleIndex, ...]) -> None:
        self.articles = articles
        self._offsets = np.cumsum([0, *(len(article) for article in articles)])
        self.size = int(self._offsets[-1])

    @cached_property
    def places(self) -> tuple[Place, ...]:
        return tuple(place for article in self.articles for place in article.places)

    @cached_property
    def rows(self) -> Mapping[Place, int]:
        return {place: row for row, place in enumerate(self.places)}

    @cached_property
    def lengths(self) -> Array:
        return np.concatenate([article.lengths for article in self.articles] or [np.empty(0)])

    @cached_property
    def opens(self) -> NDArray[np.bool_]:
        return np.concatenate([article.opens for article in self.articles] or [np.empty(0, dtype=bool)])

    @cached_property
    def vocabulary(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(term for article in self.articles for term in article.vocabulary))

    @cached_property
    def gram_norms(self) -> Array:
        return np.concatenate([article.gram_norms for article in self.articles] or [np.empty(0)])

    def idf(self, rows: float) -> float:
        return idf(rows, self.size)

    def sentence(self, row: int) -> IndexedSentence:
        article, at = self._at(row)
        return article.sentences[at]

    def spans(self, row: int) -> SpanTable:
        article, at = self._at(row)
        return article.spans[at]

    def holds(self, row: int, kind: Kind, without: frozenset[str]) -> bool:
        """Whether a sentence has a span of this kind that says more than the stems `without`."""
        return any(not stems <= without for stems in self.spans(row).stems.get(kind, ()))

    def rows_of_frame(self, frame: str) -> tuple[int, ...]:
        """The rows with a predicate of this frame."""
        return tuple(
            row + int(offset)
            for offset, article in zip(self._offsets, self.articles, strict=False)
            for row in article.frames.get(frame, ())
        )

    def whole(self, term: str) -> tuple[NDArray[np.intp], Array]:
        return self._postings(lambda article: article.whole, term)

    def every(self, term: str) -> tuple[NDArray[np.intp], Array]:
        return self._postings(lambda article: article.every, term)

    def context(self, term: str) -> tuple[NDArray[np.intp], Array]:
        return self._postings(lambda article: article.context, term)

    def pairs(self, pair: str) -> tuple[NDArray[np.intp], Array]:
        return self._postings(lambda article: article.pairs, pair)

    def grams(self, gram: str) -> tuple[NDArray[np.intp], Array]:
        return self._postings(lambda article: article.grams, gram)

    def _at(self, row: int) -> tuple[ArticleIndex, int]:
        number = int(np.searchsorted(self._offsets, row, side="right")) - 1
        return self.articles[number], row - int(self._offsets[number])

    def _postings(self, of: Callable[[ArticleIndex], Postings], term: str) -> tuple[NDArray[np.intp], Array]:
        if len(self.articles) == 1:
            return of(self.articles[0]).get(term, _EMPTY)
        found = [
            (rows + offset, values)
            for offset, article in zip(self._offsets, self.articles, strict=False)
            for rows, values in (of(article).get(term, _EMPTY),)
            if len(rows)
        ]
        if not found:
            return _EMPTY
        return np.concatenate([rows for rows, _ in found]), np.concatenate([values for _, values in found])
