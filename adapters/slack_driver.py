"""Speaks to the bot as people in Slack do: the real adapter against the fake Slack, for the conversation tests."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from aiohttp import web

from adapters.fakes import slack_payloads as payloads
from adapters.fakes.slack import Delivery, FakeSlack, Posted
from adapters.fakes.slack_running import served
from adapters.seen import Action, Room, Seen
from adapters.slack import SlackAdapter, SlackSettings
from adapters.slack_render import SHARE, escape
from adapters.slack_settings import UNLIMITED
from bot.settings import Secret

if TYPE_CHECKING:
    from bot.bot import Bot

_ROOMS: Final = range(1_000, 11_000)  # numbers of channels; the fake has some of its own below
_TYPED: Final = re.compile(
    r"(?<!\S)@(?:(?P<all>channel|here|everyone)\b|(?P<name>[^\W\d_]\w+))|(?P<link>https?://[^\s<>]+)"
)
_FILES: Final[Mapping[str, dict[str, Any]]] = {
    "photo": {"id": "F1", "name": "foto.jpg", "mimetype": "image/jpeg", "filetype": "jpg"},
    "voice": {"id": "F2", "name": "audio.m4a", "mimetype": "audio/mp4", "filetype": "m4a", "subtype": "slack_audio"},
}


@dataclass(slots=True, kw_only=True)
class _Chat:
    """`said` is what each speaker wrote last; `thread` the ts of a thread that somebody else began."""

    channel: str
    thread: str | None = None
    said: dict[str, Delivery] = field(default_factory=dict)


class _Recording(FakeSlack):
    """`delivered` is what was brought to the bot, oldest first."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.delivered: list[tuple[Any, dict[str, Any]]] = []

    async def deliver(self, kind: Any, payload: dict[str, Any]) -> Delivery:
        self.delivered.append((kind, payload))
        return await super().deliver(kind, payload)


class SlackDriver:
    """A group is a channel, a thread one that somebody began in a channel. A chat in private is a direct message with
    each speaker. `@NAME`, `@channel` and links are sent as Slack's own clients send them."""

    platform: Literal["slack"] = "slack"

    def __init__(self, mode: Literal["socket", "http"] = "socket") -> None:
        self._mode: Literal["socket", "http"] = mode
        self._chats: dict[tuple[str, str], _Chat] = {}
        self._users: dict[tuple[str, str], str] = {}

    @property
    def name(self) -> str:
        return f"slack {self._mode}"

    def cannot(self, room: Room, actions: Sequence[Action]) -> str:
        if room.locale != "de":
            return "Slack's events do not tell the person's language"
        if any(action.kind == "sent" and action.text not in _FILES for action in actions):
            return "Slack has no stickers"
        commands = [action for action in actions if action.command]
        if commands and (room.place == "thread" or any(action.reply for action in commands)):
            return "slash commands do not work inside threads"
        if any(action.twice for action in commands):
            return "slash commands are delivered once"
        return "slash commands cannot be edited" if _edits_a_command(actions) else ""

    async def start(self, bot: Bot) -> None:
        channels = tuple(f"{kind}{number}" for kind in "CD" for number in _ROOMS)
        self._fake = _Recording(channels=channels)
        await self._fake.__aenter__()
        settings = SlackSettings(
            bot_token=Secret(self._fake.bot_token),
            app_token=Secret(self._fake.app_token),
            signing_secret=Secret(self._fake.signing_secret),
            api_base=self._fake.api_base,
            mode=self._mode,
            budgets=UNLIMITED,
        )
        self._adapter = SlackAdapter(bot, settings)
        await self._adapter.start()
        self._runner: web.AppRunner | None = None
        if self._mode == "http":
            self._runner, self._fake.events_url = await served(self._adapter)

    async def act(self, room: Room, action: Action) -> Seen | None:
        chat, user = await self._chat(room, action.speaker), self._user(room, action.speaker)
        before, delivered = list(self._fake.posted), len(self._fake.delivered)
        await self._do(room, chat, user, action)
        if action.twice:
            for kind, payload in self._fake.delivered[delivered:]:
                if not payload.get("event", {}).get("bot_id"):
                    await self._fake.deliver(kind, payload)
        await self._adapter.idle()
        now = self._fake.posted
        fresh = [posted for posted in now[len(before) :] if _visible(posted, chat, user)]
        changed = [new for old, new in zip(before, now, strict=False) if old != new and _visible(new, chat, user)]
        return _seen(changed, fresh)

    async def stop(self) -> None:
        await self._adapter.stop()
        if self._runner is not None:
            await self._runner.cleanup()
        await self._fake.__aexit__(None, None, None)

    async def _chat(self, room: Room, speaker: str) -> _Chat:
        key = (room.key, speaker if room.place == "private" else "")
        if key not in self._chats:
            chat = _Chat(channel=f"{'D' if room.place == 'private' else 'C'}{_ROOMS[len(self._chats)]}")
            if room.place == "thread":
                begun = await self._fake.user_says(chat.channel, "Schon gelesen?", user=self._user(room, "Wer begann"))
                chat.thread = str(begun.event["ts"])
            self._chats[key] = chat
        return self._chats[key]

    def _user(self, room: Room, speaker: str) -> str:
        return self._users.setdefault((room.key, speaker), f"U{len(self._users)}")

    async def _do(self, room: Room, chat: _Chat, user: str, action: Action) -> None:
        if action.kind == "pressed":
            await self._fake.press(self._with_button(chat, user, action.text), action.text, user=user)
        elif action.command:
            command, _, argument = action.text.partition(" ")
            await self._fake.slash(command, self._typed(room, argument), chat.channel, user)
        elif action.kind == "edited":
            if user not in chat.said:
                raise LookupError("there is no message to edit")
            await self._fake.edits(chat.said[user], self._text(room, action))
        else:
            await self._say(room, chat, user, action)

    async def _say(self, room: Room, chat: _Chat, user: str, action: Action) -> None:
        thread = self._replied(chat) if action.reply else chat.thread
        if action.kind == "said":
            said = await self._fake.user_says(chat.channel, self._text(room, action), user=user, thread=thread)
            chat.said[user] = said
            return
        captioned = action.kind == "captioned"
        event = payloads.said(
            "message",
            channel=chat.channel,
            user=user,
            text=self._text(room, action) if captioned else "",
            ts=self._fake.now(),
            thread=thread,
        )
        event |= {"subtype": "file_share", "files": [_FILES["photo" if captioned else action.text]]}
        await self._fake.event(event)
        if action.mention and room.place != "private":
            await self._fake.event({**event, "type": "app_mention"})

    def _text(self, room: Room, action: Action) -> str:
        """As Slack sends it."""
        typed = self._typed(room, action.named("\0"))
        return typed.replace("\0", self._fake.mention)

    def _typed(self, room: Room, text: str) -> str:
        def sent(found: re.Match[str]) -> str:
            if found["link"]:
                return f"<{found['link']}>"
            return f"<!{found['all']}>" if found["all"] else f"<@{self._user(room, found['name'])}>"

        return _TYPED.sub(sent, escape(text))

    def _with_button(self, chat: _Chat, user: str, label: str) -> Posted:
        for posted in reversed(self._fake.posted):
            if _visible(posted, chat, user) and label in posted.labels:
                return posted
        raise LookupError(f"there is no button {label!r}")

    def _replied(self, chat: _Chat) -> str:
        for posted in reversed(self._fake.posted):
            if posted.channel == chat.channel and posted.ephemeral_to is None:
                return posted.thread or posted.ts
        raise LookupError("the bot said nothing to reply to")


def _edits_a_command(actions: Sequence[Action]) -> bool:
    last: dict[str, Action] = {}
    for action in actions:
        if action.kind == "edited" and last[action.speaker].command:
            return True
        if action.kind == "said":
            last[action.speaker] = action
    return False


def _visible(posted: Posted, chat: _Chat, user: str) -> bool:
    """Whether this person sees it in this place; what is answered to a slash command stands beside the threads."""
    here = posted.channel == chat.channel and (chat.thread in (None, posted.thread))
    return here and posted.ephemeral_to in (None, user)


def _seen(changed: list[Posted], fresh: list[Posted]) -> Seen | None:
    """What these messages show; None for none."""
    shown = [*changed, *fresh]
    if not shown:
        return None
    labels = (button for posted in shown for button in posted.buttons if button["action_id"] != SHARE)
    return Seen(
        text="\n".join(posted.shown for posted in shown),
        buttons=tuple(str(button["text"]["text"]) for button in labels),
        seen_by="asker" if all(posted.ephemeral_to for posted in shown) else "everyone",
        edited=bool(changed),
        messages=len(fresh),
    )
