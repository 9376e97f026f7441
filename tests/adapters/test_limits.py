"""A flood over real sockets: one person gets what there is room for and one word, others are answered meanwhile."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import pytest
from telegram import Update, User

from adapters.fakes import slack_running as slack
from adapters.fakes import slack_views
from adapters.fakes.slack_running import Mode as SlackMode
from adapters.telegram_inbound import Listener
from adapters.telegram_settings import Mode
from bot.bot import Bot
from bot.limits import TYPED, Limits
from knowledge import build
from knowledge.sqlite_store import SqliteStore
from tests.adapters.telegram_running import running

TEXT = """date 2024-05 Die Stadt Lindenau hat am 3. Mai 2024 eine neue Brücke über die Elster eröffnet. \
Der Bau kostete 12,5 Millionen Euro und dauerte drei Jahre.
"""
QUESTION = "Wie viel kostete der Bau?"
FLOOD, BUDGET = 200, 6
NOW = 1_800_000_000
WORD = "Das waren viele Nachrichten auf einmal"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    folder = tmp_path_factory.mktemp("seeds")
    (folder / "bruecke.txt").write_text(TEXT, encoding="utf-8")
    opened = build.refresh(folder, folder.parent / "bruecke.db")
    yield opened
    opened.close()


@pytest.fixture
def bot(store: SqliteStore) -> Bot:
    made = Bot(store, limits=Limits(per_user=BUDGET, per_chat=0))
    made.cards(QUESTION)  # loads the language data: the clock below is not to measure that
    return made


def _most(seconds: float) -> int:
    """What a person may get back within these seconds: the budget, what came back of it meanwhile, one word."""
    return BUDGET + int(seconds * BUDGET / 60.0) + 1


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_a_flood_in_telegram_is_answered_with_no_flood(mode: Mode, bot: Bot) -> None:
    """200 messages of one second; another person, who asks in their midst, has the answer within a second."""
    async with running(mode, bot=bot) as at:
        loud, calm = at.fake.private("Laut"), at.fake.private("Leise")
        flood = [await at.fake.user_says(loud, QUESTION, date=NOW) for _ in range(FLOOD // 2)]
        asked_at = time.monotonic()
        asked = await at.fake.user_says(calm, QUESTION)
        flood += [await at.fake.user_says(loud, QUESTION, date=NOW) for _ in range(FLOOD // 2)]
        await at.done(asked)
        assert time.monotonic() - asked_at < 1.0
        assert at.fake.messages(calm)[0].text.startswith("12,5 Millionen Euro")
        await at.done(*flood)
        texts = [sent.text for sent in at.fake.messages(loud)]
        assert len(texts) == BUDGET + 1
        assert [text.startswith(WORD) for text in texts] == [False] * BUDGET + [True]


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_a_flood_in_slack_is_answered_with_no_flood(mode: SlackMode, bot: Bot) -> None:
    """200 messages as fast as they are acknowledged; another person has the answer within a second."""
    async with slack.running(bot, mode) as (fake, adapter):
        began = time.monotonic()
        for _ in range(FLOOD // 2):
            await fake.user_says("D1", QUESTION)
        asked_at = time.monotonic()
        await fake.user_says("D2", QUESTION, user="U2")
        async with asyncio.timeout(1.0):
            while not [posted for posted in fake.posted if posted.channel == "D2"]:  # noqa: ASYNC110 - from outside
                await asyncio.sleep(0.001)
        assert time.monotonic() - asked_at < 1.0
        for _ in range(FLOOD // 2):
            await fake.user_says("D1", QUESTION)
        await adapter.idle()
        texts = [posted.shown for posted in fake.posted if posted.channel == "D1"]
        assert BUDGET < len(texts) <= _most(time.monotonic() - began)
        assert sum(WORD in text for text in texts) == 1


async def test_what_waited_in_telegram_is_answered(bot: Bot) -> None:
    """Messages of half an hour that come at once, as after an outage, are all answered."""
    async with running(bot=bot) as at:
        room = at.fake.private()
        waited = [await at.fake.user_says(room, QUESTION, date=NOW + 60 * minute) for minute in range(30)]
        texts = await at.done(*waited)
        assert len(texts) == 30
        assert not [text for text in texts if text.startswith(WORD)]


async def test_a_button_over_the_limit_is_answered_in_passing(bot: Bot) -> None:
    """The word is shown over the button; after it the spinner just ends, and nothing is written."""
    async with running(bot=bot) as at:
        room = at.fake.private()
        asked = await at.fake.user_says(room, QUESTION, date=NOW)
        await at.done(asked)
        pressed = [await at.fake.press(room, "Quelle im Zusammenhang") for _ in range(BUDGET + 2)]
        await at.done(*pressed)
        assert len(at.fake.messages(room)) == BUDGET
        assert [notice.text.startswith(WORD) for notice in at.fake.notices] == [True]
        assert len(at.called("answerCallbackQuery")) == BUDGET + 2


async def test_typing_too_much_offers_nothing(bot: Bot) -> None:
    """Inline queries over the limit are answered with no cards, and leave the person's messages alone."""
    async with running(bot=bot, inline=True) as at:
        typed = [await at.fake.types(QUESTION, user="Anna") for _ in range(BUDGET * TYPED + 2)]
        await at.done(*typed)
        assert [bool(at.fake.offers[one.query].titles) for one in typed[-3:]] == [True, False, False]
        asked = await at.fake.user_says(at.fake.private("Anna"), QUESTION)
        assert (await at.done(asked))[0].startswith("12,5 Millionen Euro")


async def test_searching_the_page_too_much_shows_a_word(bot: Bot) -> None:
    """The page stays, with the word in the place of what would be found."""
    async with slack.running(bot, "socket") as (fake, adapter):
        await fake.opens_home()
        await adapter.idle()
        for _ in range(BUDGET + 1):
            await fake.searches_home("Lindenau")
            await adapter.idle()
        shown = [slack_views.shown(view) for view in fake.views.published[1:]]
        assert [WORD in page for page in shown] == [False] * BUDGET + [True]
        assert "Artikel" in shown[-1]


async def test_searches_and_messages_are_counted_together(bot: Bot) -> None:
    """Who has asked all they may in a direct message finds nothing on the page for now."""
    async with slack.running(bot, "socket") as (fake, adapter):
        await fake.opens_home()
        for _ in range(BUDGET):
            await fake.user_says("D1", QUESTION)
        await adapter.idle()
        await fake.searches_home("Lindenau")
        await adapter.idle()
        assert WORD in slack_views.shown(fake.views.published[-1])


async def test_the_word_in_a_channel_is_for_the_asker(bot: Bot) -> None:
    """Nobody else in the channel sees it."""
    async with slack.running(bot, "socket") as (fake, adapter):
        for _ in range(BUDGET + 2):
            await fake.user_says("C1", f"{fake.mention} {QUESTION}", user="U7")
        await adapter.idle()
        words = [posted for posted in fake.posted if WORD in posted.shown]
        assert [posted.ephemeral_to for posted in words] == ["U7"]


def test_an_edit_counts_when_it_was_made() -> None:
    """Not when what it changed was written: else an edit of an old message would always be too much."""
    listener = Listener(me=User(id=1, first_name="B", is_bot=True, username="b_bot"), commands=frozenset())
    message = {
        "message_id": 7,
        "from": {"id": 5, "is_bot": False, "first_name": "Anna"},
        "chat": {"id": -9, "type": "private"},
        "date": NOW,
        "text": "?",
    }
    said = listener.inbound(Update.de_json({"update_id": 1, "message": message}, None))
    edited = listener.inbound(
        Update.de_json({"update_id": 2, "edited_message": message | {"edit_date": NOW + 9}}, None)
    )
    assert said is not None
    assert edited is not None
    assert (said.message.received_at, said.message.chat) == (NOW, "-9")
    assert (edited.message.received_at, edited.message.chat) == (NOW + 9, "-9")
