"""What a platform's adapter is to the process that runs it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from aiohttp import web


class Platform(Protocol):
    """Takes in from `start` on; `stop` ends the intake and waits for the answers under way."""

    @property
    def health(self) -> str:
        """ "ok", or what is wrong, in one sentence without a secret."""
        ...

    @property
    def last(self) -> float | None:
        """When the last event was taken in, in seconds since the epoch."""
        ...

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    def routes(self) -> Iterable[web.AbstractRouteDef]: ...
