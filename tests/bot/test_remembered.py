"""What is remembered is what was worked out, for the content it was worked out on; answers do not change by it."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.bot import Bot
from bot.engine import Engine
from bot.messages import IncomingMessage, Reply
from bot.remembered import Remembered
from bot.settings import Settings
from bot.turn import Turn
from bot.weights import Weights
from knowledge.sqlite_store import SqliteStore

TALK = (
    "Wie lange dauerte der Bau?",
    "Und was kostete er?",
    "Wie lange dauerte der Bau?",
    "Wer war noch dabei?",
    "Was kostete der Bau der Brücke?",
    "Wann war das?",
    "Wer kritisierte die Übernahme?",
    "Who bought the cottage?",
    "Und?",
    "Was kostete der Bau 1987?",
)


class Worked:
    """Counts what was worked out for each key."""

    def __init__(self) -> None:
        self.keys: list[str] = []

    def on(self, key: str) -> str:
        self.keys.append(key)
        return key.upper()


def test_the_same_is_worked_out_once() -> None:
    """The second time the result is there."""
    worked, remembered = Worked(), Remembered[str, str](limit=2, version=lambda: "v1")
    assert [remembered.get("a", lambda: worked.on("a")) for _ in range(2)] == ["A", "A"]
    assert worked.keys == ["a"]


def test_the_least_recently_used_goes_first() -> None:
    """There are never more than `limit`."""
    worked, remembered = Worked(), Remembered[str, str](limit=2, version=lambda: "v1")
    for key in "abacab":
        remembered.get(key, lambda key=key: worked.on(key))  # type: ignore[misc]  # the default binds the key
    assert worked.keys == ["a", "b", "c", "b"]
    assert len(remembered) == 2


def test_other_content_forgets_everything() -> None:
    """A result is gone when the version changed, also one that was being worked out meanwhile."""
    versions, worked = ["v1"], Worked()
    remembered = Remembered[str, str](limit=9, version=lambda: versions[0])

    def replaced() -> str:
        versions[0] = "v2"
        assert remembered.get("x", lambda: worked.on("x")) == "X"
        return worked.on("a")

    assert remembered.get("a", replaced) == "A"
    assert remembered.get("a", lambda: worked.on("a")) == "A"
    versions[0] = "v3"
    assert remembered.get("a", lambda: worked.on("a")) == "A"
    assert worked.keys == ["x", "a", "a", "a"]


def test_a_failure_is_not_remembered() -> None:
    """What raised is tried again."""
    remembered = Remembered[str, int](limit=2, version=lambda: "v1")
    with pytest.raises(ZeroDivisionError):
        remembered.get("a", lambda: 1 // 0)
    assert remembered.get("a", lambda: 1) == 1


def talk(engine: Engine, texts: Sequence[str], scope: str | None = None) -> list[Turn]:
    turns: list[Turn] = []
    for text in texts:
        turns.append(engine.ask(text, scope=scope, previous=turns[-1] if turns else None))
    return turns


@pytest.mark.parametrize("scope", [None, "bruecke"])
def test_a_conversation_goes_as_without_memory(articles: SqliteStore, by_hand: Weights, scope: str | None) -> None:
    """Each turn, follow-ups too, is what an engine that remembers nothing says: neither what others asked before nor
    the article chosen elsewhere shows in it."""
    used = Engine(articles, by_hand)
    for text in TALK:
        used.ask(text)
        used.ask(text, scope="werft")
    talk(used, TALK[::-1], scope)
    expected = []
    for text in TALK:
        fresh = Engine(articles, by_hand)
        expected.append(fresh.ask(text, scope=scope, previous=expected[-1] if expected else None))
    assert expected == talk(used, TALK, scope) == talk(used, TALK, scope)


def test_replies_are_the_same_for_everybody(articles: SqliteStore) -> None:
    """Many people asking the same at once get what the first one got, each to his own message."""
    bot = Bot(articles, Settings())

    def ask(number: int) -> Reply | None:
        asked = IncomingMessage(
            platform="t", event_id=str(number), conversation=str(number), sender="t", text=TALK[number % len(TALK)]
        )
        return bot.handle(asked)

    with ThreadPoolExecutor(8) as threads:
        replies = list(threads.map(ask, range(8 * len(TALK))))
    for number, reply in enumerate(replies):
        first = replies[number % len(TALK)]
        assert reply is not None
        assert first is not None
        assert (str(number), first.blocks, first.outcome) == (reply.in_reply_to, reply.blocks, reply.outcome)
