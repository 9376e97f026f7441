"""A check ends in time and with findings, whatever happens in it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from adapters.doctor_checks import Check, in_thread, looked
from adapters.findings import Findings, ok, todo
from bot.settings import Secret, Settings

TOKEN = "654321:not-this-one"
SETTINGS = Settings(telegram_token=Secret(TOKEN))


async def test_what_is_found_is_told() -> None:
    """Of work in a thread."""
    found = (ok("Disk", "there is room."),)
    assert await looked(Check(area="Disk", run=lambda: in_thread(lambda: found), patience=10.0), SETTINGS) == found


async def test_a_check_that_hangs_is_given_up() -> None:
    """After its time."""

    async def hanging() -> Findings:
        await asyncio.Event().wait()
        return ()

    found = await looked(Check(area="Slack", run=hanging, patience=0.05), SETTINGS)
    assert found == (todo("Slack", "there was no result within 0.05 s; try again, and see what hangs."),)


def test_a_thread_that_hangs_is_given_up() -> None:
    """Nobody waits for it, neither the check nor the end of the loop."""
    released, ended = threading.Event(), threading.Event()

    def hanging() -> Findings:
        released.wait(30)
        ended.set()
        return ()

    found = asyncio.run(looked(Check(area="Disk", run=lambda: in_thread(hanging), patience=0.05), SETTINGS))
    assert found == (todo("Disk", "there was no result within 0.05 s; try again, and see what hangs."),)
    assert not ended.is_set()
    released.set()
    assert ended.wait(5)


def test_a_thread_that_hangs_does_not_keep_the_process() -> None:
    """It ends with what was found."""
    code = (
        "import asyncio, threading\n"
        "from adapters.doctor_checks import Check, in_thread, looked\n"
        "from bot.settings import Settings\n"
        "check = Check(area='Disk', run=lambda: in_thread(lambda: threading.Event().wait()), patience=0.05)\n"
        "print(asyncio.run(looked(check, Settings()))[0].level)\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], text=True, capture_output=True, cwd=root, timeout=30)
    assert (done.returncode, done.stdout) == (0, "TODO\n"), done.stderr


@pytest.mark.parametrize("threaded", [False, True])
async def test_what_nobody_thought_of_is_a_finding_without_a_secret(threaded: bool) -> None:
    """The kind of the exception and its text, the token in it hidden."""

    def broken() -> Findings:
        raise RuntimeError(f"cannot open /bot{TOKEN}/")

    async def awaited() -> Findings:
        return broken()

    run = (lambda: in_thread(broken)) if threaded else awaited
    found = await looked(Check(area="Telegram", run=run, patience=10.0), SETTINGS)
    assert found == (todo("Telegram", "this could not be looked at (RuntimeError: cannot open /bot**********/)."),)
