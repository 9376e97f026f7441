"""The Telegram adapter against the fake Bot API server, over real sockets: what is asked, and what comes back."""

from __future__ import annotations

import pytest

from adapters.seen import Action, Room
from adapters.telegram_driver import TelegramDriver
from adapters.telegram_settings import Mode
from tests.adapters.telegram_running import MODES, Echo, running, until


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


async def test_an_edit_is_answered_anew_where_the_answer_was_deleted() -> None:
    """There is nothing left to edit, so the new answer is a message of its own."""
    async with running() as at:
        room = at.fake.private()
        asked = await at.fake.user_says(room, "Wer?")
        await at.done(asked)
        at.fake.sent[0].deleted = True
        assert await at.done(await at.fake.edit(room, asked, "Wann?")) == ["edit: Wann?"]
        assert at.fake.sent[0].versions == []


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


async def test_order_holds_within_a_chat() -> None:
    """Ten chats with three slow questions each, asked in turns: answered in order in each chat."""
    async with running(threads=10, waits=True) as at:
        rooms = [at.fake.private(f"Person {number}") for number in range(10)]
        posted = [await at.fake.user_says(room, f"langsam {turn}") for turn in range(3) for room in rooms]
        await at.done(*posted)
        for room in rooms:
            assert [f"message: langsam {turn}" for turn in range(3)] == [s.text for s in at.fake.messages(room)]


async def test_no_more_run_at_once_than_allowed() -> None:
    """Ten chats with slow questions, two at a time."""
    async with running(threads=2, waits=True) as at:
        rooms = [at.fake.private(f"Person {number}") for number in range(10)]
        await at.done(*[await at.fake.user_says(room, "langsam") for room in rooms])
        assert (at.echo.most, len(at.fake.sent)) == (2, 10)


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
