"""A fake platform in a process of its own, with its control API, until a signal ends it."""

from __future__ import annotations

import asyncio
import shlex
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Literal

from adapters.fakes.control import ControlServer

Platform = Literal["telegram", "slack"]


def run(platform: Platform, *, port: int = 0, control_port: int = 0) -> int:
    """Prints what to set for `nachgefragt serve`, then waits for SIGINT or SIGTERM: 0. Ports 0 are any free ones.
    Raises OSError for one that is taken."""
    asyncio.run(_run(platform, port, control_port))
    return 0


async def _run(platform: Platform, port: int, control_port: int) -> None:
    asked, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, asked.set)
    started = _telegram(port, control_port) if platform == "telegram" else _slack(port, control_port)
    async with started as (environment, control):
        for name, value in environment.items():
            print(f"export {name}={shlex.quote(value)}")
        print(f"# control API: {control.url}", flush=True)
        await asked.wait()


@asynccontextmanager
async def _telegram(port: int, control_port: int) -> AsyncIterator[tuple[Mapping[str, str], ControlServer]]:
    from adapters.fakes.telegram import FakeTelegram
    from adapters.fakes.telegram_control import telegram_actions

    async with (
        FakeTelegram(inline=True, port=port) as fake,
        ControlServer(telegram_actions(fake), port=control_port) as control,
    ):
        yield {"TELEGRAM_BOT_TOKEN": fake.token, "TELEGRAM_BASE_URL": fake.base_url}, control


@asynccontextmanager
async def _slack(port: int, control_port: int) -> AsyncIterator[tuple[Mapping[str, str], ControlServer]]:
    from adapters.fakes.slack import FakeSlack
    from adapters.fakes.slack_control import slack_actions
    from adapters.slack_manifest import SCOPES

    async with FakeSlack(port=port) as fake, ControlServer(slack_actions(fake), port=control_port) as control:
        fake.tokens.scopes = frozenset(SCOPES)
        environment = {
            "SLACK_BOT_TOKEN": fake.bot_token,
            "SLACK_APP_TOKEN": fake.app_token,
            "SLACK_SIGNING_SECRET": fake.signing_secret,
            "SLACK_BASE_URL": fake.api_base,
        }
        yield environment, control
