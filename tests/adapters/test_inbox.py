"""What every inbox does, whatever keeps it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.inbox import TRIES, Event, Inbox, NewEvent, Standing
from adapters.measured import MeasuredInbox
from adapters.meter import NoMeter
from adapters.state_sqlite import open_state
from adapters.volatile_inbox import VolatileInbox
from tests.adapters.inboxes import add


@pytest.fixture(params=["volatile", "sqlite", "measured"])
def inbox(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Inbox]:
    with ExitStack() as stack:
        if request.param == "volatile":
            yield VolatileInbox()
        elif request.param == "measured":
            yield MeasuredInbox(VolatileInbox(), NoMeter())
        else:
            yield stack.enter_context(closing(open_state(tmp_path / "state.sqlite"))).inbox


def new(key: str, *, platform: str = "telegram", person: str = "") -> NewEvent:
    return NewEvent(platform=platform, keys=(key, f"{key}/other"), lane="lane", payload=f'"{key}"', person=person)


async def added(inbox: Inbox, *keys: str, platform: str = "telegram", person: str = "") -> list[Event]:
    events = [await add(inbox, new(key, platform=platform, person=person)) for key in keys]
    return [event for event in events if event is not None]


async def test_what_is_added_is_open_in_the_order_it_came(inbox: Inbox) -> None:
    """Each event with its payload and lane, numbered upwards, as often as one asks."""
    events = await added(inbox, "a", "b", "c")
    assert [event.payload for event in events] == ['"a"', '"b"', '"c"']
    assert sorted({event.id for event in events}) == [event.id for event in events]
    assert await inbox.replay("telegram") == tuple(replace(event, replayed=True) for event in events)
    assert {event.lane for event in events} == {"lane"}


async def test_an_event_is_known_by_any_of_its_keys(inbox: Inbox) -> None:
    """One key that was there suffices, and makes the others known; on another platform the same key is another's."""
    await added(inbox, "a")
    again = NewEvent(platform="telegram", keys=("new", "a/other"), lane="lane", payload="{}")
    assert await add(inbox, again) is None
    assert await add(inbox, new("new")) is None
    assert await add(inbox, new("a", platform="slack")) is not None


async def test_many_are_added_at_once(inbox: Inbox) -> None:
    """In order, None for each that is known, also from the same batch."""
    await added(inbox, "b")
    first, *known, last = await inbox.add_all([new(key) for key in ("a", "b", "a", "c")])
    assert known == [None, None]
    assert first is not None and last is not None  # noqa: PT018 - for the types
    assert (first.payload, last.payload) == ('"a"', '"c"')
    assert [event.payload for event in await inbox.replay("telegram")] == ['"b"', '"a"', '"c"']


async def test_what_is_done_is_known_but_open_no_more(inbox: Inbox) -> None:
    """A late duplicate of an answered event is still known."""
    (event,) = await added(inbox, "a")
    await inbox.begin(event)
    await inbox.done(event)
    assert await inbox.replay("telegram") == ()
    assert await add(inbox, new("a")) is None
    assert await inbox.standing() == Standing()


async def test_what_fails_too_often_is_set_aside_with_its_reason(inbox: Inbox) -> None:
    """The last of three tries says so; the event is open no more, and known."""
    (event,) = await added(inbox, "a")
    for number in range(1, TRIES + 1):
        await inbox.begin(event)
        assert await inbox.failed(event, f"reason {number}") is (number == TRIES)
    assert await inbox.replay("telegram") == ()
    (aside,) = await inbox.set_aside()
    assert (aside.id, aside.platform, aside.reason) == (event.id, "telegram", f"reason {TRIES}")
    assert aside.received_at == event.received_at
    assert (await inbox.standing()).set_aside == 1
    assert await add(inbox, new("a")) is None


async def test_what_was_postponed_was_not_tried(inbox: Inbox) -> None:
    """However often, it counts as no try."""
    (event,) = await added(inbox, "a")
    for _ in range(TRIES + 1):
        await inbox.begin(event)
        await inbox.postpone(event)
    assert await inbox.replay("telegram") == (replace(event, replayed=True),)


async def test_the_standing_counts_by_platform(inbox: Inbox) -> None:
    """Open events of each platform, and since when the oldest of all waits."""
    first, *_ = await added(inbox, "a", "b")
    await added(inbox, "a", platform="slack")
    standing = await inbox.standing()
    assert dict(standing.open) == {"telegram": 2, "slack": 1}
    assert standing.oldest == first.received_at


@pytest.mark.parametrize("delete", [lambda inbox: inbox.forget("telegram/1"), lambda inbox: inbox.prune(4e9)])
async def test_what_was_set_aside_can_be_deleted(inbox: Inbox, delete: Callable[[Inbox], Awaitable[None]]) -> None:
    """With the person, or when its time is over; what is open stays to be answered."""
    event, waiting = await added(inbox, "a", "b", person="telegram/1")
    for _ in range(TRIES):
        await inbox.failed(event, "broken")
    await inbox.forget("telegram/2")
    await inbox.prune(0)
    assert len(await inbox.set_aside()) == 1
    await delete(inbox)
    assert await inbox.set_aside() == ()
    assert await inbox.replay("telegram") == (replace(waiting, replayed=True),)
