"""A statement against one sentence: which token says which of its words, or the opposite, which clause tells most of
it, and what else there speaks for or against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.clauses import clauses
from bot.cues import Cues, cues
from bot.matching import TermMatch
from bot.opposites import near_opposites, opposites
from bot.postings import Array
from bot.ranking import RankedSentence, Ranking
from bot.support import MET
from knowledge.store import Token

SAID = 0.5  # a strength from which a word says the same


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Reading:
    """A statement of T words against a sentence of n tokens. `held`: how well each token meets each word (T × n, 0–1);
    `opposed`, `nearly`: which say the opposite of each word, by the lexicon or by what is close to it (T × n);
    `clause`: the tokens of the clause that tells most of it (n); `cues`: the other words that speak for or against."""

    tokens: Sequence[Token]
    held: Array
    opposed: NDArray[np.bool_]
    nearly: NDArray[np.bool_]
    clause: NDArray[np.bool_]
    cues: Cues

    def told(self, *, clause: bool) -> Array:
        """How well each word, or its opposite, is met in the clause or in the sentence (T)."""
        found = np.maximum(self.held, np.maximum(self.opposed, self.nearly * SAID))
        return np.asarray((found * self.clause if clause else found).max(axis=1, initial=0.0))


def read(ranking: Ranking, sentence: RankedSentence) -> Reading:
    """The statement of the ranking against one of its sentences."""
    matches, row = ranking.matches, sentence.row
    tokens, table = sentence.sentence.tokens, matches.pool.spans(row)
    shape = (len(matches.terms), len(tokens))
    held = np.array([table.held(match.expansions) for match in matches.terms]).reshape(shape)
    own = np.array([[_shares(match, token) for token in tokens] for match in matches.terms], dtype=bool).reshape(shape)
    language = ranking.question.language
    whole = [_whole(token) for token in tokens]
    opposed, nearly = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    for at, match in enumerate(matches.terms):
        stems = stems_of(match)
        direct = {word for one in stems for word in opposites(one, language)}
        near = {word for one in stems[:2] for word in near_opposites(one, language)}
        opposed[at] = [not direct.isdisjoint(words) for words in whole]
        nearly[at] = [not near.isdisjoint(words) for words in whole]
    opposed &= ~own.any(axis=0) & ~_by_another(held)
    nearly &= ~own.any(axis=0) & (held < SAID).all(axis=0) & ~opposed
    said = any_word(held >= SAID)
    told = np.maximum(np.maximum(held, opposed), nearly * SAID)
    clause = _clause(clauses(tokens, table.clauses), told, matches.weights)
    found = cues(tokens, said | any_word(opposed), any_word(told >= MET))
    return Reading(tokens=tokens, held=held, opposed=opposed, nearly=nearly, clause=clause, cues=found)


def any_word(marks: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which tokens are marked for any word of the statement (T × n → n)."""
    return np.asarray(marks.any(axis=0))


def _by_another(held: Array) -> NDArray[np.bool_]:
    """Which tokens say another word of the statement than each (T × n): they say no opposite as well."""
    says = held >= SAID
    return np.asarray((says.sum(axis=0) - says) > 0)


def _shares(match: TermMatch, token: Token) -> bool:
    """Whether a token is the statement's own word, in whatever form."""
    return any(term in token.terms for term in match.term.terms if ":" not in term)


def stems_of(match: TermMatch) -> list[str]:
    """Those of the word itself, without its parts."""
    term = match.term
    stems = [one for one in term.terms if ":" not in one]
    return stems if term.verb or term.text[:1].islower() else stems[:1]


def _whole(token: Token) -> frozenset[str]:
    stems = [term for term in token.terms if ":" not in term]
    return frozenset(stems[:1] if token.tag.startswith(("NN", "NE", "NP")) else stems)


def _clause(numbers: NDArray[np.intp], told: Array, weights: Array) -> NDArray[np.bool_]:
    """The tokens of the clause that tells most of a statement's weight; of those that tell as much the last (n)."""
    if not told.size:
        return np.ones(len(numbers), dtype=bool)
    tells = {int(one): float(weights @ told[:, numbers == one].max(axis=1)) for one in np.unique(numbers)}
    best = max(tells.values())
    return np.asarray(numbers == max(one for one, value in tells.items() if value >= best - 1e-9))
