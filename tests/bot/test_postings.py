"""The inverted index against a dict of lists."""

from __future__ import annotations

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from bot.postings import Postings

COUNTS = st.lists(st.dictionaries(st.sampled_from("abcdef"), st.floats(0.5, 9.0), max_size=5), max_size=8)


@given(COUNTS)
def test_postings_are_those_of_a_dict_of_lists(counts: list[dict[str, float]]) -> None:
    """Every term has the rows, ascending, and the values that a dict of lists has; the order of terms is theirs."""
    slow: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for row, here in enumerate(counts):
        for term, value in here.items():
            slow[term].append((row, value))
    fast = Postings(counts)
    assert list(fast) == list(slow)
    assert fast.counts.tolist() == [len(found) for found in slow.values()]
    for term in "abcdef":
        rows, values = fast.get(term)
        assert list(zip(rows.tolist(), values.tolist(), strict=True)) == slow.get(term, [])


def test_an_unknown_term_has_no_rows() -> None:
    """A term of no row, and any term of no rows at all, gives two empty arrays."""
    for postings in (Postings([{"a": 1}]), Postings([{}]), Postings([])):
        rows, values = postings.get("b")
        assert (len(rows), len(values)) == (0, 0)
