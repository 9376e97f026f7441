"""What doctor says of the state, while it is used and while it is not."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from adapters.doctor_state import examine
from adapters.findings import note, ok, todo
from adapters.inbox import TRIES, NewEvent
from adapters.state_sqlite import State, open_state
from bot.settings import Settings
from tests.adapters.inboxes import add

RESTORE = "Put back a copy of it, or move it away; a new one is then begun."


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(state=tmp_path / "state.sqlite", feedback=tmp_path / "feedback.sqlite")


async def asked(state: State, platform: str, key: str, *, fails: bool = False) -> None:
    event = await add(state.inbox, NewEvent(platform=platform, keys=(key,), lane="1", payload="{}"))
    assert event is not None
    for _ in range(TRIES if fails else 0):
        await state.inbox.begin(event)
        await state.inbox.failed(event, "ValueError at x.py:1")


def test_a_state_that_is_not_there_yet(settings: Settings) -> None:
    """It is made by serve, not by looking."""
    assert examine(settings) == (ok("State", f"{settings.state} is made when `nachgefragt serve` starts."),)
    assert not settings.state.exists()


def test_a_state_that_nothing_is_in(settings: Settings) -> None:
    """Whether somebody uses it is told."""
    state = open_state(settings.state)
    assert examine(settings) == (ok("State", f"{settings.state} is in use by a running nachgefragt."),)
    state.close()
    assert examine(settings) == (ok("State", f"{settings.state} can be read, and nothing runs with it."),)


async def test_questions_that_wait(settings: Settings) -> None:
    """Counted by platform, with when the oldest came; a running bot that leaves them for long has a problem."""
    state, now = open_state(settings.state), time.time()
    for platform, key in (("telegram", "1"), ("telegram", "2"), ("slack", "1")):
        await asked(state, platform, key)
    soon, late = examine(settings, lambda: now + 60)[1], examine(settings, lambda: now + 400)[1]
    state.close()
    stopped = examine(settings)[1]
    said = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d", "NOW", soon.text)
    assert said == "not answered yet: 1 from slack, 2 from telegram, the oldest since NOW UTC."
    said = soon.text.removesuffix(".")
    assert soon == ok("State", f"{said}.")
    why = "See in its log why: the platform cannot be reached, or there is too much to do."
    assert late == todo("State", f"{said}. {why}")
    assert stopped == note("State", f"{said}. That is done when `nachgefragt serve` starts.")


async def test_questions_that_were_given_up(settings: Settings) -> None:
    """Platform, time and reason of the newest ten."""
    state = open_state(settings.state)
    for number in range(12):
        await asked(state, "slack", str(number), fails=True)
    state.close()
    found = examine(settings)[1:]
    said = {re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d", "NOW", one.text) for one in found[:10]}
    assert said == {"given up: one from slack of NOW UTC (ValueError at x.py:1)."}
    assert {one.level for one in found} == {"note"}
    assert (len(found), found[10].text) == (11, "2 earlier ones were given up as well.")


def test_files_that_are_no_databases(settings: Settings) -> None:
    """Each is named once, with what to do."""
    for path in (settings.state, settings.feedback):
        path.write_text("no database" * 100, encoding="utf-8")
    broken = "this file cannot be read (file is not a database)."
    assert examine(settings) == tuple(
        todo("State", f"{path}: {broken} {RESTORE}") for path in (settings.state, settings.feedback)
    )


def test_a_key_that_serve_would_refuse(settings: Settings) -> None:
    """In the words that serve would have."""
    open_state(settings.state).close()
    key = settings.state.with_suffix(".key")
    key.chmod(0o644)
    said = f"{key}: others may use this key (mode 0644); chmod 600 makes it yours alone."
    assert examine(settings)[-1] == todo("State", said)
