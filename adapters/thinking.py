"""Where the bot works out its replies: questions in the event loop, whatever may wait for something in threads."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from bot.messages import IncomingMessage, Reply

Given = ParamSpec("Given")
Found = TypeVar("Found")


class Thinking:
    """A question only computes, for a few milliseconds, and one interpreter computes in one thread at a time: another
    thread would make nothing sooner, and to change threads costs as much as sending the answer. So it is worked out in
    the event loop, which gets on with everything else as often as the interpreter would change threads. Where the bot
    `waits` for a network to understand a question, and for commands and buttons, which may write to a disk, up to
    `threads` work at once."""

    def __init__(self, *, threads: int, waits: bool) -> None:
        self._waits = waits
        self._turn, self._threads = asyncio.Lock(), asyncio.Semaphore(threads)
        self._busy = 0.0  # seconds since others had their turn

    async def reply(self, handle: Callable[[IncomingMessage], Reply | None], message: IncomingMessage) -> Reply | None:
        """What `handle` gives."""
        if self._waits or not _asks(message):
            return await self.aside(handle, message)
        async with self._turn:
            if self._busy > sys.getswitchinterval():
                await asyncio.sleep(0)
                self._busy = 0.0
            began = time.perf_counter()
            try:
                return handle(message)
            finally:
                self._busy += time.perf_counter() - began

    async def aside(self, work: Callable[Given, Found], *given: Given.args, **named: Given.kwargs) -> Found:
        """What `work` gives, which may wait."""
        async with self._threads:
            return await asyncio.to_thread(work, *given, **named)


def _asks(message: IncomingMessage) -> bool:
    return message.kind in ("message", "edit") and not message.text.lstrip().startswith("/")
