"""One article as arrays: the same as the store says, sentence by sentence."""

from __future__ import annotations

import itertools
import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.article_index import idf, index, is_concept, ngrams
from knowledge.analysis import fold
from knowledge.facts import Kind
from knowledge.store import FactStore

NAMES = ("bruecke", "cottage", "werft")


@pytest.mark.parametrize("name", NAMES)
def test_postings_hold_the_terms_of_the_sentences(articles: FactStore, name: str) -> None:
    """Stems, all terms, pairs of stems and context terms are found in exactly the sentences that have them."""
    made, sentences = index(articles, name), articles.sentences(name)
    assert made.sentences == sentences
    assert made.places == tuple((name, s.sentence.index) for s in sentences)
    words = [[token.terms for token in s.tokens if token.terms] for s in sentences]
    stems = [[terms[0] for terms in here] for here in words]
    slow = {
        "whole": [Counter(here) for here in stems],
        "every": [Counter(term for terms in here for term in terms) for here in words],
        "pairs": [Counter(f"{a} {b}" for a, b in itertools.pairwise(here)) for here in stems],
        "context": [Counter(set(s.context)) for s in sentences],
    }
    for field, counts in slow.items():
        postings = getattr(made, field)
        assert set(postings) == {term for here in counts for term in here}
        for term in postings:
            rows, values = postings.get(term)
            assert dict(zip(rows.tolist(), values.tolist(), strict=True)) == {
                row: here[term] for row, here in enumerate(counts) if term in here
            }
    assert made.lengths.tolist() == [len(here) for here in words]
    assert set(made.vocabulary) == {t for here in slow["every"] for t in here if not is_concept(t)}


@pytest.mark.parametrize("name", NAMES)
def test_paragraphs_begin_with_their_first_sentence(articles: FactStore, name: str) -> None:
    """A sentence opens its paragraph when no earlier one is in it."""
    seen: set[int] = set()
    for s, opens in zip(articles.sentences(name), index(articles, name).opens.tolist(), strict=True):
        assert opens is (s.sentence.paragraph not in seen)
        seen.add(s.sentence.paragraph)


@pytest.mark.parametrize("name", NAMES)
def test_spans_are_the_extracted_facts(articles: FactStore, name: str) -> None:
    """Each span stands at its tokens, has its stems, and is said to be alone where it is."""
    made = index(articles, name)
    tables = [fact for table in made.spans for fact in table.facts]
    assert tables == [f for f in articles.facts(document=name) if f.answer_start is not None]
    for row, table in enumerate(made.spans):
        tokens = made.sentences[row].tokens
        kinds = Counter(fact.kind for fact in table.facts)
        for at, fact in enumerate(table.facts):
            first, last = tokens[table.first[at]], tokens[table.last[at]]
            assert first.start <= (fact.answer_start or 0) < first.end
            assert last.start < (fact.answer_end or 0) <= last.end
            assert (table.traits[at].get("alone") == 1.0) is (kinds[fact.kind] == 1)
            inside = tokens[table.first[at] : table.last[at] + 1]
            assert frozenset(token.terms[0] for token in inside if token.terms) == table.stems[at]


def test_clauses_are_counted_by_their_marks(articles: FactStore) -> None:
    """The number of a token's clause goes up at each comma and nowhere else."""
    table = index(articles, "werft").spans[5]
    texts = [token.text for token in articles.sentence("werft", 5).tokens]
    comma = texts.index(",")
    assert table.clauses.tolist() == [0] * comma + [1] * (len(texts) - comma)


def test_heads_are_index_terms_of_what_a_span_is_about(articles: FactStore) -> None:
    """The head of a counted amount is the thing counted, that of a prepositional phrase, a preposition, is left out."""
    found = [
        (fact, {term for term, spans in table.heads.items() if at in spans})
        for table in index(articles, "werft").spans
        for at, fact in enumerate(table.facts)
    ]
    counted = next(heads for fact, heads in found if fact.kind is Kind.NUMBER and fact.value == "620")
    assert {
        term for token in articles.sentence("werft", 3).tokens if token.text == "Menschen" for term in token.terms
    } == counted
    assert all(not heads for fact, heads in found if fact.kind is Kind.PREPOSITIONAL)


@given(st.sets(st.integers(0, 8)))
def test_hidden_sentences_are_as_if_they_were_not_there(articles: FactStore, hidden: set[int]) -> None:
    """An index without some sentences has the others, in order, with their own spans; no posting leads elsewhere."""
    made = index(articles, "werft", frozenset(("werft", at) for at in hidden))
    left = [at for at in range(9) if at not in hidden]
    assert made.places == tuple(("werft", at) for at in left)
    assert [fact.sentence for table in made.spans for fact in table.facts] == sorted(
        fact.sentence for table in made.spans for fact in table.facts
    )
    for row, at in enumerate(left):
        assert {fact.sentence for fact in made.spans[row].facts} <= {at}
        stem = next(token.terms[0] for token in made.sentences[row].tokens if token.terms)
        assert row in made.whole.get(stem)[0].tolist()
    assert all(row < len(made) for rows in made.frames.values() for row in rows)


def test_frames_lead_to_their_predicates(articles: FactStore) -> None:
    """A frame's rows are the sentences with a predicate of it."""
    made = index(articles, "werft")
    assert made.frames
    for frame, rows in made.frames.items():
        assert rows == tuple(
            row for row, s in enumerate(made.sentences) if any(predicate.frame == frame for predicate in s.predicates)
        )


def test_an_unknown_article_is_an_error(articles: FactStore) -> None:
    """There is no index of what the store does not have."""
    with pytest.raises(KeyError):
        index(articles, "nirgends")


@given(st.integers(1, 500), st.floats(0, 600))
def test_idf_falls_and_is_never_negative(size: int, rows: float) -> None:
    """The more sentences hold a term, the less it tells; of more sentences than there are it tells nothing."""
    assert idf(rows, size) >= 0.0
    assert idf(rows, size) >= idf(rows + 1, size)
    assert (idf(rows, size) == 0.0) is (rows > size)


@given(st.lists(st.text("abäüß", min_size=1, max_size=7), max_size=4))
def test_ngrams_are_those_of_each_marked_word(words: list[str]) -> None:
    """Every run of three to five characters of a folded word with a blank on both sides, with 1 + ln of its count."""
    marked = [f" {fold(word)} " for word in words]
    slow = Counter(
        word[a:b] for word in marked for a in range(len(word)) for b in (a + 3, a + 4, a + 5) if b <= len(word)
    )
    assert ngrams(" ".join(words)) == pytest.approx({gram: 1 + math.log(count) for gram, count in slow.items()})
