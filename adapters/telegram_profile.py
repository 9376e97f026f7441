"""What Telegram shows of the bot before anybody speaks: its commands, its description, in German and English."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping

from telegram import Bot, BotCommand
from telegram.error import TelegramError

from bot.commands import COMMANDS
from bot.wording import wording
from knowledge.document import Language

log = logging.getLogger("adapters.telegram")

# Telegram's language code, "" for all languages without texts of their own, and ours.
_SHOWN_IN: Mapping[str, Language] = {"": "en", "de": "de"}


async def register(api: Bot) -> None:
    """Each failure is logged and costs nothing else. The name is left alone: it is whatever @BotFather was told."""
    for code, language in _SHOWN_IN.items():
        for step in (_commands, _description, _short_description):
            await _tried(step, api, code, language)


async def _tried(
    step: Callable[[Bot, str, Language], Awaitable[None]], api: Bot, code: str, language: Language
) -> None:
    try:
        await step(api, code, language)
    except TelegramError as error:
        log.warning("Telegram: %s not registered (%s): %s", step.__name__.strip("_"), language, error)


async def _commands(api: Bot, code: str, language: Language) -> None:
    menu = [BotCommand(command.named(language), command.describe(language)) for command in COMMANDS]
    await api.set_my_commands(menu, language_code=code or None)


async def _description(api: Bot, code: str, language: Language) -> None:
    """Read first: Telegram allows few changes a day, and a restart is none."""
    text, shown = wording(language).START, await api.get_my_description(code or None)
    if shown.description != text:
        await api.set_my_description(text, code or None)


async def _short_description(api: Bot, code: str, language: Language) -> None:
    text, shown = wording(language).ABOUT_BOT, await api.get_my_short_description(code or None)
    if shown.short_description != text:
        await api.set_my_short_description(text, code or None)
