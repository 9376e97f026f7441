"""The people, chats and messages of the fake Telegram, and the updates they make, in the Bot API's shapes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from adapters.fakes.telegram_checks import units

_COMMAND = re.compile(r"(?<!\S)/[A-Za-z0-9_]{1,32}(@\w+)?(?!\w)", re.ASCII)
_MENTION = re.compile(r"(?<!\w)@[A-Za-z]\w{3,31}", re.ASCII)
SAYS_SOMETHING = frozenset({"text", "caption", "photo", "sticker", "voice", "video", "animation", "poll", "document"})
_NOW = 1_700_000_000  # Unix time of the first message; every message is a second later


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    id: int
    name: str
    language: str = "de"

    def json(self) -> dict[str, Any]:
        return {"id": self.id, "is_bot": False, "first_name": self.name, "language_code": self.language}


@dataclass(slots=True, kw_only=True)
class Room:
    """A chat. `privacy`: in a group the bot then sees only commands, mentions of it and replies to it."""

    id: int
    kind: str
    title: str
    privacy: bool = True
    forum: bool = False
    topics: frozenset[int] = frozenset()
    migrated_to: int | None = None

    def json(self) -> dict[str, Any]:
        if self.kind == "private":
            return {"id": self.id, "type": "private", "first_name": self.title}
        chat: dict[str, Any] = {"id": self.id, "type": self.kind, "title": self.title}
        return chat | {"is_forum": True} if self.forum else chat


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What a person did. `update_id` is None when the bot does not get to see it. `query`: an inline query's id."""

    message_id: int
    update_id: int | None
    query: str = ""


@dataclass(slots=True, kw_only=True)
class SentMessage:
    """A message of the bot's. `versions` are the earlier texts, oldest first; `deleted` once it is gone."""

    chat_id: int
    message_id: int
    text: str
    entities: tuple[dict[str, Any], ...] = ()
    reply_markup: dict[str, Any] | None = None
    thread: int | None = None
    reply_to: int | None = None
    versions: list[str] = field(default_factory=list)
    deleted: bool = False

    @property
    def buttons(self) -> tuple[str, ...]:
        return tuple(button["text"] for button in self._buttons())

    def data(self, label: str) -> str:
        """The callback data under `label`. Raises LookupError, also for a button that leads elsewhere."""
        return str(self.button(label)["callback_data"])

    def button(self, label: str) -> dict[str, Any]:
        """The button with this label, as the bot sent it. Raises LookupError."""
        for button in self._buttons():
            if button["text"] == label:
                return button
        raise LookupError(f"no button {label!r}, only {self.buttons}")

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The buttons' labels as they stand."""
        keyboard = (self.reply_markup or {}).get("inline_keyboard", [])
        return tuple(tuple(button["text"] for button in row) for row in keyboard)

    @property
    def forces_reply(self) -> bool:
        return bool((self.reply_markup or {}).get("force_reply"))

    def marked(self, kind: str) -> tuple[str, ...]:
        """The stretches of text that have an entity of this kind, as a reader sees them."""
        raw = self.text.encode("utf-16-le")
        spans = [(entity["offset"], entity["length"]) for entity in self.entities if entity["type"] == kind]
        return tuple(raw[2 * start : 2 * (start + length)].decode("utf-16-le") for start, length in spans)

    def _buttons(self) -> list[dict[str, Any]]:
        return [button for row in (self.reply_markup or {}).get("inline_keyboard", []) for button in row]


class World:
    """Everything that exists behind the server. Ids are handed out in order, so runs repeat exactly. `inline` and
    `reads_all` are what @BotFather was told: inline mode on, privacy mode off."""

    def __init__(self, *, username: str, inline: bool, reads_all: bool) -> None:
        self.inline, self.reads_all = inline, reads_all
        self.me = {"id": 4242, "is_bot": True, "first_name": "Nachgefragt", "username": username}
        self.rooms: dict[int, Room] = {}
        self.people: dict[str, Person] = {}
        self.messages: dict[tuple[int, int], dict[str, Any]] = {}
        self._last_message = self._people_made = self._groups_made = 0

    def forget(self) -> None:
        """Nobody is there and nothing was said; ids are not handed out again."""
        self.rooms.clear()
        self.people.clear()
        self.messages.clear()

    def person(self, name: str, language: str = "de") -> Person:
        if name not in self.people:
            self.people[name] = Person(id=1000 + self._people_made, name=name, language=language)
            self._people_made += 1
        return self.people[name]

    def private(self, name: str, language: str = "de") -> Room:
        """The private chat with `name`; its id is the person's, as in Telegram."""
        someone = self.person(name, language)
        return self.rooms.setdefault(someone.id, Room(id=someone.id, kind="private", title=name))

    def group(self, title: str, *, privacy: bool = True, forum: bool = False, topics: tuple[int, ...] = ()) -> Room:
        room = Room(
            id=-1_001_000_000_000 - self._groups_made,
            kind="supergroup",
            title=title,
            privacy=privacy,
            forum=forum,
            topics=frozenset(topics),
        )
        self._groups_made += 1
        self.rooms[room.id] = room
        return room

    @property
    def next_message(self) -> int:
        """The id that the next message will have."""
        return self._last_message + 1

    def message(self, room: Room, author: dict[str, Any], **content: Any) -> dict[str, Any]:
        """A new message in the room, remembered; `content` is what the Bot API puts in it."""
        self._last_message += 1
        made = {
            "message_id": self._last_message,
            "date": _NOW + self._last_message,
            "chat": room.json(),
            "from": author,
            **{name: value for name, value in content.items() if value is not None},
        }
        self.messages[room.id, self._last_message] = made
        return made

    def sees(self, room: Room, message: dict[str, Any]) -> bool:
        """Whether the bot gets this message at all."""
        if room.kind == "private" or not room.privacy or self.reads_all or not SAYS_SOMETHING & message.keys():
            return True
        if message.get("via_bot", {}).get("id") == self.me["id"]:
            return True
        if message.get("reply_to_message", {}).get("from", {}).get("id") == self.me["id"]:
            return True
        shown = str(message.get("text") or message.get("caption") or "")
        return bool(_COMMAND.match(shown)) or f"@{self.me['username']}".lower() in shown.lower()


def found_entities(text: str) -> list[dict[str, Any]]:
    """The entities Telegram's clients put on plain text: commands and mentions, in UTF-16 units."""
    found = [("bot_command", match) for match in _COMMAND.finditer(text)]
    found += [("mention", match) for match in _MENTION.finditer(text) if not _inside(match, found)]
    return [
        {"type": kind, "offset": units(text[: match.start()]), "length": units(match.group())} for kind, match in found
    ]


def _inside(match: re.Match[str], found: list[tuple[str, re.Match[str]]]) -> bool:
    return any(other.start() <= match.start() < other.end() for _, other in found)
