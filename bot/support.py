"""How the words of a question are borne out around the span that answers best: in the span, beside it, in its clause,
its sentence, or anywhere. Each kind of word counts apart: a sentence without the name in the question, or without the
noun that is asked for, tells another thing."""

from __future__ import annotations

import numpy as np

from bot.matching import Matches
from bot.postings import Array
from bot.ranking import Choice, Ranking

_BESIDE = 3  # tokens on either side of a span
MET = 0.15  # a strength below is a chance match


def support(ranking: Ranking, choice: Choice) -> dict[str, float]:
    """For each kind of word ("target", "name", "exact", "verb", "noun") its least strength at each distance, and how
    many of all the words are met."""
    matches, row = ranking.matches, choice.sentence.row
    if not matches.terms:
        return {}
    target = ranking.question.target
    kinds = ["target" if match.term == target else match.term.kind for match in matches.terms]
    near = _around(matches, choice)
    near["here"] = matches.strength[:, row]
    near["own"] = matches.plain[:, row]
    near["anywhere"] = matches.strength.max(axis=1)
    near["own_anywhere"] = matches.plain.max(axis=1)
    each = np.array(list(near.values()))  # places × T
    found: dict[str, float] = {}
    for kind in dict.fromkeys(kinds):
        at = [number for number, own in enumerate(kinds) if own == kind]
        found[f"asks:{kind}"] = 1.0
        for place, least in zip(near, each[:, at].min(axis=1).tolist(), strict=True):
            found[f"{kind}:{place}"] = least
            found[f"{kind}:{place}:unmet"] = float(least < MET)
    shares = matches.weights / matches.total
    found |= {f"met:{place}": met for place, met in zip(near, (each @ shares).tolist(), strict=True)}
    unmet = dict(zip(near, (each < MET).sum(axis=1).tolist(), strict=True))
    for place in ("clause", "here", "own", "anywhere", "own_anywhere"):
        found[f"unmet:{place}"] = float(unmet[place])
        found[f"all:{place}"] = float(not unmet[place])
    return found


def _around(matches: Matches, choice: Choice) -> dict[str, Array]:
    """How well each word is met in the best span, beside it and in its clause (T each)."""
    terms = matches.terms
    if not choice.candidates:
        return {place: np.zeros(len(terms)) for place in ("inside", "beside", "clause")}
    table = matches.pool.spans(choice.sentence.row)
    number = table.numbers[choice.candidates[0].fact.id]
    first, last = int(table.first[number]), int(table.last[number])
    held = np.array([table.held(match.expansions) for match in terms])  # T × tokens
    around = {
        "inside": slice(first, last + 1),
        "beside": slice(max(0, first - _BESIDE), last + 1 + _BESIDE),
        "clause": table.clauses == table.clauses[first],
    }
    return {place: held[:, tokens].max(axis=1, initial=0.0) for place, tokens in around.items()}
