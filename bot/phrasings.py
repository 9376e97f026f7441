"""Curated phrasings: which authored fact or known unknown a question means, by its words and what it expects."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from bot.fuzzy import neighbours
from bot.question import Form, Question, asks_for_others, expected, light_stems
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
    r"\b(?:ins)?gesamt|\btotal|\b(?:overall|altogether|alles in allem)\b|\bzusammen(?:genommen|gerechnet)\b"
)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """The distinguishing names and the abbreviations among some words."""

    names: set[str]
    short: set[str]

    def agrees(self, other: _Names) -> bool:
        """Neither speaks of a name that the other does not; abbreviations may stand for names, but not for others."""
        return self.names == other.names and not (self.short and other.short and self.short.isdisjoint(other.short))


class Phrasings:
    """The phrasings of one article, indexed by term. `part` is what sharing a lemma, a compound part or a
    concept counts, against 1 for the stem."""

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
        self._index: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for at, phrasing in enumerate(self._all):
            for number, word in enumerate(phrasing.terms):
                for term in word:
                    self._index[term].append((at, number))
        self._known = tuple(sorted(counts))
        self._named = tuple(self._names_in(phrasing.terms) for phrasing in self._all)
        self._weighed = tuple(self._weigh(phrasing.terms) for phrasing in self._all)
        self._said = tuple(_said(phrasing) for phrasing in self._all)

    def match(self, question: Question, *, without: str | None = None) -> tuple[PhrasingMatch, ...]:
        """Best first, one for each fact or unknown meant. `without`: a phrasing's text to leave out (calibration)."""
        asked = tuple(term.terms for term in question.terms if not term.said)
        family = family_of(question.kinds, question.prepositions)
        exact = _exact(asked)
        named, weighed, total = self._names_in(asked), self._weigh(asked), _asks_for_total(question.text)
        best: dict[str, PhrasingMatch] = {}
        covered: dict[str, list[float]] = {}
        for at, words in self._hits(asked).items():
            phrasing = self._all[at]
            if phrasing.text == without or not _may_mean(phrasing, self._said[at], family, question):
                continue
            if not named.agrees(self._named[at]) or not phrasing.exact <= exact or phrasing.total > total:
                continue
            meant, ours = phrasing.meant.id, _best(words, len(asked), of=1)
            covered[meant] = [max(pair) for pair in zip(ours, covered.get(meant, ours), strict=True)]
            theirs = _best(words, len(phrasing.terms), of=0)
            similarity = _agreement(phrasing, _share(weighed, ours), _share(self._weighed[at], theirs))
            if meant not in best or similarity > best[meant].similarity:
                best[meant] = PhrasingMatch(phrasing=phrasing, similarity=similarity)
        found = [self._widened(match, _share(weighed, covered[meant])) for meant, match in best.items()]
        return tuple(sorted(found, key=lambda m: (-m.similarity, m.phrasing.meant.id)))

    def _names_in(self, words: Phrase) -> _Names:
        stems = {word[0] for word in words}
        return _Names(names=stems & self._names, short=stems & self._abbreviations)

    def _weigh(self, words: Phrase) -> list[float]:
        return [self._weights.get(word[0], self._rare) for word in words]

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
        return neighbours(term, self._known) if fuzzy else []

    @staticmethod
    def _widened(match: PhrasingMatch, covered: float) -> PhrasingMatch:
        if isinstance(match.phrasing.meant, Unknown):
            return match
        return PhrasingMatch(phrasing=match.phrasing, similarity=math.sqrt(match.similarity * covered))


def _share(weights: list[float], strengths: list[float]) -> float:
    return sum([w * s for w, s in zip(weights, strengths, strict=True)]) / (sum(weights) or 1.0)


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


def _agreement(phrasing: Phrasing, precision: float, recall: float) -> float:
    """F1; for a known unknown the worse of the two, as it is narrower than what the article does say."""
    if isinstance(phrasing.meant, Unknown):
        return min(precision, recall)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _best(words: dict[tuple[int, int], float], size: int, *, of: int) -> list[float]:
    """For each word of one side, its best match on the other."""
    found = [0.0] * size
    for pair, strength in words.items():
        found[pair[of]] = max(found[pair[of]], strength)
    return found


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


def _said(phrasing: Phrasing) -> str:
    """The family of what is meant."""
    return family_of((phrasing.meant.kind,)) if isinstance(phrasing.meant, Fact) else ""


def _may_mean(phrasing: Phrasing, said: str, family: str, question: Question) -> bool:
    """Both ask for the same, and what is meant can be said to it; without a question word anything may be asked."""
    if phrasing.others != question.others:
        return False
    if question.form is Form.YES_NO:
        return not phrasing.open
    if not question.kinds:
        return True
    if family == "amount" == phrasing.family:  # how much money is not how many
        return question.kinds[0] in phrasing.kinds and phrasing.kinds[0] in question.kinds
    return family == phrasing.family and not (family == "" and said in ("why", "when", "where"))


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
