"""Checks seeds, store and settings, asks Telegram what the bot may do, and says what to do about each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from adapters.encoders import encoder_for
from bot.settings import Settings
from knowledge.errors import EncoderError, KnowledgeError
from knowledge.store import FactStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """`optional`: nothing fails because of it."""

    good: bool
    text: str
    optional: bool = False


def examine(settings: Settings, open_store: Callable[[], FactStore]) -> tuple[Finding, ...]:
    return (
        _seeds(settings),
        _store(settings, open_store),
        _vectors(settings),
        _telegram(settings),
        _slack(settings),
    )


def _seeds(settings: Settings) -> Finding:
    where = settings.seeds
    if not where.is_dir():
        return Finding(good=False, text=f"Seeds: {where} is no folder. Make it and put an article (.txt or .md) there.")
    count = sum(path.suffix in (".txt", ".md") for path in where.iterdir())
    if not count:
        return Finding(good=False, text=f"Seeds: no article in {where}. Put a .txt or .md file there.")
    return Finding(good=True, text=f"Seeds: {count} in {where}.")


def _store(settings: Settings, open_store: Callable[[], FactStore]) -> Finding:
    try:
        store = open_store()
    except (KnowledgeError, OSError) as error:
        return Finding(good=False, text=f"Store: {error}")
    with_facts = f"{len(store.facts())} facts from {len(store.documents())} articles"
    store.close()
    return Finding(good=True, text=f"Store: {settings.store} holds {with_facts}.")


def _vectors(settings: Settings) -> Finding:
    if settings.vectors == "off":
        return Finding(good=True, text="Vectors: off, questions are matched by their words.")
    try:
        encoder = encoder_for(settings)
    except EncoderError as error:
        return Finding(good=False, text=f"Vectors: {error}")
    return Finding(good=True, text=f"Vectors: {encoder.name}." if encoder else "Vectors: off.")


def _telegram(settings: Settings) -> Finding:
    if not settings.telegram_token:
        return Finding(
            good=False, optional=True, text="Telegram: off. Set TELEGRAM_BOT_TOKEN to the token that @BotFather gives."
        )
    if settings.telegram_webhook_url and not settings.telegram_webhook_secret:
        return Finding(good=False, text="Telegram: TELEGRAM_WEBHOOK_URL is set; set TELEGRAM_WEBHOOK_SECRET as well.")
    how = "webhook" if settings.telegram_webhook_url else "long polling"
    from adapters.telegram import TelegramRefusedError
    from adapters.telegram_check import standing

    try:
        told = standing(settings.telegram_token, settings.telegram_base_url)
    except TelegramRefusedError as error:
        return Finding(good=False, text=f"Telegram: set up for {how}. {error}")
    return Finding(good=True, text=f"Telegram: set up for {how}. {told}")


def _slack(settings: Settings) -> Finding:
    if settings.slack_client_id:
        return Finding(good=True, text="Slack: set up for HTTP; workspaces install the app at /slack/install.")
    if not settings.slack_bot_token:
        return Finding(
            good=False,
            optional=True,
            text="Slack: off. Set SLACK_BOT_TOKEN, and SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP).",
        )
    if not (settings.slack_app_token or settings.slack_signing_secret):
        return Finding(
            good=False,
            text="Slack: SLACK_BOT_TOKEN is set; set SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) too.",
        )
    return Finding(good=True, text=f"Slack: set up for {'Socket Mode' if settings.slack_app_token else 'HTTP'}.")
