"""Speaks to the bot as a person in Slack does: the real adapter against the fake Slack, for the conversation tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from aiohttp import web

from adapters.fakes.slack import FakeSlack, Posted
from adapters.seen import Seen
from adapters.slack import SlackAdapter, SlackSettings
from adapters.slack_render import SHARE, escape
from bot.settings import Secret

if TYPE_CHECKING:
    from bot.bot import Bot


class SlackDriver:
    """A chat is a direct message with the bot. Slash commands are answered to the asker there, too."""

    def __init__(self, mode: Literal["socket", "http"] = "socket") -> None:
        self._mode: Literal["socket", "http"] = mode
        self._chats: dict[str, str] = {}
        self._last: dict[str, Posted] = {}

    @property
    def name(self) -> str:
        return f"slack {self._mode}"

    async def start(self, bot: Bot) -> None:
        self._fake = await FakeSlack(channels=tuple(f"D{number}" for number in range(10_000))).__aenter__()
        settings = SlackSettings(
            bot_token=Secret(self._fake.bot_token),
            app_token=Secret(self._fake.app_token),
            signing_secret=Secret(self._fake.signing_secret),
            api_base=self._fake.api_base,
            mode=self._mode,
        )
        self._adapter = SlackAdapter(bot, settings)
        await self._adapter.start()
        self._runner: web.AppRunner | None = None
        if self._mode == "http":
            self._runner, self._fake.events_url = await serve(self._adapter)

    async def say(self, chat: str, text: str) -> Seen | None:
        """None when the bot stays silent."""
        channel, user = self._where(chat)
        before = len(self._fake.posted)
        if text.startswith("/"):
            command, _, argument = text.partition(" ")
            await self._fake.slash(command, escape(argument), channel, user)
        else:
            await self._fake.user_says(channel, escape(text), user=user)
        return await self._seen(chat, before)

    async def press(self, chat: str, label: str) -> Seen | None:
        """Raises LookupError when the chat's last message has no such button."""
        if chat not in self._last:
            raise LookupError(f"nothing was said in {chat!r} yet")
        before = len(self._fake.posted)
        await self._fake.press(self._last[chat], label, user=self._where(chat)[1])
        return await self._seen(chat, before)

    async def stop(self) -> None:
        await self._adapter.stop()
        if self._runner is not None:
            await self._runner.cleanup()
        await self._fake.__aexit__(None, None, None)

    def _where(self, chat: str) -> tuple[str, str]:
        channel = self._chats.setdefault(chat, f"D{len(self._chats)}")
        return channel, f"U{channel[1:]}"

    async def _seen(self, chat: str, before: int) -> Seen | None:
        await self._adapter.idle()
        channel = self._where(chat)[0]
        fresh = [posted for posted in self._fake.posted[before:] if posted.channel == channel]
        if not fresh:
            return None
        self._last[chat] = fresh[-1]
        labels = (button for posted in fresh for button in posted.buttons if button["action_id"] != SHARE)
        return Seen(
            text="\n".join(posted.shown for posted in fresh),
            buttons=tuple(str(button["text"]["text"]) for button in labels),
        )


async def serve(adapter: SlackAdapter) -> tuple[web.AppRunner, str]:
    """The adapter's routes on a free port of 127.0.0.1; the runner, and the address for Slack's events."""
    app = web.Application()
    app.add_routes(adapter.routes())
    runner = web.AppRunner(app, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
