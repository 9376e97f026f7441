"""The Telegram adapter when things go wrong: faults of the server, of updates and of the bot, over real sockets."""

from __future__ import annotations

import logging
import time
from typing import Any

import pytest

from adapters.fakes.telegram import FakeTelegram, Fault
from adapters.fakes.telegram_world import Posted
from adapters.inbox import TRIES
from adapters.secret import Secret
from adapters.telegram import TelegramAdapter, TelegramRefusedError
from adapters.telegram_settings import Mode, TelegramSettings
from bot.wording import wording
from tests.adapters.telegram_running import MODES, Echo, running, until


@pytest.mark.parametrize("mode", MODES)
async def test_malformed_updates_do_not_cost_the_good_ones(mode: Mode, caplog: pytest.LogCaptureFixture) -> None:
    """Each bad one is logged and skipped, the good one behind them is answered, and nothing spins."""
    async with running(mode) as at:
        room = at.fake.private()
        chat, anna = room.json(), at.fake.world.person("Anna").json()
        bad: list[dict[str, Any]] = [
            {"message": {"message_id": 1, "chat": chat, "text": "ohne Datum"}},
            {"message": {"message_id": 2, "chat": None, "from": anna, "date": 1, "text": "ohne Chat"}},
            {"message": "kein Objekt"},
            {"callback_query": {"id": 5}},
        ]
        numbers = [await at.fake.push(update) for update in bad]
        good = await at.fake.user_says(room, "Wer?")
        assert await at.done(*(Posted(message_id=0, update_id=n) for n in numbers), good) == ["message: Wer?"]
        said = ("skipped a malformed update (message; ", "passed over a message not shaped as documented")
        assert sum(map(caplog.text.count, said)) == 3
        assert caplog.text.count("skipped a malformed update (callback_query; ") == 1
        assert "ohne" not in caplog.text
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
    """It is tried again, then the exception is owned up to once, and the next question is answered."""
    async with running() as at:
        room = at.fake.private()
        failed = await at.fake.user_says(room, "platz")
        said = [wording("de").FAILED, "message: Wer?"]
        assert said == await at.done(failed, await at.fake.user_says(room, "Wer?"))
        assert [message.text for message in at.echo.heard] == [*["platz"] * TRIES, "Wer?"]
        assert "platz" not in caplog.text


async def test_a_failing_bot_owns_up_in_a_group_where_it_was_addressed() -> None:
    """In the language of the person's app; an edit that it breaks on changes nothing; a refused apology ends there."""
    async with running() as at:
        room = at.fake.group()
        at.fake.private("Zoe", "en")
        failed = await at.fake.user_says(room, f"@{at.fake.world.me['username']} platz", user="Zoe")
        assert await at.done(failed) == [wording("en").FAILED]
        private = at.fake.private()
        asked = await at.fake.user_says(private, "Wer?")
        await at.done(asked)
        assert len(await at.done(await at.fake.edit(private, asked, "platz"))) == 2
        at.fake.fail_next("sendMessage", Fault(status=403))
        refused, after = await at.fake.user_says(private, "platz"), await at.fake.user_says(private, "Wann?")
        assert (await at.done(refused, after))[2:] == ["message: Wann?"]


async def test_a_failing_button_is_owned_up_to() -> None:
    """The spinner ends, and there is a word."""
    async with running() as at:
        room = at.fake.private()
        await at.done(await at.fake.user_says(room, "zäh"))
        assert (await at.done(await at.fake.press(room, "Platzen")))[1:] == [wording("de").FAILED]


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


async def test_a_garbled_answer_of_the_server_is_got_over() -> None:
    """What is no JSON is a failure like any other: polling goes on."""
    async with running(poll_timeout=0) as at:
        at.fake.fail_next("getUpdates", Fault(body="<html>"), times=2)
        assert await at.done(await at.fake.user_says(at.fake.private(), "Wer?")) == ["message: Wer?"]


async def test_polling_that_ends_is_noticed_and_begun_anew(caplog: pytest.LogCaptureFixture) -> None:
    """Something nobody thought of breaks it: health and log say so, and the next question is answered."""
    async with running(poll_timeout=0) as at:
        at.fake.fail_next("getUpdates", Fault(body="[1]"), times=2)  # no answer of any Bot API
        await until(lambda: at.adapter.health == "Telegram: fetching updates broke off (TypeError).")
        assert at.adapter.health in caplog.text
        assert await at.done(await at.fake.user_says(at.fake.private(), "Wer?")) == ["message: Wer?"]
        assert at.adapter.health == "ok"


async def test_a_wrong_token_at_start_is_one_sentence_without_the_token() -> None:
    """start raises, naming the setting and not the secret."""
    async with FakeTelegram() as fake:
        adapter = TelegramAdapter(Echo(), TelegramSettings(token=Secret("99:wrong-one"), api_base=fake.base_url))
        with pytest.raises(TelegramRefusedError) as caught:
            await adapter.start()
        assert str(caught.value) == "Telegram does not accept the bot token; check TELEGRAM_BOT_TOKEN."


async def test_secrets_are_in_no_log_record(caplog: pytest.LogCaptureFixture) -> None:
    """At DEBUG, through errors and tracebacks, neither token nor webhook secret is in ours; what the libraries write is
    scrubbed by the process."""
    caplog.set_level(logging.DEBUG)
    async with running() as at:
        at.fake.fail_next("sendMessage", Fault(drop=True))
        at.fake.fail_next("getUpdates", Fault(status=401))
        room = at.fake.private()
        await at.done(await at.fake.user_says(room, "a"), await at.fake.user_says(room, "platz"))
        token = at.fake.token
    ours = [record for record in caplog.records if record.name.startswith(("adapters", "nachgefragt"))]
    said = "\n".join(map(logging.Formatter().format, ours))
    assert "telegram event" in said
    assert token not in said
    assert "geheim" not in said


@pytest.mark.parametrize("status", [400, 403])
async def test_a_refusal_is_never_tried_again(status: int, caplog: pytest.LogCaptureFixture) -> None:
    """One call, one line in the log, and the next question is answered."""
    async with running() as at:
        room = at.fake.private()
        at.fake.fail_next("sendMessage", Fault(status=status))
        refused = await at.fake.user_says(room, "a")
        assert await at.done(refused, await at.fake.user_says(room, "b")) == ["message: b"]
        assert len(at.called("sendMessage")) == 2
        assert f"update {refused.update_id} was not answered" in caplog.text


async def test_a_connection_dropped_after_sending_is_not_repeated() -> None:
    """Nobody knows whether the server took it, so it is not sent again."""
    async with running() as at:
        at.fake.fail_next("sendMessage", Fault(drop=True))
        assert await at.done(await at.fake.user_says(at.fake.private(), "a")) == []
        assert len(at.called("sendMessage")) == 1


async def test_an_answer_of_the_server_that_comes_too_late_is_not_repeated() -> None:
    """The message was taken; the bot gave up waiting for the word on it."""
    async with running(timeout=0.2) as at:
        at.fake.fail_next("sendMessage", Fault(delay=0.3))
        await at.done(await at.fake.user_says(at.fake.private(), "a"))
        assert len(at.called("sendMessage")) == 1


async def test_a_long_ban_is_not_waited_for_in_place() -> None:
    """The question stays in the inbox, and Telegram is not asked again before its time; other chats go their way."""
    async with running() as at:
        at.fake.fail_next("sendMessage", Fault(retry_after=3600))
        await at.fake.user_says(at.fake.private("Anna"), "a")
        await until(lambda: bool(at.called("sendMessage")))
        assert await at.done(await at.fake.user_says(at.fake.private("Bernd"), "b")) == ["message: b"]
        await at.adapter.stop()
        assert (await at.inbox.standing()).open == {"telegram": 1}
        assert len(at.called("sendMessage")) == 2
        await at.adapter.start()


async def test_waiting_out_one_chat_holds_up_no_other() -> None:
    """A chat that has to wait waits alone."""
    async with running() as at:
        slow, quick = at.fake.private("Anna"), at.fake.private("Bernd")
        at.fake.fail_next("sendMessage", Fault(retry_after=1))
        late = await at.fake.user_says(slow, "a")
        await until(lambda: bool(at.called("sendMessage")))
        assert await at.done(await at.fake.user_says(quick, "b")) == ["message: b"]
        assert await at.done(late) == ["message: b", "message: a"]


async def test_updates_out_of_order_and_twice_are_each_answered_once() -> None:
    """As over several webhook connections, with an acknowledgement lost."""
    async with running("webhook") as at:
        room = at.fake.private()
        async with at.fake.out_of_order():
            posted = [await at.fake.user_says(room, text) for text in "abc"]
        await at.fake.deliver_again(posted[1])
        last = await at.fake.user_says(room, "d")
        assert await at.done(*posted, last) == [f"message: {text}" for text in "cbad"]


async def test_what_was_not_acknowledged_comes_again() -> None:
    """An update handed out but never confirmed is answered by the next start."""
    async with running() as at:
        room = at.fake.private()
        at.fake.fail_next("getUpdates", Fault(drop=True, after=True))
        assert await at.done(await at.fake.user_says(room, "a")) == ["message: a"]
