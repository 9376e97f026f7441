"""No question to Telegram's bot is lost: restarts, an inbox that cannot be written, a Telegram that is away."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from adapters.fakes.telegram import FakeTelegram, Fault
from adapters.inbox import NewEvent
from adapters.secret import Secret
from adapters.state_sqlite import State, open_state
from adapters.telegram import TelegramAdapter, TelegramRefusedError
from adapters.telegram_intake import lane_of, new_event
from adapters.telegram_settings import Mode, TelegramSettings
from tests.adapters.inboxes import add
from tests.adapters.telegram_running import MODES, Echo, Running, running, until


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with closing(open_state(tmp_path / "state.sqlite")) as opened:
        yield opened


def answers(at: Running) -> list[int]:
    """How often each question was answered."""
    return [one.answers for one in at.fake.ledger.asked]


async def answered(at: Running, *counts: int) -> None:
    async with asyncio.timeout(20):
        while answers(at) != list(counts):  # noqa: ASYNC110 - it is watched from outside
            await asyncio.sleep(0.01)


def test_an_update_is_known_again_by_its_number_and_what_it_is() -> None:
    """A number alone may come again after a week of silence; what nobody can know again is no event."""
    chat, anna = {"id": 5, "type": "private"}, {"id": 7}
    said = {"update_id": 3, "message": {"message_id": 4, "chat": chat, "from": anna, "text": "\ud83d"}}
    assert new_event(said) == NewEvent(
        platform="telegram",
        keys=("3/message/4",),
        lane="chat/5",
        payload='{"update_id": 3, "message": {"message_id": 4, "chat": {"id": 5, "type": "private"}, '
        '"from": {"id": 7}, "text": "\\ud83d"}}',
        person="telegram/7",
    )
    pressed = new_event({"update_id": 3, "callback_query": {"id": "q", "from": anna, "message": {"chat": chat}}})
    assert pressed is not None
    assert (pressed.keys, pressed.lane) == (("3/callback_query/q",), "chat/5")
    assert lane_of({"update_id": 3, "inline_query": {"id": "q", "from": anna}}) == "inline/7"
    assert [new_event(raw) for raw in ([1], {"update_id": "3"}, {"message": {}})] == [None] * 3


@pytest.mark.parametrize("mode", MODES)
async def test_a_question_under_way_at_the_end_is_answered_by_the_next_start(mode: Mode, state: State) -> None:
    """The adapter is gone between taking it in and answering; the answer comes once, from the next one."""
    async with running(mode, inbox=state.inbox, drain_timeout=0.0, waits=True) as at:
        await at.fake.user_says(at.fake.private(), "warte")
        await at.fake.user_says(at.fake.private(), "Wer?")
        await until(lambda: bool(at.echo.heard) and not at.fake.updates)
        await at.stop()
        assert answers(at) == [0, 0]
        assert (await state.inbox.standing()).open == {"telegram": 2}
        at.echo.go.set()
        await at.start()
        await answered(at, 1, 1)
        assert [sent.text for sent in at.fake.sent] == ["message: warte", "message: Wer?"]


async def test_what_was_open_is_answered_however_old_and_though_telegram_was_away_at_start(state: State) -> None:
    """start returns, health says what is wrong until it works, and nothing is missing."""
    async with running(inbox=state.inbox, patience=0.2) as at:
        await at.stop()
        posted = await at.fake.user_says(at.fake.private(), "Wer?")
        new = new_event(at.fake.updates[0])
        assert new is not None
        await add(state.inbox, new)
        at.fake.updates.clear()
        await at.fake.go_down()
        await at.start()
        assert at.adapter.health == "Telegram cannot be reached: it does not answer."
        await at.fake.user_says(at.fake.private(), "Wann?")
        await at.fake.come_up()
        await answered(at, 1, 1)
        await at.adapter.processed(posted.update_id or 0)
        assert at.adapter.health == "ok"


async def test_telegram_may_be_away_for_good(caplog: pytest.LogCaptureFixture) -> None:
    """Trying goes on, says so in one line, and ends when asked to."""
    async with FakeTelegram() as fake:
        await fake.go_down()
        adapter = TelegramAdapter(Echo(), TelegramSettings(token=Secret(fake.token), api_base=fake.base_url))
        await adapter.start()
        assert adapter.health.startswith("Telegram cannot be reached: ")
        assert caplog.text.count("Telegram cannot be reached: ") == 1
        await adapter.stop()
        assert adapter.health == "stopped"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"token": Secret("99:wrong-one")}, "Telegram does not accept the bot token; check TELEGRAM_BOT_TOKEN."),
        (
            {"mode": "webhook", "webhook_url": "http://example.org/t", "webhook_secret": Secret("geheim")},
            "Telegram: Bad webhook: an https url must be provided for webhook",
        ),
    ],
    ids=["token", "address"],
)
async def test_what_is_refused_at_start_is_said_at_once(changes: dict[str, object], said: str) -> None:
    """No trying goes on: it would be refused again."""
    async with FakeTelegram() as fake:
        values = {"token": Secret(fake.token), "api_base": fake.base_url, **changes}
        with pytest.raises(TelegramRefusedError) as caught:
            await TelegramAdapter(Echo(), TelegramSettings(**values)).start()  # type: ignore[arg-type]
        assert str(caught.value) == said


async def test_a_token_refused_late_is_said_in_health() -> None:
    """The start did not wait so long; should the token be right again, all goes on."""
    async with FakeTelegram() as fake:
        fake.fail_next("getMe", Fault(status=401, delay=0.3))
        settings = TelegramSettings(token=Secret(fake.token), api_base=fake.base_url, patience=0.1)
        adapter = TelegramAdapter(Echo(), settings)
        await adapter.start()
        await until(lambda: "does not accept the bot token" in adapter.health)
        await until(lambda: adapter.health == "ok")
        await fake.user_says(fake.private(), "Wer?")
        await fake.wait_for_reply(fake.private())
        await adapter.stop()


async def test_an_answer_nobody_thought_of_does_not_end_the_connecting() -> None:
    """Something else answers in Telegram's place: health names it, and the next try goes well."""
    async with FakeTelegram() as fake:
        fake.fail_next("getMe", Fault(body="[1]"))
        settings = TelegramSettings(token=Secret(fake.token), api_base=fake.base_url, patience=0.1)
        adapter = TelegramAdapter(Echo(), settings)
        starting = asyncio.create_task(adapter.start())
        await until(lambda: "Telegram: connecting broke off (TypeError)." in adapter.health)
        await starting
        await until(lambda: adapter.health == "ok")
        await adapter.stop()


async def test_an_answer_that_telegram_is_not_there_for_comes_later() -> None:
    """The bot is asked once, health says what is wrong meanwhile, and the answer goes out once."""
    async with running("webhook", waits=True) as at:
        await at.fake.user_says(at.fake.private(), "warte")
        await until(lambda: bool(at.echo.heard))
        await at.fake.go_down()
        at.echo.go.set()
        await until(lambda: at.adapter.health.startswith("Telegram cannot be reached: "))
        await at.fake.come_up()
        await answered(at, 1)
        await until(lambda: at.adapter.health == "ok")
        assert len(at.echo.heard) == 1


async def test_a_token_taken_back_leaves_questions_open() -> None:
    """In webhook mode it shows when answering: in health, and the answer comes when the token is right again."""
    async with running("webhook") as at:
        at.fake.revoked = True
        await at.fake.user_says(at.fake.private(), "Wer?")
        await until(lambda: at.adapter.health == "Telegram does not accept the bot token; check TELEGRAM_BOT_TOKEN.")
        at.fake.revoked = False
        await answered(at, 1)
        assert len(at.echo.heard) == 1


async def test_the_rest_of_a_long_answer_comes_later() -> None:
    """What went out before Telegram broke down is not sent again."""
    async with running() as at:
        at.fake.fail_next("sendMessage", Fault(delay=0.001), times=2)
        at.fake.fail_next("sendMessage", Fault(status=502), times=5)
        texts = await at.done(await at.fake.user_says(at.fake.private(), "lang"))
        assert " ".join(texts) == ("Ein Satz. " * 1500).strip()
        assert len(at.echo.heard) == 1


async def test_a_part_of_which_nobody_knows_costs_no_other() -> None:
    """The connection drops with the second of four messages: it is not repeated, the others come."""
    async with running() as at:
        at.fake.fail_next("sendMessage", Fault(delay=0.001))
        at.fake.fail_next("sendMessage", Fault(drop=True, after=True))
        room = at.fake.private()
        asked = await at.fake.user_says(room, "lang")
        texts = await at.done(asked)
        assert " ".join(texts) == ("Ein Satz. " * 1500).strip()
        assert len(await at.done(await at.fake.edit(room, asked, "Wer?"))) == 2  # nobody knows the second one's id


@pytest.mark.parametrize("mode", MODES)
async def test_what_cannot_be_written_down_is_not_acknowledged(mode: Mode, tmp_path: Path, state: State) -> None:
    """The webhook says 500, polling stays where it is; once the file can be written, the answer comes, once."""
    async with running(mode, inbox=state.inbox) as at:
        with closing(sqlite3.connect(tmp_path / "state.sqlite", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await at.fake.user_says(at.fake.private(), "Wer?")
            await until(lambda: "state.sqlite" in at.adapter.health)
            if mode == "webhook":
                await until(lambda: 500 in at.fake.deliveries)
            other.execute("ROLLBACK")
        assert len(at.fake.updates) == 1
        assert {params["offset"] for params in at.called("getUpdates")} <= {"0"}
        await answered(at, 1)
        await until(lambda: at.adapter.health == "ok")


async def test_ten_thousand_duplicates_pass_quickly() -> None:
    """A hundred full batches of what is known; what comes behind them is answered."""
    async with running(poll_timeout=1) as at:
        message = {"message_id": 1, "chat": {"id": 5, "type": "private"}, "date": 1}
        known = [{"update_id": number, "message": message} for number in range(1, 10_001)]
        for update in known:
            new = new_event(update)
            assert new is not None
            event = await add(at.inbox, new)
            assert event is not None
            await at.inbox.done(event)
        at.fake._next_update = len(known) + 1
        at.fake.updates.extend(known)
        asked = await at.fake.user_says(at.fake.private(), "Wer?")
        async with asyncio.timeout(30):
            await at.adapter.processed(asked.update_id or 0)
        assert answers(at) == [1]
        assert len(at.called("getUpdates")) > 100


async def test_numbers_may_begin_anew() -> None:
    """After a week of silence Telegram numbers from anywhere, lower than before, too."""
    async with running(poll_timeout=0) as at:
        room = at.fake.private()
        await at.fake.push({"update_id": 900, "message": {"message_id": 1, "chat": room.json(), "date": 1}})
        await at.adapter.processed(900)
        polls = at.fake.polls
        await until(lambda: at.fake.polls > polls + 2)
        at.fake._next_update = 5
        asked = await at.fake.user_says(room, "Wer?")
        assert asked.update_id == 5
        assert await at.done(asked) == ["message: Wer?"]


async def test_edits_replies_and_comments_go_on_after_a_restart(tmp_path: Path) -> None:
    """The edited question edits its answer, a reply to an answer follows it, a comment is known as one; no text of a
    question is remembered for that."""
    with closing(open_state(tmp_path / "state.sqlite")) as state:
        async with running(inbox=state.inbox, memory=state.memory) as at:
            room = at.fake.private()
            asked = await at.fake.user_says(room, "Wer?")
            await at.done(asked, await at.fake.user_says(room, "urteil"))
            await at.done(await at.fake.press(room, "Nicht hilfreich"))
            prompt = at.fake.sent[-1]
            await at.stop()
            kept = state.database.reading.execute("SELECT value FROM memory").fetchall()
            assert len(kept) > 4
            assert not [value for (value,) in kept if "Wer" in value or "urteil" in value]
            await at.start()
            await at.done(await at.fake.edit(room, asked, "Wer?"))
            assert [message.text for message in at.echo.heard] == ["Wer?", "urteil", "n:1"]
            await at.done(await at.fake.edit(room, asked, "Wann?"))
            assert (at.fake.sent[0].text, at.fake.sent[0].versions) == ("edit: Wann?", ["message: Wer?"])
            await at.done(await at.fake.user_says(room, "Und wo?", reply_to=at.fake.sent[1].message_id))
            assert at.echo.heard[-1].follows == at.echo.heard[1].event_id
            await at.done(await at.fake.user_says(room, "Falsch.", reply_to=prompt.message_id))
            assert at.echo.comments == [("Falsch.", "1")]
            await at.done(await at.fake.press(room, "Nicht hilfreich"))
            assert len([sent for sent in at.fake.sent if sent.text == prompt.text]) == 1


@pytest.mark.parametrize("mode", MODES)
async def test_nothing_anybody_wrote_is_logged(mode: Mode, caplog: pytest.LogCaptureFixture) -> None:
    """At INFO, through refusals, garbled answers, a failing bot and malformed updates."""
    caplog.set_level(logging.INFO)
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)
    async with running(mode) as at:
        room = at.fake.private("Erika Geheim")
        at.fake.fail_next("sendMessage", Fault(status=400))
        at.fake.fail_next("sendMessage", Fault(body='{"result": {"text": "Vertraulich'))
        last = [await at.fake.user_says(room, text) for text in ("Vertraulich 1", "Vertraulich 2", "platz")]
        broken = await at.fake.push({"message": {"message_id": 9, "chat": None, "from": 5, "text": "Vertraulich"}})
        await at.done(*last)
        await at.adapter.processed(broken)
    assert len(at.called("sendMessage")) == 3
    for word in ("Vertraulich", "Erika", "platz", str(room.id)):
        assert word not in caplog.text
