"""The platforms that the environment sets up; nothing is imported for one that is off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from adapters.inbox import Inbox
from adapters.meter import Meter
from adapters.platform import Platform
from bot.bot import Bot
from bot.memory import Memory
from bot.settings import Secret, Settings
from knowledge.errors import KnowledgeError

NOTHING_SET: Final = (
    "no platform is set up. For Telegram set TELEGRAM_BOT_TOKEN; for Slack set SLACK_BOT_TOKEN "
    "and either SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP)."
)


class SetUpError(Exception):
    """The settings of a platform do not go together. `str(error)` is one sentence."""


def platforms(
    bot: Bot, settings: Settings, inbox: Inbox, memory: Memory, meter: Meter | None = None
) -> Mapping[str, Platform]:
    """The adapters whose secrets are there, by name, not started. Raises SetUpError."""
    found: dict[str, Platform] = {}
    try:
        if settings.telegram_token:
            found["telegram"] = _telegram(bot, settings, inbox, memory, meter)
        mode = slack_mode(settings)
        if mode:
            found["slack"] = _slack(bot, settings, mode, inbox, memory, meter)
    except ValueError as error:
        raise SetUpError(f"{error}.") from error
    return found


def slack_mode(settings: Settings) -> Literal["socket", "http"] | None:
    """None where something is lacking. Workspaces that install the app themselves come over HTTP only."""
    if settings.slack_client_id and settings.slack_client_secret:
        return "http"
    if settings.slack_bot_token and settings.slack_app_token:
        return "socket"
    return "http" if settings.slack_bot_token and settings.slack_signing_secret else None


def refusals(settings: Settings) -> tuple[type[Exception], ...]:
    """What keeps the process from starting, or is a platform's word that it does not take our token."""
    refused: list[type[Exception]] = [SetUpError, KnowledgeError, OSError]
    if settings.telegram_token:
        from adapters.telegram import TelegramRefusedError

        refused.append(TelegramRefusedError)
    if slack_mode(settings):
        from adapters.slack import SlackError

        refused.append(SlackError)
    return tuple(refused)


def _telegram(bot: Bot, settings: Settings, inbox: Inbox, memory: Memory, meter: Meter | None) -> Platform:
    from adapters.telegram import TelegramAdapter
    from adapters.telegram_settings import TelegramSettings

    chosen = TelegramSettings(
        token=settings.telegram_token or Secret(""),
        api_base=settings.telegram_base_url,
        mode="webhook" if settings.telegram_webhook_url else "polling",
        webhook_url=settings.telegram_webhook_url or "",
        webhook_secret=settings.telegram_webhook_secret or Secret(""),
        drain_timeout=settings.drain,
        threads=settings.workers,
        waits=settings.vectors != "off",
        language=settings.language,
    )
    return TelegramAdapter(bot, chosen, inbox, memory, meter)


def _slack(
    bot: Bot,
    settings: Settings,
    mode: Literal["socket", "http"],
    inbox: Inbox,
    memory: Memory,
    meter: Meter | None,
) -> Platform:
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
        threads=settings.workers,
        waits=settings.vectors != "off",
        drain=settings.drain,
        language=settings.language,
    )
    return SlackAdapter(bot, chosen, inbox, memory, meter)
