"""One event at a time into an inbox."""

from __future__ import annotations

from adapters.inbox import Event, Inbox, NewEvent


async def add(inbox: Inbox, new: NewEvent) -> Event | None:
    """The open event, or None for one that is known."""
    return (await inbox.add_all((new,)))[0]
