"""Speaks to the bot as a person in Telegram does: the real adapter and the fake server, for the conversation tests."""

from __future__ import annotations

import asyncio
import socket

from aiohttp import web

from adapters.fakes.telegram import FakeTelegram
from adapters.fakes.telegram_world import Posted, Room, SentMessage
from adapters.secret import Secret
from adapters.seen import Seen
from adapters.telegram import Handler, TelegramAdapter
from adapters.telegram_settings import Mode, TelegramSettings

_PATIENCE = 30.0  # seconds until a bot that has not dealt with a message counts as stuck


class TelegramDriver:
    """A chat is the private chat with a person of that name."""

    def __init__(self, mode: Mode = "polling") -> None:
        self._mode: Mode = mode
        self._runner: web.AppRunner | None = None

    @property
    def name(self) -> str:
        return f"telegram {self._mode}"

    async def start(self, bot: Handler) -> None:
        self._fake = await FakeTelegram().__aenter__()
        listener = socket.create_server(("127.0.0.1", 0)) if self._mode == "webhook" else None
        settings = TelegramSettings(
            token=Secret(self._fake.token),
            api_base=self._fake.base_url,
            mode=self._mode,
            webhook_url=f"http://127.0.0.1:{listener.getsockname()[1]}/telegram" if listener else "",
            webhook_secret=Secret("only-for-tests" if listener else ""),
        )
        self._adapter = TelegramAdapter(bot, settings)
        if listener is not None:
            self._runner = await serve(self._adapter, listener)
        await self._adapter.start()

    async def say(self, chat: str, text: str) -> Seen | None:
        """None when the bot stays silent. Raises TimeoutError when the bot is stuck."""
        room, before = self._fake.private(chat), len(self._fake.sent)
        return await self._seen(room, before, await self._fake.user_says(room, text))

    async def press(self, chat: str, label: str) -> Seen | None:
        """Raises LookupError when no message in the chat has such a button."""
        room, before = self._fake.private(chat), len(self._fake.sent)
        return await self._seen(room, before, await self._fake.press(room, label))

    async def stop(self) -> None:
        await self._adapter.stop()
        if self._runner is not None:
            await self._runner.cleanup()
        await self._fake.__aexit__(None, None, None)

    async def _seen(self, room: Room, before: int, posted: Posted) -> Seen | None:
        async with asyncio.timeout(_PATIENCE):
            await self._adapter.processed(posted.update_id or 0)
        return seen([sent for sent in self._fake.sent[before:] if sent.chat_id == room.id])


def seen(messages: list[SentMessage]) -> Seen | None:
    """What these messages show; None for none."""
    if not messages:
        return None
    text = "\n".join(sent.text for sent in messages)
    return Seen(text=text, buttons=tuple(label for sent in messages for label in sent.buttons))


async def serve(adapter: TelegramAdapter, listener: socket.socket) -> web.AppRunner:
    """The adapter's endpoint behind `listener`; clean the runner up at the end."""
    application = web.Application()
    application.add_routes(adapter.routes())
    runner = web.AppRunner(application, shutdown_timeout=1.0)
    await runner.setup()
    await web.SockSite(runner, listener).start()
    return runner
