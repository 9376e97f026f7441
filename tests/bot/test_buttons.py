"""Button ids are short and lead back to what they stand for."""

from __future__ import annotations

import pytest

from bot import buttons
from bot.buttons import Pressed
from knowledge.store import FactStore


def test_every_fact_has_its_own_button(store: FactStore) -> None:
    """Each fact's button id is at most 64 bytes and leads to that fact alone."""
    facts = store.facts()
    ids = [buttons.choice(fact.answer, fact.id).id for fact in facts]
    assert len(facts) == len(set(ids)) > 10
    assert max(len(one.encode()) for one in ids) <= 64
    pressed = buttons.parse(ids[3])
    assert pressed is not None
    assert facts[3] == buttons.fact_by_hash(pressed.argument, store)


def test_labels_are_not_repeated(store: FactStore) -> None:
    """Facts with one answer give one button."""
    fact = store.facts()[0]
    assert len(buttons.facts([fact, fact])) == 1


@pytest.mark.parametrize(
    ("id_", "pressed"),
    [
        ("s", Pressed(action="source", argument="")),
        ("a:2", Pressed(action="article", argument="2")),
        ("c:fakt Anna", Pressed(action="command", argument="fakt Anna")),
        ("x:1", None),
        ("", None),
    ],
)
def test_parsing(id_: str, pressed: Pressed | None) -> None:
    """An id is an action and its argument; any other string is none."""
    assert pressed == buttons.parse(id_)


def test_a_long_argument_is_left_out() -> None:
    """A command's button keeps what was typed after it if that fits in 64 bytes."""
    assert buttons.command("/fakt", "fakt Anna Weber").id == "c:fakt Anna Weber"
    assert buttons.command("/fakt", "fakt " + "ä" * 40).id == "c:fakt"


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("kurz", 10, "kurz"),
        ("zwei\nZeilen", 20, "zwei Zeilen"),
        ("eins zwei drei", 13, "eins zwei…"),
        ("a" * 9, 5, "aaaa…"),
    ],
)
def test_shortening(text: str, limit: int, short: str) -> None:
    """One line within the limit, cut at a word where that loses little."""
    assert short == buttons.shortened(text, limit)
    assert len(short) <= limit
