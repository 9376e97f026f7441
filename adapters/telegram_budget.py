"""When the next message may go to a chat: within Telegram's limits, and after the pauses it asks for."""

from __future__ import annotations

import asyncio

from adapters.pacing import Pacing
from adapters.telegram_settings import Budgets, Rate
from adapters.telegram_transport import PausedError
from adapters.trial import pausing


class Budget:
    """`longest` is in seconds."""

    def __init__(self, budgets: Budgets, *, longest: float) -> None:
        self._overall, self._chats, self._groups = map(_pacing, (budgets.overall, budgets.chat, budgets.group))
        self._longest = longest
        self._paused: dict[int, float] = {}  # chat -> until when, by the loop's clock

    async def wait(self, chat_id: int) -> None:
        """Returns when a message may go there. Raises PausedError where Telegram's pause lasts longer than `longest`:
        what waits elsewhere costs nothing."""
        left = self._paused.get(chat_id, 0.0) - asyncio.get_running_loop().time()
        if left > self._longest:
            raise PausedError(left)
        if left > 0:
            async with pausing():
                await asyncio.sleep(left)
        self._paused.pop(chat_id, None)
        if chat_id < 0:  # a group, or a channel
            await self._groups.wait(str(chat_id))
        await self._chats.wait(str(chat_id))
        await self._overall.wait()

    def pause(self, chat_id: int, seconds: float) -> None:
        """Telegram asked for it: this chat waits, the others go on."""
        self._paused[chat_id] = asyncio.get_running_loop().time() + seconds


def _pacing(rate: Rate) -> Pacing:
    return Pacing(rate.most, rate.seconds)
