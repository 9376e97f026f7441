"""Curated phrasings: which authored fact or known unknown a question means, by its words and what it expects."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.question import Question, expected
from knowledge.analysis import fold
from knowledge.facts import Fact, Kind, Phrase, Unknown
from knowledge.language import detect
from knowledge.store import FactStore

_FAMILIES: dict[Kind, str] = {
    Kind.PERSON: "who",
    Kind.ORGANISATION: "who",
    Kind.NAME: "who",
    Kind.DATE: "when",
    Kind.DURATION: "when",
    Kind.PLACE: "where",
    Kind.MONEY: "amount",
    Kind.NUMBER: "amount",
    Kind.PERCENT: "amount",
    Kind.CAUSE: "why",
    Kind.PURPOSE: "why",
}
_SHORTEST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrasing:
    """One authored way to ask. `family` is what its question word asks for: who, when, where, amount, why, or
    anything else ("") ."""

    text: str
    family: str
    terms: Phrase
    meant: Fact | Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class PhrasingMatch:
    """`similarity` is the F1 of the two sets of words, weighted by how rare they are among the phrasings, 0–1."""

    phrasing: Phrasing
    similarity: float


class Phrasings:
    """The phrasings of one article, indexed by term. `part` is what sharing a lemma or a compound part counts, and
    `fuzzy_cutoff` the least rapidfuzz ratio of two stems (0–100), both as in matching."""

    def __init__(self, store: FactStore, document: str, *, part: float, fuzzy_cutoff: float) -> None:
        self._part, self._cutoff = part, fuzzy_cutoff
        meant: list[Fact | Unknown] = [fact for fact in store.facts(document=document) if fact.origin == "curated"]
        meant += store.unknowns(document)
        self._all = tuple(_phrasings(meant))
        counts = Counter(term for phrasing in self._all for term in {t for word in phrasing.terms for t in word})
        self._weights = {term: math.log(1 + len(self._all) / count) for term, count in counts.items()}
        self._rare = math.log(1 + len(self._all))
        self._index: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for at, phrasing in enumerate(self._all):
            for number, word in enumerate(phrasing.terms):
                for term in word:
                    self._index[term].append((at, number))
        self._known = tuple(sorted(counts))

    def match(self, question: Question, *, without: str | None = None) -> tuple[PhrasingMatch, ...]:
        """Best first, one for each fact or unknown meant. `without`: a phrasing's text to leave out (calibration)."""
        asked = tuple(term.terms for term in question.terms)
        family = family_of(question.kinds)
        hits = self._hits(asked)
        found: dict[str, PhrasingMatch] = {}
        for at, words in hits.items():
            phrasing = self._all[at]
            if phrasing.text == without or (family and phrasing.family and family != phrasing.family):
                continue
            similarity = self._similarity(asked, phrasing, words)
            best = found.get(phrasing.meant.id)
            if best is None or similarity > best.similarity:
                found[phrasing.meant.id] = PhrasingMatch(phrasing=phrasing, similarity=similarity)
        return tuple(sorted(found.values(), key=lambda m: (-m.similarity, m.phrasing.meant.id)))

    def _hits(self, asked: Phrase) -> dict[int, dict[tuple[int, int], float]]:
        """Phrasing → (its word, the question's word) → strength."""
        found: dict[int, dict[tuple[int, int], float]] = defaultdict(dict)
        for own, word in enumerate(asked):
            for place, term in enumerate(word):
                for known, strength in self._close(term, fuzzy=place == 0):
                    for at, number in self._index[known]:
                        whole = place == 0 and self._all[at].terms[number][0] == known
                        value = strength if whole else strength * self._part
                        found[at][number, own] = max(value, found[at].get((number, own), 0.0))
        return found

    def _close(self, term: str, *, fuzzy: bool) -> list[tuple[str, float]]:
        if term in self._weights:
            return [(term, 1.0)]
        if not fuzzy or len(term) < _SHORTEST:
            return []
        hits = process.extract(term, self._known, scorer=fuzz.ratio, processor=None, score_cutoff=self._cutoff, limit=2)
        return [(str(hit[0]), float(hit[1]) / 100) for hit in hits]

    def _similarity(self, asked: Phrase, phrasing: Phrasing, words: dict[tuple[int, int], float]) -> float:
        theirs = [
            max((s for (n, _), s in words.items() if n == number), default=0.0) for number in range(len(phrasing.terms))
        ]
        ours = [max((s for (_, o), s in words.items() if o == own), default=0.0) for own in range(len(asked))]
        recall = self._share(phrasing.terms, theirs)
        precision = self._share(asked, ours)
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0

    def _share(self, words: Phrase, strengths: list[float]) -> float:
        weights = [self._weights.get(word[0], self._rare) for word in words]
        return sum(w * s for w, s in zip(weights, strengths, strict=True)) / (sum(weights) or 1.0)


def family_of(kinds: tuple[Kind, ...]) -> str:
    return _FAMILIES.get(kinds[0], "") if kinds else ""


def _phrasings(meant: list[Fact | Unknown]) -> Iterable[Phrasing]:
    for one in meant:
        for text, terms in zip(one.ask, one.ask_terms, strict=True):
            family = family_of(expected(fold(text), detect(text)))
            yield Phrasing(text=text, family=family, terms=terms, meant=one)
