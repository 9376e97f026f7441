"""What people see while an answer is being worked out: nothing at first, then that the bot is typing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import TelegramError

from adapters.telegram_inbound import Inbound

log = logging.getLogger("adapters.telegram")

SOON = 0.3  # seconds until waiting is noticed
_SHOWN = 4.5  # seconds; a chat action is shown for five


@asynccontextmanager
async def meanwhile(action: Callable[[], Coroutine[Any, Any, None]]) -> AsyncIterator[None]:
    """Runs `action` if the block takes longer than `SOON`; it is cancelled where the block ends."""
    begun: list[asyncio.Task[None]] = []
    timer = asyncio.get_running_loop().call_later(SOON, lambda: begun.append(asyncio.create_task(action())))
    try:
        yield
    finally:
        timer.cancel()
        for task in begun:
            task.cancel()
        if begun:
            await asyncio.gather(*begun, return_exceptions=True)


async def show_typing(api: Bot, inbound: Inbound) -> None:
    """Until cancelled, or until the server will not have it: the answer matters more."""
    while True:
        try:
            await api.send_chat_action(inbound.chat_id, ChatAction.TYPING, message_thread_id=inbound.thread)
        except TelegramError as error:
            log.info("typing not shown: %s", error)
            return
        await asyncio.sleep(_SHOWN)
