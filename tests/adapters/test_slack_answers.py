"""The message shortcut, and who sees what: answers for the asker, shared ones, and where the bot is no member."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from adapters.fakes.slack import Fault
from adapters.fakes.slack_running import Mode, running
from adapters.slack_interactions import LOOK_UP
from bot.bot import Bot
from knowledge import build

TEXT = (
    "date 2024-05 Die Gemeinde Ostheim hat am 4. Mai 2024 eine neue Halle am Fluss Elbe eröffnet. "
    "Der Bau kostete 12,5 Millionen Euro. Bürgermeisterin Karla Engel durchschnitt das Band.\n"
)
ASKED = "Wie viel kostete der Bau?"
SHARE = "Im Kanal teilen"
both = pytest.mark.parametrize("mode", ["socket", "http"])


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    seeds = tmp_path_factory.mktemp("seeds")
    (seeds / "halle.txt").write_text(TEXT, "utf-8")
    store = build.refresh(seeds, seeds / "facts.db")
    yield Bot(store)
    store.close()


@both
@pytest.mark.parametrize("channel", ["C1", "C9"])
async def test_a_message_is_looked_up_for_who_wants_it(mode: Mode, channel: str, bot: Bot) -> None:
    """Nobody else sees the answer, also where the bot is no member; who wrote the message is not asked."""
    async with running(bot, mode) as (fake, adapter):
        said = await fake.user_says(channel, f"&lt;Hm&gt; {ASKED}", user="U1")
        await fake.looks_up(LOOK_UP, said, user="U2")
        await adapter.idle()
        (posted,) = fake.posted
        assert (posted.via, posted.ephemeral_to, posted.channel) == ("response_url", "U2", channel)
        assert "12,5 Millionen Euro" in posted.shown
        assert SHARE in posted.labels


@both
async def test_what_was_looked_up_is_shared_under_the_message(mode: Mode, bot: Bot) -> None:
    """With the question, without buttons, once more if pressed again."""
    async with running(bot, mode) as (fake, adapter):
        said = await fake.user_says("C1", ASKED, thread=fake.now())
        await fake.looks_up(LOOK_UP, said)
        await adapter.idle()
        await fake.press(fake.posted[0], SHARE, user="U2")
        await adapter.idle()
        shared = fake.posted[1]
        assert (shared.via, shared.thread, shared.ephemeral_to) == (
            "chat.postMessage",
            said.event["thread_ts"],
            None,
        )
        assert shared.shown.startswith(f"„{ASKED}“\n12,5 Millionen Euro")
        assert shared.labels == ()


@both
async def test_where_the_bot_is_no_member_it_is_shared_in_the_channel(mode: Mode, bot: Bot) -> None:
    """Through the button's own address."""
    async with running(bot, mode) as (fake, adapter):
        said = await fake.user_says("C9", ASKED)
        await fake.looks_up(LOOK_UP, said)
        await adapter.idle()
        await fake.press(fake.posted[0], SHARE, user="U2")
        await adapter.idle()
        assert (fake.posted[1].via, fake.posted[1].ephemeral_to) == ("response_url", None)


async def test_a_message_without_words_is_answered_too(bot: Bot) -> None:
    """What was pressed is never met with silence."""
    async with running(bot, "socket") as (fake, adapter):
        said = await fake.user_says("C1", "")
        await fake.looks_up(LOOK_UP, said)
        await adapter.idle()
        assert fake.posted[0].shown.startswith("Das war keine Frage.")
        assert SHARE not in fake.posted[0].labels


async def test_the_buttons_of_what_was_looked_up_go_on_with_it(bot: Bot) -> None:
    """The source is that of the answer, for the same person."""
    async with running(bot, "socket") as (fake, adapter):
        said = await fake.user_says("C1", ASKED)
        await fake.looks_up(LOOK_UP, said)
        await adapter.idle()
        await fake.press(fake.posted[0], "Quelle im Zusammenhang", user="U2")
        await adapter.idle()
        assert "Der Bau kostete 12,5 Millionen Euro." in fake.posted[1].shown
        assert fake.posted[1].ephemeral_to == "U2"


async def test_an_answer_no_longer_known_cannot_be_shared_and_says_so(bot: Bot) -> None:
    """After a restart, for one."""
    async with running(bot, "socket") as (fake, adapter):
        await fake.slash("/frage", ASKED)
        await adapter.idle()
        answer = fake.posted[0]
        (row,) = (block for block in answer.blocks if block["type"] == "actions")
        next(e for e in row["elements"] if e["action_id"] == "share")["value"] = "share-99"
        await fake.press(answer, SHARE)
        await adapter.idle()
        assert fake.posted[1].shown.startswith("Dieser Knopf ist veraltet.")
        assert fake.posted[1].ephemeral_to == "U1"


@pytest.mark.parametrize("line", ["/hilfe", "/gibtsnicht", "/frage"])
async def test_what_is_said_to_the_asker_only_is_not_offered_to_share(line: str, bot: Bot) -> None:
    """Help and hints concern nobody else; neither does anything in a direct message."""
    async with running(bot, "socket") as (fake, adapter):
        await fake.slash(line, "")
        await fake.slash("/frage", ASKED, "D1")
        await adapter.idle()
        assert [posted.labels.count(SHARE) for posted in fake.posted] == [0, 0]


@pytest.mark.parametrize(
    ("channel", "shown"),
    [("C1", ("chat.postEphemeral", "C1", "U1")), ("C9", ("chat.postMessage", "DU1", None))],
)
async def test_an_address_that_is_used_up_costs_no_answer(
    channel: str, shown: tuple[str, str, str | None], bot: Bot
) -> None:
    """It is good five times and half an hour; then the asker is told beside the channel's messages, or in private where
    the bot is no member."""
    async with running(bot, "socket") as (fake, adapter):
        fake.fail_next("response_url", Fault(status=404))
        await fake.slash("/frage", ASKED, channel)
        await adapter.idle()
        (posted,) = fake.posted
        assert shown == (posted.via, posted.channel, posted.ephemeral_to)
        assert "12,5 Millionen Euro" in posted.shown


@both
async def test_help_says_what_to_do_in_threads(mode: Mode, bot: Bot) -> None:
    """Slack has no commands there; whichever way help was asked for, in its language."""
    async with running(bot, mode) as (fake, adapter):
        await fake.slash("/hilfe", "")
        await fake.slash("/start", "")
        await adapter.idle()
        await fake.press(fake.posted[1], "Hilfe")
        await fake.slash("/articles", "")
        await adapter.idle()
        said = ["In Threads kennt Slack keine Befehle" in posted.shown for posted in fake.posted]
        assert said == [True, False, True, False]
