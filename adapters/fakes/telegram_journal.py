"""What the bot sent to the fake Telegram, as a script reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from adapters.fakes import telegram_checks as checks
from adapters.fakes.journal import TYPING
from adapters.fakes.telegram_checks import Params

if TYPE_CHECKING:
    from adapters.fakes.telegram import FakeTelegram
    from adapters.fakes.telegram_world import SentMessage

Json = dict[str, Any]


def note(fake: FakeTelegram, method: str, params: Params) -> None:
    """Puts a call that was carried out into the fake's journal, if it sent anything."""
    if method in _NOTED:
        what, content = _NOTED[method]
        fake.journal.add(what, **content(fake, params))


def _message(fake: FakeTelegram, _: Params) -> Json:
    return _shown(fake, fake.sent[-1])


def _edit(fake: FakeTelegram, params: Params) -> Json:
    place = (checks.integer(params, "chat_id"), checks.integer(params, "message_id"))
    return _shown(fake, next(sent for sent in fake.sent if (sent.chat_id, sent.message_id) == place))


def _shown(fake: FakeTelegram, sent: SentMessage) -> Json:
    return {
        **_chat(fake, sent.chat_id),
        "message": sent.message_id,
        "text": sent.text,
        "buttons": list(sent.buttons),
        "entities": list(sent.entities),
        "topic": sent.thread,
        "reply_to": sent.reply_to,
    }


def _deleted(fake: FakeTelegram, params: Params) -> Json:
    return {**_chat(fake, checks.integer(params, "chat_id")), "messages": checks.nested(params, "message_ids")}


def _typing(fake: FakeTelegram, params: Params) -> Json:
    return {**_chat(fake, checks.integer(params, "chat_id")), "topic": checks.integer(params, "message_thread_id")}


def _notice(_: FakeTelegram, params: Params) -> Json:
    return {"query": str(params["callback_query_id"]), "text": str(params.get("text") or "")}


def _cards(fake: FakeTelegram, params: Params) -> Json:
    offer = fake.offers[str(params["inline_query_id"])]
    cards = [{"title": card["title"], "text": card["input_message_content"]["message_text"]} for card in offer.results]
    return {"query": str(params["inline_query_id"]), "cards": cards}


def _chat(fake: FakeTelegram, number: int | None) -> Json:
    room = fake.world.rooms.get(number or 0)
    return {"chat": room.title if room else "", "chat_id": number}


# Method -> (what the entry is called, what it holds).
_NOTED: Mapping[str, tuple[str, Callable[[FakeTelegram, Params], Json]]] = {
    "sendMessage": ("message", _message),
    "editMessageText": ("edit", _edit),
    "deleteMessages": ("deletion", _deleted),
    "sendChatAction": (TYPING, _typing),
    "answerCallbackQuery": ("notice", _notice),
    "answerInlineQuery": ("cards", _cards),
}
