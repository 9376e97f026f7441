"""From what is taken in to what is done: in order, each once, whatever breaks."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from adapters.inbox import TRIES, Event, InboxError, NewEvent
from adapters.volatile_inbox import VolatileInbox
from tests.adapters.intake_desk import Desk, new


async def test_each_event_is_worked_on_once_and_in_order() -> None:
    """What comes again is known; one lane's events are done in the order they came."""
    desk = Desk()
    await desk.come("a", "b", "a", "c", "b")
    await desk.finished()
    assert desk.done == ["a", "b", "c"]
    assert (await desk.inbox.standing()).open == {}


async def test_lanes_do_not_wait_for_each_other() -> None:
    """While one conversation's question takes its time, another's is answered."""
    desk = Desk()
    desk.gates["slow"] = asyncio.Event()
    await desk.come("slow", "after", lane="one")
    await desk.come("quick", lane="two")
    await desk.until(lambda: bool(desk.done))
    assert desk.done == ["quick"]
    desk.gates["slow"].set()
    await desk.finished()
    assert desk.done == ["quick", "slow", "after"]


async def test_work_at_once_is_bounded() -> None:
    """No more lanes are worked on at once than the limit says."""
    desk = Desk(limit=3)
    for number in range(20):
        await desk.come(str(number), lane=str(number))
    await desk.finished()
    assert len(desk.done) == 20
    assert desk.most_at_once <= 3


async def test_what_has_no_room_waits() -> None:
    """With its room full the intake takes nothing more in until something is done; what is known does not count."""
    desk = Desk(room=2)
    desk.gates["a"] = asyncio.Event()
    await desk.come("a", "b")
    third = asyncio.create_task(desk.come("c"))
    done, _ = await asyncio.wait([third], timeout=0.05)
    assert not done
    desk.gates["a"].set()
    await third
    await desk.finished()
    assert desk.done == ["a", "b", "c"]


async def test_a_poisoned_event_is_set_aside_and_holds_up_nobody() -> None:
    """After three tries it is given up, once, with its reason but not its text; the others are answered."""
    desk = Desk()
    desk.broken = {"poison"}
    await desk.come("a", "poison", "b")
    await desk.come("elsewhere", lane="other")
    await desk.finished()
    assert sorted(desk.done) == ["a", "b", "elsewhere"]
    assert desk.tries["poison"] == TRIES
    assert desk.given_up == ["poison"]
    (aside,) = await desk.inbox.set_aside()
    assert aside.reason.startswith("ValueError at intake_desk.py:")
    assert "poison" not in aside.reason


async def test_a_platform_that_is_down_costs_no_try() -> None:
    """The answer is given when the platform is back, in order, however long that takes."""
    desk = Desk()
    desk.away = True
    await desk.come("a", "b")
    await desk.until(lambda: desk.tries["a"] == 2)
    assert (await desk.inbox.replay("test"))[0].tries == 0
    desk.away = False
    await desk.finished()
    assert desk.done == ["a", "b"]
    assert desk.given_up == []


async def test_the_first_answer_that_arrives_wakes_the_others() -> None:
    """Nobody waits out a long pause when the platform is back."""
    desk = Desk()
    desk.away = True
    for number in range(3):
        await desk.come(str(number), lane=str(number))
    await desk.until(lambda: min(desk.tries[lane] for lane in "012") == 3)  # the next pause is 2 s
    desk.away = False
    began = asyncio.get_running_loop().time()
    await desk.come("new", lane="new")
    await desk.finished()
    assert asyncio.get_running_loop().time() - began < 1
    assert sorted(desk.done) == ["0", "1", "2", "new"]


async def test_a_chat_that_has_to_wait_is_not_woken_by_the_others() -> None:
    """While others' answers arrive, the platform is there and means that chat."""
    desk = Desk()
    desk.unreachable = {"waits"}
    await desk.come("waits", lane="waits")
    await desk.until(lambda: desk.tries["waits"] == 1)
    for number in range(200):
        await desk.come(str(number), lane=str(number))
    await desk.until(lambda: len(desk.done) == 200)
    assert desk.tries["waits"] <= 2
    desk.unreachable.clear()
    await desk.finished()


class _Full(VolatileInbox):
    """A disk that is full for the first so many of its changes of each kind."""

    def __init__(self, *, adding: int = 0, ending: int = 0) -> None:
        super().__init__()
        self.adding, self.ending = adding, ending

    async def add_all(self, new: Sequence[NewEvent], *, begin: Sequence[bool] = ()) -> tuple[Event | None, ...]:
        if self.adding:
            self.adding -= 1
            raise InboxError("full")
        return await super().add_all(new, begin=begin)

    async def done(self, event: Event) -> None:
        if self.ending:
            self.ending -= 1
            raise InboxError("full")
        await super().done(event)


async def test_what_cannot_be_written_is_not_taken_in() -> None:
    """The error reaches the platform's side, nothing is worked on, and the same event is taken in later."""
    desk = Desk(_Full(adding=1), room=1)
    with pytest.raises(InboxError):
        await desk.intake.take(new("a"))
    await desk.come("a")
    await desk.finished()
    assert desk.done == ["a"]


async def test_an_end_that_cannot_be_written_is_written_later() -> None:
    """The lane goes on meanwhile, nothing is answered twice, and at last nothing is open."""
    desk = Desk(_Full(ending=1))
    await desk.come("a", "b")
    await desk.finished()
    assert desk.done == ["a", "b"]
    assert (await desk.inbox.standing()).open == {}
