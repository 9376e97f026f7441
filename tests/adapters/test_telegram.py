"""The Telegram adapter against the fake Bot API server, over real sockets."""

from __future__ import annotations

import asyncio
import logging
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import aiohttp
import pytest

from adapters.fakes.telegram import FakeTelegram, Fault
from adapters.fakes.telegram_world import Posted
from adapters.secret import Secret
from adapters.seen import Action, Room
from adapters.telegram import TelegramAdapter, TelegramRefusedError
from adapters.telegram_driver import TelegramDriver, serve
from adapters.telegram_settings import Mode, TelegramSettings
from bot.commands import COMMANDS
from bot.messages import AnswerBlock, Button, IncomingMessage, NoteBlock, Outcome, Reply, Status

MODES: tuple[Mode, ...] = ("polling", "webhook")
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Echo:
    """Says what was said. `schweig` gets nothing, `lang` four messages' worth, `knopf` a button; `platz` raises."""

    def __init__(self) -> None:
        self.heard: list[IncomingMessage] = []

    def handle(self, message: IncomingMessage) -> Reply | None:
        self.heard.append(message)
        if message.text == "schweig":
            return None
        if message.text == "platz":
            raise RuntimeError("geplatzt")
        if message.text.startswith("langsam"):
            time.sleep(0.05)
        text = "Ein Satz. " * 1500 if message.text == "lang" else f"{message.kind}: {message.text}"
        return Reply(
            blocks=(AnswerBlock(text=text) if message.text else NoteBlock(text="Bitte als Text."),),
            buttons=(Button(label="Mehr", id="mehr:1"),) if message.text == "knopf" else (),
            outcome=Outcome(status=Status.ANSWERED, language="de"),
        )


class Running:
    """A fake server, the adapter listening to it, and what answers."""

    def __init__(self, fake: FakeTelegram, adapter: TelegramAdapter, echo: Echo, url: str) -> None:
        self.fake, self.adapter, self.echo, self.url = fake, adapter, echo, url

    async def done(self, *posted: Posted) -> list[str]:
        """The texts of all messages sent so far, once these updates were worked on."""
        for one in posted:
            assert one.update_id is not None
            async with asyncio.timeout(10):
                await self.adapter.processed(one.update_id)
        return [sent.text for sent in self.fake.sent if not sent.deleted]


async def until(true: Callable[[], bool]) -> None:
    """Returns once `true()` is; TimeoutError after five seconds."""
    async with asyncio.timeout(5):
        while not true():  # noqa: ASYNC110 - it is watched from outside, nothing signals it
            await asyncio.sleep(0.001)


@asynccontextmanager
async def running(mode: Mode = "polling", **changes: Any) -> AsyncIterator[Running]:
    async with FakeTelegram() as fake:
        listener = socket.create_server(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/telegram"
        settings = TelegramSettings(
            token=Secret(fake.token),
            api_base=fake.base_url,
            mode=mode,
            webhook_url=url,
            webhook_secret=Secret("geheim"),
        )
        echo = Echo()
        adapter = TelegramAdapter(echo, replace(settings, **changes))
        runner = await serve(adapter, listener)
        await adapter.start()
        try:
            yield Running(fake, adapter, echo, url)
        finally:
            await adapter.stop()
            await runner.cleanup()


@pytest.mark.parametrize("mode", MODES)
async def test_a_question_in_private_is_answered(mode: Mode) -> None:
    """The answer comes bold, in the same chat, once."""
    async with running(mode) as at:
        room = at.fake.private()
        assert await at.done(await at.fake.user_says(room, "Wer?")) == ["message: Wer?"]
        assert at.fake.messages(room)[0].marked("bold") == ("message: Wer?",)
        assert at.fake.messages(room)[0].reply_to is None
        assert [message.conversation for message in at.echo.heard] == [f"telegram/{room.id}/0/{room.id}"]


@pytest.mark.parametrize("mode", MODES)
async def test_in_a_group_only_what_is_meant_for_the_bot_is_answered(mode: Mode) -> None:
    """Chatter gets silence though the bot hears it; a command, a mention and a reply to the bot get an answer."""
    async with running(mode) as at:
        group = at.fake.group(privacy=False)
        assert await at.done(await at.fake.user_says(group, "Kommt jemand?")) == []
        asked = await at.fake.user_says(group, "/frage@nachgefragt_bot Wer?")
        assert await at.done(asked) == ["command: /frage Wer?"]
        assert at.fake.sent[0].reply_to == asked.message_id
        await at.done(await at.fake.user_says(group, "@nachgefragt_bot und wann?"))
        await at.done(await at.fake.user_says(group, "Und wo?", reply_to=at.fake.sent[0].message_id))
        assert [sent.text for sent in at.fake.sent[1:]] == ["message: und wann?", "message: Und wo?"]
        assert all(sent.thread is None for sent in at.fake.sent)


async def test_an_answer_stays_in_its_topic_and_general_has_none() -> None:
    """A topic's question is answered in the topic, General's without a thread id."""
    async with running() as at:
        forum = at.fake.group(topics=(12,))
        await at.done(
            await at.fake.user_says(forum, "/frage a", thread=12),
            await at.fake.user_says(forum, "/frage b", message_thread_id=1),
        )
        assert [(s.text, s.thread) for s in at.fake.sent] == [("command: /frage a", 12), ("command: /frage b", None)]


async def test_a_photo_gets_a_hint_in_private_and_silence_in_groups() -> None:
    """A caption is a question; without one the bot's own hint comes, but only in private."""
    photo = [{"file_id": "a", "file_unique_id": "b", "width": 9, "height": 9}]
    async with running() as at:
        room, group = at.fake.private(), at.fake.group(privacy=False)
        await at.done(
            await at.fake.user_says(room, photo=photo),
            await at.fake.user_says(room, photo=photo, caption="Wer?"),
            await at.fake.user_says(group, photo=photo),
        )
        assert [sent.text for sent in at.fake.sent] == ["Bitte als Text.", "message: Wer?"]


@pytest.mark.parametrize("mode", MODES)
async def test_a_pressed_button_is_acknowledged_and_answered(mode: Mode) -> None:
    """The spinner ends, and the button's id reaches the bot."""
    async with running(mode) as at:
        room = at.fake.private()
        await at.done(await at.fake.user_says(room, "knopf"))
        assert at.fake.sent[0].buttons == ("Mehr",)
        assert (await at.done(await at.fake.press(room, "Mehr")))[1:] == ["button: mehr:1"]
        assert (len(at.fake.answered_queries), at.fake.open_queries) == (1, set())


async def test_an_edited_question_edits_its_answer() -> None:
    """The answer's text is replaced in place; an edit that leaves the text alone does nothing."""
    async with running() as at:
        room = at.fake.private()
        asked = await at.fake.user_says(room, "Wer?")
        await at.done(asked)
        assert await at.done(await at.fake.edit(room, asked, "Wann?")) == ["edit: Wann?"]
        assert at.fake.sent[0].versions == ["message: Wer?"]
        await at.done(await at.fake.edit(room, asked, "Wann?"))
        assert [message.text for message in at.echo.heard] == ["Wer?", "Wann?"]


async def test_an_edited_answer_grows_and_shrinks() -> None:
    """Messages are added where the new answer is longer and deleted where it is shorter."""
    async with running() as at:
        room = at.fake.private()
        asked = await at.fake.user_says(room, "Wer?")
        await at.done(asked)
        assert len(await at.done(await at.fake.edit(room, asked, "lang"))) == 4
        assert await at.done(await at.fake.edit(room, asked, "Wo?")) == ["edit: Wo?"]


async def test_an_edit_of_what_was_never_answered_is_let_be() -> None:
    """No answer before, none after."""
    async with running() as at:
        room = at.fake.private()
        asked = await at.fake.user_says(room, "schweig")
        await at.done(asked)
        assert await at.done(await at.fake.edit(room, asked, "Wer?")) == []


async def test_a_long_answer_comes_in_several_messages() -> None:
    """All of it arrives, in order, each part ending with a sentence."""
    async with running() as at:
        texts = await at.done(await at.fake.user_says(at.fake.private(), "lang"))
        assert " ".join(texts) == ("Ein Satz. " * 1500).strip()
        assert all(text.endswith("Satz.") for text in texts)


@pytest.mark.parametrize("mode", MODES)
async def test_malformed_updates_do_not_cost_the_good_ones(mode: Mode, caplog: pytest.LogCaptureFixture) -> None:
    """Each bad one is logged and skipped, the good one behind them is answered, and nothing spins."""
    async with running(mode) as at:
        room = at.fake.private()
        chat, anna = room.json(), at.fake.world.person("Anna").json()
        bad = [
            {"message": {"message_id": 1, "chat": chat, "text": "ohne Datum"}},
            {"message": {"message_id": 2, "chat": None, "from": anna, "date": 1, "text": "ohne Chat"}},
            {"message": "kein Objekt"},
            {"callback_query": {"id": 5}},
        ]
        numbers = [await at.fake.push(update) for update in bad]
        good = await at.fake.user_says(room, "Wer?")
        assert await at.done(*(Posted(message_id=0, update_id=n) for n in numbers), good) == ["message: Wer?"]
        assert caplog.text.count("skipped a malformed update") == 3
        assert f"update {numbers[1]} was not answered" in caplog.text
        assert at.fake.polls <= len(bad) + 3


@pytest.mark.parametrize("mode", MODES)
async def test_the_same_update_twice_is_answered_once(mode: Mode) -> None:
    """A redelivered update_id is dropped."""
    async with running(mode) as at:
        room = at.fake.private()
        first = await at.fake.user_says(room, "Wer?")
        message = at.fake.world.messages[room.id, first.message_id]
        await at.done(first)
        await at.fake.push({"update_id": first.update_id, "message": message})
        texts = await at.done(await at.fake.user_says(room, "Wann?"))
        assert texts == ["message: Wer?", "message: Wann?"]


async def test_a_failing_bot_costs_one_answer_only(caplog: pytest.LogCaptureFixture) -> None:
    """The exception is logged with the update's number, the next question is answered."""
    async with running() as at:
        room = at.fake.private()
        failed = await at.fake.user_says(room, "platz")
        assert await at.done(failed, await at.fake.user_says(room, "Wer?")) == ["message: Wer?"]
        assert f"update {failed.update_id} was not answered" in caplog.text


async def test_order_holds_within_a_chat() -> None:
    """Ten chats with three slow questions each, asked in turns: answered in order in each chat."""
    async with running(concurrency=10) as at:
        rooms = [at.fake.private(f"Person {number}") for number in range(10)]
        posted = [await at.fake.user_says(room, f"langsam {turn}") for turn in range(3) for room in rooms]
        await at.done(*posted)
        for room in rooms:
            assert [f"message: langsam {turn}" for turn in range(3)] == [s.text for s in at.fake.messages(room)]


async def test_too_many_requests_is_waited_out() -> None:
    """The message goes out once, after the pause the server asked for."""
    async with running() as at:
        at.fake.fail_next("sendMessage", Fault(retry_after=1))
        begun = time.monotonic()
        assert await at.done(await at.fake.user_says(at.fake.private(), "Wer?")) == ["message: Wer?"]
        assert time.monotonic() - begun >= 1


async def test_a_server_error_is_tried_again_and_a_drop_after_acceptance_is_not() -> None:
    """500 twice, then sent; a connection lost after the server took the message sends no second one."""
    async with running() as at:
        room = at.fake.private()
        at.fake.fail_next("sendMessage", Fault(status=500), times=2)
        assert await at.done(await at.fake.user_says(room, "a")) == ["message: a"]
        at.fake.fail_next("sendMessage", Fault(drop=True, after=True))
        assert await at.done(await at.fake.user_says(room, "b")) == ["message: a", "message: b"]


async def test_a_migrated_group_is_followed() -> None:
    """The answer goes to the supergroup that the group became."""
    async with running() as at:
        group, after = at.fake.group(), at.fake.group("Neu")
        group.migrated_to = after.id
        await at.done(await at.fake.user_says(group, "/frage Wer?"))
        assert [(after.id, "command: /frage Wer?")] == [(sent.chat_id, sent.text) for sent in at.fake.sent]


async def test_another_poller_is_one_clear_line_and_polling_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    """409 is said once however often it comes, shows in health, and is got over."""
    async with running(poll_timeout=0) as at:
        at.fake.fail_next("getUpdates", Fault(status=409), times=3)
        await at.done(await at.fake.user_says(at.fake.private(), "Wer?"))
        assert len([r for r in caplog.records if "Another program fetches" in r.message]) == 1
        assert at.adapter.health == "ok"


async def test_a_revoked_token_is_one_clear_line(caplog: pytest.LogCaptureFixture) -> None:
    """401 while polling shows in health and in one line, and does not end the polling."""
    async with running(poll_timeout=0) as at:
        token, at.fake.token = at.fake.token, "123456:another"
        await until(lambda: at.adapter.health != "ok")
        assert at.adapter.health == "Telegram does not accept the bot token; check TELEGRAM_BOT_TOKEN."
        at.fake.token = token
        assert await at.done(await at.fake.user_says(at.fake.private(), "Wer?")) == ["message: Wer?"]
        assert caplog.text.count("does not accept the bot token") == 1


async def test_a_wrong_token_at_start_is_one_sentence_without_the_token() -> None:
    """start raises, naming the setting and not the secret."""
    async with FakeTelegram() as fake:
        adapter = TelegramAdapter(Echo(), TelegramSettings(token=Secret("99:wrong-one"), api_base=fake.base_url))
        with pytest.raises(TelegramRefusedError) as caught:
            await adapter.start()
        assert str(caught.value) == "Telegram does not accept the bot token; check TELEGRAM_BOT_TOKEN."


async def test_the_menu_is_registered_in_both_languages() -> None:
    """English is the default, German for German users; every command of the registry is there."""
    async with running() as at:
        assert at.fake.menus == {
            "": tuple((command.english, command.describe("en")) for command in COMMANDS),
            "de": tuple((command.name, command.describe("de")) for command in COMMANDS),
        }


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({SECRET_HEADER: "falsch"}, b'{"update_id": 1}', 403),
        ({}, b'{"update_id": 1}', 403),
        ({SECRET_HEADER: "geheim"}, b"{", 400),
        ({SECRET_HEADER: "geheim"}, b"\xff\xfe", 400),
        ({SECRET_HEADER: "geheim"}, b"[" * 100_000, 400),
        ({SECRET_HEADER: "geheim"}, b" " * 1_000_001, 413),
        ({SECRET_HEADER: "geheim"}, b"[1]", 200),
        ({SECRET_HEADER: "geheim", "Content-Type": "application/json; charset=utf-8"}, b'{"update_id": 1}', 200),
    ],
)
async def test_what_the_webhook_answers(headers: dict[str, str], body: bytes, status: int) -> None:
    """A wrong secret, broken JSON and too much are refused; what is merely no question is taken and dropped."""
    async with running("webhook") as at, aiohttp.ClientSession() as session:
        async with session.post(at.url, data=body, headers=headers) as response:
            assert response.status == status
        assert at.fake.sent == []


async def test_the_webhook_takes_nothing_once_stopped() -> None:
    """503, so that Telegram delivers again to the next start."""
    async with running("webhook") as at, aiohttp.ClientSession() as session:
        await at.adapter.stop()
        async with session.post(at.url, data=b'{"update_id": 1}', headers={SECRET_HEADER: "geheim"}) as response:
            assert response.status == 503
        await at.adapter.start()


async def test_stopping_lets_the_answers_under_way_go_out() -> None:
    """What was taken in is answered and confirmed, so the next start does not get it again."""
    async with running() as at:
        room = at.fake.private()
        for turn in range(3):
            await at.fake.user_says(room, f"langsam {turn}")
        await until(lambda: bool(at.echo.heard))
        await at.adapter.stop()
        assert [sent.text for sent in at.fake.sent] == [f"message: langsam {turn}" for turn in range(3)]
        assert list(at.fake.updates) == []
        await at.adapter.start()


async def test_secrets_are_in_no_log_record(caplog: pytest.LogCaptureFixture) -> None:
    """At DEBUG, through errors and tracebacks, neither token nor webhook secret is written."""
    caplog.set_level(logging.DEBUG)
    async with running() as at:
        at.fake.fail_next("sendMessage", Fault(drop=True))
        at.fake.fail_next("getUpdates", Fault(status=401))
        room = at.fake.private()
        await at.done(await at.fake.user_says(room, "a"), await at.fake.user_says(room, "platz"))
        logging.getLogger("elsewhere").error("https://api.telegram.org/bot%s/getMe", at.fake.token)
        token = at.fake.token
    assert "/bot**********/getMe" in caplog.text
    assert token not in caplog.text
    assert "geheim" not in caplog.text


@pytest.mark.parametrize("mode", MODES)
async def test_the_driver_sees_answers_buttons_and_silence(mode: Mode) -> None:
    """`act` gives what a person sees; None is silence, found without waiting for it."""
    driver = TelegramDriver(mode)
    await driver.start(Echo())
    try:
        assert driver.name == f"telegram {mode}"
        shown = await driver.act(Room(key="Anna"), Action(kind="said", text="knopf"))
        assert shown is not None
        assert (shown.text, shown.buttons) == ("message: knopf", ("Mehr",))
        pressed = await driver.act(Room(key="Anna"), Action(kind="pressed", text="Mehr"))
        assert pressed is not None
        assert pressed.text == "button: mehr:1"
        assert await driver.act(Room(key="Bernd"), Action(kind="said", text="schweig")) is None
        with pytest.raises(LookupError):
            await driver.act(Room(key="Bernd"), Action(kind="pressed", text="Mehr"))
    finally:
        await driver.stop()


def test_webhook_mode_needs_an_address_and_a_secret() -> None:
    """A wrong setting is a ValueError that says what is missing."""
    with pytest.raises(ValueError, match="webhook_url"):
        TelegramSettings(token=Secret("1:a"), mode="webhook", webhook_secret=Secret("x"))
    with pytest.raises(ValueError, match="webhook_secret"):
        TelegramSettings(token=Secret("1:a"), mode="webhook", webhook_url="https://example.org/t")
