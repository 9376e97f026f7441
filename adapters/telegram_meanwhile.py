"""What people see while an answer is being worked out: nothing at first, then that the bot is typing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import TelegramError

from adapters.telegram_inbound import Inbound

log = logging.getLogger("adapters.telegram")

SOON = 0.3  # seconds until waiting is noticed
_SHOWN = 4.5  # seconds; a chat action is shown for five


@asynccontextmanager
async def meanwhile(action: Callable[[], Awaitable[object]]) -> AsyncIterator[None]:
    """Runs `action` if the block takes longer than `SOON`; it is cancelled where the block ends."""
    waiting = asyncio.create_task(_later(action))
    try:
        yield
    finally:
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)


async def show_typing(api: Bot, inbound: Inbound) -> None:
    """Until cancelled, or until the server will not have it: the answer matters more."""
    while True:
        try:
            await api.send_chat_action(inbound.chat_id, ChatAction.TYPING, message_thread_id=inbound.thread)
        except TelegramError as error:
            log.info("typing not shown: %s", error)
            return
        await asyncio.sleep(_SHOWN)


async def _later(action: Callable[[], Awaitable[object]]) -> None:
    await asyncio.sleep(SOON)
    await action()
