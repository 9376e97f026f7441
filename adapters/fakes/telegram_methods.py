"""The Bot API's methods, as far as the fake has them: a table from name to function."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from adapters.fakes import telegram_checks as checks
from adapters.fakes import telegram_profile as profile
from adapters.fakes.telegram_checks import Params, RefusedError, bad_request
from adapters.fakes.telegram_inline import answer_inline_query
from adapters.fakes.telegram_people import Notice
from adapters.fakes.telegram_world import Room, SentMessage

if TYPE_CHECKING:
    from adapters.fakes.telegram import FakeTelegram

_GENERAL = 1  # a forum's General topic; the server takes no thread id for it
_NOTICE = 200  # characters over a pressed button
_ACTIONS = frozenset({"typing", "upload_photo", "upload_document", "find_location", "choose_sticker"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    url: str
    secret: str


async def _get_me(fake: FakeTelegram, _: Params) -> Any:
    return fake.world.me | {
        "can_join_groups": True,
        "can_read_all_group_messages": fake.world.reads_all,
        "supports_inline_queries": fake.world.inline,
    }


async def _set_webhook(fake: FakeTelegram, params: Params) -> Any:
    url = str(params.get("url") or "")
    if url and not url.startswith(("https://", "http://127.0.0.1")):  # plain HTTP only so that tests can listen
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    _allow(fake, params)
    await fake.set_webhook(Webhook(url=url, secret=checks.webhook_secret(params)) if url else None)
    return True


async def _delete_webhook(fake: FakeTelegram, params: Params) -> Any:
    if str(params.get("drop_pending_updates", "")).lower() == "true":
        fake.updates.clear()
    await fake.set_webhook(None)
    return True


async def _get_webhook_info(fake: FakeTelegram, _: Params) -> Any:
    told: dict[str, Any] = {
        "url": fake.webhook.url if fake.webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(fake.updates),
    }
    if fake.allowed:
        told["allowed_updates"] = list(fake.allowed)
    if not fake.deliveries or fake.deliveries[-1] == 200:
        return told
    status = fake.deliveries[-1]
    said = f"Wrong response from the webhook: {status}" if status else "Connection refused"
    return told | {"last_error_date": 1_700_000_000, "last_error_message": said}


async def _get_updates(fake: FakeTelegram, params: Params) -> Any:
    if fake.webhook is not None:
        raise RefusedError(
            409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete it first"
        )
    offset, limit = checks.integer(params, "offset") or 0, checks.integer(params, "limit") or 100
    _allow(fake, params)
    fake.polls += 1
    mine = fake.polls
    await fake.notify()
    _confirm(fake, offset)
    await _first_update(fake, mine, checks.integer(params, "timeout") or 0)
    if fake.polls != mine:
        raise RefusedError(
            409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
        )
    return list(islice(filter(fake.wanted, fake.updates), limit))


def _confirm(fake: FakeTelegram, offset: int) -> None:
    """Lets go of what the bot has and of what it does not want."""
    while fake.updates and (fake.updates[0]["update_id"] < offset or not fake.wanted(fake.updates[0])):
        if fake.updates[0]["update_id"] < offset and fake.delivery.receipt_lost():
            return
        fake.updates.popleft()


async def _first_update(fake: FakeTelegram, mine: int, patience: int) -> None:
    """Waits until there is something to hand out, or another poll takes over."""
    try:
        async with asyncio.timeout(patience), fake.changed:
            await fake.changed.wait_for(lambda: any(map(fake.wanted, fake.updates)) or fake.polls != mine)
    except TimeoutError:
        return


def _allow(fake: FakeTelegram, params: Params) -> None:
    allowed = checks.nested(params, "allowed_updates")
    if allowed is not None:
        fake.allowed = tuple(allowed)


async def _send_message(fake: FakeTelegram, params: Params) -> Any:
    room = _room(fake, params)
    shown = checks.text(params)
    entities, markup = checks.entities(params, shown), checks.markup(params, inline=fake.world.inline)
    thread, reply_to = _thread(room, params), _reply_to(fake, room, params)
    message = fake.world.message(
        room,
        fake.world.me,
        text=shown,
        entities=list(entities) or None,
        reply_markup=markup if markup and "inline_keyboard" in markup else None,  # the server shows no other
        message_thread_id=thread,
        is_topic_message=True if thread else None,
    )
    fake.sent.append(
        SentMessage(
            chat_id=room.id,
            message_id=message["message_id"],
            text=shown,
            entities=entities,
            reply_markup=markup,
            thread=thread,
            reply_to=reply_to,
        )
    )
    fake.ledger.answer(room.id, reply_to)
    await fake.notify()
    return message


async def _edit_message_text(fake: FakeTelegram, params: Params) -> Any:
    room = _room(fake, params)
    sent = _own(fake, room, checks.integer(params, "message_id"))
    shown = checks.text(params)
    entities, markup = checks.entities(params, shown), checks.markup(params, inline=fake.world.inline)
    if markup and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    if (shown, entities, markup) == (sent.text, sent.entities, sent.reply_markup):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same "
            "as a current content and reply markup of the message"
        )
    sent.versions.append(sent.text)
    sent.text, sent.entities, sent.reply_markup = shown, entities, markup
    message = fake.world.messages[room.id, sent.message_id]
    message |= {"text": shown, "entities": list(entities), "edit_date": message["date"] + 90}
    message.pop("reply_markup", None)
    if markup:
        message["reply_markup"] = markup
    await fake.notify()
    return message


async def _delete_messages(fake: FakeTelegram, params: Params) -> Any:
    room = _room(fake, params)
    for number in checks.nested(params, "message_ids") or ():
        for sent in fake.sent:
            if (sent.chat_id, sent.message_id) == (room.id, number):
                sent.deleted = True
    await fake.notify()
    return True


async def _answer_callback_query(fake: FakeTelegram, params: Params) -> Any:
    text = str(params.get("text") or "")
    if len(text) > _NOTICE:
        raise bad_request("MESSAGE_TOO_LONG")
    chat = checks.close_query(fake, str(params.get("callback_query_id")))
    if text:
        fake.notices.append(Notice(chat_id=chat, text=text))
        fake.ledger.notice(str(params.get("callback_query_id")))
    await fake.notify()
    return True


async def _send_chat_action(fake: FakeTelegram, params: Params) -> Any:
    room = _room(fake, params)
    thread = _thread(room, params)
    if params.get("action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    fake.actions.append((room.id, str(params["action"]), thread))
    await fake.notify()
    return True


def _room(fake: FakeTelegram, params: Params) -> Room:
    room = fake.world.rooms.get(checks.integer(params, "chat_id") or 0)
    if room is None:
        raise bad_request("chat not found")
    if room.migrated_to is not None:
        said = "Bad Request: group chat was upgraded to a supergroup chat"
        raise RefusedError(400, said, migrate_to_chat_id=room.migrated_to)
    return room


def _thread(room: Room, params: Params) -> int | None:
    thread = checks.integer(params, "message_thread_id")
    if thread is None:
        return None
    if not room.forum or thread == _GENERAL or thread not in room.topics:
        raise bad_request("message thread not found")
    return thread


def _reply_to(fake: FakeTelegram, room: Room, params: Params) -> int | None:
    wanted = checks.nested(params, "reply_parameters")
    if not wanted:
        return None
    number = int(wanted["message_id"])
    if (room.id, number) in fake.world.messages:
        return number
    if not wanted.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return None


def _own(fake: FakeTelegram, room: Room, number: int | None) -> SentMessage:
    for sent in fake.sent:
        if (sent.chat_id, sent.message_id) == (room.id, number) and not sent.deleted:
            return sent
    if (room.id, number or 0) in fake.world.messages:
        raise bad_request("message can't be edited")
    raise bad_request("message to edit not found")


METHODS: Mapping[str, Callable[[FakeTelegram, Params], Awaitable[Any]]] = {
    "getMe": _get_me,
    "setWebhook": _set_webhook,
    "deleteWebhook": _delete_webhook,
    "getWebhookInfo": _get_webhook_info,
    "getUpdates": _get_updates,
    "sendMessage": _send_message,
    "editMessageText": _edit_message_text,
    "deleteMessages": _delete_messages,
    "answerCallbackQuery": _answer_callback_query,
    "sendChatAction": _send_chat_action,
    "answerInlineQuery": answer_inline_query,
    "setMyCommands": profile.set_my_commands,
    "setMyDescription": profile.setter("description"),
    "getMyDescription": profile.getter("description"),
    "setMyShortDescription": profile.setter("short_description"),
    "getMyShortDescription": profile.getter("short_description"),
}
