"""Question words against sentences: golden cases, and the definitions of strength, coverage and weight."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.article_index import index
from bot.matching import WAYS, Matcher, token_strengths
from bot.pool import Pool
from bot.question import analyse
from bot.ranking import years
from bot.weights import Strengths, Weights
from knowledge.store import FactStore

FILE = Path(__file__).parent / "cases/matching/words.yaml"
CASES = [(name, *case) for name, cases in yaml.safe_load(FILE.read_text("utf-8")).items() for case in cases]
QUESTIONS = sorted({(name, question) for name, question, _, _ in CASES})
ASKED = st.sampled_from(QUESTIONS)
SHARE = st.floats(0, 1)
STRENGTHS = st.builds(
    Strengths,
    stem=SHARE,
    part=SHARE,
    concept=SHARE,
    close=SHARE,
    loose=SHARE,
    fuzzy=SHARE,
    context=SHARE,
    phrasing=SHARE,
    carried=SHARE,
)


@pytest.fixture(scope="module")
def pools(articles: FactStore) -> dict[str, Pool]:
    return {document.id: Pool((index(articles, document.id),)) for document in articles.documents()}


def test_there_are_enough_cases() -> None:
    """At least forty words of both languages, each way of matching and none among them."""
    assert len(CASES) >= 40
    assert {word for *_, expected in CASES for word in re.findall("[a-z]+", expected)} == {*WAYS, "nothing"}


@pytest.mark.parametrize(("name", "question", "word", "expected"), CASES, ids=[f"{c[1]} {c[2]}" for c in CASES])
def test_a_word_is_matched(
    pools: dict[str, Pool], articles: FactStore, by_hand: Weights, name: str, question: str, word: str, expected: str
) -> None:
    """A word of the question is matched in these sentences, each in this way before all others, and in no other."""
    matches = Matcher(by_hand.strengths, years(articles)).match(analyse(question), pools[name])
    match = next(m for m in matches.terms if m.term.text == word)
    first = np.argmax(match.ways > 0, axis=0)
    found = {
        way: [row for row in range(pools[name].size) if match.ways[:, row].any() and first[row] == at]
        for at, way in enumerate(WAYS)
    }
    shown = "; ".join(f"{way} {' '.join(map(str, rows))}" for way, rows in found.items() if rows)
    assert expected == (shown or "nothing")


@given(asked=ASKED, strengths=STRENGTHS)
def test_strength_weight_and_coverage_are_as_defined(
    pools: dict[str, Pool], articles: FactStore, asked: tuple[str, str], strengths: Strengths
) -> None:
    """Strength is the best way by its learned strength; a term weighs its IDF; coverage is the weighted share."""
    name, question = asked
    pool = pools[name]
    matches = Matcher(strengths, years(articles)).match(analyse(question), pool)
    of = tuple(getattr(strengths, "stem" if way == "whole" else way) for way in WAYS)
    for at, match in enumerate(matches.terms):
        slow = [max(s * match.ways[way, row] for way, s in enumerate(of)) for row in range(pool.size)]
        assert match.strength.tolist() == matches.strength[at].tolist() == pytest.approx(slow)
        assert match.best == pytest.approx(max(slow))
        assert match.weight == matches.weights[at] == pytest.approx(pool.idf(sum(slow)))
        assert 0.0 <= match.best <= 1.0
    total = sum(match.weight for match in matches.terms)
    for row, covered in enumerate(matches.coverage().tolist()):
        share = sum(match.weight * match.strength[row] for match in matches.terms) / total
        assert covered == pytest.approx(share)
        assert 0.0 <= covered <= 1.0 + 1e-9


@given(asked=ASKED)
def test_a_token_counts_for_the_word_it_matches(
    pools: dict[str, Pool], articles: FactStore, by_hand: Weights, asked: tuple[str, str]
) -> None:
    """Each token has the best of strength times weight over all terms that one of its own index terms expands."""
    name, question = asked
    matches = Matcher(by_hand.strengths, years(articles)).match(analyse(question), pools[name])
    for row in range(pools[name].size):
        tokens = pools[name].sentence(row).tokens
        found, words = token_strengths(matches, row)
        assert words.tolist() == [bool(token.terms) for token in tokens]
        assert found.tolist() == pytest.approx(
            [
                max((m.expansions.get(t, 0.0) * m.weight for m in matches.terms for t in token.terms), default=0.0)
                for token in tokens
            ]
        )


def test_a_year_is_said_where_a_date_means_it(pools: dict[str, Pool], articles: FactStore, by_hand: Weights) -> None:
    """A year that stands nowhere is matched where a date without it was understood to be of that year."""
    known = years(articles)
    assert ("bruecke", 0) in known["2024"]
    matcher = Matcher(by_hand.strengths, {"1999": frozenset({("bruecke", 5)})})
    matches = matcher.match(analyse("Was geschah 1999?"), pools["bruecke"])
    year = next(match for match in matches.terms if match.term.text == "1999")
    assert matches.at(year, ("bruecke", 5)) == 1.0
    assert matches.at(year, ("bruecke", 0)) == matches.at(year, ("werft", 5)) == 0.0


def test_only_words_of_no_sentence_are_taken_for_others(
    pools: dict[str, Pool], articles: FactStore, by_hand: Weights
) -> None:
    """What is misspelt has words near to it; what stands in the article or is a number has none."""
    matches = Matcher(by_hand.strengths, years(articles)).match(
        analyse("Was macht die Rederei Hansen 20122?"), pools["werft"]
    )
    assert matches.misspelt() == {"rederei": frozenset({"reederei"})}


def test_a_question_without_content_words_covers_nothing(
    pools: dict[str, Pool], articles: FactStore, by_hand: Weights
) -> None:
    """There is nothing to match, and the coverage of every sentence is 0."""
    matches = Matcher(by_hand.strengths, years(articles)).match(analyse("Und?"), pools["werft"])
    assert matches.terms == ()
    assert matches.coverage().tolist() == [0.0] * pools["werft"].size
