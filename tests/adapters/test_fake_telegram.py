"""The fake Bot API server refuses what the real one refuses, in its words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from adapters.fakes.telegram import FakeTelegram
from tests.adapters.telegram_client import Client, keyboard


@pytest.fixture
async def call() -> AsyncIterator[Client]:
    async with FakeTelegram() as fake, aiohttp.ClientSession() as session:
        yield Client(fake, session)


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " \n "}, "message text is empty"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "x", "chat_id": 5}, "chat not found"),
        ({"text": "x", "message_thread_id": 3}, "message thread not found"),
        (
            {"text": "😀", "entities": [{"type": "bold", "offset": 1, "length": 2}]},
            "can't parse entities: entity is out of the text's bounds",
        ),
        (
            {"text": "x", "entities": [{"type": "fat", "offset": 0, "length": 1}]},
            "can't parse entities: unsupported entity type",
        ),
        ({"text": "x", "entities": "[{"}, "can't parse entities JSON object"),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "ü" * 33}]]}},
            "BUTTON_DATA_INVALID",
        ),
        ({"text": "x", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        (
            {"text": "😀x", "entities": [{"type": "bold", "offset": 1, "length": 2}]},
            "entity beginning at UTF-16 offset 1 ends in a middle of a UTF-16 symbol",
        ),
        (
            {"text": "x", "reply_markup": keyboard(text=" ", callback_data="a")},
            "text buttons are unallowed in the inline keyboard",
        ),
        ({"text": "x", "reply_markup": keyboard(text="a")}, "inline keyboard button type is invalid"),
        (
            {"text": "x", "reply_markup": keyboard(text="a", url="https://x.example", callback_data="a")},
            "inline keyboard button type is invalid",
        ),
        ({"text": "x", "reply_markup": keyboard(text="a", url="nirgends")}, "BUTTON_URL_INVALID"),
        ({"text": "x", "reply_markup": keyboard(text="a", switch_inline_query="Wer?")}, "BUTTON_TYPE_INVALID"),
        ({"text": "x", "reply_markup": {"force_reply": False}}, "object expected as reply markup"),
        (
            {"text": "x", "reply_markup": {"force_reply": True, "input_field_placeholder": "p" * 65}},
            "input field placeholder is too long",
        ),
    ],
)
async def test_a_message_the_server_refuses(call: Client, params: dict[str, Any], refusal: str) -> None:
    """It is a 400 with the server's reason, and nothing is sent."""
    room = call.fake.private()
    assert await call("sendMessage", **({"chat_id": room.id} | params)) == (400, f"Bad Request: {refusal}")
    assert call.fake.sent == []


async def test_4096_utf16_units_are_taken(call: Client) -> None:
    """The limit counts UTF-16 units and is inclusive."""
    status, message = await call("sendMessage", chat_id=call.fake.private().id, text="😀" * 2048)
    assert (status, len(message["text"])) == (200, 2048)


async def test_general_takes_no_thread_id(call: Client) -> None:
    """A forum's topics take their id, General's 1 is refused."""
    forum = call.fake.group(topics=(12,))
    assert (await call("sendMessage", chat_id=forum.id, text="x", message_thread_id=12))[0] == 200
    assert (await call("sendMessage", chat_id=forum.id, text="x", message_thread_id=1))[0] == 400


@pytest.mark.parametrize(
    ("token", "method", "answer"),
    [
        ("123456:wrong", "getMe", (401, "Unauthorized")),
        ("nonsense", "getMe", (404, "Not Found")),
        ("", "getNothing", (404, "Not Found")),
    ],
)
async def test_a_wrong_token_or_method(call: Client, token: str, method: str, answer: tuple[int, str]) -> None:
    """A well-formed wrong token is 401; a malformed one and an unknown method are 404."""
    assert await call(method, token) == answer


async def test_the_offset_confirms_updates(call: Client) -> None:
    """What lies below the offset is gone; what lies above is handed out again."""
    room = call.fake.private()
    first, second = await call.fake.user_says(room, "eins"), await call.fake.user_says(room, "zwei")
    assert [first.update_id, second.update_id] == [u["update_id"] for u in (await call("getUpdates"))[1]]
    assert [second.update_id] == [u["update_id"] for u in (await call("getUpdates", offset=second.update_id))[1]]
    assert [second.update_id] == [u["update_id"] for u in (await call("getUpdates"))[1]]


async def test_only_one_poll_at_a_time_and_none_beside_a_webhook(call: Client) -> None:
    """The older of two polls gets 409, and so does any while a webhook is set."""
    older = asyncio.create_task(call("getUpdates", timeout=5))
    while not call.fake.polls:  # noqa: ASYNC110 - a count, nothing signals it
        await asyncio.sleep(0)
    newer = asyncio.create_task(call("getUpdates", timeout=0))
    assert (await older)[0] == 409
    assert await newer == (200, [])
    assert (await call("setWebhook", url="http://127.0.0.1:9/x"))[0] == 200
    assert (await call("getUpdates"))[0] == 409
    assert (await call("deleteWebhook"))[0] == 200
    assert (await call("getUpdates"))[0] == 200


async def test_an_edit_that_changes_nothing_is_refused(call: Client) -> None:
    """A real change is kept with the version before it; another's message cannot be edited."""
    room = call.fake.private()
    sent = (await call("sendMessage", chat_id=room.id, text="alt"))[1]["message_id"]
    status, reason = await call("editMessageText", chat_id=room.id, message_id=sent, text="alt")
    assert (status, "message is not modified" in reason) == (400, True)
    assert (await call("editMessageText", chat_id=room.id, message_id=sent, text="neu"))[0] == 200
    assert (call.fake.sent[0].text, call.fake.sent[0].versions) == ("neu", ["alt"])
    theirs = (await call.fake.user_says(room, "x")).message_id
    assert await call("editMessageText", chat_id=room.id, message_id=theirs, text="y") == (
        400,
        "Bad Request: message can't be edited",
    )


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ({"command": "frage", "description": "d" * 256}, (200, True)),
        ({"command": "frage", "description": "d" * 257}, (400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")),
        ({"command": "Größe", "description": "d"}, (400, "Bad Request: BOT_COMMAND_INVALID")),
    ],
)
async def test_command_menus(call: Client, command: dict[str, str], answer: tuple[int, Any]) -> None:
    """Names are a-z, 0-9 and _, descriptions at most 256 characters."""
    assert await call("setMyCommands", commands=[command]) == answer


async def test_a_query_is_answered_once(call: Client) -> None:
    """An unknown or already answered query id is refused, and so is a notice of more than 200 characters."""
    room = call.fake.private()
    await call("sendMessage", chat_id=room.id, text="x", reply_markup=keyboard(text="Mehr", callback_data="m"))
    await call.fake.press(room, "Mehr")
    (query,) = call.fake.open_queries
    assert await call("answerCallbackQuery", callback_query_id=query, text="n" * 201) == (
        400,
        "Bad Request: MESSAGE_TOO_LONG",
    )
    assert (await call("answerCallbackQuery", callback_query_id=query, text="n" * 200))[0] == 200
    status, reason = await call("answerCallbackQuery", callback_query_id=query)
    assert (status, "query is too old" in reason) == (400, True)
    assert [notice.chat_id for notice in call.fake.notices] == [room.id]


@pytest.mark.parametrize(
    ("method", "name", "limit"),
    [("setMyDescription", "description", 512), ("setMyShortDescription", "short_description", 120)],
)
async def test_descriptions(call: Client, method: str, name: str, limit: int) -> None:
    """The limits are inclusive; each language has its own; what was set is what is got."""
    assert (await call(method, **{name: "ü" * limit, "language_code": "de"}))[0] == 200
    assert (await call(method, **{name: "ü" * (limit + 1)}))[0] == 400
    assert (await call(method, **{name: "x", "language_code": "deutsch"}))[0] == 400
    getter = method.replace("set", "get")
    assert await call(getter, language_code="de") == (200, {name: "ü" * limit})
    assert await call(getter) == (200, {name: ""})


async def test_chat_actions(call: Client) -> None:
    """A known action in a known chat and topic is shown, another refused."""
    forum = call.fake.group(topics=(12,))
    assert (await call("sendChatAction", chat_id=forum.id, action="typing", message_thread_id=12))[0] == 200
    assert (await call("sendChatAction", chat_id=forum.id, action="dancing"))[0] == 400
    assert (await call("sendChatAction", chat_id=forum.id, action="typing", message_thread_id=13))[0] == 400
    assert call.fake.actions == [(forum.id, "typing", 12)]


async def test_a_forced_reply_is_no_keyboard(call: Client) -> None:
    """It is taken with a message, does not come back in it, and cannot be edited into one."""
    room = call.fake.private()
    status, message = await call("sendMessage", chat_id=room.id, text="Was?", reply_markup={"force_reply": True})
    assert (status, "reply_markup" in message, call.fake.sent[0].forces_reply) == (200, False, True)
    edited = await call(
        "editMessageText",
        chat_id=room.id,
        message_id=message["message_id"],
        text="Wie?",
        reply_markup={"force_reply": True},
    )
    assert edited == (400, "Bad Request: inline keyboard expected")


async def test_what_the_bot_may_is_what_botfather_was_told(call: Client) -> None:
    """Privacy mode and inline mode show in getMe."""
    me = (await call("getMe"))[1]
    assert (me["can_read_all_group_messages"], me["supports_inline_queries"]) == (False, False)
    async with FakeTelegram(inline=True, reads_all=True) as fake, aiohttp.ClientSession() as session:
        me = (await Client(fake, session)("getMe"))[1]
        assert (me["can_read_all_group_messages"], me["supports_inline_queries"]) == (True, True)


async def test_privacy_hides_chatter_in_groups(call: Client) -> None:
    """With privacy the bot gets commands and mentions only; without it, everything."""
    group, open_group = call.fake.group(), call.fake.group("Offen", privacy=False)
    assert (await call.fake.user_says(group, "Hallo zusammen")).update_id is None
    assert (await call.fake.user_says(group, "/frage x")).update_id is not None
    assert (await call.fake.user_says(group, "Na, @nachgefragt_bot?")).update_id is not None
    assert (await call.fake.user_says(open_group, "Hallo zusammen")).update_id is not None
