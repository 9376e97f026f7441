"""What is begun, where a stop or a death leaves it, and how the next start goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from adapters.inbox import TRIES, Event, NewEvent
from adapters.volatile_inbox import VolatileInbox
from tests.adapters.inboxes import add
from tests.adapters.intake_desk import Desk, new


class _Noting(VolatileInbox):
    """Notes what was begun: with its taking in, and by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.with_taking: list[str] = []
        self.by_itself: list[str] = []

    async def add_all(self, new: Sequence[NewEvent], *, begin: Sequence[bool] = ()) -> tuple[Event | None, ...]:
        self.with_taking += [one.payload for one, begun in zip(new, begin, strict=True) if begun]
        return await super().add_all(new, begin=begin)

    async def begin(self, event: Event) -> None:
        self.by_itself.append(event.payload)


async def test_work_begins_with_the_taking_in_where_nothing_is_before_it() -> None:
    """Not of the second in a lane, nor of more than are worked on at once: these are begun when it is their turn. Each
    is begun once, but for those tried again."""
    inbox = _Noting()
    desk = Desk(inbox, limit=2)
    desk.gates = {"a": asyncio.Event(), "x": asyncio.Event()}
    desk.broken = {"x"}
    await desk.come("a", "b", lane="1")
    await desk.come("x", lane="2")
    await desk.come("y", lane="3")
    assert (inbox.with_taking, inbox.by_itself) == (["a", "x"], [])
    for gate in desk.gates.values():
        gate.set()
    await desk.finished()
    assert sorted(inbox.by_itself) == ["b", "x", "x", "y"]
    assert await desk.intake.take(new("a")) is None
    await desk.come("c", lane="1")
    await desk.finished()
    assert inbox.with_taking[-1] == "c"


async def test_work_begins_with_the_taking_in_while_the_end_before_it_is_written() -> None:
    """Whoever asks again as soon as the answer is there does not wait for that."""

    class Slow(_Noting):
        """Writes an end only when let."""

        def __init__(self) -> None:
            super().__init__()
            self.let = asyncio.Event()

        async def done(self, event: Event) -> None:
            await self.let.wait()
            await super().done(event)

    inbox = Slow()
    desk = Desk(inbox)
    await desk.come("a")
    await desk.until(lambda: desk.done == ["a"])
    await desk.come("b", "c")
    assert (inbox.with_taking, desk.done) == (["a", "b"], ["a"])
    inbox.let.set()
    await desk.finished()
    assert (desk.done, inbox.by_itself) == (["a", "b", "c"], ["c"])


async def test_what_was_begun_and_not_worked_on_is_no_suspect_after_a_stop() -> None:
    """Also where it was the second in its lane."""

    class Stuck(_Noting):
        """Never writes an end; notes what is as if not begun."""

        def __init__(self) -> None:
            super().__init__()
            self.postponed: list[str] = []

        async def done(self, event: Event) -> None:
            await asyncio.Event().wait()

        async def postpone(self, event: Event) -> None:
            self.postponed.append(event.payload)

    inbox = Stuck()
    desk = Desk(inbox)
    await desk.come("a")
    await desk.until(lambda: desk.done == ["a"])
    await desk.come("b", "c")
    assert await desk.intake.drain(0.0) == 3
    assert inbox.postponed == ["a", "b"]


async def test_one_batch_begins_one_event_a_lane() -> None:
    """The first of each."""
    inbox = _Noting()
    desk = Desk(inbox)
    taken = await desk.intake.take_all([new("a"), new("b"), new("c", "other")])
    assert (inbox.with_taking, len(taken)) == (["a", "c"], 3)
    for event in taken:
        assert event is not None
        desk.intake.submit(event)
    await desk.finished()


async def test_what_is_open_is_worked_on_at_the_next_start() -> None:
    """What the last process left is done first, then what comes, in order."""
    inbox = VolatileInbox()
    for payload in ("a", "b"):
        await add(inbox, new(payload))
    desk = Desk(inbox)
    assert await desk.intake.replay() == 2
    await desk.come("b", "c")
    await desk.finished()
    assert desk.done == ["a", "b", "c"]


class _Died(VolatileInbox):
    """What the last process left: `suspects` it was working on, `dead` are those it died with once more."""

    def __init__(self, *, suspects: str = "", dead: str = "") -> None:
        super().__init__()
        self.suspects, self.dead = suspects, dead

    async def replay(self, platform: str) -> tuple[Event, ...]:
        left = await super().replay(platform)
        return tuple(
            replace(
                event,
                suspect=event.payload in self.suspects,
                tries=TRIES if event.payload in self.dead else event.tries,
            )
            for event in left
        )


async def test_suspects_are_tried_alone_and_first() -> None:
    """What was under way when the process died is tried by itself before anything else is begun."""
    inbox = _Died(suspects="01")
    for number in range(6):
        await add(inbox, new(str(number), lane=str(number % 3)))
    desk = Desk(inbox)
    desk.gates = {"0": asyncio.Event(), "1": asyncio.Event()}
    await desk.intake.replay()
    for suspect in ("0", "1"):
        await desk.until(lambda: desk.tries[suspect] > 0)  # noqa: B023 - called at once
        assert set(desk.tries) == set("01"[: int(suspect) + 1])
        desk.gates[suspect].set()
    await desk.finished()
    assert desk.done[:2] == ["0", "1"]
    assert sorted(desk.done) == sorted("012345")


async def test_who_asked_what_killed_the_process_hears_so() -> None:
    """It is not worked on again, and given up once; the others are answered."""
    inbox = _Died(dead="a")
    for payload in "ab":
        await add(inbox, new(payload))
    desk = Desk(inbox)
    assert await desk.intake.replay() == 1
    await desk.finished()
    await desk.intake.drain(5)
    assert (desk.done, desk.given_up) == (["b"], ["a"])


async def test_the_work_in_hand_ends_before_the_stop() -> None:
    """Draining waits for everything taken in; nothing stays open."""
    desk = Desk()
    await desk.come(*"abcdef")
    assert await desk.intake.drain(5) == 0
    assert desk.done == list("abcdef")


async def test_what_is_not_done_in_time_stays_open() -> None:
    """At the deadline the work is cut off; its events are open for the next start, without a try counted."""
    desk = Desk()
    desk.gates["a"] = asyncio.Event()
    await desk.come("a", "b")
    assert await desk.intake.drain(0.05) == 2
    assert [(event.payload, event.tries) for event in await desk.inbox.replay("test")] == [("a", 0), ("b", 0)]


async def test_a_stop_does_not_wait_for_a_platform_that_is_down() -> None:
    """What waits for its platform to come back stays open at once."""
    desk = Desk()
    desk.away = True
    await desk.come("a")
    await desk.until(lambda: desk.tries["a"] == 1)
    async with asyncio.timeout(5):
        assert await desk.intake.drain(60) == 1
