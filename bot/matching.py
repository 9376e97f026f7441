"""Question terms against the words of a pool of sentences.

A term matches whole (its stem), by a compound part or a root, by a shared concept, fuzzily (rapidfuzz compares the
stem with the vocabulary, never a question with whole sentences), or by the context of a sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.article_index import Place, is_concept
from bot.fuzzy import neighbours
from bot.pool import Pool
from bot.postings import Array
from bot.question import Question, Term
from bot.weights import Strengths

Years = Mapping[str, frozenset[Place]]
"""Year → the places that a date of this year is said of."""

WAYS = ("whole", "part", "concept", "fuzzy", "context")
_WHOLE, _PART, _CONCEPT, _FUZZY, _CONTEXT = range(len(WAYS))


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class TermMatch:
    """One term against a pool of n sentences. `expansions`: the index terms it matches with their strength (0–1);
    `ways`: how well it
    matches each sentence in each of `WAYS` (ways × n); `strength`: the best of them by learned
    strengths (n, 0–1); `weight`: how much the term tells, its IDF; `near`: the words it
    may be a typing error of."""

    term: Term
    expansions: Mapping[str, float]
    ways: Array
    strength: Array
    weight: float
    near: frozenset[str] = frozenset()

    @property
    def best(self) -> float:
        return float(self.strength.max(initial=0.0))


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Matches:
    """All terms (T) of a question against a pool of n sentences. `strength` (T × n), `weights` (T)."""

    pool: Pool
    terms: tuple[TermMatch, ...]
    strength: Array
    weights: Array

    @property
    def total(self) -> float:
        """The question's weight, a little above 0 at least."""
        return float(self.weights.sum()) or 1e-9

    def coverage(self) -> Array:
        """Share of the question's weight that each sentence matches (n)."""
        return np.asarray(self.weights @ self.strength) / self.total

    def misspelt(self) -> dict[str, frozenset[str]]:
        """The stem of each term that is in no sentence → the words near to it."""
        return {m.term.terms[0]: m.near for m in self.terms if m.near}

    def at(self, match: TermMatch, place: Place) -> float:
        """How well a term is matched at a place; 0 outside the pool."""
        row = self.pool.rows.get(place)
        return 0.0 if row is None else float(match.strength[row])


class Matcher:
    """Matches questions against pools."""

    def __init__(self, strengths: Strengths, years: Years) -> None:
        self._years = years
        of = strengths
        self._of = np.array([of.stem, of.part, of.concept, of.fuzzy, of.context])

    def match(self, question: Question, pool: Pool) -> Matches:
        terms = tuple(self._term(term, pool) for term in question.terms)
        return Matches(
            pool=pool,
            terms=terms,
            strength=np.stack([match.strength for match in terms]) if terms else np.zeros((0, pool.size)),
            weights=np.array([match.weight for match in terms]),
        )

    def _term(self, term: Term, pool: Pool) -> TermMatch:
        expansions = self._expansions(term, pool)
        ways = np.zeros((len(WAYS), pool.size))
        for index_term, (way, value) in expansions.items():
            rows, _ = pool.every(index_term)
            if len(rows):
                ways[way, rows] = np.maximum(ways[way, rows], value)
            if way == _WHOLE:
                rows, _ = pool.context(index_term)
                ways[_CONTEXT, rows] = 1.0
        for place in self._years.get(term.text, ()) if term.exact else ():
            row = pool.rows.get(place)
            if row is not None:
                ways[_WHOLE, row] = 1.0
        strength = (self._of[:, None] * ways).max(axis=0, initial=0.0)
        return TermMatch(
            term=term,
            expansions={name: float(self._of[way]) * value for name, (way, value) in expansions.items()},
            ways=ways,
            strength=strength,
            weight=pool.idf(float(strength.sum())),
            near=frozenset(name for name, (way, _) in expansions.items() if way == _FUZZY),
        )

    def _expansions(self, term: Term, pool: Pool) -> dict[str, tuple[int, float]]:
        found = {part: (_CONCEPT if is_concept(part) else _PART, 1.0) for part in term.terms[1:]}
        found[term.terms[0]] = (_WHOLE, 1.0)
        if not term.exact and not len(pool.every(term.terms[0])[0]):
            for candidate, similarity in neighbours(term.terms[0], pool.vocabulary):
                found.setdefault(candidate, (_FUZZY, similarity))
        return found


def token_strengths(matches: Matches, row: int) -> tuple[Array, NDArray[np.bool_]]:
    """For each token of a sentence the weight of the question term it matches times the strength (0 where none), and
    whether the token has terms at all."""
    best: dict[str, float] = {}
    for match in matches.terms:
        for term, strength in match.expansions.items():
            best[term] = max(best.get(term, 0.0), strength * match.weight)
    tokens = matches.pool.sentence(row).tokens
    found = [max((best.get(term, 0.0) for term in token.terms), default=0.0) for token in tokens]
    return np.array(found), np.array([bool(token.terms) for token in tokens], dtype=bool)
