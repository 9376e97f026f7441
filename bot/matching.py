"""Question terms against the words of a pool of sentences.

A term matches whole (its stem), by a compound part or a root, by a shared concept, by a word that the thesaurus calls
close or loosely related, fuzzily (rapidfuzz compares the stem with the vocabulary, never a question with whole
sentences), or by the context of a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.article_index import Place, is_concept
from bot.fuzzy import neighbours
from bot.pool import Pool
from bot.postings import Array
from bot.question import Question, Term
from bot.weights import Strengths
from knowledge import thesaurus
from knowledge.document import Language

Years = Mapping[str, frozenset[Place]]
"""Year → the places that a date of this year is said of."""

_Expansions = dict[str, tuple[int, float]]
"""Index term → the way it is matched in and how well (0–1)."""

WAYS = ("whole", "part", "concept", "close", "loose", "fuzzy", "context")
_WHOLE, _PART, _CONCEPT, _CLOSE, _LOOSE, _FUZZY, CONTEXT = range(len(WAYS))


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class TermMatch:
    """One term against a pool of n sentences. `expansions`: the index terms it matches with their strength (0–1);
    `ways`: how well it matches each sentence in each of `WAYS` (ways × n); `strength`: the best of them by learned
    strengths (n, 0–1), `best` that in the best sentence; `weight`: how much the term tells, its IDF, less for what was
    said only in the questions before; `near`: the words it may be a typing error of."""

    term: Term
    expansions: Mapping[str, float]
    ways: Array
    strength: Array
    best: float
    weight: float
    near: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Matches:
    """All terms (T) of a question against a pool of n sentences: `ways` (T × ways × n), `strength` (T × n), `plain`
    (T × n): the strength without the ways of the thesaurus, `weights` (T). `expansions`: all index terms that are
    matched, with their best strength; `telling`: the same, strength times weight; `said`: those of them that are the
    question's own words, not only related to them."""

    pool: Pool
    terms: tuple[TermMatch, ...]
    ways: Array
    strength: Array
    plain: Array
    weights: Array
    expansions: Mapping[str, float]
    telling: Mapping[str, float]
    said: frozenset[str]

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
        """How well a term is matched by a place's own words (0–1): what holds there without being said counts nothing,
        nor does a place outside the pool."""
        row = self.pool.rows.get(place)
        return 0.0 if row is None else float(match.ways[:CONTEXT, row].max())


_PLAIN = [at for at in range(len(WAYS)) if at not in (_CLOSE, _LOOSE)]


class Matcher:
    """Matches questions against pools."""

    def __init__(self, strengths: Strengths, years: Years) -> None:
        self._years = years
        of = strengths
        self._of_way = (of.stem, of.part, of.concept, of.close, of.loose, of.fuzzy, of.context)
        self._of = np.array(self._of_way)
        self._carried = of.carried

    def match(self, question: Question, pool: Pool) -> Matches:
        expansions = [_expansions(term, question.language, pool) for term in question.terms]
        ways = self._ways(question.terms, expansions, pool)
        strength = (self._of[:, None] * ways).max(axis=1, initial=0.0)
        best = strength.max(axis=1, initial=0.0).tolist()
        counts = [self._carried if term.carried or term.said else 1.0 for term in question.terms]
        weights = [count * pool.idf(total) for count, total in zip(counts, strength.sum(axis=1).tolist(), strict=True)]
        terms = tuple(
            TermMatch(
                term=term,
                expansions={name: self._of_way[way] * value for name, (way, value) in expansions[at].items()},
                ways=ways[at],
                strength=strength[at],
                best=best[at],
                weight=weights[at],
                near=frozenset(name for name, (way, _) in expansions[at].items() if way == _FUZZY),
            )
            for at, term in enumerate(question.terms)
        )
        return Matches(
            pool=pool,
            terms=terms,
            ways=ways,
            strength=strength,
            plain=(self._of[_PLAIN, None] * ways[:, _PLAIN]).max(axis=1, initial=0.0),
            weights=np.array(weights),
            expansions=_best((match.expansions, 1.0) for match in terms),
            telling=_best((match.expansions, match.weight) for match in terms),
            said=frozenset(name for own in expansions for name, (way, _) in own.items() if way not in (_CLOSE, _LOOSE)),
        )

    def _ways(self, terms: Sequence[Term], expansions: Sequence[_Expansions], pool: Pool) -> Array:
        """How well each term matches each sentence in each way (T × ways × n)."""
        found = np.zeros((len(terms), len(WAYS), pool.size))
        held = [(at, name, way, value) for at, own in enumerate(expansions) for name, (way, value) in own.items()]
        names = [name for _, name, _, _ in held]
        of = np.array([at for at, _, _, _ in held], dtype=np.intp)
        ways = np.array([way for _, _, way, _ in held], dtype=np.intp)
        values = np.array([value for _, _, _, value in held])
        numbers, rows, _ = pool.gather(lambda article: article.every, names)
        np.maximum.at(found, (of[numbers], ways[numbers], rows), values[numbers])
        numbers, rows, _ = pool.gather(lambda article: article.context, names)
        whole = ways[numbers] == _WHOLE
        found[of[numbers[whole]], CONTEXT, rows[whole]] = 1.0
        for at, term in enumerate(terms):
            for place in self._years.get(term.text, ()) if term.exact else ():
                row = pool.rows.get(place)
                if row is not None:
                    found[at, _WHOLE, row] = 1.0
        return found


def _expansions(term: Term, language: Language, pool: Pool) -> _Expansions:
    found = {part: (_CONCEPT if is_concept(part) else _PART, 1.0) for part in term.terms[1:]}
    found[term.terms[0]] = (_WHOLE, 1.0)
    if not term.exact and not term.name:
        related = _related(term, language)
        for way, words in ((_CLOSE, related.close), (_LOOSE, related.loose)):
            for word in words:
                if word in pool.known:
                    found.setdefault(word, (way, 1.0))
    if not term.exact and not len(pool.every(term.terms[0])[0]):
        for candidate, similarity in neighbours(term.terms[0], pool.vocabulary):
            found.setdefault(candidate, (_FUZZY, similarity))
    return found


def _related(term: Term, language: Language) -> thesaurus.Related:
    """By the word itself, else its lemma or, of a compound, its last part."""
    words = [term.terms[0], *(part for part in reversed(term.terms[1:]) if not is_concept(part))]
    known = (thesaurus.load().related(word, language) for word in words)
    return next((related for related in known if related != thesaurus.NOTHING), thesaurus.NOTHING)


def _best(strengths: Iterable[tuple[Mapping[str, float], float]]) -> dict[str, float]:
    """Each index term with its largest strength times the factor."""
    found: dict[str, float] = {}
    for each, factor in strengths:
        for term, strength in each.items():
            found[term] = max(found.get(term, 0.0), strength * factor)
    return found


def token_strengths(matches: Matches, row: int) -> tuple[Array, NDArray[np.bool_]]:
    """For each token of a sentence the weight of the question term it matches times the strength (0 where none), and
    whether the token has terms at all."""
    table = matches.pool.spans(row)
    return table.held(matches.telling), table.words
