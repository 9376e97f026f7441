"""Question terms against the vocabulary, and from there to the sentences that hold them.

A term matches by its stem, by a compound part, by a shared concept, or fuzzily: rapidfuzz compares the stem with the
vocabulary, never a question with whole sentences.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.fuzzy import neighbours
from bot.question import Question, Term
from bot.weights import Strengths
from knowledge.facts import Kind
from knowledge.store import FactStore, IndexedSentence

_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")

Place = tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class TermMatch:
    """One term's index terms with their strength (0–1), the places they lead to, and the term's weight (IDF)."""

    term: Term
    expansions: Mapping[str, float]
    places: Mapping[Place, float]
    weight: float

    @property
    def best(self) -> float:
        return max(self.places.values(), default=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    terms: tuple[TermMatch, ...]
    total: float  # Σ weight, at least a little above 0

    def places(self) -> tuple[Place, ...]:
        return tuple(sorted({place for match in self.terms for place in match.places}))

    def coverage(self, *places: Place) -> float:
        """Share of the question's weight that the places match together."""
        return sum(m.weight * max(m.places.get(p, 0.0) for p in places) for m in self.terms) / self.total

    def article_coverage(self) -> float:
        return sum(m.weight * m.best for m in self.terms) / self.total


class Matcher:
    """Matches questions in one store; keeps the vocabulary."""

    def __init__(self, store: FactStore, strengths: Strengths) -> None:
        self._store, self._strengths = store, strengths
        self._vocabulary = tuple(term for term, _ in store.vocabulary() if not _is_concept(term))
        self._known = frozenset(self._vocabulary)
        self._years: dict[str, set[Place]] = {}
        for fact in store.facts(kinds=(Kind.DATE,)):
            for year in _YEAR.findall(fact.value or ""):
                self._years.setdefault(year, set()).add((fact.document, fact.sentence))

    def match(self, question: Question, documents: frozenset[str], size: int, hidden: frozenset[Place]) -> Matches:
        """`size`: sentences in scope. `hidden` places are treated as if they were not in the text."""
        found = tuple(self._term(term, documents, size, hidden) for term in question.terms)
        return Matches(terms=found, total=sum(match.weight for match in found) or 1e-9)

    def _term(self, term: Term, documents: frozenset[str], size: int, hidden: frozenset[Place]) -> TermMatch:
        expansions = self.expansions(term)
        places: dict[Place, float] = {}
        for index_term, strength in expansions.items():
            for posting in self._store.postings(index_term):
                place = (posting.document, posting.sentence)
                if posting.document in documents and place not in hidden:
                    places[place] = max(places.get(place, 0.0), strength)
        for place in self._years.get(term.text, set()) if term.exact else ():
            if place[0] in documents and place not in hidden:
                places[place] = self._strengths.stem
        mass = sum(places.values())
        weight = math.log(1 + (size - mass + 0.5) / (mass + 0.5)) if mass <= size else 0.0
        return TermMatch(term=term, expansions=expansions, places=places, weight=weight)

    def expansions(self, term: Term) -> dict[str, float]:
        s = self._strengths
        found = {part: s.concept if _is_concept(part) else s.part for part in term.terms[1:]}
        found[term.terms[0]] = s.stem
        if not term.exact and term.terms[0] not in self._known:
            for candidate, similarity in neighbours(term.terms[0], self._vocabulary):
                found[candidate] = max(found.get(candidate, 0.0), s.fuzzy * similarity)
        return found


def token_strengths(sentence: IndexedSentence, matches: Matches) -> list[float]:
    """For each token, the weight of the question term it matches times the strength; 0 where none."""
    found = []
    for token in sentence.tokens:
        best = 0.0
        for match in matches.terms:
            strength = max((match.expansions.get(term, 0.0) for term in token.terms), default=0.0)
            best = max(best, strength * match.weight)
        found.append(best)
    return found


def _is_concept(term: str) -> bool:
    return ":" in term
