"""What is remembered while the process lives."""

from __future__ import annotations

from bot.memory import VolatileMemory


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_what_is_put_is_there_until_it_expires() -> None:
    """A text is found by space and key, and not after the seconds it was to be kept."""
    clock = Clock()
    memory = VolatileMemory(clock)
    memory.put("answer", "a", "1", keep=10.0)
    assert memory.get("answer", "a") == "1"
    assert memory.get("dialogue", "a") is None
    clock.now = 110.0
    assert memory.get("answer", "a") is None


def test_a_person_is_forgotten_whole() -> None:
    """What was put for a person goes, what was put for others or nobody stays."""
    memory = VolatileMemory(Clock())
    for key, person in (("a", "telegram/1"), ("b", "telegram/2"), ("c", "")):
        memory.put("dialogue", key, key, keep=10.0, person=person)
    memory.forget("telegram/1")
    assert [memory.get("dialogue", key) for key in "abc"] == [None, "b", "c"]


def test_the_longest_unused_goes_first() -> None:
    """Over the limit the text not asked for nor put for the longest time is dropped."""
    memory = VolatileMemory(Clock(), limit=2)
    memory.put("x", "a", "1", keep=10.0)
    memory.put("x", "b", "2", keep=10.0)
    assert memory.get("x", "a") == "1"
    memory.put("x", "c", "3", keep=10.0)
    assert [memory.get("x", key) for key in "abc"] == ["1", None, "3"]
