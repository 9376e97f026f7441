"""Gates: what a question presupposes and the article lacks, says elsewhere, or says of another."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot import gates
from bot.answers import Reason
from bot.features import sentence_features
from bot.gates import Gate
from bot.question import analyse
from bot.ranking import Choice, RankedSentence, Ranker, Ranking
from bot.span_features import SpanMeasure
from bot.weights import Weights
from knowledge.store import FactStore

FILE = Path(__file__).parent / "cases/matching/gates.yaml"
CASES = [(name, *case) for name, cases in yaml.safe_load(FILE.read_text("utf-8")).items() for case in cases]
REASONS = {
    "no content words": Reason.NOT_UNDERSTOOD,
    "nothing matched": Reason.NOT_IN_ARTICLE,
    "premise not in the article": Reason.FALSE_PREMISE,
    "constraint elsewhere": Reason.FALSE_PREMISE,
    "said of another": Reason.FALSE_PREMISE,
}


@pytest.fixture(scope="module")
def ranker(articles: FactStore, by_hand: Weights) -> Ranker:
    return Ranker(articles, by_hand)


def shown(gate: Gate | None) -> str:
    if gate is None:
        return "open"
    assert gate.reason is REASONS[gate.name]
    return f"{gate.name}: {gate.premise}" if gate.premise else gate.name


def choice(ranking: Ranking, answer: str) -> Choice:
    """The sentence of an answer as if that answer was the best of it."""
    pool = ranking.matches.pool
    row = next(row for row in range(pool.size) if any(fact.answer == answer for fact in pool.spans(row).facts))
    measure = SpanMeasure(ranking.question, ranking.matches, row)
    number = next(at for at, fact in enumerate(measure.facts) if fact.answer == answer)
    features = {f"span:{name}": value for name, value in measure.features()[number].items()}
    columns = sentence_features(ranking.question, ranking.matches)
    of_sentence = {name: float(values[row]) for name, values in columns.items()}
    sentence = RankedSentence(
        place=pool.places[row], row=row, sentence=pool.sentence(row), features=of_sentence, score=0.0
    )
    return Choice(sentence=sentence, candidates=(), features=features, score=0.0)


@pytest.mark.parametrize("case", CASES, ids=[" ".join(case[1:]) for case in CASES])
def test_gates(ranker: Ranker, case: tuple[str, ...]) -> None:
    """The gates before any candidate and on the candidate named are open or closed as the case says."""
    name, question, before, *candidate = case
    ranking = ranker.rank(analyse(question), name)
    assert shown(gates.before(ranking)) == before
    if candidate:
        answer, expected = candidate
        assert shown(gates.on_choice(ranking, choice(ranking, answer))) == expected


def test_every_gate_has_its_cases() -> None:
    """Each gate is closed in at least one case, and some are open all the way."""
    closed = {part.partition(":")[0] for _, _, *gates_ in CASES for part in gates_[::2]}
    assert {*REASONS, "open"} <= closed


def test_a_number_may_stand_beside_the_answer_a_year_may_not(ranker: Ranker) -> None:
    """A number in the sentence before is near enough, a year is not: another year makes another fact."""
    number = ranker.rank(analyse("Wann eröffnete der Hafen der Linie 12?"), "werft")
    year = ranker.rank(analyse("Wann kritisierte Maritim 2022 die Übernahme?"), "werft")
    assert gates.on_place(number, ("werft", 7)) is None
    assert gates.on_place(year, ("werft", 4)) is None
    assert shown(gates.on_place(year, ("werft", 5))) == "constraint elsewhere: 2022"
