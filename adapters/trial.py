"""Whether an event may be why the process dies: while it is being worked on, not while it waits for its platform."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

Change = Callable[[], Awaitable[object]]


@dataclass(slots=True)
class _Trial:
    interrupt: Change
    resume: Change
    waiting: int = 0


_TRIAL: ContextVar[_Trial | None] = ContextVar("trial", default=None)


@contextmanager
def on_trial(*, interrupt: Change, resume: Change) -> Iterator[None]:
    """What is done inside is the work on one event. `interrupt` and `resume` write down that it waits, and that it does
    no more."""
    token = _TRIAL.set(_Trial(interrupt, resume))
    try:
        yield
    finally:
        _TRIAL.reset(token)


@asynccontextmanager
async def pausing() -> AsyncIterator[None]:
    """Inside nothing is done but to wait: a process that is killed meanwhile was not killed by the event on trial, if
    any is. Tasks begun in its work wait for it, too."""
    trial = _TRIAL.get()
    if trial is None:
        yield
        return
    trial.waiting += 1
    try:
        if trial.waiting == 1:
            await trial.interrupt()
        yield
    finally:
        trial.waiting -= 1
        if not trial.waiting:
            await trial.resume()
