"""A conversation as a text: what comes back is what was written, or nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation import Conversation
from bot.engine import Engine, answer
from bot.written import read, write
from knowledge import build
from knowledge.sqlite_store import SqliteStore

FOLDER = Path(__file__).parent / "dialogues"
TALKS = [
    (path.stem, talk[::2]) for path in sorted(FOLDER.glob("*.yaml")) for talk in yaml.safe_load(path.read_text("utf-8"))
]
ASKED = sorted(
    {question for _, talk in TALKS for question in talk} | {"Wer noch?", "Und wann?", "Who else?", "Wo?", "x"}
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    opened = build.refresh(FOLDER, tmp_path_factory.mktemp("written") / "facts.db")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def engine(store: SqliteStore) -> Engine:
    return Engine(store)


def asked(engine: Engine, scope: str | None, *questions: str) -> Conversation:
    conversation = Conversation(scope=scope, language="de")
    for question in questions:
        conversation = conversation.after(engine.ask(question, scope=scope, previous=conversation.previous), scope)
    return conversation


@pytest.mark.parametrize(("article", "talk"), TALKS, ids=lambda value: value if isinstance(value, str) else value[-1])
def test_each_dialogue_comes_back_as_it_was(engine: Engine, store: SqliteStore, article: str, talk: list[str]) -> None:
    """After each turn, down to the question as understood and everything answered before."""
    for length in range(1, len(talk) + 1):
        conversation = asked(engine, article, *talk[:length])
        assert read(write(conversation), engine, store) == conversation


@settings(max_examples=150, deadline=None)
@given(talk=st.lists(st.sampled_from(ASKED), min_size=1, max_size=9), scope=st.sampled_from([None, "hafenfest"]))
def test_any_comes_back_as_it_was(engine: Engine, store: SqliteStore, talk: list[str], scope: str | None) -> None:
    """However questions follow one another, while no more than five in a row lean on the one before; and however long
    they go on leaning, what is written stays short."""
    conversation, leaning = Conversation(scope=scope), 0
    for question in talk:
        turn = engine.ask(question, scope=scope, previous=conversation.previous)
        leaning = 1 if turn.alone or not leaning else leaning + 1
        conversation = conversation.after(turn, scope)
        assert len(conversation.retold.asked) == min(leaning, 5)
        restored = read(write(conversation), engine, store)
        assert restored is not None
        assert restored == conversation or leaning > 5


def test_of_a_long_chain_the_first_and_the_last_are_kept(engine: Engine) -> None:
    """What it began with, and the four asked last."""
    conversation = asked(engine, "hafenfest", "Wo?", *(f"Und wann {number}?" for number in range(7)))
    assert [text for text, _ in conversation.retold.asked] == ["Wo?", *(f"Und wann {n}?" for n in (3, 4, 5, 6))]


def full(engine: Engine, store: SqliteStore) -> Conversation:
    """One with a part of every sort."""
    facts = store.facts(document="hafenfest")[:2]
    return replace(
        asked(engine, "hafenfest", TALKS[0][1][0], "Wer noch?"),
        evidence=facts[0].evidence,
        choices=tuple(answer(fact, 0.51) for fact in facts),
        waiting="Von wann ist der Artikel?",
        sender="U123",
    )


def test_every_part_comes_back_but_who_spoke(engine: Engine, store: SqliteStore) -> None:
    """Choices and evidence included; the sender is not in the text."""
    conversation = full(engine, store)
    text = write(conversation)
    assert read(text, engine, store) == replace(conversation, sender="")
    assert "U123" not in text


@pytest.mark.parametrize(
    "part",
    [
        {"v": 2},
        {"scope": "gone"},
        {"scope": 5},
        {"language": "fr"},
        {"evidence": ["gone", 0, 1, "x"]},
        {"evidence": ["hafenfest", "0", 1, "x"]},
        {"choices": [["gone", 0.5]]},
        {"choices": [0.5]},
        {"asked": [["Wo?", "gone"]]},
        {"asked": ["Wo?"]},
        {"asked": "Wo?"},
        {"named": [1]},
        {"waiting": []},
    ],
    ids=str,
)
def test_what_cannot_be_gone_on_with_is_nothing(engine: Engine, store: SqliteStore, part: dict[str, object]) -> None:
    """Another version, an article or a fact that is gone, a part of the wrong sort."""
    parts = json.loads(write(full(engine, store)))
    assert read(json.dumps(parts), engine, store) is not None
    assert read(json.dumps(parts | part), engine, store) is None


@given(text=st.text() | st.recursive(st.none() | st.integers() | st.text(), st.lists, max_leaves=5).map(json.dumps))
def test_any_text_is_read_without_an_error(engine: Engine, store: SqliteStore, text: str) -> None:
    """And is no conversation."""
    assert read(text, engine, store) is None


def test_a_text_cut_off_is_nothing(engine: Engine, store: SqliteStore) -> None:
    """At whichever character."""
    text = write(full(engine, store))
    assert [read(text[:end], engine, store) for end in range(0, len(text), 7)] == [None] * len(range(0, len(text), 7))


def test_before_the_last_event_it_is_as_it_was(engine: Engine, store: SqliteStore) -> None:
    """Nothing where it was the first."""
    before = full(engine, store)
    after = replace(before, waiting=None, choices=(), event="mark", before=replace(before, sender=""))
    plain = replace(after, sender="", event="", before=None)
    assert read(write(after), engine, store) == read(write(after), engine, store, "other") == plain
    assert read(write(after), engine, store, "mark") == replace(before, sender="")
    assert read(write(replace(after, before=None)), engine, store, "mark") == Conversation()
