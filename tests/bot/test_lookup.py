"""Facts are found by rough names, by kind and by number."""

from __future__ import annotations

import pytest

from bot import lookup
from knowledge.facts import Kind
from knowledge.store import FactStore


@pytest.mark.parametrize("typed", ["Anna Weber", "weber", "anna wber", "ANNA  WEBER"])
def test_a_name_typed_roughly(store: FactStore, typed: str) -> None:
    """A name is found in any case, by its last part and with a slip; its sentence speaks of it."""
    found = lookup.by_name(typed, store)
    assert found is not None
    assert found.name == "Anna Weber"
    assert [fact.evidence.quote for fact in found.facts] == ["Bürgermeisterin Anna Weber durchschnitt das Band."]


def test_a_word_that_is_no_name(store: FactStore) -> None:
    """Any word finds the sentences that have it; a word of none finds nothing."""
    found = lookup.by_name("Radweges", store)
    assert found is not None
    assert all("Radweg" in fact.evidence.quote for fact in found.facts)
    assert lookup.by_name("Qualle", store) is None
    assert lookup.by_name("", store) is None


def test_kinds_are_narrowed_by_a_word(store: FactStore) -> None:
    """Facts of a kind come once each; a word leaves those like it, or those whose sentence has it."""
    money = lookup.of_kinds((Kind.MONEY,), "", store)
    assert [fact.answer for fact in money] == ["12,5 Millionen Euro"]
    assert money == lookup.of_kinds((Kind.MONEY,), "Bau", store)
    assert lookup.of_kinds((Kind.MONEY,), "Stahl", store) == ()


def test_no_span_inside_another(store: FactStore) -> None:
    """Of spans of one listing that contain each other only the outermost is shown."""
    found = lookup.of_kinds((Kind.MONEY, Kind.NUMBER, Kind.PERCENT), "", store)
    assert found
    spans = [(fact.answer_start or 0, fact.answer_end or 0) for fact in found]
    assert not any(a != b and b[0] <= a[0] and a[1] <= b[1] for a in spans for b in spans)


def test_an_article_is_chosen(store: FactStore) -> None:
    """By number, id or rough title; a number too high or a strange name chooses none."""
    documents = store.documents()
    chosen = [lookup.article(wanted, documents) for wanted in ("1", documents[0].id, documents[0].title.upper())]
    assert [documents[0]] * 3 == chosen
    assert [lookup.article(wanted, documents) for wanted in ("0", "2", "9" * 30, "Qualle")] == [None] * 4
    assert lookup.article("x", ()) is None
