"""How a question's words are borne out around the span that answers best."""

from __future__ import annotations

import pytest

from bot.question import analyse
from bot.ranking import Ranker
from bot.support import support
from bot.weights import Weights
from knowledge.store import FactStore

PLACES = ("inside", "beside", "clause", "here", "own", "anywhere", "own_anywhere")


@pytest.fixture
def ranker(articles: FactStore, by_hand: Weights) -> Ranker:
    return Ranker(articles, by_hand)


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("Welche Firma kaufte die Werft Hansen 2019?", {"target", "verb", "noun", "name", "exact"}),
        ("Wie viele Menschen beschäftigt das Unternehmen?", {"target", "verb", "noun"}),
        ("Wer leitet die Werft Hansen?", {"verb", "noun", "name"}),
    ],
)
def test_each_kind_of_word_counts_apart(ranker: Ranker, question: str, kinds: set[str]) -> None:
    """Every kind of word has its least strength at each distance, from 0 to 1, and no more is met near than far."""
    ranking = ranker.rank(analyse(question), "werft")
    found = support(ranking, ranking.choices[0])
    assert {name.removeprefix("asks:") for name in found if name.startswith("asks:")} == kinds
    for kind in kinds:
        assert all(0.0 <= found[f"{kind}:{place}"] <= 1.0 for place in PLACES)
        assert found[f"{kind}:inside"] <= found[f"{kind}:clause"] <= found[f"{kind}:anywhere"]
        assert found[f"{kind}:own"] <= found[f"{kind}:here"]
    assert found["met:inside"] <= found["met:anywhere"]


def test_a_word_that_stands_nowhere_is_unmet(ranker: Ranker) -> None:
    ranking = ranker.rank(analyse("Was trank die Werft Hansen?"), "werft")
    found = support(ranking, ranking.choices[0])
    assert (found["verb:anywhere:unmet"], found["name:anywhere:unmet"]) == (1.0, 0.0)
    assert (found["all:anywhere"], found["unmet:anywhere"]) == (0.0, 1.0)


def test_nothing_asked_is_borne_out_by_nothing(ranker: Ranker) -> None:
    ranking = ranker.rank(analyse("Und?"), "werft")
    assert support(ranking, ranking.choices[0]) == {}
