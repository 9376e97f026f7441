"""What is too old goes, again and again, whatever one of those that keep it says."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress

import pytest

from adapters.inbox import InboxError
from adapters.upkeep import keep_up
from adapters.volatile_inbox import VolatileInbox


class Pruned:
    """Knows what it was asked; is `enough` after the third time."""

    def __init__(self) -> None:
        self.before: list[float] = []
        self.enough = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def prune(self, before: float) -> None:
        self.before.append(before)
        if len(self.before) == 3:
            self._loop.call_soon_threadsafe(self.enough.set)
        if len(self.before) == 1:
            raise OSError("feedback.sqlite: the feedback cannot be deleted.")


class Refusing(VolatileInbox):
    async def prune(self, before: float) -> None:
        raise InboxError("state.sqlite: the state cannot be written.")


async def test_what_is_older_than_the_retention_goes_again_and_again(caplog: pytest.LogCaptureFixture) -> None:
    """At once and then each time; who cannot is logged and asked again, and the others are asked all the same."""
    one, other = Pruned(), Pruned()
    task = asyncio.create_task(keep_up(Refusing(), one, other, retention=3600.0, every=0.01))
    async with asyncio.timeout(5):
        await asyncio.gather(one.enough.wait(), other.enough.wait())
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert all(abs(time.time() - 3600 - before) < 10 for before in (*one.before, *other.before))
    assert "state.sqlite: the state cannot be written." in caplog.text
    assert "feedback.sqlite: the feedback cannot be deleted." in caplog.text
