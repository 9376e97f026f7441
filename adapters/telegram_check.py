"""Asks Telegram what the bot may do, for `nachgefragt doctor`."""

from __future__ import annotations

import asyncio

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from adapters.secret import Secret
from adapters.telegram import TelegramRefusedError
from adapters.telegram_polling import REFUSED
from adapters.telegram_transport import RepeatingRequest, proxy_for

_EVERYTHING = "In groups it hears everything and answers what is meant for it."
_PRIVACY = "In groups it hears commands, mentions and replies to it (privacy mode)."
_INLINE = "Inline mode is on."
_NO_INLINE = "Inline mode is off: @BotFather turns it on with /setinline."


def standing(token: Secret, api_base: str, *, timeout: float = 10.0) -> str:
    """Who the bot is, what it hears in groups, whether it has inline mode, and what went wrong with its webhook last.
    Raises TelegramRefusedError, without the token."""
    return asyncio.run(_standing(token, api_base, timeout))


async def _standing(token: Secret, api_base: str, timeout: float) -> str:  # noqa: ASYNC109 - one for each call
    request = RepeatingRequest(timeout=timeout, proxy=proxy_for(api_base))
    api = Bot(token.reveal(), base_url=f"{api_base}/bot", request=request, get_updates_request=request)
    try:
        await request.initialize()
        me, webhook = await api.get_me(), await api.get_webhook_info()
    except InvalidToken:  # its text holds the token
        raise TelegramRefusedError(REFUSED) from None
    except TelegramError as error:
        said = str(error).replace(token.reveal(), "**********")
        raise TelegramRefusedError(f"Telegram cannot be reached: {said}") from None
    finally:
        await request.shutdown()
    parts = [f"The bot is @{me.username}."]
    parts.append(_EVERYTHING if me.can_read_all_group_messages else _PRIVACY)
    parts.append(_INLINE if me.supports_inline_queries else _NO_INLINE)
    if webhook.last_error_message:
        parts.append(f"The webhook failed last with: {webhook.last_error_message}.")
    return " ".join(parts)
