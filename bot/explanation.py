"""Why a question gets its answer: its terms, its candidates, gates, and what the confidence comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from bot import gates
from bot.article_index import Place
from bot.confidence import confidence_features
from bot.matching import TermMatch
from bot.phrasings import PhrasingMatch
from bot.ranking import Candidate, Ranking
from bot.weights import Model

if TYPE_CHECKING:
    from bot.similarity import Nearness

_CANDIDATES: Final = 5
_FEATURES: Final = 12


def explained(
    ranking: Ranking, model: Model, near: Mapping[Place, Nearness], curated: PhrasingMatch | None, needed: float
) -> str:
    """In lines. `near` is how near the sentences are in meaning; a phrasing, of which `curated` is the nearest, must be
    `needed` similar."""
    question, used = ranking.question, confidence_features(ranking)
    lines = [
        f"question   {question.text}",
        f"language   {question.language}, form {question.form}, expects {', '.join(question.kinds) or 'anything'}",
        *map(_term, ranking.matches.terms),
        _vectors(near),
        f"gate       {gates.before(ranking) or 'open'}",
        f"curated    {f'{curated.phrasing.text!r} at {curated.similarity:.2f}' if curated else 'no phrasing is close'}"
        f" (needs {needed})",
        f"confidence {model.confidence.probability(used):.3f} (answer {model.answer}, choice {model.clarify})",
        *(_candidate(ranking, candidate) for candidate in ranking.candidates[:_CANDIDATES]),
    ]
    return "\n".join([*lines, *(_because(used, model) if ranking.choices else ())])


def _because(used: Mapping[str, float], model: Model) -> Iterator[str]:
    counts = {name: value * model.confidence.weights.get(name, 0.0) for name, value in used.items()}
    for name in sorted(counts, key=lambda name: -abs(counts[name]))[:_FEATURES]:
        yield f"because    {name} {used[name]:.2f} counts {counts[name]:+.2f}"


def _term(match: TermMatch) -> str:
    held = int((match.strength > 0).sum())
    return f"term       {match.term.text}: weight {match.weight:.2f}, best {match.best:.2f}, in {held}"


def _vectors(near: Mapping[Place, Nearness]) -> str:
    if not near:
        return "vectors    none"
    best = max(near, key=lambda place: near[place].centred)
    shown = f"cosine {near[best].cosine:.2f}, centred {near[best].centred:.2f}"
    return f"vectors    nearest is sentence {best[1]} of {best[0]}: {shown}"


def _candidate(ranking: Ranking, candidate: Candidate) -> str:
    fact, gate = candidate.fact, gates.on_place(ranking, candidate.sentence.place)
    place = f"sentence {candidate.sentence.place[1]}"
    return f"candidate  {candidate.score:+.2f} {fact.kind} {fact.answer!r} in {place}; gate {gate or 'open'}"
