"""`nachgefragt serve` as an operator runs it: a process of its own, asked over its port."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import aiohttp

from adapters.fakes.slack import FakeSlack
from adapters.fakes.telegram import FakeTelegram

ROOT = Path(__file__).parents[2]
PATIENCE = 30.0  # seconds
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    process: asyncio.subprocess.Process
    port: str

    async def get(self, path: str) -> tuple[int, str]:
        """Status and body; 0 where nobody listens."""
        try:
            async with aiohttp.ClientSession() as browser, browser.get(f"http://127.0.0.1:{self.port}{path}") as page:
                return page.status, await page.text()
        except aiohttp.ClientError:
            return 0, ""

    async def ended(self) -> str:
        """What it printed, once it has ended."""
        out, log = await asyncio.wait_for(self.process.communicate(), PATIENCE)
        return (out + log).decode()


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def reached(telegram: FakeTelegram | None = None, slack: FakeSlack | None = None) -> Mapping[str, str]:
    """The environment in which these fakes are the platforms."""
    found: dict[str, str] = {}
    if telegram is not None:
        found |= {"TELEGRAM_BOT_TOKEN": telegram.token, "TELEGRAM_BASE_URL": telegram.base_url}
    if slack is not None:
        found |= {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_APP_TOKEN": slack.app_token}
        found |= {"SLACK_BASE_URL": slack.api_base, "SLACK_SIGNING_SECRET": slack.signing_secret}
    return found


@asynccontextmanager
async def serving(tmp_path: Path, environment: Mapping[str, str]) -> AsyncIterator[Serving]:
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
        yield Serving(process=process, port=env["NACHGEFRAGT_PORT"])
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def until(ask: Callable[[], Awaitable[Found]], holds: Callable[[Found], bool]) -> Found:
    """What `ask` gives as soon as it holds. Raises TimeoutError."""
    async with asyncio.timeout(PATIENCE):
        while not holds(found := await ask()):  # noqa: ASYNC110 - it is another process
            await asyncio.sleep(0.02)
    return found
