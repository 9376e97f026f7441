"""The real bot in Telegram, from a question to the fact in another chat, over real sockets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.feedback_log import SqliteFeedbackLog
from bot.bot import Bot
from bot.messages import Status
from knowledge import build
from knowledge.sqlite_store import SqliteStore
from tests.adapters.telegram_running import running

TEXT = """date 2024-05 Die Stadt Lindenau hat am 3. Mai 2024 eine neue Brücke über die Elster eröffnet. \
Der Bau kostete 12,5 Millionen Euro und dauerte drei Jahre. Bürgermeisterin Anna Weber durchschnitt das Band.
"""
QUESTION = "Wie viel kostete der Bau?"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    folder = tmp_path_factory.mktemp("seeds")
    (folder / "bruecke.txt").write_text(TEXT, encoding="utf-8")
    opened = build.refresh(folder, folder.parent / "bruecke.db")
    yield opened
    opened.close()


@pytest.fixture
def log(tmp_path: Path) -> Iterator[SqliteFeedbackLog]:
    opened = SqliteFeedbackLog(tmp_path / "feedback.sqlite")
    yield opened
    opened.close()


async def test_an_answer_has_its_quote_and_its_buttons(store: SqliteStore, log: SqliteFeedbackLog) -> None:
    """The answer bold, its sentence quoted with the answer marked; source, judging and sharing below."""
    async with running(bot=Bot(store, feedback=log), inline=True) as at:
        room = at.fake.private()
        await at.done(await at.fake.user_says(room, QUESTION))
        (sent,) = at.fake.messages(room)
        assert sent.text.startswith("12,5 Millionen Euro")
        assert sent.marked("blockquote") == ("Der Bau kostete 12,5 Millionen Euro und dauerte drei Jahre.",)
        assert "12,5 Millionen Euro" in sent.marked("bold")[1]
        assert sent.rows == (
            ("Quelle im Zusammenhang",),
            ("Hilfreich", "Nicht hilfreich"),
            ("In einem Chat teilen",),
        )
        await at.done(await at.fake.press(room, "Quelle im Zusammenhang"))
        assert "Bürgermeisterin Anna Weber" in at.fake.messages(room)[1].text


async def test_a_shared_answer_leads_back_to_its_fact(store: SqliteStore) -> None:
    """Share, choose the card in another chat, follow its link: the bot opens the fact."""
    async with running(bot=Bot(store), inline=True) as at:
        room = at.fake.private("Anna")
        await at.done(await at.fake.user_says(room, QUESTION))
        query = at.fake.messages(room)[0].button("In einem Chat teilen")["switch_inline_query"]
        typed = await at.fake.types(query, user="Anna")
        await at.done(typed)
        first = at.fake.offers[typed.query].results[0]
        assert first["title"].startswith("12,5 Millionen Euro")
        assert first["input_message_content"]["message_text"].startswith(f"„{QUESTION}“")
        link = first["reply_markup"]["inline_keyboard"][0][0]["url"]
        await at.done(await at.fake.open_link(link.partition("?start=")[2], user="Bernd"))
        assert at.fake.messages(at.fake.private("Bernd"))[0].text.startswith("12,5 Millionen Euro")


async def test_nothing_typed_offers_questions_the_article_answers(store: SqliteStore) -> None:
    """In the language of the person's app, or the bot's where it does not speak that."""
    async with running(bot=Bot(store), inline=True) as at:
        at.fake.world.person("Zoe", language="en")
        at.fake.world.person("Inês", language="pt")
        german, english, other = [await at.fake.types("", user=user) for user in ("Anna", "Zoe", "Inês")]
        await at.done(german, english, other)
        for typed, opens in ((german, "Im Bot öffnen"), (english, "Open in the bot"), (other, "Im Bot öffnen")):
            offer = at.fake.offers[typed.query]
            assert offer.results
            assert offer.button == {"text": opens, "start_parameter": "inline"}


@pytest.mark.parametrize("payload", ["inline", "f_0000000000000000"])
async def test_a_link_to_nothing_says_what_the_bot_does(store: SqliteStore, payload: str) -> None:
    """The button above the cards, and a link to a fact that is gone."""
    async with running(bot=Bot(store)) as at:
        (said,) = await at.done(await at.fake.open_link(payload))
        assert said.startswith("Hier lassen sich Fragen zu Artikeln stellen.")


async def test_what_was_wrong_is_kept_with_the_question(store: SqliteStore, log: SqliteFeedbackLog) -> None:
    """Not helpful, then the reason in reply to the prompt: one entry, with both."""
    async with running(bot=Bot(store, feedback=log)) as at:
        room = at.fake.private()
        await at.done(await at.fake.user_says(room, QUESTION))
        await at.done(await at.fake.press(room, "Nicht hilfreich"))
        assert [notice.text for notice in at.fake.notices] == ["Danke für die Rückmeldung."]
        prompt = at.fake.messages(room)[-1]
        assert (prompt.text, prompt.forces_reply) == ("Was war falsch?", True)
        await at.done(await at.fake.user_says(room, "Es waren Franken.", reply_to=prompt.message_id))
        assert at.fake.messages(room)[-1].text == "Danke für die Rückmeldung."
    (kept,) = log.all()
    assert (kept.asked.question, kept.helpful, kept.comment) == (QUESTION, False, "Es waren Franken.")
    assert kept.asked.outcome.status is Status.ANSWERED
