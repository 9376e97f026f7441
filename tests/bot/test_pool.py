"""Several articles seen as one: what each article says, its rows shifted behind those before it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.article_index import ArticleIndex, index
from bot.pool import Pool
from knowledge.facts import Kind
from knowledge.store import FactStore

NAMES = ("bruecke", "cottage", "werft")
POSTINGS = ("whole", "every", "context", "pairs", "grams")
ORDERS = st.lists(st.sampled_from(NAMES), max_size=4)


@pytest.fixture(scope="module")
def indexes(articles: FactStore) -> dict[str, ArticleIndex]:
    return {name: index(articles, name) for name in NAMES}


def offsets(chosen: list[ArticleIndex]) -> Iterator[tuple[int, ArticleIndex]]:
    before = 0
    for one in chosen:
        yield before, one
        before += len(one)


@given(order=ORDERS, data=st.data())
def test_postings_are_those_of_the_articles_shifted(
    indexes: dict[str, ArticleIndex], order: list[str], data: st.DataObject
) -> None:
    """For any term, of one of the articles or of none, a pool has their rows, shifted, with their values."""
    chosen = [indexes[name] for name in order]
    pool = Pool(tuple(chosen))
    field = data.draw(st.sampled_from(POSTINGS))
    known = sorted({term for one in indexes.values() for term in getattr(one, field)})
    term = data.draw(st.sampled_from([*known, "nirgends"]))
    expected = [
        (row + before, value)
        for before, one in offsets(chosen)
        for row, value in zip(*(array.tolist() for array in getattr(one, field).get(term)), strict=True)
    ]
    rows, values = getattr(pool, field)(term)
    assert list(zip(rows.tolist(), values.tolist(), strict=True)) == expected


@given(order=st.lists(st.sampled_from(NAMES), unique=True))
def test_rows_places_and_sentences_agree(indexes: dict[str, ArticleIndex], order: list[str]) -> None:
    """Each row has its article's place, sentence, spans, length and paragraph start, and its place leads back to it."""
    chosen = [indexes[name] for name in order]
    pool = Pool(tuple(chosen))
    assert pool.size == sum(map(len, chosen)) == len(pool.places) == len(pool.lengths) == len(pool.gram_norms)
    for before, one in offsets(chosen):
        for row in range(len(one)):
            here = row + before
            assert pool.places[here] == one.places[row]
            assert pool.rows[one.places[row]] == here
            assert pool.sentence(here) is one.sentences[row]
            assert pool.spans(here) is one.spans[row]
            assert (pool.lengths[here], pool.opens[here]) == (one.lengths[row], one.opens[row])
            assert pool.gram_norms[here] == one.gram_norms[row]
    assert set(pool.vocabulary) == {term for one in chosen for term in one.vocabulary}
    assert len(set(pool.vocabulary)) == len(pool.vocabulary)


@given(order=ORDERS, kind=st.sampled_from(Kind), known=st.booleans())
def test_a_kind_is_held_where_a_span_says_more(
    indexes: dict[str, ArticleIndex], order: list[str], kind: Kind, known: bool
) -> None:
    """A sentence holds a kind when one of its spans of it has a stem that was not said before."""
    chosen = [indexes[name] for name in order]
    without = frozenset({"werft", "hans", "nordwind", "dalton", "trust", "anna", "web"}) if known else frozenset()
    expected = [
        float(any(fact.kind is kind and stems - without for fact, stems in zip(table.facts, table.stems, strict=True)))
        for one in chosen
        for table in one.spans
    ]
    assert Pool(tuple(chosen)).holding(kind, without).tolist() == expected


@given(order=ORDERS)
def test_frames_lead_to_rows_of_the_pool(indexes: dict[str, ArticleIndex], order: list[str]) -> None:
    """The rows of a frame are those of the sentences with a predicate of it."""
    pool = Pool(tuple(indexes[name] for name in order))
    for frame in {frame for one in indexes.values() for frame in one.frames} | {"none"}:
        assert pool.rows_of_frame(frame) == tuple(
            row for row in range(pool.size) if any(p.frame == frame for p in pool.sentence(row).predicates)
        )


def test_an_empty_pool_is_empty() -> None:
    """Without articles there are no rows, no words and no lengths."""
    pool = Pool(())
    assert (pool.size, pool.places, pool.vocabulary, pool.lengths.tolist(), pool.opens.tolist()) == (0, (), (), [], [])
