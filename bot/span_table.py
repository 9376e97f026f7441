"""The spans of one sentence that may answer, and what can be said of them without a question."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.measures import measured_by
from bot.postings import Array, Rows
from bot.weights import Logistic
from knowledge.facts import Fact, Kind
from knowledge.store import Token

_STOPS = frozenset({",", ";", ":", "–", "(", ")"})
_PREPOSITIONS = ("APP", "PRP", "PRF")
_LONG = 6  # words


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SpanTable:
    """The facts of one sentence that are spans of it (m), with their places among its n tokens (last inclusive).

    `traits`: what can be said of each span without a question; `logits`: what weights make of them for each way of
    asking, filled as questions come, with the weights that did."""

    facts: tuple[Fact, ...]
    numbers: Mapping[str, int]  # of the facts, by id
    of_kind: Mapping[Kind, tuple[int, ...]]  # numbers of the facts of each kind
    stems: tuple[frozenset[str], ...]  # of the words of each fact
    first: NDArray[np.intp]
    last: NDArray[np.intp]
    clauses: NDArray[np.intp]  # which clause each token is in, by the marks between them (n)
    words: NDArray[np.bool_]  # which tokens have index terms (n)
    words_before: NDArray[np.intp]  # how many of them stand before each token and before the end (n + 1)
    holders: Mapping[str, tuple[int, ...]]  # index term → the tokens that have it
    heads: Mapping[str, tuple[int, ...]]  # index term → the spans that are about it: their unit, the thing defined
    measures: tuple[str | None, ...]  # what each span measures: a length, an age
    traits: tuple[Mapping[str, float], ...]
    logits: dict[tuple[str, str, str], tuple[Logistic, Array]]

    def held(self, strengths: Mapping[str, float]) -> Array:
        """For each token the strength of its best index term (n)."""
        return _best(self.holders, strengths, len(self.words))

    def headed(self, strengths: Mapping[str, float]) -> Array:
        """For each span the strength of the best index term of what it is about (m)."""
        return _best(self.heads, strengths, len(self.facts))

    def are(self, terms: frozenset[str]) -> NDArray[np.bool_]:
        """Which tokens have one of the index terms (n)."""
        found = [False] * len(self.words)
        for term in terms:
            for at in self.holders.get(term, ()):
                found[at] = True
        return np.array(found, dtype=bool)


def counts_before(marked: NDArray[np.bool_]) -> Rows:
    """How many are marked before each of n places and before the end (n + 1)."""
    found = np.zeros(len(marked) + 1, dtype=np.intp)
    np.cumsum(marked, out=found[1:])
    return found


def _best(holders: Mapping[str, tuple[int, ...]], strengths: Mapping[str, float], size: int) -> Array:
    found = [0.0] * size
    for term, strength in strengths.items():
        for at in holders.get(term, ()):
            if strength > found[at]:
                found[at] = strength
    return np.array(found)


def span_table(tokens: tuple[Token, ...], facts: Sequence[Fact], known: Mapping[str, tuple[str, ...]]) -> SpanTable:
    """`known`: the index terms of the article's words."""
    placed = list(_placed(tokens, facts))
    of_kind: dict[Kind, list[int]] = defaultdict(list)
    for at, (fact, _, _) in enumerate(placed):
        of_kind[fact.kind].append(at)
    stems = [frozenset(token.terms[0] for token in tokens[a : b + 1] if token.terms) for _, a, b in placed]
    words = np.array([bool(token.terms) for token in tokens], dtype=bool)
    return SpanTable(
        facts=tuple(fact for fact, _, _ in placed),
        numbers={fact.id: at for at, (fact, _, _) in enumerate(placed)},
        of_kind={kind: tuple(found) for kind, found in of_kind.items()},
        stems=tuple(stems),
        first=np.array([first for _, first, _ in placed], dtype=np.intp),
        last=np.array([last for _, _, last in placed], dtype=np.intp),
        clauses=_clauses(tokens, placed),
        words=words,
        words_before=counts_before(words),
        holders=_holders(token.terms for token in tokens),
        heads=_holders(_head(fact, known) for fact, _, _ in placed),
        measures=tuple(measured_by(fact) for fact, _, _ in placed),
        traits=tuple(_traits(tokens, *one, alone=len(of_kind[one[0].kind]) == 1) for one in placed),
        logits={},
    )


def _placed(tokens: tuple[Token, ...], facts: Sequence[Fact]) -> Iterator[tuple[Fact, int, int]]:
    """Each fact with its first and last token. A token counts as inside when it has a part in the span: the name in a
    hyphenated word does."""
    starts = [token.start for token in tokens]
    ends = [token.end for token in tokens]
    for fact in facts:
        first = bisect_right(ends, fact.answer_start or 0)
        last = bisect_left(starts, fact.answer_end or 0) - 1
        if first <= last:
            yield fact, first, last


def _clauses(tokens: tuple[Token, ...], placed: Sequence[tuple[Fact, int, int]]) -> NDArray[np.intp]:
    """The number of stops up to each token; a comma within a list is none."""
    listed = {at for fact, first, last in placed if fact.kind is Kind.LIST for at in range(first, last)}
    return np.cumsum([token.text in _STOPS and at not in listed for at, token in enumerate(tokens)], dtype=np.intp)


def _holders(terms: Iterable[Iterable[str]]) -> dict[str, tuple[int, ...]]:
    """Term → the numbers of those that have it."""
    found: dict[str, tuple[int, ...]] = {}
    for at, own in enumerate(terms):
        for term in own:
            found[term] = (*found.get(term, ()), at)
    return found


def _head(fact: Fact, known: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    if not fact.head or fact.kind is Kind.PREPOSITIONAL:  # there it is the preposition
        return frozenset()
    return frozenset(term for word in fact.head.split() for term in known.get(word, ()))


def _traits(tokens: tuple[Token, ...], fact: Fact, first: int, last: int, *, alone: bool) -> dict[str, float]:
    """Size in words, place, kind, what it begins and ends with, and what stands before it."""
    size = last - first + 1
    found = {"size": math.log(size), "position": first / len(tokens), f"kind:{fact.kind}": 1.0}
    found[f"first:{tokens[first].tag[:3]}"] = found[f"last:{tokens[last].tag[:3]}"] = 1.0
    before = tokens[first - 1] if first else None
    found[f"left:{before.tag[:3] if before else 'none'}"] = 1.0
    if before is not None and before.tag.startswith(_PREPOSITIONS):
        found[f"after:{before.text.lower()}"] = 1.0
    if fact.syntax:
        found[f"syntax:{fact.syntax}"] = 1.0
    given = {"single": size == 1, "long": size > _LONG, "opens": first == 0, "alone": alone}
    found.update((name, 1.0) for name, holds in given.items() if holds)
    return found
