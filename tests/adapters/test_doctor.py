"""`nachgefragt doctor` as a whole: everything side by side, in order, whatever goes wrong."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from adapters.doctor import examine
from adapters.fakes.slack import FakeSlack
from adapters.fakes.telegram import FakeTelegram, Fault
from adapters.findings import Findings, note, todo
from adapters.slack_manifest import SCOPES
from bot.settings import Secret, Settings
from knowledge.build import refresh

ROOT = Path(__file__).parents[2]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    return Settings(
        seeds=ROOT / "seeds",
        store=tmp_path / "facts.sqlite",
        state=tmp_path / "state.sqlite",
        feedback=tmp_path / "feedback.sqlite",
        port=port,
    )


async def looked(settings: Settings, *, patience: float = 10.0) -> Findings:
    return await asyncio.to_thread(
        examine, settings, lambda: refresh(settings.seeds, settings.store), patience=patience
    )


def test_a_bot_without_platforms(settings: Settings) -> None:
    """All areas in order; what is off is worth a note and nothing fails."""
    found = examine(settings, lambda: refresh(settings.seeds, settings.store))
    assert [(one.area, str(one.level)) for one in found if one.area != "Disk"] == [
        ("Versions", "ok"),
        ("Seeds", "ok"),
        ("Store", "ok"),
        ("Vectors", "ok"),
        ("Telegram", "note"),
        ("Slack", "note"),
        ("State", "ok"),
        ("Files", "ok"),
        ("Port", "ok"),
    ]
    assert found[4:6] == (
        note("Telegram", "off. For Telegram set TELEGRAM_BOT_TOKEN to the token that @BotFather gives."),
        note(
            "Slack",
            "off. For Slack set SLACK_BOT_TOKEN, and SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP).",
        ),
    )


async def test_both_platforms_are_asked(settings: Settings) -> None:
    """What each says stands under its name, what their clocks say together; nothing was changed at either."""
    async with FakeTelegram() as telegram, FakeSlack() as slack:
        found = await looked(
            replace(
                settings,
                telegram_token=Secret(telegram.token),
                telegram_base_url=telegram.base_url,
                slack_bot_token=Secret(slack.bot_token),
                slack_app_token=Secret(slack.app_token),
                slack_base_url=slack.api_base,
            )
        )
        assert {method for method, _ in telegram.calls} == {"getMe", "getWebhookInfo"}
        assert set(slack.calls) == {"auth.test", "apps.connections.open"}
    said = [one.text for one in found if one.area == "Clock"]
    assert said == ["it agrees with Telegram's.", "it agrees with Slack's."]
    assert not [one for one in found if one.level == "TODO"]


async def test_a_platform_that_hangs_holds_nothing_up(settings: Settings) -> None:
    """After its time the check is given up; all others are there."""
    async with FakeTelegram() as telegram:
        telegram.fail_next("getMe", Fault(delay=60.0))
        found = await looked(
            replace(settings, telegram_token=Secret(telegram.token), telegram_base_url=telegram.base_url), patience=2.0
        )
    assert [one for one in found if one.area == "Telegram"] == [
        todo("Telegram", "there was no result within 2 s; try again, and see what hangs.")
    ]
    assert {"Seeds", "Slack", "State", "Disk", "Port"} <= {one.area for one in found}


# As it is called


async def called(*arguments: str, **env: str) -> tuple[int, list[str]]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "adapters.cli", "doctor", *arguments),
        env={"PATH": os.environ["PATH"], "NACHGEFRAGT_SEEDS": str(ROOT / "seeds"), **env},
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    shown = [line for line in err.decode().splitlines() if not line.startswith("building: ")]
    assert not shown, shown
    return process.returncode or 0, out.decode().splitlines()


async def test_the_command_fails_only_for_what_is_to_do(settings: Settings, tmp_path: Path) -> None:
    """0 with notes, 1 with a TODO; no token is printed, the wrong one neither."""
    async with FakeSlack() as slack:
        slack.tokens.scopes = frozenset(SCOPES)
        env: dict[str, Any] = {
            "HOME": str(tmp_path),
            "NACHGEFRAGT_PORT": str(settings.port),
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_BASE_URL": slack.api_base,
        }
        good, lines = await called(**env)
        assert (good, {line[:4] for line in lines}) == (0, {"ok  ", "note"})
        bad, wrong = await called(**env | {"SLACK_BOT_TOKEN": "xoxb-wrong-one", "NACHGEFRAGT_WORKERS": "0"})
    assert bad == 1
    assert wrong[0] == "TODO Settings: NACHGEFRAGT_WORKERS must be a whole number from 1 to 64, not '0'."
    assert [line[:45] for line in wrong[1:] if line.startswith("TODO")] == [
        "TODO Slack: it does not take SLACK_BOT_TOKEN "
    ]
    assert not [line for line in (*lines, *wrong) if "wrong-one" in line or slack.app_token in line]


async def test_json_is_one_line_for_each_finding(settings: Settings, tmp_path: Path) -> None:
    """Area, level and text."""
    env = {"HOME": str(tmp_path), "NACHGEFRAGT_PORT": str(settings.port)}
    (_, lines), (_, objects) = await called(**env), await called("--json", **env)
    read = [json.loads(line) for line in objects]
    said = [f"{one['level']:4} {one['area']}: {one['text']}" for one in read]
    assert [line for line in said if " Disk: " not in line] == [line for line in lines if " Disk: " not in line]
