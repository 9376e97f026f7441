"""What is to blame for a death: the event that was being worked on, not one that waited for its platform."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest
from telegram.request import RequestData

from adapters.fakes.slack import FakeSlack
from adapters.fakes.slack import Fault as SlackFault
from adapters.fakes.slack_running import settings
from adapters.fakes.telegram import FakeTelegram, Fault
from adapters.inbox import TRIES, Event
from adapters.intake import Intake, UnreachableError
from adapters.meter import NoMeter
from adapters.pacing import Pacing
from adapters.slack_calls import Calls, new_client
from adapters.slack_connection import Connection
from adapters.state_sqlite import open_state
from adapters.telegram_budget import Budget
from adapters.telegram_settings import Budgets
from adapters.telegram_transport import RepeatingRequest
from adapters.trial import on_trial, pausing
from tests.adapters.inboxes import add
from tests.adapters.intake_desk import new


class _Notes:
    """What would be written down."""

    def __init__(self) -> None:
        self.taken: list[str] = []

    async def interrupt(self) -> None:
        self.taken.append("waits")

    async def resume(self) -> None:
        self.taken.append("works")

    async def of(self, work: Awaitable[object]) -> list[str]:
        with on_trial(interrupt=self.interrupt, resume=self.resume):
            await work
        return self.taken


async def _died(path: Path, copy: Path, *, while_waiting: bool) -> tuple[int, bool]:
    """The tries of a suspect, and whether it still is one, for a process that finds what another left that died while
    the suspect waited for its platform, or right after."""
    reached, go, over = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def work(_: Event) -> None:
        async with pausing():
            if while_waiting:
                reached.set()
            await go.wait()
        reached.set()
        await over.wait()

    with closing(open_state(path)) as state:
        intake = Intake(state.inbox, "test", work, work)
        await intake.replay()
        if not while_waiting:
            go.set()
        await reached.wait()
        shutil.copytree(path.parent, copy)
        go.set()
        over.set()
        await intake.idle()
    with closing(open_state(copy / path.name)) as state:
        (event,) = await state.inbox.replay("test")
        return event.tries, event.suspect


async def test_who_waits_for_the_platform_is_not_to_blame(tmp_path: Path) -> None:
    """However often the process dies meanwhile the suspect has no try more, and stays one; once it is worked on again,
    it has."""
    path = tmp_path / "0" / "state.sqlite"
    path.parent.mkdir()
    with closing(open_state(path)) as state:
        event = await add(state.inbox, new("a"))
        assert event is not None
        await state.inbox.begin(event)
    for number in range(TRIES + 1):
        found = await _died(path, tmp_path / str(number + 1), while_waiting=True)
        path = tmp_path / str(number + 1) / path.name
        assert found == (0, True)
    assert await _died(path, tmp_path / "last", while_waiting=False) == (1, True)


async def test_it_waits_until_the_last_that_waits_for_it() -> None:
    """Tasks begun in the work on it belong to it; outside nothing is written."""
    notes, gates = _Notes(), [asyncio.Event(), asyncio.Event()]

    async def wait(gate: asyncio.Event) -> None:
        async with pausing():
            await gate.wait()

    async def work() -> None:
        tasks = [asyncio.create_task(wait(gate)) for gate in gates]
        await asyncio.sleep(0)
        for gate, task in zip(gates, tasks, strict=True):
            assert notes.taken == ["waits"]
            gate.set()
            await task

    assert await notes.of(work()) == ["waits", "works"]
    async with pausing():
        assert notes.taken == ["waits", "works"]


async def test_what_ends_while_it_waits_is_worked_on_again() -> None:
    """Given up after a while, or cut off."""

    async def work() -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(0.01), pausing():
                await asyncio.Event().wait()

    assert await _Notes().of(work()) == ["waits", "works"]


async def test_the_budget_lets_go_what_it_has_room_for() -> None:
    """Only what is over it waits."""
    pacing = Pacing(1, 0.02)
    assert await _Notes().of(pacing.wait()) == []
    assert await _Notes().of(pacing.wait()) == ["waits", "works"]


async def test_a_chat_that_telegram_lets_pause_waits() -> None:
    """Others do not."""
    budget = Budget(Budgets(), longest=5.0)
    budget.pause(1, 0.02)
    assert await _Notes().of(budget.wait(2)) == []
    assert await _Notes().of(budget.wait(1)) == ["waits", "works"]


async def test_telegram_out_of_order_is_waited_for() -> None:
    """Between the calls; the calls themselves are work."""
    request = RepeatingRequest(timeout=5)
    await request.initialize()
    async with FakeTelegram() as fake:
        address = f"{fake.base_url}/bot{fake.token}/getMe"
        assert await _Notes().of(request.do_request(address, "POST", RequestData())) == []
        fake.fail_next("getMe", Fault(status=502))
        assert await _Notes().of(request.do_request(address, "POST", RequestData())) == ["waits", "works"]
    await request.shutdown()


@asynccontextmanager
async def _slack() -> AsyncIterator[tuple[FakeSlack, Callable[[], Calls], Connection]]:
    async with FakeSlack() as fake, aiohttp.ClientSession() as session:
        given = replace(settings(fake, "http"), backoff=0.02)
        client = new_client(given.api_base, session, given.bot_token.reveal())
        yield fake, lambda: Calls(client, session, given, NoMeter()), Connection(given, session, NoMeter())


@pytest.mark.parametrize("fault", [SlackFault(status=500), SlackFault(status=429)], ids=["500", "429"])
async def test_slack_too_busy_is_waited_for(fault: SlackFault) -> None:
    """Likewise, after what it said or a back-off."""
    async with _slack() as (fake, calls, _):
        assert await _Notes().of(calls().call("auth.test")) == []
        fake.fail_next("auth.test", fault)
        assert await _Notes().of(calls().call("auth.test")) == ["waits", "works"]


async def test_a_slack_never_reached_is_waited_for() -> None:
    """Until it is known which workspace this is, or the end."""
    async with _slack() as (_, _, connection):
        asyncio.get_running_loop().call_later(0.02, lambda: asyncio.ensure_future(connection.open()))
        assert await _Notes().of(connection.workspaces()) == ["waits", "works"]
        assert await _Notes().of(connection.workspaces()) == []
        await connection.close()
    with pytest.raises(UnreachableError):
        await connection.workspaces()
