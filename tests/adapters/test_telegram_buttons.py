"""Buttons in Telegram: what a press shows, judging an answer and saying why, sharing it, typing meanwhile."""

from __future__ import annotations

import pytest

from adapters.fakes.telegram import Fault
from adapters.fakes.telegram_people import Notice
from adapters.telegram_settings import Mode
from tests.adapters.telegram_running import MODES, running, until

ASKED_WHY = "Was war falsch?"


@pytest.mark.parametrize("mode", MODES)
async def test_a_pressed_button_is_acknowledged_once_and_answered(mode: Mode) -> None:
    """The spinner ends, and the button's id reaches the bot."""
    async with running(mode) as at:
        room = at.fake.private()
        await at.done(await at.fake.user_says(room, "knopf"))
        assert at.fake.sent[0].buttons == ("Mehr",)
        assert (await at.done(await at.fake.press(room, "Mehr")))[1:] == ["button: mehr:1"]
        assert (len(at.called("answerCallbackQuery")), at.fake.open_queries, at.fake.notices) == (1, {}, [])


async def test_buttons_stand_beside_each_other_where_the_bot_says_so() -> None:
    """The two that judge share a row."""
    async with running() as at:
        await at.done(await at.fake.user_says(at.fake.private(), "urteil"))
        assert at.fake.sent[0].rows == (("Quelle",), ("Hilfreich", "Nicht hilfreich"))


async def test_a_word_in_passing_is_shown_over_the_button() -> None:
    """No message is sent for it."""
    async with running() as at:
        room = at.fake.group()
        await at.done(await at.fake.user_says(room, "@nachgefragt_bot urteil"))
        assert len(await at.done(await at.fake.press(room, "Hilfreich"))) == 1
        assert at.fake.notices == [Notice(chat_id=room.id, text="Danke.")]


async def test_what_does_not_fit_over_a_button_is_a_message() -> None:
    """Telegram refuses a notice of more than 200 characters."""
    async with running() as at:
        room = at.fake.private()
        await at.done(await at.fake.user_says(room, "schwatz"))
        assert (await at.done(await at.fake.press(room, "Lang")))[1:] == [("Danke. " * 50).strip()]
        assert at.fake.notices == []


async def test_a_button_pressed_too_long_ago_is_answered_all_the_same() -> None:
    """The server no longer takes the acknowledgement, so even a word in passing becomes a message."""
    async with running() as at:
        room = at.fake.private()
        await at.done(await at.fake.user_says(room, "urteil"))
        at.fake.fail_next("answerCallbackQuery", Fault(status=400))
        assert (await at.done(await at.fake.press(room, "Hilfreich")))[1:] == ["Danke."]


async def test_the_spinner_ends_though_the_bot_fails(caplog: pytest.LogCaptureFixture) -> None:
    """The press is acknowledged, the failure logged; nothing of it is tried for ever."""
    async with running() as at:
        room = at.fake.private()
        await at.done(await at.fake.user_says(room, "zäh"))
        pressed = await at.fake.press(room, "Platzen")
        await at.done(pressed)
        assert at.fake.open_queries == {}
        assert caplog.text.count("is set aside after 3 tries") == 1


async def test_the_spinner_does_not_wait_for_a_slow_answer() -> None:
    """It ends while the bot still works, and the chat shows typing."""
    async with running() as at:
        room = at.fake.private()
        await at.done(await at.fake.user_says(room, "zäh"))
        pressed = await at.fake.press(room, "Warten")
        await until(lambda: bool(at.fake.actions))
        assert (at.fake.open_queries, len(at.fake.sent)) == ({}, 1)
        at.echo.go.set()
        assert (await at.done(pressed))[1:] == ["button: warte"]


async def test_after_not_helpful_a_reply_says_what_was_wrong() -> None:
    """The prompt forces a reply, which becomes a comment on that answer, and so does its edit; another message is a
    question again."""
    async with running() as at:
        room = at.fake.private()
        await at.done(await at.fake.user_says(room, "urteil"))
        await at.done(await at.fake.press(room, "Nicht hilfreich"))
        prompt = at.fake.sent[-1]
        assert (prompt.text, prompt.forces_reply, prompt.reply_to) == (ASKED_WHY, True, at.fake.sent[0].message_id)
        said = await at.fake.user_says(room, "Die Zahl stimmt nicht.", reply_to=prompt.message_id)
        assert (await at.done(said))[-1] == "Notiert."
        await at.done(await at.fake.edit(room, said, "Das Jahr stimmt nicht."))
        assert at.echo.comments == [("Die Zahl stimmt nicht.", "1"), ("Das Jahr stimmt nicht.", "1")]
        assert (await at.done(await at.fake.user_says(room, "Wer?")))[-1] == "message: Wer?"


async def test_a_command_in_reply_to_the_prompt_is_a_command() -> None:
    """The forced reply stands in the way of nothing."""
    async with running() as at:
        room = at.fake.private()
        await at.done(await at.fake.user_says(room, "urteil"))
        await at.done(await at.fake.press(room, "Nicht hilfreich"))
        helped = await at.fake.user_says(room, "/hilfe", reply_to=at.fake.sent[-1].message_id)
        assert (await at.done(helped))[-1] == "command: /hilfe"
        assert at.echo.comments == []


async def test_what_was_wrong_is_asked_once_and_never_in_groups() -> None:
    """A second press thanks again and does not ask again."""
    async with running() as at:
        room, group = at.fake.private(), at.fake.group()
        await at.done(await at.fake.user_says(group, "@nachgefragt_bot urteil"))
        await at.done(await at.fake.press(group, "Nicht hilfreich"))
        assert len(at.fake.messages(group)) == 1
        await at.done(await at.fake.user_says(room, "urteil"))
        for _ in range(2):
            await at.done(await at.fake.press(room, "Nicht hilfreich"))
        assert [sent.text for sent in at.fake.messages(room)] == ["message: urteil", ASKED_WHY]
        assert len(at.fake.notices) == 3


async def test_an_answer_is_shared_through_inline_mode() -> None:
    """The button carries the question; where nothing was asked, or too much, there is none."""
    async with running(inline=True) as at:
        room = at.fake.private()
        await at.done(
            await at.fake.user_says(room, "Wer?"),
            await at.fake.user_says(room, "knopf"),
            await at.fake.user_says(room, "W" * 256 + "?"),
        )
        assert at.fake.sent[0].button("In einem Chat teilen")["switch_inline_query"] == "Wer?"
        assert [sent.buttons for sent in at.fake.sent[1:]] == [("Mehr",), ()]


async def test_without_inline_mode_nothing_is_shared() -> None:
    """The server would refuse the button, and the answer with it."""
    async with running() as at:
        await at.done(await at.fake.user_says(at.fake.private(), "Wer?"))
        assert at.fake.sent[0].buttons == ()


async def test_typing_is_shown_in_the_topic_when_an_answer_takes_long() -> None:
    """The bot is really slow; the action carries the topic's thread."""
    async with running(waits=True) as at:
        forum = at.fake.group(topics=(12,))
        asked = await at.fake.user_says(forum, "@nachgefragt_bot warte", thread=12)
        await until(lambda: bool(at.fake.actions))
        assert (at.fake.actions, at.fake.sent) == ([(forum.id, "typing", 12)], [])
        at.echo.go.set()
        assert await at.done(asked) == ["message: warte"]


async def test_typing_is_not_shown_for_a_quick_answer() -> None:
    """No call is spent on it."""
    async with running() as at:
        await at.done(await at.fake.user_says(at.fake.private(), "Wer?"))
    assert at.fake.actions == []


async def test_an_answer_does_not_depend_on_typing_being_shown() -> None:
    """The server refuses the action; the answer comes."""
    async with running(waits=True) as at:
        at.fake.fail_next("sendChatAction", Fault(status=403))
        asked = await at.fake.user_says(at.fake.private(), "warte")
        await until(lambda: bool(at.called("sendChatAction")))
        at.echo.go.set()
        assert await at.done(asked) == ["message: warte"]
