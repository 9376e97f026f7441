"""What is fuzzed: inputs to start from, how they are changed, what reads them; and one input's deadline."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from heapq import heappush, heappushpop
from types import FrameType

from tests.fuzz_mutation import Mutate

DEADLINE = 1.0  # seconds of processor time for one input
_KEPT = 20  # of the slowest inputs
_WARMING = 40  # starting inputs read without a deadline: language data are loaded, tables filled


class HangError(Exception):
    """An input took longer than the deadline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """`open` loads what is needed and gives what reads one input; that raises nothing but for a failure."""

    name: str
    corpus: Callable[[], Sequence[bytes]]
    mutate: Mutate
    open: Callable[[], Callable[[bytes], object]]


@dataclass(slots=True)
class Tally:
    """What a run came to, in seconds of processor time. `slowest`: the inputs that took longest, with their times.
    `crashes`: where each kind of failure was raised → the first input that did."""

    inputs: int = 0
    seconds: float = 0.0
    slowest: list[tuple[float, bytes]] = field(default_factory=list)
    crashes: dict[str, bytes] = field(default_factory=dict)


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Raises HangError inside when the process has worked for `seconds`; time spent waiting for a core is not counted.
    In the main thread only."""

    def late(_: int, __: FrameType | None) -> None:
        raise HangError(f"not read after {seconds:g} s")

    before = signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, seconds, 0.1)  # again, should something swallow it
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def warmed(target: Target) -> Callable[[bytes], object]:
    """The target's reader after its first inputs."""
    read = target.open()
    for data in list(target.corpus())[:_WARMING]:
        read(data)
    return read


def measure(read: Callable[[bytes], object], data: bytes, tally: Tally, *, most: float = DEADLINE) -> None:
    """Reads one input and counts it; a failure is kept by the place that raised it."""
    began, tally.inputs = time.process_time(), tally.inputs + 1
    try:
        with deadline(most):
            read(data)
    except Exception as error:  # noqa: BLE001 - any of them is what is looked for
        tally.crashes.setdefault(_place(error), data)
    timed = (time.process_time() - began, data)
    if len(tally.slowest) < _KEPT:
        heappush(tally.slowest, timed)
    else:
        heappushpop(tally.slowest, timed)


def _place(error: BaseException) -> str:
    """Exception and the last place of ours in its traceback."""
    found, at = "", error.__traceback__
    while at is not None:
        file = at.tb_frame.f_code.co_filename
        if any(f"/{part}/" in file for part in ("knowledge", "bot", "adapters", "tests")):
            found = f"{file.rsplit('/', 2)[-2]}/{file.rsplit('/', 1)[-1]}:{at.tb_lineno}"
        at = at.tb_next
    return f"{type(error).__name__} in {found}: {str(error)[:120]}"
