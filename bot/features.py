"""What is measured of sentences for a question. Names are stable: the weights file uses them."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

import numpy as np

from bot.agreement import RoleMeasure
from bot.article_index import Place, is_concept, ngrams
from bot.matching import WAYS, Matches
from bot.pool import Pool
from bot.postings import Array, Occurrences
from bot.question import Lead, Question

if TYPE_CHECKING:
    from bot.similarity import Nearness

Features = Mapping[str, float]
Columns = dict[str, Array]
"""Feature name → its value for each sentence of a pool (n)."""
Roles = Mapping[int, RoleMeasure]
"""Row → how its predicates agree with the question; without the rows that say no relation of the question's."""

_K1, _B = 0.6, 0.3  # BM25 on single sentences: little saturation, little norm by length


def sentence_features(
    question: Question,
    matches: Matches,
    near: Mapping[Place, Nearness] | None = None,
    roles: Roles | None = None,
) -> Columns:
    """`near`: how near in meaning each sentence is, where there are vectors; `roles`: where they are measured
    already."""
    found = _coverage(matches) | _kinds_of_terms(matches) | _lexical(question, matches)
    found |= _around(matches, found["chars"]) | _shape(question, matches)
    if question.readings:
        found |= _roles(measured_roles(question, matches.pool) if roles is None else roles, matches.pool.size)
    if near:
        found |= _vectors(near, matches.pool)
    if question.lead is not None:
        found |= _led(question.lead, matches)
    for name in ("chars", "bm25", "bm25_parts", "mass"):
        found[f"{name}_relative"] = found[name] / (float(found[name].max(initial=0.0)) or 1.0)
    return found


def _coverage(matches: Matches) -> Columns:
    coverage = matches.coverage()
    share = matches.strength.mean(axis=0) if matches.terms else np.zeros(matches.pool.size)
    return {
        "coverage": coverage,
        "plain_coverage": matches.weights @ matches.plain / matches.total,
        "squared": coverage * coverage,
        "mass": coverage * matches.total,
        "terms": share,
        **_only(matches),
    }


def _only(matches: Matches) -> Columns:
    """For each way of matching but the first, the share of the question's weight that a sentence matches in this way
    and in none before it."""
    if not matches.terms:
        return {f"only_{way}": np.zeros(matches.pool.size) for way in WAYS[1:]}
    ways = matches.ways.transpose(1, 0, 2)  # ways × terms × sentences
    better = np.maximum.accumulate(ways, axis=0)[:-1]
    found = matches.weights @ np.maximum(ways[1:] - better, 0.0) / matches.total
    return {f"only_{way}": found[at] for at, way in enumerate(WAYS[1:])}


def _kinds_of_terms(matches: Matches) -> Columns:
    chosen = {
        "names": [at for at, match in enumerate(matches.terms) if match.term.name and not match.term.carried],
        "verb": [at for at, match in enumerate(matches.terms) if match.term.verb and not match.term.carried],
        "exact": [at for at, match in enumerate(matches.terms) if match.term.exact and not match.term.carried],
    }
    nothing = np.zeros(matches.pool.size)
    return {name: matches.strength[ats].mean(axis=0) if ats else nothing for name, ats in chosen.items()}


def _lexical(question: Question, matches: Matches) -> Columns:
    stems = [term.terms[0] for term in question.own]
    parts = [part for term in question.own for part in term.terms if not is_concept(part)]
    pool = matches.pool
    return {
        "bm25": _bm25(pool, pool.gather(lambda article: article.whole, stems), len(stems)),
        "bm25_parts": _bm25(pool, pool.gather(lambda article: article.every, parts), len(parts)),
        "chars": _chars(pool, " ".join(term.text for term in question.own)),
    }


def _bm25(pool: Pool, found: Occurrences, terms: int) -> Array:
    """BM25 (Robertson & Zaragoza 2009), the pool being the collection."""
    norm = _K1 * (1 - _B + _B * pool.relative_lengths)
    idfs = pool.idfs(np.bincount(found.numbers, minlength=terms))
    weights = idfs[found.numbers] * found.values * (_K1 + 1) / (found.values + norm[found.rows])
    return np.asarray(np.bincount(found.rows, weights=weights, minlength=pool.size), dtype=float)


def _chars(pool: Pool, text: str) -> Array:
    """Cosine of character n-grams weighted by TF-IDF, but for the question's norm, which is the same for all."""
    grams = ngrams(text)
    found = pool.gather(lambda article: article.grams, tuple(grams))
    asked = np.array(list(grams.values())) * pool.idfs(np.bincount(found.numbers, minlength=len(grams))) ** 2
    weights = found.values * asked[found.numbers]
    return np.asarray(np.bincount(found.rows, weights=weights, minlength=pool.size) / pool.gram_norms)


def _around(matches: Matches, chars: Array) -> Columns:
    """What the neighbours in the same paragraph, and the paragraph, add."""
    pool, strength = matches.pool, matches.strength
    around = np.zeros((3, *strength.shape))
    around[0] = _shift(strength, 1) * ~pool.opens
    around[1] = _shift(strength, -1) * ~pool.closes
    if pool.size and len(strength):
        around[2] = np.maximum.reduceat(strength, np.flatnonzero(pool.opens), axis=1)[:, pool.paragraphs]
    added = matches.weights @ np.maximum(around - strength, 0.0) / matches.total
    return {
        "before": added[0],
        "after": added[1],
        "paragraph": added[2],
        "chars_before": _shift(chars[None, :], 1)[0] * ~pool.opens,
        "chars_after": _shift(chars[None, :], -1)[0] * ~pool.closes,
    }


def _shift(values: Array, by: int) -> Array:
    """Each row moved by one column, 0 coming in."""
    moved = np.zeros_like(values)
    if by > 0:
        moved[:, 1:] = values[:, :-1]
    else:
        moved[:, :-1] = values[:, 1:]
    return moved


def _shape(question: Question, matches: Matches) -> Columns:
    pool = matches.pool
    asked = question.kinds[0] if question.kinds else None
    stems = frozenset(term.terms[0] for term in question.terms)
    holds = pool.holding(asked, stems) if asked else np.zeros(pool.size)
    return {
        "length": np.log1p(pool.lengths),
        "opens": pool.opens.astype(float),
        "holds": holds,
        f"holds:{asked}": holds,
        "bigrams": _bigrams(question, pool),
    }


def _bigrams(question: Question, pool: Pool) -> Array:
    """Share of the question's pairs of content words that stand side by side in a sentence."""
    stems = [term.terms[0] for term in question.own]
    found = np.zeros(pool.size)
    for pair in itertools.pairwise(stems):
        rows, _ = pool.pairs(" ".join(pair))
        found[rows] += 1.0
    return found / max(1, len(stems) - 1)


def measured_roles(question: Question, pool: Pool, within: Collection[int] | None = None) -> Roles:
    """How the predicates of the sentences, or of the rows `within`, agree with what the question says of whom."""
    rows = {row for reading in question.readings for row in pool.rows_of_frame(reading.frame)}
    rows = rows if within is None else rows.intersection(within)
    return {row: RoleMeasure(question.readings, pool.sentence(row)) for row in rows}


def _roles(measured: Roles, size: int) -> Columns:
    """Of the best predicate of each sentence."""
    found: Columns = {"role:none": np.ones(size)}
    for row, measure in measured.items():
        found["role:none"][row] = 0.0
        for name, value in measure.sentence_features().items():
            found.setdefault(name, np.zeros(size))[row] = value
    return found


def _vectors(near: Mapping[Place, Nearness], pool: Pool) -> Columns:
    return {
        "vector": np.array([near[place].cosine if place in near else 0.0 for place in pool.places]),
        "vector_centred": np.array([near[place].centred if place in near else 0.0 for place in pool.places]),
    }


def _led(lead: Lead, matches: Matches) -> Columns:
    """How near each sentence is to the one that answered before, the more so the less of the question's own words the
    article holds ("lost"), and what it matches of these."""
    pool = matches.pool
    away = np.array([at - lead.sentence if document == lead.document else np.inf for document, at in pool.places])
    near = 1 / (1 + np.abs(away))
    row = pool.rows.get((lead.document, lead.sentence))
    beside = np.zeros(pool.size) if row is None else (pool.paragraphs == pool.paragraphs[row]).astype(float)
    own = np.array([not match.term.carried for match in matches.terms], dtype=bool)
    found = {
        "turn:near": near,
        "turn:same": (away == 0).astype(float),
        "turn:next": (away == 1).astype(float),
        "turn:later": near * (away > 0),
        "turn:paragraph": beside,
    }
    weights = matches.weights[own]
    met = weights @ matches.strength[own] / (float(weights.sum()) or 1e-9)
    lost = 1.0 - float(met.max(initial=0.0))
    by_it_alone = {f"turn:lost|{name.removeprefix('turn:')}": lost * value for name, value in found.items()}
    return found | by_it_alone | {"turn:own": met}
