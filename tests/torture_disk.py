"""The disk is full, read-only, or the database locked: nothing is acknowledged that is not written down, the process
lives, and when all is well again everything is answered."""

from __future__ import annotations

import asyncio
import os
import resource
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from tests.torture_ledger import Question
from tests.torture_process import ProductError
from tests.torture_sides import Way
from tests.torture_stage import Options, Outcome, Stage, stage

WEBHOOK_AND_SOCKET: tuple[Way, ...] = ("Telegram webhook", "Slack Socket Mode")
POLLING_AND_HTTP: tuple[Way, ...] = ("Telegram polling", "Slack HTTP")
_MEANWHILE = 24  # questions
_NO_LIMIT = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


async def full_limit(ways: tuple[Way, ...], options: Options) -> Outcome:
    """Not a byte can be written to any file: RLIMIT_FSIZE of the running process is 0 for a while."""
    async with stage(f"disk full {ways[0]}", options, *ways) as at:
        await at.serving()
        resource.prlimit(at.product.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        await _ask_in_vain(at, options.either(8, 3))
        resource.prlimit(at.product.pid, resource.RLIMIT_FSIZE, _NO_LIMIT)
        return await _well_again(at)


async def full_disk(ways: tuple[Way, ...], options: Options) -> Outcome:
    """The state lies on a file system of 16 MiB, filled to the last byte for a while. What still fits into pages that
    the database has already is rightly acknowledged."""
    async with stage(f"tmpfs {ways[0]}", options, *ways) as at:
        with _mounted(at.folder / "state", "-t", "tmpfs", "-o", "size=16m", "tmpfs") as mounted:
            if not mounted:
                at.notes.append("not on a full file system, as nothing can be mounted here")
                await at.serving()
                return await at.outcome()
            await at.serving()
            filling = at.folder / "state" / "filling"
            _fill(filling)
            at.people(8)
            await asyncio.sleep(options.either(8, 3))
            at.check(at.product.running, "the process died")
            _note_refused(at)
            filling.unlink()
            return await _well_again(at)


async def read_only(ways: tuple[Way, ...], options: Options) -> Outcome:
    """The state's folder cannot be written when the process starts. It may stay and refuse, or end with a sentence and
    be started again, as a supervisor would."""
    async with stage(f"read-only {ways[0]}", options, *ways) as at:
        with _unwritable(at):
            at.ask_meanwhile(_MEANWHILE)
            ends = await _supervised(at, options.either(8, 4))
            _check_refused(at, at.questions)
            at.check(bool(ends) or await at.ready(503, 1.0), "it does not say that it is not ready")
            at.check(not at.product.logged("Traceback"), "a traceback")
            at.notes.append(f"ended {ends} times: {at.product.last_line()[:100]}" if ends else "stayed")
            await at.product.kill()
        await at.product.start()
        return await _well_again(at)


async def locked(ways: tuple[Way, ...], options: Options) -> Outcome:
    """Another process holds the database's write lock, under load."""
    seconds = options.either(15, 4)
    async with stage(f"locked {ways[0]}", options, *ways) as at:
        await at.serving()
        at.people(8)
        with _write_lock(Path(at.product.environment["NACHGEFRAGT_STATE"])):
            await asyncio.sleep(seconds)
            at.check(at.product.running, "the process died")
            _note_refused(at)
        at.notes.append(f"for {seconds} s")
        return await _well_again(at)


async def _ask_in_vain(at: Stage, seconds: float) -> None:
    before = set(at.questions)
    at.ask_meanwhile(_MEANWHILE)
    await asyncio.sleep(seconds)
    at.check(at.product.running, "the process died")
    _check_refused(at, [question for question in at.questions if question not in before])
    at.check(await at.ready(503, 1.0), "it does not say that it is not ready")


def _check_refused(at: Stage, questions: list[Question]) -> None:
    taken = sum(question.acknowledged is not None for question in questions)
    at.check(taken == 0, f"{taken} acknowledged though nothing could be written")
    at.check(bool(questions), "nothing was asked")
    at.notes.append(f"{len(questions) - taken} of {len(questions)} refused")


def _note_refused(at: Stage) -> None:
    waiting = sum(question.acknowledged is None for question in at.questions)
    at.notes.append(f"{waiting} of {len(at.questions)} were not acknowledged meanwhile")


async def _well_again(at: Stage) -> Outcome:
    """Also for who asks only now."""
    at.ask_meanwhile(6)
    return await at.outcome()


async def _supervised(at: Stage, seconds: float) -> int:
    """How often the process ended and was started again."""
    ends, until = 0, time.monotonic() + seconds
    await at.product.spawn()
    while time.monotonic() < until:
        if not at.product.running:
            ends += 1
            await at.product.spawn()
        await asyncio.sleep(0.1)
    return ends


@contextmanager
def _write_lock(path: Path) -> Iterator[None]:
    if not path.exists():
        raise ProductError(f"there is no {path.name}")
    with closing(sqlite3.connect(path, timeout=10, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


@contextmanager
def _unwritable(at: Stage) -> Iterator[None]:
    """The state's folder: by permissions, or as these do not bind root by a read-only mount; where that is forbidden,
    a folder that nobody can make takes its place."""
    folder, given = at.folder / "state", at.product.environment["NACHGEFRAGT_STATE"]
    with _mounted(folder, "--bind", str(folder)) as mounted:
        if mounted:
            subprocess.run(["mount", "-o", "remount,ro,bind", str(folder)], check=True)
        elif os.geteuid() == 0:
            at.product.environment["NACHGEFRAGT_STATE"] = "/proc/nachgefragt/state.sqlite"
        mode = folder.stat().st_mode
        if not mounted:
            folder.chmod(0o555)
        try:
            yield
        finally:
            at.product.environment["NACHGEFRAGT_STATE"] = given
            if not mounted:
                folder.chmod(mode)


@contextmanager
def _mounted(folder: Path, *arguments: str) -> Iterator[bool]:
    """Whether `mount` let us."""
    try:
        done = subprocess.run(["mount", *arguments, str(folder)], check=False, capture_output=True).returncode == 0
    except FileNotFoundError:
        done = False
    try:
        yield done
    finally:
        if done:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _fill(path: Path) -> None:
    """Until not a byte more fits."""
    for size in (65_536, 512, 1):
        with suppress(OSError), path.open("ab", buffering=0) as file:
            while file.write(b"x" * size):
                pass
