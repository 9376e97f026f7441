"""The inbox: what a platform delivered is written down before it is acknowledged, and stays until it is answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

TRIES: Final = 3
"""After so many an event is set aside."""


class InboxError(OSError):
    """The inbox cannot be read or written. `str(error)` is one sentence naming the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """`payload` is the raw event as JSON. An event is known when one of its `keys` is, and then all of them are; they
    need be unique only within the platform. What has the same `lane` is worked on in order. `person` ("platform/id") is
    whom it came from, "" where nobody can be named."""

    platform: str
    keys: tuple[str, ...]
    lane: str
    payload: str
    person: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An open one. `id` grows with the order of arrival; `received_at` is in seconds since the epoch. `tries` were
    begun and did not end well. Where work began with its taking in, it was `begun`. What was open when the process
    began is `replayed`; a `suspect` among these was being worked on when the process before died, and may be why."""

    id: int
    platform: str
    lane: str
    payload: str
    received_at: float
    tries: int = 0
    begun: bool = False
    replayed: bool = False
    suspect: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """An event that was given up, and why."""

    id: int
    platform: str
    received_at: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """`open` counts by platform; `oldest` is when the oldest open event came, None where none is."""

    open: Mapping[str, int] = field(default_factory=dict)
    set_aside: int = 0
    oldest: float | None = None


class Inbox(Protocol):
    """Used from one event loop. What was awaited is written; everything raises InboxError."""

    async def add_all(self, new: Sequence[NewEvent], *, begin: Sequence[bool] = ()) -> tuple[Event | None, ...]:
        """Each is open and durable, or None where it is known; all or, where it raises, none. With `begin` work begins
        with it, as by that."""
        ...

    async def begin(self, event: Event) -> None:
        """Work begins, or goes on: should the process die now, the event is a suspect. That of a suspect, which is
        worked on alone, counts as a try then."""
        ...

    async def done(self, event: Event) -> None:
        """It was answered, or passed over in silence: it is deleted, only its keys are known on."""
        ...

    async def postpone(self, event: Event) -> None:
        """The try begun was none, as it did not come to the answer; or it is interrupted until `begin`."""
        ...

    async def failed(self, event: Event, reason: str) -> bool:
        """The try begun failed. Whether that was the last and the event is set aside."""
        ...

    async def replay(self, platform: str) -> tuple[Event, ...]:
        """The open events in order of arrival, and among them, with all of their TRIES, those that are set aside now
        because the process died once more with them. Once, before anything is added."""
        ...

    async def set_aside(self) -> tuple[SetAside, ...]: ...

    async def standing(self) -> Standing: ...

    async def forget(self, person: str) -> None:
        """Deletes what was set aside of this person; what is open will still be answered."""
        ...

    async def prune(self, before: float) -> None:
        """Deletes what was set aside before (seconds since the epoch), and keys that no platform will deliver again."""
        ...
