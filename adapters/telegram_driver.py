"""Speaks to the bot as people in Telegram do: the real adapter and the fake server, for the conversation tests."""

from __future__ import annotations

import asyncio
import itertools
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from aiohttp import web

from adapters import seen as people
from adapters.fakes.telegram import FakeTelegram
from adapters.fakes.telegram_world import Posted, Room, SentMessage
from adapters.secret import Secret
from adapters.seen import Action, Seen
from adapters.telegram import Handler, TelegramAdapter
from adapters.telegram_settings import UNLIMITED, Mode, TelegramSettings

_PATIENCE = 30.0  # seconds until a bot that has not dealt with a message counts as stuck
_TOPIC = 7
_MEDIA: Mapping[str, dict[str, Any]] = {
    "photo": {"photo": [{"file_id": "p", "file_unique_id": "p", "width": 90, "height": 90}]},
    "voice": {"voice": {"file_id": "v", "file_unique_id": "v", "duration": 3}},
    "sticker": {
        "sticker": {
            "file_id": "s",
            "file_unique_id": "s",
            "type": "regular",
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
        }
    },
}


@dataclass(slots=True, kw_only=True)
class _Chat:
    """`said` is what each speaker wrote last; `shown` the bot's newest message."""

    room: Room
    topic: int | None
    said: dict[str, Posted] = field(default_factory=dict)
    shown: int | None = None


class TelegramDriver:
    """A group has privacy mode on; a thread is a topic of a forum of its own. A chat in private is one for each
    speaker."""

    platform: Literal["telegram"] = "telegram"

    def __init__(self, mode: Mode = "polling") -> None:
        self._mode: Mode = mode
        self._runner: web.AppRunner | None = None
        self._chats: dict[tuple[str, str], _Chat] = {}
        self._numbers = itertools.count(1)

    @property
    def name(self) -> str:
        return f"telegram {self._mode}"

    def cannot(self, room: people.Room, actions: Sequence[Action]) -> str:
        return ""

    async def start(self, bot: Handler) -> None:
        self._fake = await FakeTelegram().__aenter__()
        listener = socket.create_server(("127.0.0.1", 0)) if self._mode == "webhook" else None
        settings = TelegramSettings(
            token=Secret(self._fake.token),
            api_base=self._fake.base_url,
            mode=self._mode,
            webhook_url=f"http://127.0.0.1:{listener.getsockname()[1]}/telegram" if listener else "",
            webhook_secret=Secret("only-for-tests" if listener else ""),
            budgets=UNLIMITED,  # they are said faster than people say things
        )
        self._adapter = TelegramAdapter(bot, settings)
        if listener is not None:
            self._runner = await serve(self._adapter, listener)
        await self._adapter.start()

    async def act(self, room: people.Room, action: Action) -> Seen | None:
        """Raises TimeoutError when the bot is stuck."""
        chat = self._chat(room, action.speaker)
        before = [(sent, len(sent.versions)) for sent in self._fake.sent]
        name = _person(room, action.speaker)
        self._fake.private(name, room.locale)  # the people of a group speak the room's language, too
        posted = await self._do(chat, name, action)
        if posted.update_id is None:  # the bot does not get to see it
            return None
        async with asyncio.timeout(_PATIENCE):
            await self._adapter.processed(posted.update_id)
        here = [sent for sent in self._fake.sent[len(before) :] if _in(chat, sent)]
        changed = [sent for sent, versions in before if len(sent.versions) > versions and _in(chat, sent)]
        chat.shown = here[-1].message_id if here else chat.shown
        return _seen(changed, here)

    async def stop(self) -> None:
        await self._adapter.stop()
        if self._runner is not None:
            await self._runner.cleanup()
        await self._fake.__aexit__(None, None, None)

    def _chat(self, room: people.Room, speaker: str) -> _Chat:
        key = (room.key, speaker if room.place == "private" else "")
        if key not in self._chats:
            topic = _TOPIC if room.place == "thread" else None
            made = self._fake.group(room.key, topics=(topic,) if topic else ()) if room.place != "private" else None
            self._chats[key] = _Chat(room=made or self._fake.private(_person(room, speaker), room.locale), topic=topic)
        return self._chats[key]

    async def _do(self, chat: _Chat, name: str, action: Action) -> Posted:
        if action.kind == "pressed":
            return await self._fake.press(chat.room, action.text, user=name)
        text = action.named(f"@{self._fake.world.me['username']}")
        if action.kind == "edited":
            posted = await self._fake.edit(chat.room, chat.said[name], text)
        else:
            posted = await self._say(chat, name, action, text)
        if action.kind == "said":
            chat.said[name] = posted
        if not action.twice or posted.update_id is None:
            return posted
        return await self._again(chat, posted, "edited_message" if action.kind == "edited" else "message")

    async def _say(self, chat: _Chat, name: str, action: Action, text: str) -> Posted:
        if action.reply and chat.shown is None:
            raise LookupError("the bot said nothing to reply to")
        content: dict[str, Any] = {"text": text}
        if action.kind == "captioned":
            content = {"caption": text, **_MEDIA["photo"]}
        elif action.kind == "sent":
            content = _MEDIA[action.text]
        return await self._fake.user_says(
            chat.room, user=name, thread=chat.topic, reply_to=chat.shown if action.reply else None, **content
        )

    async def _again(self, chat: _Chat, posted: Posted, kind: str) -> Posted:
        """The same update once more, and one in the chat that nobody answers: after it, both were dealt with."""
        message = self._fake.world.messages[chat.room.id, posted.message_id]
        await self._fake.push({"update_id": posted.update_id, kind: message})
        after = {key: message[key] for key in ("date", "chat", "from")} | {"message_id": 10**6 + next(self._numbers)}
        changed = {"message_auto_delete_time": 86_400}
        last = await self._fake.push({"message": after | {"message_auto_delete_timer_changed": changed}})
        return Posted(message_id=posted.message_id, update_id=last)


def _person(room: people.Room, speaker: str) -> str:
    return f"{speaker or 'Anna'} {room.key}"


def _in(chat: _Chat, sent: SentMessage) -> bool:
    return sent.chat_id == chat.room.id and sent.thread == chat.topic and not sent.deleted


def _seen(changed: list[SentMessage], fresh: list[SentMessage]) -> Seen | None:
    """What these messages show; None for none."""
    shown = [*changed, *fresh]
    if not shown:
        return None
    return Seen(
        text="\n".join(sent.text for sent in shown),
        buttons=tuple(label for sent in shown for label in sent.buttons),
        edited=bool(changed),
        messages=len(fresh),
    )


async def serve(adapter: TelegramAdapter, listener: socket.socket) -> web.AppRunner:
    """The adapter's endpoint behind `listener`; clean the runner up at the end."""
    application = web.Application()
    application.add_routes(adapter.routes())
    runner = web.AppRunner(application, shutdown_timeout=1.0)
    await runner.setup()
    await web.SockSite(runner, listener).start()
    return runner
