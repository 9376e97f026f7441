"""Runs every platform that the environment sets up, in one process, with one HTTP server for all of them."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, Protocol

from bot.settings import Secret, Settings
from knowledge.store import FactStore
from knowledge.vectors import Encoder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiohttp import web

    from bot.bot import Bot

_DRAIN = 15.0  # seconds for the answers under way when asked to stop
_LOG = logging.getLogger(__name__)
NOTHING_SET = (
    "nachgefragt: no platform is set up. For Telegram set TELEGRAM_BOT_TOKEN; for Slack set SLACK_BOT_TOKEN "
    "and either SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP)."
)


class Platform(Protocol):
    """An adapter: takes in from `start` on; `stop` ends the intake and waits for the answers under way."""

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    def routes(self) -> Iterable[web.AbstractRouteDef]: ...


def serve(settings: Settings, open_store: Callable[[], FactStore], encoder: Encoder | None = None) -> int:
    """Until SIGTERM or SIGINT: 0 after an orderly end; 1 when nothing is set up. A second signal ends at once. Raises
    FeedbackLogError where feedback cannot be kept."""
    if not settings.telegram_token and not slack_mode(settings):
        print(NOTHING_SET, file=sys.stderr)
        return 1
    from adapters.feedback_log import SqliteFeedbackLog
    from bot.bot import Bot
    from bot.limits import Limits

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for chatty in ("httpx", "httpcore"):  # they log addresses, and Telegram's hold the token
        logging.getLogger(chatty).setLevel(logging.WARNING)
    feedback = SqliteFeedbackLog(settings.feedback)
    store = open_store()
    try:
        limits = Limits(per_user=settings.per_user, per_chat=settings.per_chat)
        bot = Bot(store, settings, encoder=encoder, feedback=feedback, limits=limits)
        asyncio.run(run(platforms(bot, settings), settings))
    except _refusals(settings) as error:
        print(f"nachgefragt: {error}", file=sys.stderr)
        return 1
    finally:
        store.close()
        feedback.close()
    return 0


def platforms(bot: Bot, settings: Settings) -> tuple[Platform, ...]:
    """The adapters whose secrets are there, not started."""
    found: list[Platform] = []
    if settings.telegram_token:
        found.append(_telegram(bot, settings))
    mode = slack_mode(settings)
    if mode:
        found.append(_slack(bot, settings, mode))
    return tuple(found)


def slack_mode(settings: Settings) -> Literal["socket", "http"] | None:
    """None where something is lacking. Workspaces that install the app themselves come over HTTP only."""
    if settings.slack_client_id and settings.slack_client_secret:
        return "http"
    if settings.slack_bot_token and settings.slack_app_token:
        return "socket"
    return "http" if settings.slack_bot_token and settings.slack_signing_secret else None


def _refusals(settings: Settings) -> tuple[type[Exception], ...]:
    """What a platform raises when it does not take our token; nothing is imported for a platform that is off."""
    refused: list[type[Exception]] = [ValueError]
    if settings.telegram_token:
        from adapters.telegram import TelegramRefusedError

        refused.append(TelegramRefusedError)
    if slack_mode(settings):
        from adapters.slack import SlackError

        refused.append(SlackError)
    return tuple(refused)


async def run(adapters: tuple[Platform, ...], settings: Settings) -> None:
    """Starts all, waits for a signal, stops all within the deadline."""
    from aiohttp import web

    asked = _signalled()
    application = web.Application()
    application.router.add_get("/healthz", _health)
    for adapter in adapters:
        application.add_routes(adapter.routes())
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=_DRAIN)  # a line a message is much
    await runner.setup()
    started: list[Platform] = []
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
        for adapter in adapters:
            await adapter.start()
            started.append(adapter)
        _LOG.info("serving on http://%s:%d", settings.host, settings.port)
        await asked.wait()
        _LOG.info("stopping")
    finally:
        await _stop(started, runner)


async def _stop(started: list[Platform], runner: web.AppRunner) -> None:
    try:
        async with asyncio.timeout(_DRAIN):
            await asyncio.gather(*(adapter.stop() for adapter in started))
    except TimeoutError:
        _LOG.warning("gave up waiting for answers under way after %.0f s", _DRAIN)
    await runner.cleanup()


def _signalled() -> asyncio.Event:
    asked, loop = asyncio.Event(), asyncio.get_running_loop()

    def heard(number: int) -> None:
        if asked.is_set():
            os._exit(128 + number)
        asked.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, heard, number)
    return asked


async def _health(_: web.Request) -> web.Response:
    from aiohttp import web

    return web.json_response({"status": "ok"})


def _telegram(bot: Bot, settings: Settings) -> Platform:
    from adapters.telegram import TelegramAdapter
    from adapters.telegram_settings import TelegramSettings

    chosen = TelegramSettings(
        token=settings.telegram_token or Secret(""),
        api_base=settings.telegram_base_url,
        mode="webhook" if settings.telegram_webhook_url else "polling",
        webhook_url=settings.telegram_webhook_url or "",
        webhook_secret=settings.telegram_webhook_secret or Secret(""),
        language=settings.language,
    )
    return TelegramAdapter(bot, chosen)


def _slack(bot: Bot, settings: Settings, mode: Literal["socket", "http"]) -> Platform:
    from adapters.slack import SlackAdapter, SlackSettings

    chosen = SlackSettings(
        bot_token=settings.slack_bot_token or Secret(""),
        app_token=settings.slack_app_token or Secret(""),
        signing_secret=settings.slack_signing_secret or Secret(""),
        api_base=settings.slack_base_url,
        client_id=settings.slack_client_id,
        client_secret=settings.slack_client_secret or Secret(""),
        installations=settings.slack_installations,
        mode=mode,
        language=settings.language,
    )
    return SlackAdapter(bot, chosen)
