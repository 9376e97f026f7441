"""Runs a check so that it ends in time and only with findings, whatever happens in it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from adapters.findings import Findings, todo
from adapters.scrubbing import Scrub
from bot.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """`area` is what a failure of the check itself is told under; `patience` is in seconds."""

    area: str
    run: Callable[[], Awaitable[Findings]]
    patience: float


async def looked(check: Check, settings: Settings) -> Findings:
    """Never raises; no secret of the settings is in it."""
    try:
        async with asyncio.timeout(check.patience):
            found = await check.run()
    except TimeoutError:
        found = (todo(check.area, f"there was no result within {check.patience:g} s; try again, and see what hangs."),)
    except Exception as error:  # noqa: BLE001 - whatever is wrong here, the other findings are wanted all the more
        found = (todo(check.area, f"this could not be looked at ({type(error).__name__}: {error})."),)
    scrub = Scrub(settings.secrets)
    return tuple(replace(finding, text=scrub(finding.text)) for finding in found)


def in_thread(work: Callable[[], Findings]) -> Awaitable[Findings]:
    """As asyncio.to_thread, but nobody waits at the end for a thread that hangs, in a network's file system say."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Findings] = loop.create_future()

    def settle(found: Findings, error: Exception | None) -> None:
        if done.cancelled():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(found)

    def run() -> None:
        found, error = Findings(), None
        try:
            found = work()
        except Exception as raised:  # noqa: BLE001 - raised again where it is awaited
            error = raised
        with suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(settle, found, error)

    threading.Thread(target=run, daemon=True).start()
    return done
