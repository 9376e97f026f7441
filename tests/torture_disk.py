"""The disk is full, read-only, or the database locked: nothing is acknowledged that is not written down, and nothing of
what was is lost."""

from __future__ import annotations

import asyncio
import os
import resource
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.torture_process import ProductError
from tests.torture_sides import Way
from tests.torture_stage import Options, Outcome, Stage, acknowledged, answered, stage

_FULL = 6.0  # seconds
_MEANWHILE = 12  # questions


async def full_limit(way: Way, options: Options) -> Outcome:
    """No file may grow any more (RLIMIT_FSIZE 0 on the running process)."""
    async with stage(f"disk full {way}", options, way) as at:
        await at.product.start()
        await _served(at)
        resource.prlimit(at.product.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        await _refused(at, options.either(6, 3))
        resource.prlimit(at.product.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        return await _good_again(at)


async def full_disk(way: Way, options: Options) -> Outcome:
    """The state lies on a disk of 2 MiB (tmpfs), which is filled to the last byte."""
    async with stage(f"tmpfs full {way}", options, way) as at:
        with _mounted(at, "-t", "tmpfs", "-o", "size=2m", "tmpfs") as mounted:
            if not mounted:
                return at.skipped("nothing can be mounted here; RLIMIT_FSIZE stands in for it")
            await at.product.start()
            await _served(at)
            filling = at.folder / "state" / "filling"
            _fill(filling)
            await _refused(at, options.either(6, 3))
            filling.unlink()
            outcome = await _good_again(at)
        return outcome


async def read_only(way: Way, options: Options) -> Outcome:
    """The state's folder cannot be written when the process starts. It may stay and refuse, or end with a sentence and
    be started again, as a supervisor does."""
    async with stage(f"read-only {way}", options, way) as at:
        with _unwritable(at):
            asked = await _begun(at)
            deadline = time.monotonic() + options.either(6, 3)
            ends = 0
            while time.monotonic() < deadline:
                if not at.product.running:
                    ends += 1
                    await at.product.spawn()
                await asyncio.sleep(0.2)
            at.check(not any(one.acknowledged for one in asked), "acknowledged though nothing could be written")
            if at.product.running and not ends:
                at.check(await _says_so(at), "its health does not say it")
            at.check(not at.product.logged("Traceback"), "a traceback")
        at.notes.append(f"ended {ends} times: {at.product.last_line()[:90]}" if ends else "stayed")
        if not at.product.running:
            await at.product.start()
        return await _good_again(at, at_once=False)


async def locked(way: Way, options: Options) -> Outcome:
    """Another process holds the database's write lock."""
    seconds = options.either(15, 4)
    async with stage(f"locked {way}", options, way) as at:
        await at.product.start()
        await _served(at)
        state = Path(at.product.environment["NACHGEFRAGT_STATE"])
        if not state.exists():
            raise ProductError(f"there is no {state.name}")
        at.people(8)
        with _write_lock(state):
            await asyncio.sleep(seconds)
            at.check(at.product.running, "the process died")
        at.notes.append(f"locked for {seconds} s")
        await asyncio.sleep(1.0)
        return await at.outcome()


async def _served(at: Stage) -> None:
    at.check(await answered(await at.ask_all(6), 20), "not answered while all was well")


async def _begun(at: Stage) -> list[object]:
    raise NotImplementedError


async def _refused(at: Stage, seconds: float) -> None:
    """While nothing can be written, nothing is acknowledged, the process lives, and its health says it."""
    before = [len(one.ledger.questions) for one in at.sides]
    asking = [asyncio.create_task(at.ask(one, 1)) for one in at.sides for _ in range(_MEANWHILE)]
    await asyncio.sleep(seconds)
    at.check(at.product.running, "the process died")
    new = [q for one, many in zip(at.sides, before, strict=True) for q in one.ledger.questions[many:]]
    early = sum(question.acknowledged is not None for question in new)
    at.check(early == 0, f"{early} acknowledged though nothing could be written")
    at.check(await _says_so(at), "its health does not say it")
    at.later += asking
    at.notes.append(f"{len(new)} asked meanwhile")
