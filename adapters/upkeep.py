"""What is kept no longer than it must be is deleted: at the start and every hour."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Coroutine
from typing import Any, Final, Protocol

from adapters.inbox import Inbox

log = logging.getLogger(__name__)

HOUR: Final = 3600.0  # seconds


class Prunable(Protocol):
    """Deletes what is older than `before`, in seconds since the epoch. Raises OSError."""

    def prune(self, before: float) -> None: ...


async def keep_up(inbox: Inbox, *others: Prunable, retention: float, every: float = HOUR) -> None:
    """Until cancelled. Times are in seconds; what cannot be deleted now is logged, and tried again the next time."""
    while True:
        before = time.time() - retention
        await _logged(inbox.prune(before))
        for other in others:
            await _logged(asyncio.to_thread(other.prune, before))
        await asyncio.sleep(every)


async def _logged(pruning: Coroutine[Any, Any, None]) -> None:
    try:
        await pruning
    except OSError as error:
        log.error("%s", error)
