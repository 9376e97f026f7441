"""The spans of a sentence as a table: its index against the sentence's tokens."""

from __future__ import annotations

import pytest

from bot.article_index import index
from bot.pool import Pool
from bot.postings import Postings
from bot.span_table import span_table
from knowledge.analysis import tokenise
from knowledge.document import Document
from knowledge.extraction import extract
from knowledge.sentences import split
from knowledge.sqlite_store import SqliteStore
from knowledge.store import IndexedSentence


def test_each_index_term_is_held_by_its_tokens(store: SqliteStore) -> None:
    """For any strengths of terms, a token has the best of its own index terms, 0 without any."""
    pool = Pool((index(store, "bruecke"),))
    strengths = {term: 1 / number for number, term in enumerate(pool.vocabulary, start=2) if number % 3}
    for row in range(pool.size):
        tokens = pool.sentence(row).tokens
        expected = [max((strengths.get(term, 0.0) for term in token.terms), default=0.0) for token in tokens]
        assert expected == pool.spans(row).held(strengths).tolist()


def test_a_span_lies_among_the_tokens_it_touches(store: SqliteStore) -> None:
    """The first and last token of a span are the outermost that have a character in it."""
    made = index(store, "bruecke")
    assert sum(len(table.facts) for table in made.spans) > 10
    for sentence, table in zip(made.sentences, made.spans, strict=True):
        for fact, first, last in zip(table.facts, table.first, table.last, strict=True):
            start, end = fact.answer_start or 0, fact.answer_end or 0
            inside = [at for at, token in enumerate(sentence.tokens) if token.start < end and token.end > start]
            assert (inside[0], inside[-1]) == (first, last)


def test_a_comma_within_a_list_ends_no_clause() -> None:
    """All items of a list are in one clause, what follows its last comma in another."""
    text = "Der Hof verkauft Äpfel, Birnen und Quitten, sagt Anna Berg."
    source = Document(id="hof", title="", language="de", text=text, body_start=0, body_end=len(text), sections=())
    (sentence,) = split(source)
    indexed = IndexedSentence(sentence=sentence, tokens=tokenise(text, 0, len(text), "de"))
    table = span_table(indexed.tokens, extract(source, (indexed,)), {})
    clause = {token.text: number for token, number in zip(indexed.tokens, table.clauses.tolist(), strict=True)}
    assert clause["verkauft"] == clause["Äpfel"] == clause["Quitten"] < clause["sagt"]


@pytest.mark.parametrize("terms", [["a", "x", "c", "a"], ["x"], []])
def test_gathering_is_getting_term_by_term(terms: list[str]) -> None:
    """The occurrences of several terms are those of each, an unknown one having none, a repeated one having them
    again."""
    postings = Postings([{"a": 1, "b": 2}, {}, {"c": 3, "a": 4}])
    numbers, rows, values = (array.tolist() for array in postings.gather(terms))
    expected = [
        (number, row, value)
        for number, term in enumerate(terms)
        for row, value in zip(*(array.tolist() for array in postings.get(term)), strict=True)
    ]
    assert expected == list(zip(numbers, rows, values, strict=True))
