"""Whether an answer helped: thanks in passing, and a dialogue for what was wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.fakes import slack_views
from adapters.fakes.slack import FakeSlack, Fault
from adapters.fakes.slack_limits import view_refusal
from adapters.fakes.slack_running import Mode, running
from adapters.feedback_log import SqliteFeedbackLog
from adapters.slack_feedback import dialogue
from adapters.slack_inbound import Inbound, Place
from bot.bot import Bot
from bot.feedback import Feedback
from bot.messages import IncomingMessage, NoteBlock, Outcome, Reply, Status
from knowledge import build
from knowledge.store import FactStore

TEXT = (
    "date 2024-05 Die Gemeinde Ostheim hat am 4. Mai 2024 eine neue Halle am Fluss Elbe eröffnet. "
    "Der Bau kostete 12,5 Millionen Euro. Bürgermeisterin Karla Engel durchschnitt das Band.\n"
)
ASKED = "Wie viel kostete der Bau?"
THANKS = "Danke für die Rückmeldung."
both = pytest.mark.parametrize("mode", ["socket", "http"])


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FactStore]:
    seeds = tmp_path_factory.mktemp("seeds")
    (seeds / "halle.txt").write_text(TEXT, "utf-8")
    built = build.refresh(seeds, seeds / "facts.db")
    yield built
    built.close()


@pytest.fixture
def log(tmp_path: Path) -> Iterator[SqliteFeedbackLog]:
    kept = SqliteFeedbackLog(tmp_path / "feedback.sqlite")
    yield kept
    kept.close()


@pytest.fixture
def bot(store: FactStore, log: SqliteFeedbackLog) -> Bot:
    return Bot(store, feedback=log)


def judged(log: SqliteFeedbackLog) -> list[tuple[bool | None, str]]:
    return [(one.helpful, one.comment) for one in log.all()]


@both
async def test_helpful_is_thanked_for_in_passing(mode: Mode, bot: Bot, log: SqliteFeedbackLog) -> None:
    """In the thread of the answer, seen by who pressed only."""
    async with running(bot, mode) as (fake, adapter):
        await fake.user_says("C1", f"{fake.mention} {ASKED}")
        await adapter.idle()
        answer = fake.posted[0]
        await fake.press(answer, "Hilfreich", user="U7")
        await adapter.idle()
        thanks = fake.posted[1]
        assert (thanks.via, thanks.ephemeral_to, thanks.thread) == ("chat.postEphemeral", "U7", answer.thread)
        assert (thanks.shown, judged(log)) == (THANKS, [(True, "")])


@both
@pytest.mark.parametrize("asked_by", ["message", "command"])
async def test_not_helpful_asks_what_was_wrong(mode: Mode, asked_by: str, bot: Bot, log: SqliteFeedbackLog) -> None:
    """The dialogue opens at once; what it brings is kept and thanked for where the answer stands."""
    async with running(bot, mode) as (fake, adapter):
        if asked_by == "message":
            await fake.user_says("C1", f"{fake.mention} {ASKED}")
        else:
            await fake.slash("/frage", ASKED, "C1")
        await adapter.idle()
        await fake.press(fake.posted[0], "Nicht hilfreich")
        await adapter.idle()
        assert judged(log) == [(False, "")]
        (opened,) = fake.views.opened
        assert opened["title"]["text"] == "Was war falsch?"
        assert slack_views.shown(opened) == THANKS
        assert len(fake.posted) == 1
        assert (await fake.submits(opened, "Es waren <13> Millionen.")).acked
        await adapter.idle()
        assert judged(log) == [(False, "Es waren <13> Millionen.")]
        assert (fake.posted[1].shown, fake.posted[1].ephemeral_to) == (THANKS, "U1")


async def test_thanks_are_in_the_language_of_the_answer(bot: Bot) -> None:
    """Also for a comment, which knows nothing of the conversation."""
    async with running(bot, "socket") as (fake, adapter):
        await fake.user_says("D1", "How much did the building cost?")
        await adapter.idle()
        await fake.press(fake.posted[0], "Not helpful")
        await adapter.idle()
        assert fake.views.opened[0]["title"]["text"] == "What was wrong?"
        await fake.submits(fake.views.opened[0], "It was 13.")
        await adapter.idle()
        assert fake.posted[1].shown == "Thank you for the feedback."


class _FullDisk:
    """A feedback log that cannot be written."""

    def add(self, feedback: Feedback) -> None:
        raise OSError("no space left")

    def all(self) -> tuple[Feedback, ...]:
        return ()


async def test_feedback_that_cannot_be_kept_is_owned_up_to(store: FactStore, caplog: pytest.LogCaptureFixture) -> None:
    """Who pressed is told, nobody else."""
    async with running(Bot(store, feedback=_FullDisk()), "socket") as (fake, adapter):
        await fake.user_says("D1", ASKED)
        await adapter.idle()
        await fake.press(fake.posted[0], "Hilfreich")
        await adapter.idle()
        assert fake.posted[1].ephemeral_to == "U1"
        assert fake.posted[1].shown.startswith("Da ist etwas schiefgegangen.")


@pytest.mark.parametrize("fault", [Fault(error="expired_trigger_id"), Fault(status=500), Fault()])
async def test_a_dialogue_that_does_not_open_leaves_the_thanks(fault: Fault, bot: Bot, log: SqliteFeedbackLog) -> None:
    """The judgement is kept either way."""
    async with running(bot, "socket") as (fake, adapter):
        await fake.user_says("D1", ASKED)
        await adapter.idle()
        fake.fail_next("views.open", fault)
        await fake.press(fake.posted[0], "Nicht hilfreich")
        await adapter.idle()
        assert (judged(log), fake.posted[1].shown) == ([(False, "")], THANKS)


async def test_a_comment_after_a_restart_is_answered(store: FactStore, log: SqliteFeedbackLog) -> None:
    """The answer it is about is no longer known, and the person is told."""
    async with FakeSlack(ack_within=1.0) as fake:
        async with running(Bot(store, feedback=log), "socket", fake=_Kept(fake)) as (_, adapter):
            await fake.user_says("D1", ASKED)
            await adapter.idle()
            await fake.press(fake.posted[0], "Nicht hilfreich")
            await adapter.idle()
        async with running(Bot(store, feedback=log), "socket", fake=_Kept(fake)) as (_, adapter):
            await fake.submits(fake.views.opened[0], "Falsch.")
            await adapter.idle()
    assert fake.posted[-1].shown.startswith("Dieser Knopf ist veraltet.")


def test_the_dialogue_is_never_refused() -> None:
    """However long what it must remember is."""
    place = Place(channel="C1", user="U1", thread="1.2", response_url="https://hooks.example.org/" + "x" * 200)
    message = IncomingMessage(platform="slack", event_id="1", conversation="c", sender="U1", text="n:x", kind="button")
    thanks = Reply(
        blocks=(NoteBlock(text="x" * 9_000),),
        outcome=Outcome(status=Status.COMMAND, language="en"),
        comment_on="0" * 16,
    )
    assert view_refusal(dialogue(thanks, Inbound(message=message, place=place)), "modal") is None


class _Kept:
    """A fake that outlives one run of the adapter."""

    def __init__(self, fake: FakeSlack) -> None:
        self._fake = fake

    async def __aenter__(self) -> FakeSlack:
        return self._fake

    async def __aexit__(self, *_: object) -> None:
        return None
