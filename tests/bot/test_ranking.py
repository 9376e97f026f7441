"""Ranking: ordered by what the weights make of the features, the same each time, within the articles asked."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.features import sentence_features
from bot.question import analyse
from bot.ranking import ARTICLES, SENTENCES, Ranker, years
from bot.span_features import SpanMeasure, can_answer
from bot.weights import Logistic, Weights
from knowledge.store import FactStore

ASKED = (
    "Wer leitet die Werft Hansen?",
    "Wie viele Menschen beschäftigt das Unternehmen?",
    "Wann eröffnete der Hafen?",
    "Warum kritisierte Maritim den Kauf?",
    "Who bought the cottage?",
    "What did the Dalton Trust pay?",
    "Hafen?",
    "Und?",
)
QUESTIONS = st.sampled_from(ASKED)
WEIGHT = st.floats(-4, 4)


@pytest.fixture(scope="module")
def ranker(articles: FactStore, by_hand: Weights) -> Ranker:
    return Ranker(articles, by_hand)


@settings(max_examples=40)
@given(text=QUESTIONS, scope=st.sampled_from([None, "werft", "cottage"]), data=st.data())
def test_scores_are_what_the_weights_make_of_the_features(
    articles: FactStore, by_hand: Weights, text: str, scope: str | None, data: st.DataObject
) -> None:
    """For any weights: each sentence's score is its features' logit, the best come first, and so do the best spans."""
    asked = analyse(text)
    drawn = {name: data.draw(WEIGHT) for name in ("coverage", "chars", "holds", "length", "opens")}
    sentence = Logistic(bias=data.draw(WEIGHT), weights=drawn)
    span = Logistic(bias=0.0, weights={name: data.draw(WEIGHT) for name in ("proximity", "size", "kind:person")})
    choice = Logistic(bias=0.0, weights={name: data.draw(WEIGHT) for name in ("behind", "span", "none")})
    weights = replace(
        by_hand,
        same=replace(by_hand.same, sentence=sentence),
        crossed=replace(by_hand.crossed, sentence=sentence),
        span=span,
        choice=choice,
    )
    ranking = Ranker(articles, weights).rank(asked, scope)
    columns = sentence_features(ranking.question, ranking.matches)
    for row, score in enumerate(ranking.scores.tolist()):
        assert score == pytest.approx(sentence.logit({name: values[row] for name, values in columns.items()}))
    assert len(ranking.choices) == min(SENTENCES, len(ranking.scores))
    left = sorted(ranking.scores.tolist(), reverse=True)
    assert sorted((one.score for one in ranking.sentences), reverse=True) == left[:SENTENCES]
    assert [one.score for one in ranking.choices] == sorted((one.score for one in ranking.choices), reverse=True)
    for one in ranking.choices:
        assert one.score == pytest.approx(choice.logit(one.features))
        assert one.features["behind"] == pytest.approx(one.sentence.score - left[0])
        slow = SpanMeasure(ranking.question, ranking.matches, one.sentence.row)
        best = sorted((span.logit(features) for features in slow.features()), reverse=True)
        assert [c.score for c in one.candidates] == pytest.approx(best)


@given(text=QUESTIONS)
def test_a_ranking_is_the_same_each_time(ranker: Ranker, articles: FactStore, by_hand: Weights, text: str) -> None:
    """Asked again, of the same ranker or of a new one, sentences and candidates come in the same order."""
    asked = analyse(text)
    found = [one.rank(asked, None) for one in (ranker, ranker, Ranker(articles, by_hand))]
    first = [(c.fact.id, c.score) for c in found[0].candidates]
    assert all([(c.fact.id, c.score) for c in one.candidates] == first for one in found)
    assert all(np.array_equal(one.scores, found[0].scores) for one in found)


@given(text=QUESTIONS, hidden=st.sets(st.integers(0, 8)))
def test_candidates_can_answer_and_are_not_hidden(ranker: Ranker, text: str, hidden: set[int]) -> None:
    """Every candidate is of an expected kind, in its own sentence of the article asked, and none is hidden."""
    asked = analyse(text)
    ranking = ranker.rank(asked, "werft", frozenset(("werft", at) for at in hidden))
    assert len(ranking.scores) == 9 - len(hidden)
    for candidate in ranking.candidates:
        assert can_answer(candidate.fact, asked)
        assert candidate.sentence.place == ("werft", candidate.fact.sentence)
        assert candidate.fact.sentence not in hidden


def test_the_margin_is_to_the_best_other_answer(ranker: Ranker) -> None:
    """The margin of a sentence's best span leaves out spans that the answer contains, and is no more than four."""
    for text in ASKED[:6]:
        for choice in ranker.rank(analyse(text), None).choices:
            first, *others = choice.candidates or (None,)
            if first is None:
                assert choice.features["none"] == 1.0
                continue
            rivals = [c.score for c in others if c.fact.answer not in first.fact.answer]
            margin = min(4.0, first.score - max(rivals)) if rivals else 4.0
            assert choice.features["span_margin"] == pytest.approx(margin)
            assert choice.features["span"] == first.score


def test_the_model_is_that_of_the_two_languages(articles: FactStore, by_hand: Weights) -> None:
    """An English question of a German article takes the weights learned for that, a German one the others."""
    weights = replace(by_hand, crossed=replace(by_hand.crossed, answer=0.9))
    ranker = Ranker(articles, weights)
    for text, scope, crossed in (
        ("Wer leitet die Werft?", "werft", False),
        ("Who runs the shipyard?", "werft", True),
        ("Who bought the cottage?", "cottage", False),
        ("Wer kaufte das Haus?", "cottage", True),
    ):
        ranking = ranker.rank(analyse(text), scope)
        expected = weights.crossed if crossed else weights.same
        assert ranker.model(ranking.question, ranking.matches.pool) == expected


def test_without_a_scope_few_articles_are_all_looked_at(ranker: Ranker, articles: FactStore) -> None:
    """As long as there are no more than the limit, every article is in the pool."""
    assert len(articles.documents()) <= ARTICLES
    pool = ranker.rank(analyse("Wer kaufte das?"), None).matches.pool
    assert {place[0] for place in pool.places} == {document.id for document in articles.documents()}


def test_years_are_those_of_the_dates(articles: FactStore) -> None:
    """Each year leads to the sentences with a date of it."""
    found = years(articles)
    assert found["2019"] == {("werft", 0)}
    assert found["2022"] == {("werft", 4)}
    assert found["2018"] == {("cottage", 0)}
