"""From what is taken in to what is done: in order, each once, whatever breaks."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from adapters.inbox import TRIES, Event, InboxError, NewEvent
from adapters.intake import Intake, UnreachableError
from adapters.volatile_inbox import VolatileInbox


class Desk:
    """Work that notes what it is given, and fails as told: on those `broken` or `unreachable` always, on all
    while the platform is `away`."""

    def __init__(self, inbox: VolatileInbox | None = None, *, limit: int = 64, room: int = 1_000) -> None:
        self.inbox = inbox or VolatileInbox()
        self.intake = Intake(self.inbox, "test", self.work, self.give_up, limit=limit, room=room)
        self.done: list[str] = []
        self.given_up: list[str] = []
        self.tries: Counter[str] = Counter()
        self.broken: set[str] = set()
        self.away = False
        self.unreachable: set[str] = set()
        self.gates: dict[str, asyncio.Event] = {}
        self.at_once = self.most_at_once = 0
        self.moved = asyncio.Event()

    async def work(self, event: Event) -> None:
        self.tries[event.payload] += 1
        self.moved.set()
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            if event.payload in self.gates:
                await self.gates[event.payload].wait()
            if self.away or event.payload in self.unreachable:
                raise UnreachableError
            if event.payload in self.broken:
                raise ValueError(event.payload)
            self.done.append(event.payload)
        finally:
            self.at_once -= 1
            self.moved.set()

    async def give_up(self, event: Event) -> None:
        self.given_up.append(event.payload)

    async def come(self, *payloads: str, lane: str = "lane") -> None:
        for payload in payloads:
            event = await self.intake.take(new(payload, lane))
            if event is not None:
                self.intake.submit(event)

    async def until(self, happened: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not happened():
                self.moved.clear()
                await self.moved.wait()

    async def finished(self) -> None:
        async with asyncio.timeout(10):
            await self.intake.idle()


def new(payload: str, lane: str = "lane") -> NewEvent:
    return NewEvent(platform="test", keys=(payload,), lane=lane, payload=payload)


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
    assert aside.reason.startswith("ValueError at test_intake.py:")
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


async def test_what_is_open_is_worked_on_at_the_next_start() -> None:
    """What the last process left is done first, then what comes, in order."""
    inbox = VolatileInbox()
    for payload in ("a", "b"):
        await inbox.add(new(payload))
    desk = Desk(inbox)
    assert await desk.intake.replay() == 2
    await desk.come("b", "c")
    await desk.finished()
    assert desk.done == ["a", "b", "c"]


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
        await inbox.add(new(str(number), lane=str(number % 3)))
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
        await inbox.add(new(payload))
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
