"""One article's sentences as arrays and in-memory postings: what a question is matched against.

Made from the store once for each article and kept. Rows are sentences in the order of the text; `hidden` ones are
left out as if the article did not hold them.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.postings import Array, Postings
from bot.span_table import SpanTable, span_table
from knowledge.analysis import fold
from knowledge.document import Language
from knowledge.facts import Fact, Kind
from knowledge.store import FactStore, IndexedSentence

Place = tuple[str, int]

_GRAMS = (3, 4, 5)  # lengths of the character n-grams (McNamee & Mayfield 2004)
_NO_WORD = re.compile(r"\W+")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ArticleIndex:
    language: Language
    places: tuple[Place, ...]
    sentences: tuple[IndexedSentence, ...]
    spans: tuple[SpanTable, ...]
    kinds: Mapping[Kind, tuple[tuple[int, tuple[frozenset[str], ...]], ...]]  # rows with such spans, their stems
    whole: Postings  # stems
    every: Postings  # stems, parts, concepts
    context: Postings  # terms that hold for a sentence without standing in it
    lengths: Array  # words
    opens: NDArray[np.bool_]  # first sentence of its paragraph
    frames: Mapping[str, tuple[int, ...]]  # frame → the rows with a predicate of it
    pairs: Postings  # two stems side by side, joined by a blank
    grams: Postings  # character n-grams, 1 + ln frequency
    gram_norms: Array  # the length of a sentence's n-gram vector, weighted by IDF
    vocabulary: tuple[str, ...]  # stems and parts, no concepts

    def __len__(self) -> int:
        return len(self.places)


def index(store: FactStore, document: str, hidden: frozenset[Place] = frozenset()) -> ArticleIndex:
    """Raises KeyError for an unknown document."""
    by_sentence: dict[int, list[Fact]] = defaultdict(list)
    for fact in store.facts(document=document):
        if fact.origin == "extracted" and fact.answer_start is not None:
            by_sentence[fact.sentence].append(fact)
    languages = {one.id: one.language for one in store.documents()}
    kept = [s for s in store.sentences(document) if (document, s.sentence.index) not in hidden]
    return _build(document, languages[document], tuple(kept), by_sentence)


def _build(
    document: str, language: Language, sentences: tuple[IndexedSentence, ...], facts: Mapping[int, Sequence[Fact]]
) -> ArticleIndex:
    words = [[token for token in s.tokens if token.terms] for s in sentences]
    known = {token.text: token.terms for here in words for token in here}
    every = Postings(Counter(term for token in here for term in token.terms) for here in words)
    grams = Postings(ngrams(" ".join(token.text for token in here)) for here in words)
    paragraphs = [s.sentence.paragraph for s in sentences]
    spans = tuple(span_table(s.tokens, facts.get(s.sentence.index, ()), known) for s in sentences)
    return ArticleIndex(
        language=language,
        places=tuple((document, s.sentence.index) for s in sentences),
        sentences=sentences,
        spans=spans,
        kinds=_kinds(spans),
        whole=Postings(Counter(token.terms[0] for token in here) for here in words),
        every=every,
        context=Postings(Counter(dict.fromkeys(s.context, 1)) for s in sentences),
        lengths=np.array([len(here) for here in words], dtype=float),
        opens=np.array([at == 0 or paragraphs[at - 1] != own for at, own in enumerate(paragraphs)], dtype=bool),
        frames=_frames(sentences),
        pairs=Postings(_pairs([token.terms[0] for token in here]) for here in words),
        grams=grams,
        gram_norms=_norms(grams, len(sentences)),
        vocabulary=tuple(term for term in every if not is_concept(term)),
    )


def _kinds(spans: tuple[SpanTable, ...]) -> dict[Kind, tuple[tuple[int, tuple[frozenset[str], ...]], ...]]:
    found: dict[Kind, list[tuple[int, tuple[frozenset[str], ...]]]] = defaultdict(list)
    for row, table in enumerate(spans):
        for kind, numbers in table.of_kind.items():
            found[kind].append((row, tuple(table.stems[at] for at in numbers)))
    return {kind: tuple(rows) for kind, rows in found.items()}


def _frames(sentences: tuple[IndexedSentence, ...]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = defaultdict(list)
    for row, sentence in enumerate(sentences):
        for frame in {predicate.frame for predicate in sentence.predicates}:
            found[frame].append(row)
    return {frame: tuple(rows) for frame, rows in found.items()}


def _pairs(stems: list[str]) -> Counter[str]:
    return Counter(f"{one} {other}" for one, other in itertools.pairwise(stems))


def idf(rows: float, size: int) -> float:
    """Inverse document frequency of a term in `rows` of `size` sentences, never negative (Robertson & Walker 1994,
    with 1 inside the logarithm)."""
    return math.log(1 + (size - rows + 0.5) / (rows + 0.5)) if rows <= size else 0.0


def _norms(grams: Postings, size: int) -> Array:
    weights = np.repeat(np.log(1 + (size - grams.counts + 0.5) / (grams.counts + 0.5)), grams.counts)
    squares = np.bincount(grams.rows, weights=(grams.values * weights) ** 2, minlength=size)
    return np.sqrt(np.maximum(squares, 1e-9))


def ngrams(text: str) -> dict[str, float]:
    """Character n-grams of the folded words, word ends marked, each with 1 + ln of its frequency."""
    words = [f" {word} " for word in _NO_WORD.sub(" ", fold(text)).split()]
    found = Counter(word[at : at + size] for word in words for size in _GRAMS for at in range(len(word) - size + 1))
    return {gram: 1.0 + math.log(count) if count > 1 else 1.0 for gram, count in found.items()}


def is_concept(term: str) -> bool:
    """Whether an index term stands for a relation or a synonym set of the lexicon."""
    return ":" in term
