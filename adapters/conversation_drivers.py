"""Ways to talk to the bot in a conversation test: straight to the bot, and through `nachgefragt chat` over pipes."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from adapters.console import NEW_CONVERSATION, incoming, render
from adapters.seen import Seen
from bot.messages import IncomingMessage, Outcome, Reply

if TYPE_CHECKING:
    from bot.bot import Bot

_END = "<end of reply>"
_BUTTON = re.compile(r"\[\d+\] (.*)")
_PATIENCE = 60.0  # seconds until a reply counts as never coming


class Driver(Protocol):
    """A person at some platform. `say` and `press` give None when the bot stays silent; `press` raises LookupError
    when the last reply in the chat has no button with that label."""

    @property
    def name(self) -> str: ...

    async def start(self, bot: Bot) -> None: ...

    async def say(self, chat: str, text: str) -> Seen | None: ...

    async def press(self, chat: str, label: str) -> Seen | None: ...

    async def stop(self) -> None: ...


class CoreDriver:
    """Straight to `Bot.handle`. `outcome` is that of the last reply."""

    name = "core"

    def __init__(self) -> None:
        self.outcome: Outcome | None = None
        self._last: dict[str, Reply | None] = {}
        self._said = 0

    async def start(self, bot: Bot) -> None:
        self._bot = bot

    async def say(self, chat: str, text: str) -> Seen | None:
        return self._handle(chat, self._message(chat, text))

    async def press(self, chat: str, label: str) -> Seen | None:
        reply = self._last.get(chat)
        for button in reply.buttons if reply else ():
            if button.label == label:
                typed = self._message(chat, "")
                pressed = IncomingMessage(
                    platform="core",
                    event_id=typed.event_id,
                    conversation=typed.conversation,
                    sender=typed.sender,
                    text=button.id,
                    kind="button",
                )
                return self._handle(chat, pressed)
        raise LookupError(f"the last reply has no button {label!r}")

    async def stop(self) -> None:
        self._last.clear()

    def _message(self, chat: str, text: str) -> IncomingMessage:
        self._said += 1
        return incoming(text, conversation=f"core/{chat}", number=self._said)

    def _handle(self, chat: str, message: IncomingMessage) -> Seen | None:
        reply = self._bot.handle(message)
        self._last[chat] = reply
        self.outcome = reply.outcome if reply else None
        if reply is None:
            return None
        words = Reply(blocks=reply.blocks, outcome=reply.outcome)
        return Seen(text=render(words), buttons=tuple(button.label for button in reply.buttons))


class ConsoleDriver:
    """`nachgefragt chat` in a process of its own, over pipes; a form feed begins each new chat. Chats must not be
    interleaved: a chat left is a chat ended."""

    name = "console"

    def __init__(self, *, seeds: Path, store: Path, curated: bool = True) -> None:
        self._arguments = ["--seeds", str(seeds), "--store", str(store), *([] if curated else ["--no-curated"])]
        self._chat: str | None = None
        self._buttons: tuple[str, ...] = ()

    async def start(self, bot: Bot) -> None:
        """The process makes its own bot from the same seeds and store."""
        command = [sys.executable, "-m", "adapters.cli", "chat", *self._arguments, "--end-mark", _END]
        self._process = await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=2**20
        )

    async def say(self, chat: str, text: str) -> Seen | None:
        if chat != self._chat:
            self._chat = chat
            await self._write(NEW_CONVERSATION)
        await self._write(" ".join(text.splitlines()))
        return await self._read()

    async def press(self, chat: str, label: str) -> Seen | None:
        if chat != self._chat or label not in self._buttons:
            raise LookupError(f"the last reply has no button {label!r}")
        await self._write(str(self._buttons.index(label) + 1))
        return await self._read()

    async def stop(self) -> None:
        if self._process.stdin is not None:
            self._process.stdin.close()
            await self._process.stdin.wait_closed()
        await asyncio.wait_for(self._process.wait(), _PATIENCE)

    async def _write(self, line: str) -> None:
        if self._process.stdin is None:
            raise RuntimeError("start the driver first")
        self._process.stdin.write(f"{line}\n".encode())
        await self._process.stdin.drain()

    async def _read(self) -> Seen | None:
        if self._process.stdout is None:
            raise RuntimeError("start the driver first")
        lines: list[str] = []
        while True:
            raw = await asyncio.wait_for(self._process.stdout.readline(), _PATIENCE)
            if not raw:
                raise RuntimeError("nachgefragt chat ended before it replied")
            line = raw.decode().rstrip("\n")
            if line == _END:
                break
            lines.append(line)
        found = [_BUTTON.fullmatch(line) for line in lines]
        self._buttons = tuple(match[1] for match in found if match)
        text = "\n".join(line for line, match in zip(lines, found, strict=True) if not match)
        return Seen(text=text, buttons=self._buttons) if lines else None


def drivers_for(platform: str, *, seeds: Path, store: Path, curated: bool) -> tuple[Callable[[], Driver], ...]:
    """Makers of the drivers of a platform, or of `all`."""
    makers: dict[str, tuple[Callable[[], Driver], ...]] = {
        "core": (CoreDriver,),
        "console": (lambda: ConsoleDriver(seeds=seeds, store=store, curated=curated),),
        "telegram": (lambda: _telegram("polling"), lambda: _telegram("webhook")),
        "slack": (lambda: _slack("socket"), lambda: _slack("http")),
    }
    return tuple(make for name, made in makers.items() if platform in (name, "all") for make in made)


def _telegram(mode: str) -> Driver:
    from adapters.telegram_driver import TelegramDriver

    return TelegramDriver("webhook" if mode == "webhook" else "polling")


def _slack(mode: str) -> Driver:
    from adapters.slack_driver import SlackDriver

    return SlackDriver("http" if mode == "http" else "socket")
