"""The people at the fake Telegram: what they can do, and how that reaches the bot."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

from adapters.fakes.telegram_ledger import Ledger
from adapters.fakes.telegram_world import SAYS_SOMETHING, Person, Posted, Room, SentMessage, World, found_entities

_START_PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")
MOST_TYPED = 256  # characters; clients cut what is longer


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What the bot offered for an inline query, as it sent it."""

    results: tuple[dict[str, Any], ...]
    button: dict[str, Any] | None
    cache_time: int
    personal: bool

    @property
    def titles(self) -> tuple[str, ...]:
        return tuple(str(result["title"]) for result in self.results)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What was shown for a moment over a pressed button."""

    chat_id: int
    text: str


class People(ABC):
    """`sent` holds the bot's messages, oldest first; `notices` what it showed over buttons; `offers` its answers to
    inline queries by their id; `ledger` counts how often each question was answered. In a private chat whoever acts is
    its person, whatever `user` says."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.sent: list[SentMessage] = []
        self.notices: list[Notice] = []
        self.offers: dict[str, Offer] = {}
        self.open_queries: dict[str, int] = {}  # inline and callback queries still to be answered, with their chats
        self.ledger = Ledger()
        self._queries = 0

    @abstractmethod
    async def push(self, update: dict[str, Any]) -> int:
        """Queues an update for the bot and gives its id."""

    def private(self, name: str = "Anna", language: str = "de") -> Room:
        return self.world.private(name, language)

    def group(self, title: str = "Lesekreis", *, privacy: bool = True, topics: tuple[int, ...] = ()) -> Room:
        """A supergroup; with `topics` (thread ids) a forum."""
        return self.world.group(title, privacy=privacy, forum=bool(topics), topics=topics)

    def messages(self, room: Room) -> list[SentMessage]:
        """What the bot wrote in the room and did not delete, oldest first."""
        return [sent for sent in self.sent if sent.chat_id == room.id and not sent.deleted]

    async def user_says(
        self,
        room: Room,
        text: str | None = None,
        *,
        user: str = "Anna",
        reply_to: int | None = None,
        thread: int | None = None,
        **content: Any,
    ) -> Posted:
        """`content` adds Bot API fields, e.g. `photo=[…], caption="…"`."""
        if text is not None:
            content |= {"text": text, "entities": found_entities(text) or None}
        if "caption" in content:
            content.setdefault("caption_entities", found_entities(content["caption"]) or None)
        if thread is not None:
            content |= {"message_thread_id": thread, "is_topic_message": True}
        elif reply_to is not None and room.kind == "supergroup":
            content["message_thread_id"] = reply_to  # so the real server does, without it being a topic
        earlier = self.world.messages[room.id, reply_to] if reply_to is not None else None
        return await self._posted(room, self._actor(room, user), reply_to_message=earlier, **content)

    async def edit(self, room: Room, posted: Posted, text: str) -> Posted:
        """The person edits their message; with the same text it is an edit nobody sees, as a link preview makes it."""
        message = self.world.messages[room.id, posted.message_id]
        message |= {"text": text, "entities": found_entities(text), "edit_date": message["date"] + 60}
        seen = self.world.sees(room, message)
        update = await self.push({"edited_message": dict(message)}) if seen else None
        return Posted(message_id=posted.message_id, update_id=update)

    async def press(self, room: Room, label: str, *, user: str = "Anna") -> Posted:
        """Presses the newest button with this label in the room. Raises LookupError."""
        for sent in reversed(self.messages(room)):
            if label in sent.buttons:
                break
        else:
            raise LookupError(f"no button {label!r} in {room.title!r}")
        query = {
            "id": self._query(room.id),
            "from": self._actor(room, user).json(),
            "chat_instance": str(room.id),
            "message": self.world.messages[room.id, sent.message_id],
            "data": sent.data(label),
        }
        self.ledger.press(room.id, sent.message_id, str(query["id"]))
        return Posted(message_id=sent.message_id, update_id=await self.push({"callback_query": query}))

    async def types(self, text: str, *, user: str = "Anna", offset: str = "") -> Posted:
        """Types `@bot text` somewhere; `Posted.query` finds the offer. Raises LookupError where inline mode is off."""
        if not self.world.inline:
            raise LookupError("the bot has no inline mode")
        person = self.world.person(user)
        number = self._query(person.id)
        query = {
            "id": number,
            "from": person.json(),
            "query": text[:MOST_TYPED],
            "offset": offset,
            "chat_type": "sender",
        }
        return Posted(message_id=0, update_id=await self.push({"inline_query": query}), query=number)

    async def choose(self, typed: Posted, title: str, room: Room, *, user: str = "Anna") -> Posted:
        """Sends the offered card with this title into a room that the bot is in. Raises LookupError."""
        results = self.offers[typed.query].results
        result = next((one for one in results if one["title"] == title), None)
        if result is None:
            raise LookupError(f"no card {title!r}, only {self.offers[typed.query].titles}")
        content = result["input_message_content"]
        return await self._posted(
            room,
            self._actor(room, user),
            text=content["message_text"],
            entities=content.get("entities"),
            reply_markup=result.get("reply_markup"),
            via_bot=self.world.me,
        )

    async def open_link(self, payload: str, *, user: str = "Anna") -> Posted:
        """Follows `t.me/bot?start=payload`. Raises ValueError for what a link cannot carry."""
        if not _START_PARAMETER.fullmatch(payload):
            raise ValueError(f"no start parameter: {payload!r}")
        return await self.user_says(self.private(user), f"/start {payload}")

    async def join(self, room: Room, *, user: str = "Bernd") -> Posted:
        person = self.world.person(user)
        return await self._posted(room, person, new_chat_members=[person.json()])

    async def open_topic(self, room: Room, name: str, *, user: str = "Anna") -> int:
        """A new topic in a forum; its thread id."""
        number = self.world.next_message
        room.topics |= {number}
        made = {"name": name, "icon_color": 7322096}
        await self._posted(
            room, self._actor(room, user), forum_topic_created=made, message_thread_id=number, is_topic_message=True
        )
        return number

    async def upgrade(self, room: Room) -> Room:
        """The group becomes a supergroup with a new id, which the bot is told in passing."""
        after = self.group(room.title, privacy=room.privacy)
        await self._posted(room, self.world.person("Anna"), migrate_to_chat_id=after.id)
        room.migrated_to = after.id
        return after

    def _actor(self, room: Room, user: str) -> Person:
        return self.world.person(room.title if room.kind == "private" else user)

    def _query(self, chat_id: int) -> str:
        self._queries += 1
        self.open_queries[f"query-{self._queries}"] = chat_id
        return f"query-{self._queries}"

    async def _posted(self, room: Room, author: Person, **content: Any) -> Posted:
        message = self.world.message(room, author.json(), **content)
        seen = self.world.sees(room, message)
        if seen and "via_bot" not in message and SAYS_SOMETHING & message.keys():
            self.ledger.say(room.id, message["message_id"])
        return Posted(
            message_id=message["message_id"], update_id=await self.push({"message": message}) if seen else None
        )
