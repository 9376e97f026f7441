"""The real Slack adapter, running against the fake Slack."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from aiohttp import web

from adapters.fakes.slack import FakeSlack
from adapters.slack import SlackAdapter
from adapters.slack_manifest import SCOPES
from adapters.slack_settings import UNLIMITED, SlackSettings
from bot.settings import Secret

if TYPE_CHECKING:
    from bot.bot import Bot

Mode = Literal["socket", "http"]


def settings(fake: FakeSlack, mode: Mode) -> SlackSettings:
    return SlackSettings(
        bot_token=Secret(fake.bot_token),
        app_token=Secret(fake.app_token),
        signing_secret=Secret(fake.signing_secret),
        api_base=fake.api_base,
        mode=mode,
        drain=2.0,
        backoff=0.01,
        budgets=UNLIMITED,
    )


@asynccontextmanager
async def running(
    bot: Bot, mode: Mode, *, fake: AbstractAsyncContextManager[FakeSlack] | None = None, **changed: Any
) -> AsyncIterator[tuple[FakeSlack, SlackAdapter]]:
    """The bot has the scopes of the manifest and no others. `changed` are settings other than the usual ones."""
    async with fake or FakeSlack(ack_within=1.0) as slack:
        slack.tokens.scopes = frozenset(SCOPES)
        adapter = SlackAdapter(bot, replace(settings(slack, mode), **changed))
        await adapter.start()
        runner: web.AppRunner | None = None
        if mode == "http":
            runner, slack.events_url = await served(adapter)
        try:
            yield slack, adapter
        finally:
            await adapter.stop()
            if runner is not None:
                await runner.cleanup()


async def served(adapter: SlackAdapter) -> tuple[web.AppRunner, str]:
    """The adapter's routes on a free port of 127.0.0.1; the runner, and the address for Slack's events."""
    app = web.Application()
    app.add_routes(adapter.routes())
    runner = web.AppRunner(app, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
