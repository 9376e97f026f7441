"""What a script may ask of every fake platform: what the bot sent, and faults of the delivery."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from adapters.fakes.control import Json, Run, times
from adapters.fakes.control import seconds as checked_seconds
from adapters.fakes.delivery_faults import DeliveryFaults
from adapters.fakes.journal import Journal


class Fake(Protocol):
    """What both fakes have."""

    journal: Journal

    async def wait_for_bot(self, *, patience: float) -> None: ...


class Watching:
    """`GET /ready`, `GET /sent` and `GET /wait`."""

    def __init__(self, fake: Fake) -> None:
        self._fake, self._journal = fake, fake.journal

    async def ready(self, *, seconds: float = 10.0) -> Json:
        """Whether the bot listens, or will within so many seconds."""
        try:
            await self._fake.wait_for_bot(patience=checked_seconds(seconds))
        except TimeoutError:
            return {"ready": False}
        return {"ready": True}

    async def sent(self, *, since: int = 0, what: str = "") -> Json:
        """What the bot sent after number `since`; `what` names kinds, with commas between, else all but typing."""
        return {"sent": self._journal.since(since, _kinds(what)), "last": self._journal.last}

    async def wait(self, *, since: int = 0, what: str = "", count: int = 1, seconds: float = 10.0) -> Json:
        """As /sent, once there are `count`, or what there is after so many seconds."""
        patience = checked_seconds(seconds)
        found = await self._journal.wait(since, _kinds(what), count=times(count), seconds=patience)
        return {"sent": found, "last": self._journal.last}


class Delivering:
    """Faults of what is on its way to the bot."""

    def __init__(self, faults: DeliveryFaults) -> None:
        self._faults = faults

    async def duplicate(self, *, count: int = 1) -> Json:
        """The next `count` updates come twice."""
        self._faults.duplicate = times(count)
        return {}

    async def out_of_order(self, *, count: int = 2) -> Json:
        """The next `count` updates are held back, then come the newest first."""
        self._faults.hold(times(count))
        return {}

    async def no_acknowledgement(self, *, count: int = 1) -> Json:
        """The next `count` acknowledgements of the bot get lost, so that it is told again."""
        self._faults.unacknowledged = times(count)
        return {}


def shared_actions(fake: Fake, faults: DeliveryFaults) -> Mapping[str, Run]:
    """Path -> what it does."""
    watching, delivering = Watching(fake), Delivering(faults)
    return {
        "ready": watching.ready,
        "sent": watching.sent,
        "wait": watching.wait,
        "fault/duplicate": delivering.duplicate,
        "fault/out_of_order": delivering.out_of_order,
        "fault/no_acknowledgement": delivering.no_acknowledgement,
    }


def _kinds(what: str) -> list[str]:
    return [kind for kind in what.split(",") if kind]
