"""Ways to talk to the bot in a conversation test: straight to the bot, and through `nachgefragt chat` over pipes."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from adapters.console import NEW_CONVERSATION, incoming, render
from adapters.conversation_cases import Platform
from adapters.seen import Action, Room, Seen
from bot.messages import IncomingMessage, Outcome, Reply

if TYPE_CHECKING:
    from bot.bot import Bot

_END = "<end of reply>"
_BUTTON = re.compile(r"\[\d+\] (.*)")
_PATIENCE = 60.0  # seconds until a reply counts as never coming


class Driver(Protocol):
    """People at some platform."""

    @property
    def name(self) -> str: ...

    @property
    def platform(self) -> Platform: ...

    def cannot(self, room: Room, actions: Sequence[Action]) -> str:
        """Why such a conversation cannot take place there; "" if it can."""
        ...

    async def start(self, bot: Bot) -> None: ...

    async def act(self, room: Room, action: Action) -> Seen | None:
        """What is seen once the bot is done with it, None when it stays silent. Raises LookupError where there is no
        such button, or nothing to edit or reply to."""
        ...

    async def stop(self) -> None: ...


class CoreDriver:
    """Straight to `Bot.handle`. `outcome` is that of the last reply, `replies` are all of them. What only a platform
    does, such as edits and photos, it cannot play."""

    name = "core"
    platform: Literal["core"] = "core"

    def __init__(self) -> None:
        self.outcome: Outcome | None = None
        self.replies: list[Reply] = []
        self._buttons: dict[str, dict[str, str]] = {}  # by room: label → id, of the newest reply that has it
        self._said = 0
        self._last: dict[str, str] = {}  # by room: the event last answered

    def cannot(self, room: Room, actions: Sequence[Action]) -> str:
        if any(action.kind not in ("said", "pressed") for action in actions):
            return "without a platform there are no edits and no media"
        return "without a platform nothing comes twice" if any(action.twice for action in actions) else ""

    async def start(self, bot: Bot) -> None:
        self._bot = bot

    async def act(self, room: Room, action: Action) -> Seen | None:
        reply = self._bot.handle(self._message(room, action))
        self.outcome = reply.outcome if reply else None
        if reply is None:
            return None
        self.replies.append(reply)
        self._buttons.setdefault(room.key, {}).update({button.label: button.id for button in reply.buttons})
        words = Reply(blocks=reply.blocks, outcome=reply.outcome)
        labels = tuple(button.label for button in reply.buttons)
        self._last[room.key] = reply.in_reply_to
        return Seen(text=render(words), buttons=labels, seen_by=reply.visibility)

    async def stop(self) -> None:
        self._buttons.clear()

    def _message(self, room: Room, action: Action) -> IncomingMessage:
        self._said += 1
        speaker = action.speaker or "you"
        typed = incoming(self._text(room, action), conversation=f"core/{room.key}/{speaker}", number=self._said)
        addressed = room.place == "private" or action.mention or action.reply or typed.kind == "command"
        pressed = action.kind == "pressed"
        return replace(
            typed,
            platform="core",
            sender=speaker,
            kind="button" if pressed else typed.kind,
            addressed=addressed or pressed,
            locale=room.locale,
            follows=self._last.get(room.key, "") if action.reply else "",
        )

    def _text(self, room: Room, action: Action) -> str:
        if action.kind != "pressed":
            return " ".join(action.named("").split(" ")).strip()
        if action.text not in self._buttons.get(room.key, {}):
            raise LookupError(f"there is no button {action.text!r}")
        return self._buttons[room.key][action.text]


class ConsoleDriver:
    """`nachgefragt chat` in a process of its own, over pipes; a form feed begins each new chat. Chats must not be
    interleaved: a chat left is a chat ended."""

    name = "console"
    platform: Literal["console"] = "console"

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

    def cannot(self, room: Room, actions: Sequence[Action]) -> str:
        if room.place != "private" or len({action.speaker for action in actions}) > 1:
            return "at the terminal one person is alone with the bot"
        if room.locale != "de":
            return "the terminal does not tell the person's language"
        plain = all(action.kind in ("said", "pressed") and not _mannered(action) for action in actions)
        return "" if plain else "at the terminal lines are typed, no more"

    async def act(self, room: Room, action: Action) -> Seen | None:
        if room.key != self._chat:
            self._chat, self._buttons = room.key, ()
            await self._write(NEW_CONVERSATION)
        if action.kind == "pressed" and action.text not in self._buttons:
            raise LookupError(f"the last reply has no button {action.text!r}")
        pressed = action.kind == "pressed"
        await self._write(str(self._buttons.index(action.text) + 1) if pressed else " ".join(action.text.splitlines()))
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


def _mannered(action: Action) -> bool:
    return action.mention or action.reply or action.twice


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
