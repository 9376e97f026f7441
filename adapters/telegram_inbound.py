"""Telegram updates as IncomingMessages: which ones are for the bot, and what they ask."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from telegram import CallbackQuery, Chat, Message, MessageEntity, Update, User

from bot.addressing import without_addressees
from bot.messages import IncomingMessage, MessageKind
from knowledge.document import Language

# Everything else (channel posts, reactions, membership …) is neither asked for nor answered.
ALLOWED_UPDATES = (Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY, Update.INLINE_QUERY)

log = logging.getLogger("adapters.telegram")

_STRANGE = (AttributeError, TypeError, ValueError, OverflowError)  # the library reads much that is not as documented
_COMMAND = re.compile(r"/(?P<name>\w+)(?:@(?P<bot>\w+))?(?!\S)", re.ASCII)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """A message for the bot and where its answer belongs. `thread` is a forum topic's id, never General's.
    `message_id` is the question's, `replied_to` that of the message it replies to; `callback_id` is set for a pressed
    button."""

    message: IncomingMessage
    chat_id: int
    message_id: int
    group: bool
    thread: int | None = None
    callback_id: str | None = None
    replied_to: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """Who listens: the bot's own user, and the commands it knows (in a group the others belong to other bots)."""

    me: User
    commands: frozenset[str]

    def inbound(self, update: Update) -> Inbound | None:
        """What `update` asks of the bot; None if nothing, or if it is not shaped as documented."""
        for kind, read in _KINDS.items():
            if getattr(update, kind) is not None:
                try:
                    found = read(self, update)
                    return found if found is None else _numbered(found)
                except _STRANGE as error:
                    log.warning("Telegram: passed over a %s not shaped as documented (%s)", kind, type(error).__name__)
                    return None
        return None

    def question(self, message: Message) -> str | None:
        """The text put to the bot, mentions of it taken out; "" for a photo and the like; None if not for the bot."""
        text = _LONE_SURROGATE.sub("\ufffd", message.text or message.caption or "")
        if not text:
            private = message.chat.type == Chat.PRIVATE
            return "" if private and message.effective_attachment and not message.media_group_id else None
        if (command := _COMMAND.match(text)) and (command["bot"] or self._known(command["name"], message)):
            mine = not command["bot"] or command["bot"].lower() == (self.me.username or "").lower()
            rest = self._without_mentions(message, text, command.end())[0] if mine else ""
            return f"/{command['name']} {rest}".strip() if mine else None
        if text.startswith("/") and message.chat.type != Chat.PRIVATE:
            return None
        asked, mentioned = self._without_mentions(message, text)
        return asked if mentioned or message.chat.type == Chat.PRIVATE or self._replied_to(message) else None

    def _known(self, name: str, message: Message) -> bool:
        return message.chat.type == Chat.PRIVATE or name.lower() in self.commands

    def _replied_to(self, message: Message) -> bool:
        earlier = message.reply_to_message
        return earlier is not None and earlier.from_user is not None and earlier.from_user.id == self.me.id

    def _without_mentions(self, message: Message, text: str, begin: int = 0) -> tuple[str, bool]:
        """The text from `begin` without mentions of the bot and of people it only addresses, and whether the bot was
        mentioned. A command may be given nothing but a mention."""
        units, mentioned, people = text.encode("utf-16-le"), False, []
        for entity in message.entities or message.caption_entities:
            start, end = 2 * entity.offset, 2 * (entity.offset + entity.length)
            if self._mentions_me(entity, units[start:end].decode("utf-16-le", "replace")):
                blanks = (" " * (len(units[start:end]) // 2)).encode("utf-16-le")
                units, mentioned = units[:start] + blanks + units[end:], True
            elif entity.type in (MessageEntity.MENTION, MessageEntity.TEXT_MENTION):
                people.append((_characters(units[:start]), _characters(units[:end])))
        said = units.decode("utf-16-le", "replace")[begin:]
        left = without_addressees(said, [(start - begin, end - begin) for start, end in people])
        left = said if begin and not left else left
        return (re.sub(r"[ \t]{2,}", " ", left).strip(" \t\n,:;") if mentioned else left.strip()), mentioned

    def _mentions_me(self, entity: MessageEntity, shown: str) -> bool:
        if entity.type == MessageEntity.TEXT_MENTION:
            return entity.user is not None and entity.user.id == self.me.id
        return entity.type == MessageEntity.MENTION and shown.lower() == f"@{self.me.username}".lower()

    def _message(self, update: Update) -> Inbound | None:
        message = update.message or update.edited_message
        if message is None or message.from_user is None or not _from_person(message, message.from_user, self.me):
            return None
        if (asked := self.question(message)) is None:
            return None
        kind: MessageKind = "command" if asked.startswith("/") else "message"
        if update.edited_message is not None:
            kind = "edit"
        thread = message.message_thread_id if message.is_topic_message else None
        return Inbound(
            message=_incoming(update, message.chat, message.from_user, thread, text=asked, kind=kind),
            chat_id=message.chat.id,
            message_id=message.message_id,
            group=message.chat.type != Chat.PRIVATE,
            thread=thread,
            replied_to=message.reply_to_message.message_id if message.reply_to_message else None,
        )

    def _button(self, update: Update) -> Inbound | None:
        query: CallbackQuery | None = update.callback_query
        if query is None or query.message is None or not query.data or not isinstance(query.data, str):
            return None
        shown, thread = query.message, None
        if isinstance(shown, Message) and shown.is_topic_message:
            thread = shown.message_thread_id
        return Inbound(
            message=_incoming(update, shown.chat, query.from_user, thread, text=query.data, kind="button"),
            chat_id=shown.chat.id,
            message_id=shown.message_id,
            group=shown.chat.type != Chat.PRIVATE,
            thread=thread,
            callback_id=query.id,
        )


_KINDS: Mapping[str, Callable[[Listener, Update], Inbound | None]] = {
    Update.MESSAGE: Listener._message,
    Update.EDITED_MESSAGE: Listener._message,
    Update.CALLBACK_QUERY: Listener._button,
}


def _numbered(inbound: Inbound) -> Inbound:
    """The same. Raises TypeError where what should be a number is none."""
    threads = () if inbound.thread is None else (inbound.thread,)
    for number in (inbound.chat_id, inbound.message_id, int(inbound.message.sender), *threads):
        if type(number) is not int:
            raise TypeError(f"{type(number).__name__} for a number")
    return inbound


def _characters(units: bytes) -> int:
    """How many characters these UTF-16 units are."""
    return len(units.decode("utf-16-le", "replace"))


def _from_person(message: Message, author: User, me: User) -> bool:
    """Anonymous group admins speak through a bot's account, in the group's name; they are people all the same."""
    if message.is_automatic_forward or (message.via_bot and message.via_bot.id == me.id):
        return False
    anonymous = message.sender_chat is not None and message.sender_chat.id == message.chat.id
    return anonymous or not author.is_bot


def _incoming(
    update: Update, chat: Chat, user: User, thread: int | None, *, text: str, kind: MessageKind
) -> IncomingMessage:
    said = update.message or update.edited_message
    return IncomingMessage(
        platform="telegram",
        event_id=str(update.update_id),
        conversation=f"telegram/{chat.id}/{thread or 0}/{user.id}",
        sender=str(user.id),
        text=text,
        kind=kind,
        locale=locale_of(user),
        received_at=(said.edit_date or said.date).timestamp() if said else 0.0,
        chat=str(chat.id),
    )


def locale_of(user: User) -> Language | None:
    """The language of the person's app, as far as the bot speaks it."""
    match str(user.language_code or "").lower().partition("-")[0]:
        case "de":
            return "de"
        case "en":
            return "en"
    return None
