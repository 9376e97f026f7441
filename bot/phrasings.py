"""Curated phrasings: which authored fact or known unknown a question means, by its words and what it expects."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.fuzzy import neighbours
from bot.postings import Array, Rows
from bot.question import Form, Question, asks_for_others, expected, light_stems, normalise
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
_TOTAL = re.compile(
    r"\b(?:ins)?gesamt|\btotal|\b(?:overall|altogether|alles in allem|alles zusammen|in summe)\b|\bsummier"
    r"|\bzusammen(?:genommen|gerechnet)\b"
)
_WORD = re.compile(r"\w+")
_Key = TypeVar("_Key", bound=Hashable)
_NAMES = (Kind.ORGANISATION, Kind.PERSON, Kind.NAME)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrasing:
    """One authored way to ask. `family` is what its question word asks for: who, when, where, amount, why, or
    anything else (""); `kinds`: the kinds of answer it expects; `exact`: its numbers and versions."""

    text: str
    family: str
    kinds: tuple[Kind, ...]
    exact: frozenset[str]
    total: bool  # it asks for the whole of something: insgesamt, das gesamte
    others: bool
    open: bool  # it has a question word
    terms: Phrase
    meant: Fact | Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class PhrasingMatch:
    """`similarity`, 0–1: for a fact the geometric mean of the F1 of the question's words with the closest phrasing's
    and the share of the question's words that all its phrasings cover; for an unknown see `_agreement`. Rare words
    weigh more."""

    phrasing: Phrasing
    similarity: float
    same: bool = False  # the question is the phrasing, word by word


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """The distinguishing names, the abbreviations, and the numbers and versions among some words."""

    names: frozenset[str]
    short: frozenset[str]
    exact: frozenset[str]

    def fits(self, asked: _Held) -> bool:
        """Neither speaks of a name that the other does not; abbreviations may stand for names, but not for others.
        Whoever asks must give the numbers and versions that a phrasing has."""
        if self.names != asked.names or not self.exact <= asked.exact:
            return False
        return not (self.short and asked.short and self.short.isdisjoint(asked.short))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """How a phrasing asks, in its own terms: the kinds where it asks for an amount, and where it asks for anything else
    (""), `said`: the family of what is meant."""

    family: str
    kinds: tuple[Kind, ...]
    total: bool
    others: bool
    open: bool
    said: str


class Phrasings:
    """The phrasings of one article (P), and their words in a row (W), indexed by term. `part` is what sharing a lemma,
    a compound part or a concept counts, against 1 for the stem."""

    def __init__(self, store: FactStore, document: str, *, part: float) -> None:
        self._part = part
        self._abbreviations = frozenset(_stems(store, document, (Kind.ABBREVIATION,)))
        self._names = _distinguishing_names(store, document) - self._abbreviations
        meant: list[Fact | Unknown] = [fact for fact in store.facts(document=document) if fact.origin == "curated"]
        meant += store.unknowns(document)
        self._all = tuple(_phrasings(meant))
        counts = Counter(term for phrasing in self._all for term in {t for word in phrasing.terms for t in word})
        self._weights = {term: math.log(1 + len(self._all) / count) for term, count in counts.items()}
        self._rare = math.log(1 + len(self._all))
        self._known = tuple(sorted(counts))
        self._index = _index(word for phrasing in self._all for word in phrasing.terms)
        self._phrasing_of = np.repeat(np.arange(len(self._all)), [len(phrasing.terms) for phrasing in self._all])
        weighed = [self._weigh(phrasing.terms) for phrasing in self._all]
        self._weighed = np.array([weight for own in weighed for weight in own])
        self._totals = np.array([sum(own) or 1.0 for own in weighed])
        self._unknown = np.array([isinstance(phrasing.meant, Unknown) for phrasing in self._all], dtype=bool)
        self._ways, self._way_of = _distinct(map(_way, self._all))
        self._held, self._held_of = _distinct(self._held_in(phrasing.terms) for phrasing in self._all)
        self._typed = {_typed(normalise(phrasing.text)): phrasing for phrasing in reversed(self._all)}
        _, self._meaning_of = _distinct(phrasing.meant.id for phrasing in self._all)

    def match(self, question: Question, *, without: str | None = None) -> tuple[PhrasingMatch, ...]:
        """Best first, one for each fact or unknown meant; a phrasing in its very words is meant, whatever else is near.
        `without`: a phrasing's text to leave out (calibration)."""
        found = self._near(question, without)
        same = self._typed.get(_typed(question.text)) if without is None and question.lead is None else None
        if same is None:
            return found
        others = (match for match in found if match.phrasing.meant.id != same.meant.id)
        return (PhrasingMatch(phrasing=same, similarity=1.0, same=True), *others)

    def _near(self, question: Question, without: str | None) -> tuple[PhrasingMatch, ...]:
        asked = tuple(t.terms for t in question.terms if not t.said and not (t.carried and t.verb))
        if not asked or not self._all:
            return ()
        ours, theirs = self._strengths(asked)
        at = np.flatnonzero(self._may_mean(question, asked) & ours.any(axis=0))
        at = at[[self._all[number].text != without for number in at]] if without is not None else at
        if not len(at):
            return ()
        weighed = self._weigh(asked)
        recall = np.bincount(self._phrasing_of, self._weighed * theirs, len(self._all)) / self._totals
        similarity = self._agreement(at, _share(weighed, ours[:, at]), recall[at])
        at, similarity, starts = _by_meaning(at, similarity, self._meaning_of)
        covered = _share(weighed, np.maximum.reduceat(ours[:, at], starts, axis=1))
        best, similarity = at[starts], similarity[starts]
        similarity = np.where(self._unknown[best], similarity, np.sqrt(similarity * covered))
        pairs = zip(best.tolist(), similarity.tolist(), strict=True)
        found = (PhrasingMatch(phrasing=self._all[number], similarity=value) for number, value in pairs)
        return tuple(sorted(found, key=lambda m: (-m.similarity, m.phrasing.meant.id)))

    def _held_in(self, words: Phrase) -> _Held:
        stems = {word[0] for word in words}
        return _Held(names=self._names & stems, short=self._abbreviations & stems, exact=_exact(words))

    def _weigh(self, words: Phrase) -> list[float]:
        return [self._weights.get(word[0], self._rare) for word in words]

    def _strengths(self, asked: Phrase) -> tuple[Array, Array]:
        """How well each phrasing has each of the question's words (words × P), and the question each of theirs (W)."""
        ours, theirs = np.zeros((len(asked), len(self._all))), np.zeros(len(self._phrasing_of))
        for own, word in zip(ours, asked, strict=True):
            for place, term in enumerate(word):
                for known, strength in self._close(term, fuzzy=place == 0):
                    at, whole = self._index[known]
                    values = np.where(whole, strength, strength * self._part) if place == 0 else strength * self._part
                    theirs[at] = np.maximum(theirs[at], values)
                    np.maximum.at(own, self._phrasing_of[at], values)
        return ours, theirs

    def _close(self, term: str, *, fuzzy: bool) -> list[tuple[str, float]]:
        if term in self._weights:
            return [(term, 1.0)]
        return neighbours(term, self._known) if fuzzy else []

    def _may_mean(self, question: Question, asked: Phrase) -> NDArray[np.bool_]:
        """Which phrasings ask for the same, of the same names and numbers (P)."""
        family, held = family_of(question.kinds, question.prepositions), self._held_in(asked)
        total = _asks_for_total(question.text)
        ways = np.array([_may_mean(way, family, question, total=total) for way in self._ways])
        fitting = np.array([own.fits(held) for own in self._held])
        return np.asarray(ways[self._way_of] & fitting[self._held_of], dtype=bool)

    def _agreement(self, at: Rows, precision: Array, recall: Array) -> Array:
        """F1; for a known unknown the worse of the two, as it is narrower than what the article does say."""
        f1 = 2 * precision * recall / (precision + recall)
        return np.where(self._unknown[at], np.minimum(precision, recall), f1)


def _typed(text: str) -> str:
    """The words as typed, folded, without marks."""
    return " ".join(_WORD.findall(fold(text)))


def _index(words: Iterable[tuple[str, ...]]) -> dict[str, tuple[Rows, NDArray[np.bool_]]]:
    """Index term → the words that have it, and whether as their stem."""
    found: dict[str, list[tuple[int, bool]]] = defaultdict(list)
    for number, word in enumerate(words):
        for place, term in enumerate(word):
            found[term].append((number, place == 0))
    return {
        term: (np.array([at for at, _ in places], dtype=np.intp), np.array([stem for _, stem in places], dtype=bool))
        for term, places in found.items()
    }


def _distinct(keys: Iterable[_Key]) -> tuple[tuple[_Key, ...], Rows]:
    """Each key once, and for each of them its number."""
    numbers: dict[_Key, int] = {}
    each = [numbers.setdefault(key, len(numbers)) for key in keys]
    return tuple(numbers), np.array(each, dtype=np.intp)


def _by_meaning(at: Rows, similarity: Array, meaning_of: Rows) -> tuple[Rows, Array, Rows]:
    """Phrasings and their similarity by what is meant, the best first of each, and where each begins."""
    meanings = meaning_of[at]
    order = np.lexsort((-similarity, meanings))
    return at[order], similarity[order], np.flatnonzero(np.diff(meanings[order], prepend=-1))


def _share(weights: list[float], strengths: Array) -> Array:
    """Of the weight of some words, what is met, for each of n others (words × n)."""
    return np.asarray(sum([w * s for w, s in zip(weights, strengths, strict=True)]) / (sum(weights) or 1.0))


def _distinguishing_names(store: FactStore, document: str) -> frozenset[str]:
    """Stems of one-word names and of surnames, but for the article's main name: a question about one of them is not
    one about another."""
    counts = _stems(store, document, _NAMES)
    main = max(counts, key=lambda name: (counts[name], name), default=None)
    return frozenset(counts) - {main}


def _stems(store: FactStore, document: str, kinds: tuple[Kind, ...]) -> Counter[str]:
    """How often each one-word mention of these kinds occurs, by stem; of a person the last word counts."""
    counts: Counter[str] = Counter()
    for fact in store.facts(document=document, kinds=kinds):
        start, end = fact.answer_start, fact.answer_end
        if fact.origin == "extracted" and start is not None and end is not None:
            tokens = store.sentence(document, fact.sentence).tokens
            words = [token for token in tokens if start <= token.start and token.end <= end and token.terms]
            if words and (len(words) == 1 or fact.kind is Kind.PERSON):
                counts[words[-1].terms[0]] += 1
    return counts


def family_of(kinds: tuple[Kind, ...], prepositions: tuple[str, ...] = ()) -> str:
    """What is asked for: who, when, where, amount, why, or "" for the rest; "an wen" is not "wer" (but "von wem"
    is, of a passive), "wofür" is "wozu", and "worauf" is not "was"."""
    family = _FAMILIES.get(kinds[0], "") if kinds else ""
    governed = prepositions[0] if prepositions else ""
    if family == "who" and governed not in ("", "von"):
        return f"who:{governed}"
    if kinds and kinds[0] in (Kind.PREPOSITIONAL, Kind.ROLE) and governed:
        return "why" if governed == "für" else f"what:{governed}"
    return family


def _way(phrasing: Phrasing) -> _Way:
    kinds = phrasing.kinds if phrasing.family == "amount" else ()
    said = family_of((phrasing.meant.kind,)) if isinstance(phrasing.meant, Fact) and not phrasing.family else ""
    return _Way(
        family=phrasing.family,
        kinds=kinds,
        total=phrasing.total,
        others=phrasing.others,
        open=phrasing.open,
        said=said,
    )


def _may_mean(way: _Way, family: str, question: Question, *, total: bool) -> bool:
    """Both ask for the same, and what is meant can be said to it; without a question word anything may be asked."""
    if way.others != question.others or way.total > total:
        return False
    if question.form is Form.YES_NO:
        return not way.open
    if not question.kinds:
        return True
    if family == "amount" == way.family:  # how much money is not how many
        return question.kinds[0] in way.kinds and way.kinds[0] in question.kinds
    return family == way.family and not (family == "" and way.said in ("why", "when", "where"))


def _asks_for_total(text: str) -> bool:
    return bool(_TOTAL.search(fold(text)))


def _exact(words: Phrase) -> frozenset[str]:
    return frozenset(word[0] for word in words if any(letter.isdigit() for letter in word[0]))


def _phrasings(meant: list[Fact | Unknown]) -> Iterable[Phrasing]:
    for one in meant:
        for text, terms in zip(one.ask, one.ask_terms, strict=True):
            language = detect(text)
            kinds, prepositions = expected(text, language)
            family, others = family_of(kinds, prepositions), asks_for_others(fold(text), kinds)
            telling = tuple(word for word in terms if word[0] not in light_stems(language))
            yield Phrasing(
                text=text,
                family=family,
                kinds=kinds,
                exact=_exact(telling),
                total=_asks_for_total(text),
                others=others,
                open=bool(kinds),
                terms=telling,
                meant=one,
            )
