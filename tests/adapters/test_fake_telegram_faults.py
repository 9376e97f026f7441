"""The fake Bot API server fails on demand, delivers again, and counts what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from adapters.fakes.telegram import FakeTelegram, Fault
from tests.adapters.telegram_client import Client, keyboard


@pytest.fixture
async def call() -> AsyncIterator[Client]:
    async with FakeTelegram() as fake, aiohttp.ClientSession() as session:
        yield Client(fake, session)


async def test_a_webhook_gets_an_update_again_until_it_takes_it(call: Client) -> None:
    """The secret is in the header, a 500 brings the same update once more."""
    got: list[tuple[str, int]] = []

    async def endpoint(request: web.Request) -> web.Response:
        update = await request.json()
        got.append((request.headers["X-Telegram-Bot-Api-Secret-Token"], update["update_id"]))
        return web.Response(status=500 if len(got) == 1 else 200)

    application = web.Application()
    application.router.add_post("/x", endpoint)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    await call("setWebhook", url=f"http://127.0.0.1:{port}/x", secret_token="geheim")
    posted = await call.fake.user_says(call.fake.private(), "Hallo")
    async with asyncio.timeout(5):
        while len(call.fake.deliveries) < 2:  # noqa: ASYNC110 - a list, nothing signals it
            await asyncio.sleep(0.01)
    await runner.cleanup()
    assert got == [("geheim", posted.update_id)] * 2
    assert call.fake.deliveries == [500, 200]


async def test_faults_on_demand(call: Client) -> None:
    """A fault hits the next call only: 429 with its pause, or a connection dropped when all was done."""
    room = call.fake.private()
    call.fake.fail_next("sendMessage", Fault(retry_after=3))
    assert await call("sendMessage", chat_id=room.id, text="x") == (429, "Too Many Requests: retry after 3")
    call.fake.fail_next("sendMessage", Fault(drop=True, after=True))
    with pytest.raises(aiohttp.ClientError):
        await call("sendMessage", chat_id=room.id, text="x")
    assert (await call("sendMessage", chat_id=room.id, text="y"))[0] == 200
    assert [sent.text for sent in call.fake.sent] == ["x", "y"]


async def test_a_slow_answer_comes(call: Client) -> None:
    """A delay alone changes nothing but the time."""
    call.fake.fail_next("getMe", Fault(delay=0.01))
    assert (await call("getMe"))[0] == 200


async def test_updates_again_and_out_of_order(call: Client) -> None:
    """What was handed out comes once more, and newer before older, on demand."""
    room = call.fake.private()
    first = await call.fake.user_says(room, "eins")
    await call.fake.deliver_again(first)
    async with call.fake.out_of_order():
        second, third = await call.fake.user_says(room, "zwei"), await call.fake.user_says(room, "drei")
    got = [update["update_id"] for update in (await call("getUpdates"))[1]]
    assert got == [first.update_id, first.update_id, third.update_id, second.update_id]


async def test_it_counts_how_often_each_question_was_answered(call: Client) -> None:
    """By what is quoted; in a private chat the oldest without an answer is meant, else the last has one too many."""
    anna, group = call.fake.private(), call.fake.group()
    first, second = [await call.fake.user_says(anna, text) for text in ("Wer?", "Wann?")]
    third, fourth = [await call.fake.user_says(group, f"/frage {text}") for text in ("a", "b")]
    for _ in range(3):
        await call("sendMessage", chat_id=anna.id, text="x")
    for quoted in (fourth.message_id, fourth.message_id, 99):
        reply = {"message_id": quoted, "allow_sending_without_reply": True}
        await call("sendMessage", chat_id=group.id, text="x", reply_parameters=reply)
    assert [(one.chat_id, one.message, one.answers) for one in call.fake.ledger.asked] == [
        (anna.id, first.message_id, 1),
        (anna.id, second.message_id, 2),
        (group.id, third.message_id, 0),
        (group.id, fourth.message_id, 2),
    ]


async def test_a_press_is_answered_over_the_button_or_by_a_message(call: Client) -> None:
    """Either counts, also in a group; an acknowledgement alone is no answer."""
    group = call.fake.group()
    await call("sendMessage", chat_id=group.id, text="x", reply_markup=keyboard(text="Los", callback_data="y"))
    for _ in range(3):
        await call.fake.press(group, "Los")
    queries = [one.query for one in call.fake.ledger.asked]
    await call("answerCallbackQuery", callback_query_id=queries[0], text="Danke.")
    await call("answerCallbackQuery", callback_query_id=queries[1])
    await call("sendMessage", chat_id=group.id, text="y")
    assert [one.answers for one in call.fake.ledger.asked] == [1, 1, 0]


async def test_it_goes_down_and_comes_back_as_it_was(call: Client) -> None:
    """Connections are refused and cut, what people do meanwhile waits, the port is the same."""
    polling = asyncio.create_task(call("getUpdates", timeout=30))
    await call.fake.wait_for_bot()
    await call.fake.go_down()
    with pytest.raises(aiohttp.ClientError):
        await polling
    with pytest.raises(aiohttp.ClientConnectorError):
        await call("getMe")
    said = await call.fake.user_says(call.fake.private(), "Noch da?")
    await call.fake.come_up()
    await call.fake.come_up()
    assert [update["update_id"] for update in (await call("getUpdates"))[1]] == [said.update_id]


async def test_a_storm_passes(call: Client) -> None:
    """429 to messages for as long as it lasts, and to nothing else."""
    room = call.fake.private()
    call.fake.faults.storm(0.2, 7)
    assert await call("sendMessage", chat_id=room.id, text="x") == (429, "Too Many Requests: retry after 7")
    assert (await call("sendChatAction", chat_id=room.id, action="typing"))[0] == 200
    async with asyncio.timeout(5):
        while (await call("sendMessage", chat_id=room.id, text="x"))[0] != 200:
            pass
    assert len(call.fake.sent) == 1


async def test_an_answer_trickles(call: Client) -> None:
    """All of it comes, and not sooner than asked for."""
    begun = asyncio.get_running_loop().time()
    call.fake.fail_next("getMe", Fault(trickle=0.2))
    assert (await call("getMe"))[1]["username"] == "nachgefragt_bot"
    assert asyncio.get_running_loop().time() - begun >= 0.2
