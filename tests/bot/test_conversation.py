"""Conversations are remembered for a while, and only so many."""

from __future__ import annotations

import threading

from bot.conversation import Conversation, Conversations

ENGLISH = Conversation(language="en")


class Clock:
    """A clock that is set."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_what_is_put_is_kept() -> None:
    """A conversation comes back by its key, another key has none."""
    kept = Conversations(limit=5, idle=60, clock=Clock())
    kept.put("a", ENGLISH)
    assert (kept.get("a"), kept.get("b")) == (ENGLISH, None)


def test_idle_ones_expire() -> None:
    """After the idle time a conversation is forgotten, to the second, and makes room when others are put."""
    clock = Clock()
    kept = Conversations(limit=5, idle=60, clock=clock)
    kept.put("a", ENGLISH)
    clock.now += 60
    assert kept.get("a") == ENGLISH
    clock.now += 1
    kept.put("b", ENGLISH)
    assert len(kept) == 1
    assert kept.get("a") is None


def test_the_least_recently_used_goes_first() -> None:
    """Beyond the limit the conversation longest without a message is dropped."""
    kept = Conversations(limit=2, idle=60, clock=Clock())
    for key in ("a", "b", "a", "c"):
        kept.put(key, ENGLISH)
    assert [kept.get(key) for key in ("a", "b", "c")] == [ENGLISH, None, ENGLISH]


def test_many_threads() -> None:
    """Writers in several threads neither lose the bound nor fail."""
    kept = Conversations(limit=50, idle=60, clock=Clock())

    def write(name: int) -> None:
        for number in range(200):
            kept.put(f"{name}/{number}", ENGLISH)
            kept.get(f"{name}/{number - 1}")

    threads = [threading.Thread(target=write, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(kept) == 50
