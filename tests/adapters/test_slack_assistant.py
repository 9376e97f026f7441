"""Threads with the assistant in Slack: suggestions, status, title, and messages in every shape they come in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from adapters.fakes import slack_payloads as payloads
from adapters.fakes.slack import FakeSlack, Fault
from adapters.fakes.slack_running import Mode, running
from bot.bot import Bot
from knowledge import build

TEXT = (
    "date 2024-05 Die Gemeinde Ostheim hat am 4. Mai 2024 eine neue Halle am Fluss Elbe eröffnet. "
    "Der Bau kostete 12,5 Millionen Euro. Bürgermeisterin Karla Engel durchschnitt das Band.\n"
)
ASKED = "Wie viel kostete der Bau?"
both = pytest.mark.parametrize("mode", ["socket", "http"])


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    seeds = tmp_path_factory.mktemp("seeds")
    (seeds / "halle.txt").write_text(TEXT, "utf-8")
    store = build.refresh(seeds, seeds / "facts.db")
    yield Bot(store)
    store.close()


@both
async def test_a_new_thread_suggests_questions_the_article_answers(mode: Mode, bot: Bot) -> None:
    """At most four, and nothing is posted before a question is."""
    async with running(bot, mode) as (fake, adapter):
        thread = await fake.starts_thread()
        await adapter.idle()
        prompts = fake.threads.all["D1", thread].prompts
        assert 1 <= len(prompts) <= 4
        assert {"title": "Worum geht es?", "message": "Worum geht es?"} in prompts
        assert fake.posted == []


@both
async def test_a_question_is_answered_in_the_thread_under_a_status(mode: Mode, bot: Bot) -> None:
    """The status comes before the answer, which takes it away; the first question is the title, the next is not."""
    async with running(bot, mode) as (fake, adapter):
        thread = await fake.starts_thread()
        for text in (ASKED, "Und wer durchschnitt das Band?"):
            await fake.user_says("D1", text, thread=thread)
            await adapter.idle()
        told = fake.threads.all["D1", thread]
        assert told.statuses == ["schlägt im Artikel nach …"] * 2
        assert told.titles == [ASKED]
        assert [thread, thread] == [posted.thread for posted in fake.posted]
        assert "12,5 Millionen Euro" in fake.posted[0].shown
        sent = [call for call in fake.calls if call.endswith(("setStatus", "postMessage"))]
        assert sent == ["assistant.threads.setStatus", "chat.postMessage"] * 2


@both
async def test_a_context_change_is_acknowledged_and_no_more(mode: Mode, bot: Bot) -> None:
    """Answers do not depend on what else the person looks at."""
    async with running(bot, mode) as (fake, adapter):
        thread = await fake.starts_thread()
        await adapter.idle()
        calls = len(fake.calls)
        about = payloads.thread_event("assistant_thread_context_changed", user="U1", channel="D1", thread=thread)
        delivery = await fake.event(about)
        await adapter.idle()
        assert (delivery.acked, delivery.attempts, len(fake.calls)) == (True, 1, calls)


@both
async def test_a_message_that_comes_as_a_change_of_the_bots_own_is_answered_once(mode: Mode, bot: Bot) -> None:
    """Its author stands in the metadata; when it comes as a message, too, that is the same one."""
    async with running(bot, mode) as (fake, adapter):
        thread, ts = await fake.starts_thread(), fake.now()
        changed = payloads.by_assistant(channel="D1", user="U1", text=ASKED, ts=ts, thread=thread)
        await fake.event(changed)
        await fake.event(payloads.said("message", channel="D1", user="U1", text=ASKED, ts=ts, thread=thread))
        await adapter.idle()
        (posted,) = fake.posted
        assert (posted.thread, "12,5 Millionen Euro" in posted.shown) == (thread, True)


@both
async def test_the_bots_own_edits_in_a_thread_are_not_answered(mode: Mode, bot: Bot) -> None:
    """A change of the bot's message that names no other author is the bot's."""
    async with running(bot, mode) as (fake, adapter):
        thread = await fake.starts_thread()
        before = payloads.own(channel="D1", text=ASKED, ts=fake.now(), thread=thread)
        await fake.event(payloads.changed(before, before | {"text": f"{ASKED} "}, fake.now()))
        await adapter.idle()
        assert fake.posted == []


@both
async def test_an_ordinary_thread_is_answered_without_a_status(mode: Mode, bot: Bot) -> None:
    """Slack is asked once whether the thread is the assistant's, and the answer comes all the same."""
    async with running(bot, mode) as (fake, adapter):
        thread = fake.now()
        for _ in range(2):
            await fake.user_says("D1", ASKED, thread=thread)
            await adapter.idle()
        assert [thread, thread] == [posted.thread for posted in fake.posted]
        assert fake.calls.count("assistant.threads.setStatus") == 1


@pytest.mark.parametrize("method", ["setStatus", "setTitle", "setSuggestedPrompts"])
async def test_an_answer_is_never_lost_for_what_goes_around_it(method: str, bot: Bot) -> None:
    """Whatever becomes of status, title and suggestions."""
    async with running(bot, "socket") as (fake, adapter):
        fake.fail_next(f"assistant.threads.{method}", Fault(status=500))
        thread = await fake.starts_thread()
        await fake.user_says("D1", ASKED, thread=thread)
        await adapter.idle()
        assert "12,5 Millionen Euro" in fake.posted[0].shown


async def test_a_status_does_not_outlive_an_answer_that_failed(bot: Bot) -> None:
    """It is taken back."""
    async with running(bot, "socket") as (fake, adapter):
        thread = await fake.starts_thread()
        fake.fail_next("chat.postMessage", Fault(error="restricted_action"))
        await fake.user_says("D1", ASKED, thread=thread)
        await adapter.idle()
        assert fake.threads.all["D1", thread].statuses == ["schlägt im Artikel nach …", ""]


async def test_the_fake_knows_an_assistants_thread_from_another() -> None:
    """Otherwise the tests above would say nothing."""
    async with FakeSlack() as fake:
        status = {"channel_id": "D1", "thread_ts": "1.2", "status": ""}
        assert fake.threads.call("assistant.threads.setStatus", status)["error"] == "channel_not_found"
