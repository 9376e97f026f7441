"""The real adapter listening to a fake server, and a bot that says what was said."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from adapters.fakes.telegram import FakeTelegram
from adapters.fakes.telegram_world import Posted
from adapters.inbox import Inbox
from adapters.secret import Secret
from adapters.telegram import Handler, TelegramAdapter
from adapters.telegram_driver import serve
from adapters.telegram_settings import UNLIMITED, Mode, TelegramSettings
from adapters.volatile_inbox import VolatileInbox
from bot.memory import Memory, VolatileMemory
from bot.messages import AnswerBlock, Button, Card, IncomingMessage, NoteBlock, Outcome, Reply, Status
from knowledge.document import Language

MODES: tuple[Mode, ...] = ("polling", "webhook")
_OUTCOME = Outcome(status=Status.ANSWERED, language="de")
_JUDGED = (Button(label="Hilfreich", id="y:1"), Button(label="Nicht hilfreich", id="n:1", beside=True))
_BUTTONS = {
    "knopf": (Button(label="Mehr", id="mehr:1"),),
    "urteil": (Button(label="Quelle", id="s"), *_JUDGED),
    "zäh": (Button(label="Warten", id="warte"), Button(label="Platzen", id="platz")),
    "schwatz": (Button(label="Lang", id="y:lang"),),
}


class Echo:
    """Says what was said. `schweig` gets nothing, `lang` four messages' worth, some words buttons; `platz` raises, and
    `warte` takes until `go` is set, `langsam` a little. A button `y:…` or `n:…` is answered in passing."""

    def __init__(self) -> None:
        self.heard: list[IncomingMessage] = []
        self.comments: list[tuple[str, str]] = []
        self.typed: list[tuple[str, Language | None]] = []
        self.cards_offered: tuple[Card, ...] | None = None
        self.go = threading.Event()
        self.most = 0  # at work at once
        self._at_work: set[str] = set()

    def handle(self, message: IncomingMessage) -> Reply | None:
        self.heard.append(message)
        if message.text == "schweig":
            return None
        if message.text == "platz":
            raise RuntimeError("geplatzt")
        if message.text.startswith("langsam"):
            self._at_work.add(message.event_id)
            self.most = max(self.most, len(self._at_work))
            time.sleep(0.03)
            self._at_work.discard(message.event_id)
        if message.text == "warte":
            self.go.wait(10)
        if message.kind == "button" and message.text[:2] in ("y:", "n:"):
            text = "Danke. " * 50 if message.text == "y:lang" else "Danke."
            comment_on = message.text[2:] if message.text.startswith("n:") else ""
            return Reply(blocks=(NoteBlock(text=text),), outcome=_OUTCOME, brief=True, comment_on=comment_on)
        text = "Ein Satz. " * 1500 if message.text == "lang" else f"{message.kind}: {message.text}"
        return Reply(
            blocks=(AnswerBlock(text=text) if message.text else NoteBlock(text="Bitte als Text."),),
            buttons=_BUTTONS.get(message.text, ()),
            outcome=_OUTCOME,
            question=message.text if message.text.endswith("?") else "",
        )

    def comment(self, message: IncomingMessage, token: str) -> Reply:
        self.comments.append((message.text, token))
        return Reply(blocks=(NoteBlock(text="Notiert."),), outcome=_OUTCOME)

    def cards(self, text: str, locale: Language | None = None, person: str = "") -> tuple[Card, ...]:
        self.typed.append((text, locale))
        return self.cards_offered if self.cards_offered is not None else (card(f"Zu {text}", link="f_1"),)


def card(title: str, *, id: str = "", text: str = "Eine Antwort.", link: str = "") -> Card:  # noqa: A002
    reply = Reply(blocks=(AnswerBlock(text=text),), outcome=_OUTCOME)
    return Card(id=id or title, title=title, description="Ein Satz.", reply=reply, link=link)


class Running:
    """A fake server, the adapter listening to it, what answers, and what outlives the adapter."""

    def __init__(
        self,
        fake: FakeTelegram,
        settings: TelegramSettings,
        echo: Echo,
        bot: Handler | None,
        inbox: Inbox | None,
        memory: Memory | None,
    ) -> None:
        self.fake, self.settings, self.echo, self.url = fake, settings, echo, settings.webhook_url
        self.inbox, self.memory = inbox or VolatileInbox(), memory or VolatileMemory(time.time)
        self._bot = bot or echo
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """A new adapter on the same inbox and memory, listening at the same address."""
        self.adapter = TelegramAdapter(self._bot, self.settings, self.inbox, self.memory)
        listener = socket.create_server(("127.0.0.1", urlsplit(self.url).port or 0))
        self._runner = await serve(self.adapter, listener)
        await self.adapter.start()

    async def stop(self) -> None:
        await self.adapter.stop()
        if self._runner is not None:
            await self._runner.cleanup()

    async def done(self, *posted: Posted) -> list[str]:
        """The texts of all messages sent so far, once these updates were worked on."""
        for one in posted:
            assert one.update_id is not None
            async with asyncio.timeout(10):
                await self.adapter.processed(one.update_id)
        return [sent.text for sent in self.fake.sent if not sent.deleted]

    def called(self, method: str) -> list[dict[str, Any]]:
        """The parameters of each call of this method."""
        return [params for name, params in self.fake.calls if name == method]


async def until(true: Callable[[], bool]) -> None:
    """Returns once `true()` is; TimeoutError after five seconds."""
    async with asyncio.timeout(5):
        while not true():  # noqa: ASYNC110 - it is watched from outside, nothing signals it
            await asyncio.sleep(0.001)


@asynccontextmanager
async def running(
    mode: Mode = "polling",
    *,
    bot: Handler | None = None,
    inline: bool = False,
    inbox: Inbox | None = None,
    memory: Memory | None = None,
    **changes: Any,
) -> AsyncIterator[Running]:
    """`bot` answers instead of the echo; `changes` are settings."""
    async with FakeTelegram(inline=inline) as fake:
        with socket.create_server(("127.0.0.1", 0)) as place:
            url = f"http://127.0.0.1:{place.getsockname()[1]}/telegram"
        settings = TelegramSettings(
            token=Secret(fake.token),
            api_base=fake.base_url,
            mode=mode,
            webhook_url=url,
            webhook_secret=Secret("geheim"),
            budgets=UNLIMITED,
        )
        at = Running(fake, replace(settings, **changes), Echo(), bot, inbox, memory)
        await at.start()
        try:
            yield at
        finally:
            at.echo.go.set()
            await at.stop()
