"""The adapter stopped at any moment and started again on the same inbox and memory: nothing lost, nothing twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from adapters.fakes import slack_payloads as payloads
from adapters.fakes.slack import FakeSlack, Fault
from adapters.fakes.slack_running import Mode, served, settings
from adapters.inbox import Event, Inbox, InboxError, NewEvent
from adapters.slack import SlackAdapter
from adapters.slack_inbound import person
from adapters.state_sqlite import State, open_state
from bot.bot import Bot
from bot.messages import AnswerBlock, IncomingMessage, Outcome, Reply, Status
from bot.settings import Settings
from knowledge import build

both = pytest.mark.parametrize("mode", ["socket", "http"])
TEXT = (
    "date 2024-05 Die Gemeinde Ostheim hat am 4. Mai 2024 eine neue Halle am Fluss Elbe eröffnet. "
    "Der Bau kostete 12,5 Millionen Euro. Bürgermeisterin Karla Engel durchschnitt das Band.\n"
)
ASKED = "Wie viel kostete der Bau?"
SHARE = "Im Kanal teilen"


@dataclass
class Echo:
    """Says what was said; anything said that begins with `boom` breaks it."""

    heard: list[str] = field(default_factory=list)

    def handle(self, message: IncomingMessage) -> Reply | None:
        self.heard.append(message.text)
        if message.text.startswith("boom"):
            raise RuntimeError(message.text)
        if not message.addressed:
            return None
        return Reply(blocks=(AnswerBlock(text=message.text),), outcome=Outcome(status=Status.ANSWERED, language="de"))


class Conversing(Echo):
    """Notes in which dialogue it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.conversations: list[str] = []

    def handle(self, message: IncomingMessage) -> Reply | None:
        self.conversations.append(message.conversation)
        return super().handle(message)


class Run:
    """One adapter after another on one state and one fake. `inbox` wraps the state's."""

    def __init__(self, fake: FakeSlack, mode: Mode, state: State, bot: Any) -> None:
        self.fake, self.mode, self.state, self.bot = fake, mode, state, bot
        self.inbox: Inbox = state.inbox
        self.adapter: SlackAdapter | None = None
        self._runner: web.AppRunner | None = None

    async def start(self, **changed: Any) -> SlackAdapter:
        chosen = replace(settings(self.fake, self.mode), **changed)
        self.adapter = SlackAdapter(self.bot, chosen, self.inbox, self.state.memory)
        await self.adapter.start()
        if self.mode == "http":
            self._runner, self.fake.events_url = await served(self.adapter)
        return self.adapter

    async def stop(self) -> None:
        if self.adapter is not None:
            await self.adapter.stop()
        if self._runner is not None:
            await self._runner.cleanup()
        self.adapter = self._runner = None


@asynccontextmanager
async def running(mode: Mode, folder: Path, bot: Any) -> AsyncIterator[Run]:
    async with FakeSlack(ack_within=1.0) as fake:
        state = open_state(folder / "state.sqlite")
        run = Run(fake, mode, state, bot)
        try:
            yield run
        finally:
            await run.stop()
            state.close()


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seeds")
    (folder / "halle.txt").write_text(TEXT, "utf-8")
    return folder


@pytest.fixture
def store(seeds: Path, tmp_path: Path) -> Iterator[Any]:
    opened = build.refresh(seeds, tmp_path / "facts.db")
    yield opened
    opened.close()


def texts(fake: FakeSlack) -> list[str]:
    return [posted.shown for posted in fake.posted]


@both
async def test_what_was_acknowledged_and_not_answered_is_answered_after_the_start(mode: Mode, tmp_path: Path) -> None:
    """Once each and in order, of messages, commands and mentions, though the adapter stopped without waiting."""
    async with running(mode, tmp_path, Echo()) as run:
        await run.start(drain=0.0)
        run.fake.fail_next("chat.postMessage", Fault(slow=1.0, status=500))
        run.fake.fail_next("response_url", Fault(slow=1.0, status=500))
        for text in ("eins", "zwei"):
            assert (await run.fake.user_says("D1", text)).acked
        assert (await run.fake.slash("/frage", "drei")).acked
        await run.fake.wait_until(lambda: "chat.postMessage" in run.fake.calls)
        await run.stop()
        assert run.fake.posted == []
        adapter = await run.start()
        await adapter.idle()
        assert sorted(texts(run.fake)) == ["/frage drei", "eins", "zwei"]
        assert [text for text in texts(run.fake) if "drei" not in text] == ["eins", "zwei"]


async def test_an_answer_that_arrived_before_the_stop_is_not_sent_again(tmp_path: Path) -> None:
    """Slack took it and the adapter never heard so: the next start looks, and remembers where it stands."""
    async with running("socket", tmp_path, Echo()) as run:
        await run.start(drain=0.0)
        run.fake.fail_next("chat.postMessage", Fault(after=True, slow=2.0))
        said = await run.fake.user_says("C1", f"{run.fake.mention} Wer?")
        await run.fake.wait_for_reply()
        await run.stop()
        adapter = await run.start()
        await adapter.idle()
        await run.fake.user_says("C1", "Und wann?", thread=said.event["ts"])
        await adapter.idle()
        assert texts(run.fake) == ["Wer?", "Und wann?"]


@both
async def test_an_inbox_that_cannot_be_written_acknowledges_nothing(mode: Mode, tmp_path: Path) -> None:
    """So that Slack sends it again; it is answered once when it can be."""

    class Full:
        """Refuses the first two writes."""

        def __init__(self, inbox: Inbox) -> None:
            self._inbox, self.refused = inbox, 0

        async def add_all(self, new: Sequence[NewEvent], *, begin: Sequence[bool] = ()) -> tuple[Event | None, ...]:
            if self.refused < 2:
                self.refused += 1
                raise InboxError("state.sqlite: cannot be written.")
            return await self._inbox.add_all(new, begin=begin)

        def __getattr__(self, name: str) -> Any:
            return getattr(self._inbox, name)

    async with running(mode, tmp_path, Echo()) as run:
        run.inbox = Full(run.state.inbox)  # type: ignore[assignment]  # the rest is the other's
        adapter = await run.start()
        run.fake.deliveries.ack_within = 0.2
        delivery = await run.fake.user_says("D1", "Wer?")
        await adapter.idle()
        assert (delivery.acked, delivery.attempts, texts(run.fake)) == (True, 3, ["Wer?"])


async def test_ten_thousand_duplicates_among_them_malformed_are_answered_once(tmp_path: Path) -> None:
    """Delivered at once, over both of a mention's events; what is broken costs nothing."""
    async with running("socket", tmp_path, Echo()) as run:
        adapter = await run.start()
        said = payloads.said("message", channel="D1", user="U1", text="Wer?", ts=run.fake.now(), thread=None)
        broken = payloads.envelope({"type": "message"}, "Ev-broken") | {"event": "x"}
        run.fake.deliveries.ack_within = 60.0
        for _ in range(20):
            copies = [run.fake.event(said, event_id="Ev1") for _ in range(500)]
            taken = await asyncio.gather(*copies, run.fake.deliver("events_api", broken))
            assert all(delivery.acked for delivery in taken)
        await adapter.idle()
        assert texts(run.fake) == ["Wer?"]


@both
async def test_a_request_signed_once_is_answered_once_also_after_a_restart(mode: Mode, tmp_path: Path) -> None:
    """Whoever replays it gets it acknowledged."""
    async with running(mode, tmp_path, Echo()) as run:
        said = payloads.said("message", channel="D1", user="U1", text="Wer?", ts=run.fake.now(), thread=None)
        for _ in range(3):
            adapter = await run.start()
            assert (await run.fake.event(said, event_id="Ev1")).acked
            await adapter.idle()
            await run.stop()
        assert texts(run.fake) == ["Wer?"]


async def test_what_breaks_the_bot_is_owned_up_to_once_and_only_to_the_person(tmp_path: Path) -> None:
    """After the third try; not again after a restart."""
    bot = Echo()
    async with running("socket", tmp_path, bot) as run:
        adapter = await run.start()
        await run.fake.user_says("C1", f"{run.fake.mention} boom")
        await adapter.idle()
        await run.stop()
        await (await run.start()).idle()
        (posted,) = run.fake.posted
        assert (bot.heard, posted.ephemeral_to) == (["boom"] * 3, "U1")


@both
async def test_a_thread_goes_on_after_a_restart(mode: Mode, tmp_path: Path, store: Any) -> None:
    """Without a new mention, with the dialogue as it was; an edited question edits its answer."""
    async with running(mode, tmp_path, None) as run:
        run.bot = Bot(store, memory=run.state.memory)
        adapter = await run.start()
        said = await run.fake.user_says("C1", f"{run.fake.mention} {ASKED}")
        await adapter.idle()
        await run.stop()
        run.bot = Bot(store, memory=run.state.memory)
        adapter = await run.start()
        await run.fake.user_says("C1", "Und wer durchschnitt das Band?", thread=said.event["ts"])
        await adapter.idle()
        assert "Karla Engel" in run.fake.posted[1].shown
        await run.fake.edits(said, f"{run.fake.mention} Wer durchschnitt das Band?")
        await adapter.idle()
        assert ("Karla Engel" in run.fake.posted[0].shown, run.fake.posted[0].edited) == (True, True)
        assert len(run.fake.posted) == 2


@pytest.mark.parametrize("under", ["question", "answer"])
async def test_a_thread_in_a_direct_message_is_its_dialogue_after_a_restart(under: str, tmp_path: Path) -> None:
    """Whether it hangs under what was asked there or under what was answered; one under nothing of it is another."""
    bot = Conversing()
    async with running("socket", tmp_path, bot) as run:
        adapter = await run.start()
        said = await run.fake.user_says("D1", "Wer?")
        await adapter.idle()
        await run.stop()
        adapter = await run.start()
        thread = said.event["ts"] if under == "question" else run.fake.posted[0].ts
        await run.fake.user_says("D1", "Und wann?", thread=thread)
        await run.fake.user_says("D1", "Und wo?", thread="1.000001")
        await adapter.idle()
        assert bot.conversations[0] == bot.conversations[1] != bot.conversations[2]


async def test_an_answer_can_be_shared_after_a_restart(tmp_path: Path, store: Any) -> None:
    """With the question; two answers given before and after it are not taken for each other."""
    async with running("socket", tmp_path, Bot(store, Settings())) as run:
        for text in (ASKED, "Wer durchschnitt das Band?"):
            adapter = await run.start()
            await run.fake.slash("/frage", text)
            await adapter.idle()
            await run.stop()
        adapter = await run.start()
        await run.fake.press(run.fake.posted[0], SHARE)
        await adapter.idle()
        shared = run.fake.posted[-1]
        assert (shared.ephemeral_to, "12,5 Millionen Euro" in shared.shown, ASKED in shared.shown) == (None, True, True)


async def test_a_command_older_than_its_address_is_answered_beside_the_channel(tmp_path: Path) -> None:
    """A response_url is good for half an hour; the bot was down for longer."""
    now = [0.0]
    async with FakeSlack(ack_within=1.0, clock=lambda: now[0]) as fake:
        state = open_state(tmp_path / "state.sqlite")
        run = Run(fake, "socket", state, Echo())
        await run.start(drain=0.0)
        fake.fail_next("response_url", Fault(slow=1.0, status=500))
        await fake.slash("/frage", "Wer?")
        await run.stop()
        now[0] = 3_600.0
        await (await run.start()).idle()
        (posted,) = fake.posted
        assert (posted.via, posted.ephemeral_to, posted.shown) == ("chat.postEphemeral", "U1", "/frage Wer?")
        await run.stop()
        state.close()


async def test_whoever_is_forgotten_is_no_longer_heard_without_a_mention(tmp_path: Path) -> None:
    """What is kept of them goes by the name that their messages carry; what is kept of others stays."""
    async with running("socket", tmp_path, Echo()) as run:
        adapter = await run.start()
        thread = (await run.fake.user_says("C1", f"{run.fake.mention} eins")).event["ts"]
        await run.fake.user_says("C1", f"{run.fake.mention} zwei", user="U2", thread=thread)
        await adapter.idle()
        run.state.memory.forget(person(payloads.HOME.id, "U1"))
        for user in ("U1", "U2"):
            await run.fake.user_says("C1", f"Und {user}?", user=user, thread=thread)
        await adapter.idle()
        assert texts(run.fake) == ["eins", "zwei", "Und U2?"]
