"""`nachgefragt serve` as an operator runs it: a process of its own, both platforms, signals."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from adapters.fakes.slack import FakeSlack
from adapters.fakes.telegram import FakeTelegram

ROOT = Path(__file__).parents[2]


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


@asynccontextmanager
async def serving(tmp_path: Path, **environment: str) -> AsyncIterator[asyncio.subprocess.Process]:
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "NACHGEFRAGT_SEEDS": str(ROOT / "seeds"),
        "NACHGEFRAGT_PORT": free_port(),
        **environment,
    }
    command = [sys.executable, "-m", "adapters.cli", "serve"]
    process = await asyncio.create_subprocess_exec(
        *command, env=env, cwd=ROOT, stderr=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def test_both_platforms_answer_in_one_process_and_a_signal_ends_it(tmp_path: Path) -> None:
    """Telegram and Slack get the answer, SIGTERM ends with 0, and no token is in the log."""
    async with FakeTelegram() as telegram, FakeSlack() as slack:
        tokens = {
            "TELEGRAM_BOT_TOKEN": telegram.token,
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
        }
        urls = {"TELEGRAM_BASE_URL": telegram.base_url, "SLACK_BASE_URL": slack.api_base}
        async with serving(tmp_path, **tokens, **urls) as process:
            await slack.wait_for_socket(1, timeout=30)
            room = telegram.private()
            await telegram.user_says(room, "Wer führte die Runde an?")
            sent = await telegram.wait_for_reply(room, patience=30)
            await slack.user_says("D1", "Wer führte die Runde an?")
            posted = await slack.wait_for_reply(timeout=30)
            process.send_signal(signal.SIGTERM)
            _, log = await asyncio.wait_for(process.communicate(), 30)
    assert sent.text.startswith("Tribe Capital")
    assert "Angeführt von Tribe Capital" in sent.text
    assert "Tribe Capital" in posted.shown
    assert process.returncode == 0
    assert not [token for token in tokens.values() if token in log.decode()]


async def test_a_refused_token_is_one_sentence(tmp_path: Path) -> None:
    """A token that Telegram does not know ends the process with 1 and a sentence, not a traceback."""
    async with FakeTelegram() as telegram:
        environment = {"TELEGRAM_BOT_TOKEN": "654321:other-token", "TELEGRAM_BASE_URL": telegram.base_url}
        async with serving(tmp_path, **environment) as process:
            _, log = await asyncio.wait_for(process.communicate(), 30)
    said = log.decode()
    assert process.returncode == 1
    assert said.splitlines()[-1].startswith("nachgefragt: ")
    assert "Traceback" not in said
    assert "other-token" not in said
