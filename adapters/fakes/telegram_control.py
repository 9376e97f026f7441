"""What a script may do at the fake Telegram: the table of its actions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adapters.fakes.control import Json, Run, WrongRequestError
from adapters.fakes.control_actions import shared_actions
from adapters.fakes.telegram import FakeTelegram
from adapters.fakes.telegram_checks import TEXT_LIMIT, units
from adapters.fakes.telegram_control_faults import fault_actions
from adapters.fakes.telegram_ledger import Asked
from adapters.fakes.telegram_people import MOST_TYPED
from adapters.fakes.telegram_world import Posted, Room

_PHOTO = [{"file_id": "photo-1", "file_unique_id": "p1", "width": 90, "height": 60, "file_size": 1200}]


class Actions:
    """`group` is a group's title, without it the private chat of `user`."""

    def __init__(self, fake: FakeTelegram) -> None:
        self._fake = fake

    async def say(
        self,
        *,
        text: str,
        user: str = "Anna",
        group: str = "",
        topic: int | None = None,
        mention: bool = False,
        reply_to: int | None = None,
    ) -> Json:
        """Somebody writes; `mention` puts the bot's name before it."""
        room, said = self._place(user, group, topic, reply_to), self._addressed(text, mention)
        return _done(await self._fake.user_says(room, said, user=user, reply_to=reply_to, thread=topic))

    async def photo(
        self, *, caption: str = "", user: str = "Anna", group: str = "", topic: int | None = None, mention: bool = False
    ) -> Json:
        """Somebody sends a photo, with or without a caption."""
        room = self._place(user, group, topic, None)
        content: dict[str, Any] = {"photo": _PHOTO}
        if caption or mention:
            content["caption"] = self._addressed(caption, mention)
        return _done(await self._fake.user_says(room, user=user, thread=topic, **content))

    async def edit(self, *, message: int, text: str, user: str = "Anna", group: str = "") -> Json:
        """Somebody edits what they wrote."""
        room = self._place(user, group, None, message)
        if self._fake.world.messages[room.id, message]["from"]["is_bot"]:
            raise WrongRequestError(f"message {message} is the bot's.")
        return _done(await self._fake.edit(room, Posted(message_id=message, update_id=None), _said(text)))

    async def press(self, *, label: str, user: str = "Anna", group: str = "") -> Json:
        """Somebody presses the newest button with this label."""
        return _done(await self._fake.press(self._room(user, group), label, user=user))

    async def inline(self, *, text: str, user: str = "Anna", offset: str = "") -> Json:
        """Somebody types @bot and the text in any chat; /wait shows the cards that are offered."""
        if len(text) > MOST_TYPED:
            raise WrongRequestError(f"an inline query has at most {MOST_TYPED} characters.")
        typed = await self._fake.types(text, user=user, offset=offset)
        return {"query": typed.query, "update": typed.update_id}

    async def choose(self, *, query: str, title: str, user: str = "Anna", group: str = "") -> Json:
        """Somebody sends the offered card with this title."""
        if query not in self._fake.offers:
            raise WrongRequestError(f"no cards were offered for query {query!r}.")
        typed = Posted(message_id=0, update_id=None, query=query)
        return _done(await self._fake.choose(typed, title, self._room(user, group), user=user))

    async def start(self, *, payload: str, user: str = "Anna") -> Json:
        """Somebody follows t.me/bot?start=payload."""
        try:
            return _done(await self._fake.open_link(payload, user=user))
        except ValueError as error:
            raise WrongRequestError(f"{error}.") from error

    async def group(self, *, title: str, forum: bool = False) -> Json:
        """Makes a group that the bot is in; in a forum there can be topics."""
        if any(room.kind != "private" and room.title == title for room in self._fake.world.rooms.values()):
            raise WrongRequestError(f"there is a group {title!r} already.")
        return {"chat_id": self._fake.world.group(title, forum=forum).id}

    async def topic(self, *, group: str, name: str, user: str = "Anna") -> Json:
        """Somebody opens a topic in a forum; its number goes into `topic`."""
        room = self._room(user, group)
        if not room.forum:
            raise WrongRequestError(f"{group!r} is no forum.")
        return {"topic": await self._fake.open_topic(room, name, user=user)}

    async def join(self, *, group: str, user: str = "Bernd") -> Json:
        """Somebody joins a group."""
        return _done(await self._fake.join(self._room(user, group), user=user))

    async def upgrade(self, *, group: str) -> Json:
        """A group becomes a supergroup with another id."""
        return {"chat_id": (await self._fake.upgrade(self._room("Anna", group))).id}

    async def privacy(self, *, on: bool) -> Json:
        """Privacy mode: in groups the bot then sees only commands, mentions and replies to it; on at first."""
        self._fake.world.reads_all = not on
        return {}

    async def inline_mode(self, *, on: bool) -> Json:
        """Inline mode, as @BotFather turns it on; on at first."""
        self._fake.world.inline = on
        return {}

    async def answers(self) -> Json:
        """How many questions there were, which have no answer or more than one, and how many messages were too many."""
        asked = self._fake.ledger.asked
        return {
            "asked": len(asked),
            "unanswered": [_asked(one) for one in asked if not one.answers],
            "repeated": [_asked(one) for one in asked if one.answers > 1],
            "over_limits": self._fake.limits.exceeded,
        }

    async def reset(self) -> Json:
        """Forgets people, chats, messages and faults; numbers go on."""
        await self._fake.reset()
        return {}

    def _room(self, user: str, group: str) -> Room:
        if not user.strip():
            raise WrongRequestError("a person needs a name.")
        if not group:
            return self._fake.private(user)
        rooms = [room for room in self._fake.world.rooms.values() if room.kind != "private" and room.title == group]
        if not rooms:
            raise WrongRequestError(f"there is no group {group!r}; make it with /group.")
        return rooms[-1]

    def _place(self, user: str, group: str, topic: int | None, earlier: int | None) -> Room:
        room = self._room(user, group)
        if topic is not None and topic not in room.topics:
            raise WrongRequestError(f"there is no topic {topic} there; make it with /topic.")
        if earlier is not None and (room.id, earlier) not in self._fake.world.messages:
            raise WrongRequestError(f"there is no message {earlier} there.")
        return room

    def _addressed(self, text: str, mention: bool) -> str:
        return _said(f"@{self._fake.world.me['username']} {text}".strip() if mention else text)


def telegram_actions(fake: FakeTelegram) -> Mapping[str, Run]:
    """Path -> what it does."""
    do = Actions(fake)
    people = (do.say, do.photo, do.edit, do.press, do.inline, do.choose, do.start, do.group, do.topic, do.join)
    more: tuple[Run, ...] = (*people, do.upgrade, do.privacy, do.inline_mode, do.answers, do.reset)
    own = {action.__name__: action for action in more}
    return {**own, **shared_actions(fake, fake.delivery), **fault_actions(fake)}


def _asked(one: Asked) -> Json:
    return {"chat_id": one.chat_id, "message": one.message, "query": one.query, "answers": one.answers}


def _said(text: str) -> str:
    if not text.strip():
        raise WrongRequestError("nobody can write an empty message.")
    if units(text) > TEXT_LIMIT:
        raise WrongRequestError(f"a message has at most {TEXT_LIMIT} characters.")
    return text


def _done(posted: Posted) -> Json:
    """`update` is null when the bot does not get to see it."""
    return {"message": posted.message_id, "update": posted.update_id}
