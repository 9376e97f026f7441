"""The sentences a question is matched against: those of one article, or of the few that fit it best."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bot.article_index import ArticleIndex, Place, idf
from bot.postings import Array, Occurrences, Postings, Rows
from bot.span_table import SpanTable
from bot.word_forms import WordForms, word_forms
from knowledge.document import Language
from knowledge.facts import Kind
from knowledge.store import IndexedSentence


class Pool:
    """Several article indexes seen as one: rows run through the articles in their order."""

    def __init__(self, articles: tuple[ArticleIndex, ...]) -> None:
        self.articles = articles
        self._offsets = [0, *itertools.accumulate(len(article) for article in articles)]
        self.size = self._offsets[-1]

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
    def relative_lengths(self) -> Array:
        """Of each sentence, the mean being 1 (n)."""
        return self.lengths / ((float(self.lengths.mean()) if self.size else 1.0) or 1.0)

    @cached_property
    def opens(self) -> NDArray[np.bool_]:
        return np.concatenate([article.opens for article in self.articles] or [np.empty(0, dtype=bool)])

    @cached_property
    def closes(self) -> NDArray[np.bool_]:
        """Which sentences are the last of their paragraph (n)."""
        return np.append(self.opens[1:], True) if self.size else self.opens

    @cached_property
    def paragraphs(self) -> Rows:
        """The number of each sentence's paragraph (n)."""
        return np.cumsum(self.opens) - 1

    @cached_property
    def vocabulary(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(term for article in self.articles for term in article.vocabulary))

    @cached_property
    def known(self) -> frozenset[str]:
        """The vocabulary as a set."""
        return frozenset(self.vocabulary)

    @cached_property
    def languages(self) -> frozenset[Language]:
        return frozenset(article.language for article in self.articles)

    @cached_property
    def forms(self) -> WordForms:
        """How the articles spell their words."""
        return word_forms((one, article.language) for article in self.articles for one in article.sentences)

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

    def holding(self, kind: Kind, without: frozenset[str]) -> Array:
        """1 for each sentence with a span of this kind that says more than the stems `without` (n)."""
        found = np.zeros(self.size)
        for offset, article in zip(self._offsets, self.articles, strict=False):
            for row, spans in article.kinds.get(kind, ()):
                if any(not stems <= without for stems in spans):
                    found[row + offset] = 1.0
        return found

    def rows_of_frame(self, frame: str) -> tuple[int, ...]:
        """The rows with a predicate of this frame."""
        return tuple(
            row + offset
            for offset, article in zip(self._offsets, self.articles, strict=False)
            for row in article.frames.get(frame, ())
        )

    def whole(self, term: str) -> tuple[Rows, Array]:
        return self._postings(lambda article: article.whole, term)

    def every(self, term: str) -> tuple[Rows, Array]:
        return self._postings(lambda article: article.every, term)

    def context(self, term: str) -> tuple[Rows, Array]:
        return self._postings(lambda article: article.context, term)

    def pairs(self, pair: str) -> tuple[Rows, Array]:
        return self._postings(lambda article: article.pairs, pair)

    def grams(self, gram: str) -> tuple[Rows, Array]:
        return self._postings(lambda article: article.grams, gram)

    def gather(self, of: Callable[[ArticleIndex], Postings], terms: Sequence[str]) -> Occurrences:
        """All occurrences of the terms in one of the articles' indexes."""
        found = [of(article).gather(terms) for article in self.articles]
        if len(found) == 1:
            return found[0]
        if not found:
            return Occurrences(np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp), np.empty(0))
        rows = [here.rows + offset for here, offset in zip(found, self._offsets, strict=False)]
        return Occurrences(
            numbers=np.concatenate([here.numbers for here in found]),
            rows=np.concatenate(rows),
            values=np.concatenate([here.values for here in found]),
        )

    def idfs(self, rows: Rows) -> Array:
        """Of several terms at once."""
        return np.asarray(np.log(1 + (self.size - rows + 0.5) / (rows + 0.5)))

    def _at(self, row: int) -> tuple[ArticleIndex, int]:
        number = bisect_right(self._offsets, row) - 1
        return self.articles[number], row - self._offsets[number]

    def _postings(self, of: Callable[[ArticleIndex], Postings], term: str) -> tuple[Rows, Array]:
        if len(self.articles) == 1:
            return of(self.articles[0]).get(term)
        if not self.articles:
            return np.empty(0, dtype=np.intp), np.empty(0)
        found = [of(article).get(term) for article in self.articles]
        rows = [rows + offset for (rows, _), offset in zip(found, self._offsets, strict=False)]
        return np.concatenate(rows), np.concatenate([values for _, values in found])
