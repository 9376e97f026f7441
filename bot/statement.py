"""What speaks for and against a statement in a sentence: how well the statement's words are met there and around, and
how negation, denial, restriction, opposites and other numbers stand to them. Names are stable: the weights use them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot import gates
from bot.matching import CONTEXT, WAYS, Matches
from bot.postings import Array
from bot.question import Question
from bot.ranking import Choice, Ranking
from bot.support import MET
from bot.weights import Polar
from knowledge.analysis import fold, stem
from knowledge.document import Language
from knowledge.store import Token

Features = dict[str, float]

_SENTENCES = 3
_NEAR = 3  # tokens between a cue and a word of the statement
_OTHERWISE = re.compile(r"nicht nur|nicht zuletzt|nicht mehr als|nicht weniger als|not only|no (?:more|less) than")
_LACKING = re.compile(r"un[a-z]{4,}|[a-z]{3,}(?:los|frei)(?:e[mnrs]?)?|un[a-z]{5,}(?:ed|ing|able)|[a-z]{4,}less")
_BY_STEM = ("denial", "free", "former", "lasting")
_BY_WORD = ("negation", "lacking", "restriction", "addition", "first")
_AGAINST = ("negation", "lacking", "denial")
_DENYING = ("against:anywhere", "opposed", "number:differs", "restriction", "first", "free", "former")
_PARTICLES_TOO = ("negation", "restriction", "addition")
_QUALITIES = ("ADJ", "ADV", "AJ", "AV", "VV(PP)", "VVN")
_SPEAKS_TO: Mapping[str, tuple[str, ...]] = {
    "already": ("first", "addition"),
    "earlier": ("first", "addition"),
    "too": ("restriction", "addition"),
    "still": ("former", "lasting"),
    "all": ("restriction", "addition"),
    "only": ("addition", "restriction"),
    "must": ("free",),
}
_NUMBER = re.compile(r"\d")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Measured:
    """A sentence that may decide a statement. `bearing`: what tells whether it does; `leaning`: which way."""

    choice: Choice
    bearing: Features
    leaning: Features


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Weighed:
    """What a sentence says to a statement; `probability`: that it decides it, and in this way; `grounded`: nothing is
    denied without a word that speaks against it."""

    choice: Choice
    holds: bool
    probability: float
    grounded: bool


def measured(ranking: Ranking) -> tuple[Measured, ...]:
    """The best sentences."""
    found = []
    for choice in ranking.choices[:_SENTENCES]:
        says = leaning(ranking, choice)
        bears = bearing(ranking, choice) | {f"says:{name}": value for name, value in says.items()}
        found.append(Measured(choice=choice, bearing=bears, leaning=says))
    return tuple(found)


def weigh(question: Question, sentences: Sequence[Measured], polar: Polar) -> Weighed | None:
    """What the sentence that is surest to decide says; None without a sentence."""
    return max((_weigh(question, one, polar) for one in sentences), key=lambda one: one.probability, default=None)


def _weigh(question: Question, one: Measured, polar: Polar) -> Weighed:
    yes = polar.polarity.probability(one.leaning)
    return Weighed(
        choice=one.choice,
        holds=(yes >= 0.5) != question.negated,
        probability=polar.decided.probability(one.bearing) * max(yes, 1 - yes),
        grounded=yes >= 0.5 or any(one.leaning.get(name) for name in _DENYING),
    )


def bearing(ranking: Ranking, choice: Choice) -> Features:
    """Whether a sentence decides the statement at all: how its words are met, by kind of word and by place."""
    matches, row = ranking.matches, choice.sentence.row
    if not matches.terms:
        return {"no_terms": 1.0}
    here, own = matches.strength[:, row], matches.ways[:, :CONTEXT, row].max(axis=1)
    shares = matches.weights / matches.total
    clause = _in_clause(matches, row)
    around = np.maximum(here, _around(matches, row))
    anywhere = matches.strength.max(axis=1)
    found = {
        "met": float(shares @ here),
        "met:own": float(shares @ own),
        "met:clause": float(shares @ clause),
        "met:around": float(shares @ around),
        "met:anywhere": float(shares @ anywhere),
        "met:whole": float(shares @ matches.ways[:, 0, row]),
        "unmet": float((here < MET).sum()),
        "unmet:anywhere": float((anywhere < MET).sum()),
        "worst": float((matches.weights * (1 - here)).max()),
        "most": float((matches.weights * here).max()),
        "mass": float(matches.weights @ here),
        "terms": float(len(matches.terms)),
        "behind": choice.sentence.score - float(ranking.scores.max()),
        "share": float(np.exp(choice.sentence.score - np.logaddexp.reduce(ranking.scores))),
        "length": float(np.log1p(len(choice.sentence.sentence.tokens))),
    }
    for at, way in enumerate(WAYS[1:], 1):
        found[f"way:{way}"] = float(shares @ (matches.ways[:, at, row] * (matches.ways[:, :at, row].max(axis=1) < MET)))
    for kind, ats in _kinds(matches).items():
        found[f"{kind}"] = 1.0
        found[f"{kind}:here"] = float(here[ats].min())
        found[f"{kind}:around"] = float(around[ats].min())
        found[f"{kind}:anywhere"] = float(anywhere[ats].min())
    for name in ("vector", "vector_centred", "chars", "bm25"):
        if name in choice.sentence.features:
            found[name] = choice.sentence.features[name]
    if gates.before(ranking) is not None:
        found["gate"] = 1.0
    return found | _roles(ranking, choice)


def leaning(ranking: Ranking, choice: Choice) -> Features:
    """Which way a sentence decides the statement, were it not negated."""
    matches, question = ranking.matches, ranking.question
    tokens = choice.sentence.sentence.tokens
    met = _met(matches, choice.sentence.row)
    clause = _clause(matches.pool.spans(choice.sentence.row).clauses, met)
    cues = _cues(tokens, frozenset(term for match in matches.terms for term in match.term.terms if ":" not in term))
    found: Features = {}
    for kind, ats in cues.items():
        found[kind] = 1.0
        found[f"{kind}:clause"] = float(any(clause[at] for at in ats))
        found[f"{kind}:near"] = float(any(met[max(0, at - _NEAR) : at + _NEAR + 1].any() for at in ats))
    against = sum(found.get(f"{kind}:clause", 0.0) for kind in _AGAINST)
    found["against"] = float(against > 0)
    found["against:twice"] = float(against > 1)
    found["against:anywhere"] = float(any(kind in cues for kind in _AGAINST))
    for particle in particles_of(question):
        found[f"asked:{particle}"] = 1.0
        found[f"asked:{particle}|same"] = float(any(fold(token.text) in _particles()[particle] for token in tokens))
        found[f"asked:{particle}|against"] = found["against"]
        found |= {f"asked:{particle}|{kind}": 1.0 for kind in _SPEAKS_TO.get(particle, ()) if kind in cues}
    denied = any(not _stems("denial").isdisjoint(match.term.terms) for match in matches.terms)
    found |= {"asked:denial": float(denied), "asked:denial|against": float(denied and against > 0)}
    opposed = _opposed(question, matches, tokens)
    found["opposed"] = float(bool(opposed))
    found["opposed:clause"] = float(any(clause[at] for at in opposed))
    found |= _numbers(matches, choice.sentence.row, tokens)
    verbs = [match for match in matches.terms if match.term.verb]
    if verbs:
        found["verb"] = float(min(match.strength[choice.sentence.row] for match in verbs))
    plain = not against and not opposed
    found |= {"plain": float(plain), "plain:coverage": plain * float(choice.sentence.features["coverage"])}
    return found | _roles(ranking, choice)


def _met(matches: Matches, row: int) -> NDArray[np.bool_]:
    """The tokens that meet a word of the statement (n)."""
    table = matches.pool.spans(row)
    held = [table.held(match.expansions) >= MET for match in matches.terms]
    return np.logical_or.reduce(held) if held else np.zeros(len(table.words), dtype=bool)


def particles_of(question: Question) -> tuple[str, ...]:
    """Which of the particles that a sentence may speak to stand in a question: already, too, still …"""
    words = {fold(word) for word in re.findall(r"\w+", question.text)}
    return tuple(kind for kind, listed in _particles().items() if not words.isdisjoint(listed))


def _kinds(matches: Matches) -> Mapping[str, list[int]]:
    found: dict[str, list[int]] = {}
    for at, match in enumerate(matches.terms):
        found.setdefault(match.term.kind, []).append(at)
    return found


def _around(matches: Matches, row: int) -> Array:
    """How well each term is met in the sentences beside this one (T)."""
    beside = [at for at in (row - 1, row + 1) if 0 <= at < matches.pool.size]
    return np.asarray(matches.strength[:, beside].max(axis=1, initial=0.0))


def _in_clause(matches: Matches, row: int) -> Array:
    """How well each term is met in the clause that meets most of them (T)."""
    table = matches.pool.spans(row)
    held = np.array([table.held(match.expansions) for match in matches.terms])
    if not held.size:
        return np.zeros(len(matches.terms))
    clauses = [held[:, table.clauses == number].max(axis=1) for number in dict.fromkeys(table.clauses.tolist())]
    return np.asarray(max(clauses, key=lambda met: float(matches.weights @ met)))


def _clause(clauses: NDArray[np.intp], met: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The tokens of the clause that holds most of the met ones; of those with as many the last (n)."""
    if not len(clauses):
        return np.zeros(0, dtype=bool)
    counts = np.bincount(clauses, weights=met)
    return np.asarray(clauses == len(counts) - 1 - int(np.argmax(counts[::-1])))


def _cues(tokens: Sequence[Token], asked: frozenset[str]) -> dict[str, list[int]]:
    """The places of the words that speak for or against, by kind; those of the statement itself do neither."""
    folded = [fold(token.text) for token in tokens]
    found: dict[str, list[int]] = {}
    for at, (word, token) in enumerate(zip(folded, tokens, strict=True)):
        if _OTHERWISE.match(" ".join(folded[at : at + 3])):
            continue
        kinds = list(_kinds_of_word(word, token.tag))
        if kinds and not asked.isdisjoint(token.terms[:1]):
            kinds = [kind for kind in kinds if kind in _PARTICLES_TOO]
        kinds += [
            kind
            for term in token.terms
            for kind in _of_stems().get(term, ())
            if asked.isdisjoint(_stems(kind).intersection(token.terms))
        ]
        for kind in dict.fromkeys(kinds):
            found.setdefault(kind, []).append(at)
    return found


@lru_cache(maxsize=4096)
def _kinds_of_word(word: str, tag: str) -> tuple[str, ...]:
    kinds = [kind for kind in _BY_WORD if word in _words(kind)]
    return (*kinds, "lacking") if "lacking" not in kinds and _lacks(word, tag) else tuple(kinds)


@cache
def _of_stems() -> Mapping[str, tuple[str, ...]]:
    """Stem → the kinds of cue it is."""
    found: dict[str, tuple[str, ...]] = {}
    for kind in _BY_STEM:
        for term in _stems(kind):
            found[term] = (*found.get(term, ()), kind)
    return found


def _lacks(word: str, tag: str) -> bool:
    return tag.startswith(_QUALITIES) and bool(_LACKING.fullmatch(word)) and word not in _words("denies_nothing")


def _opposed(question: Question, matches: Matches, tokens: Sequence[Token]) -> list[int]:
    """The tokens that say the opposite of a word of the question."""
    opposites: set[str] = set()
    for match in matches.terms:
        for term in match.term.terms:
            opposites |= _opposites().get(term, frozenset())
    for word in re.findall(r"\w+", question.text):
        opposites |= _opposites().get(stem(word, question.language), frozenset())
    return [at for at, token in enumerate(tokens) if not opposites.isdisjoint(token.terms)]


def _numbers(matches: Matches, row: int, tokens: Sequence[Token]) -> Features:
    """Whether a number of the statement is missing where the sentence has others."""
    asked = [match for match in matches.terms if match.term.exact and _NUMBER.search(match.term.text)]
    if not asked:
        return {}
    missing = any(match.strength[row] < MET for match in asked)
    said = any(_NUMBER.search(token.text) for token in tokens)
    return {"number": float(not missing), "number:differs": float(missing and said)}


def _roles(ranking: Ranking, choice: Choice) -> Features:
    return {name: value for name, value in choice.sentence.features.items() if name.startswith("role:")}


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(str(_data()[kind]).split())


@cache
def _stems(kind: str) -> frozenset[str]:
    return frozenset(stem(word, language) for word in _words(kind) for language in _LANGUAGES)


@cache
def _particles() -> Mapping[str, frozenset[str]]:
    return {kind: frozenset(words.split()) for kind, words in _data()["particles"].items()}


@cache
def _opposites() -> Mapping[str, frozenset[str]]:
    """Stem → the stems that say its opposite."""
    found: dict[str, frozenset[str]] = {}
    for line in _data()["opposites"]["pairs"].strip().splitlines():
        one, _, other = line.partition("|")
        for own, others in ((one, other), (other, one)):
            against = frozenset(stem(word, language) for word in others.split() for language in _LANGUAGES)
            for word in own.split():
                for language in _LANGUAGES:
                    key = stem(word, language)
                    found[key] = found.get(key, frozenset()) | against
    return found


_LANGUAGES: tuple[Language, ...] = ("de", "en")


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads(resources.files("bot").joinpath("data/statement_words.toml").read_text("utf-8"))
