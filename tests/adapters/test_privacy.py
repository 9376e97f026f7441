"""What stands of people in the files, byte for byte: who they are never, what they said for as long as it is needed."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from adapters import state_inbox
from adapters.feedback_log import SqliteFeedbackLog
from adapters.inbox import TRIES, NewEvent
from adapters.state_sqlite import State, open_state
from bot import conversation, engine, feedback
from bot.bot import Bot
from bot.messages import IncomingMessage, MessageKind, Reply
from bot.settings import Settings
from knowledge import build
from knowledge.sqlite_store import SqliteStore
from tests.adapters.inboxes import add

WHO, WHERE = "4711004711", "C0RANDOM99"
ASKED = "Wie hoch ist der Turm in Altmark?"
WRONG = "das ist viel zu hoch"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    folder = tmp_path_factory.mktemp("seeds")
    (folder / "turm.txt").write_text("date 2022 Der Turm in Altmark ist 90 Meter hoch.\n", encoding="utf-8")
    opened = build.refresh(folder, folder.parent / "turm.db")
    yield opened
    opened.close()


class Place:
    """One process with its files in `folder`; `idle` is how long a dialogue lasts."""

    def __init__(self, folder: Path, store: SqliteStore, idle: float = 60.0) -> None:
        self.folder, self._loop = folder, asyncio.get_running_loop()
        self.state: State = open_state(folder / "state.sqlite")
        self.log = SqliteFeedbackLog(folder / "feedback.sqlite")
        self.bot = Bot(
            store,
            Settings(conversation_idle=idle),
            feedback=self.log,
            memory=self.state.memory,
            on_forget=lambda person: asyncio.run_coroutine_threadsafe(
                self.state.inbox.forget(person), self._loop
            ).result(),
        )
        self._events = 0

    async def arrives(self, text: str, *, who: str = WHO) -> tuple[int, NewEvent]:
        self._events += 1
        payload = f'{{"from": "{who}", "chat": "{WHERE}", "text": "{text}"}}'
        keys = (f"{who}/{self._events}",)
        return self._events, NewEvent(
            platform="test", keys=keys, lane=f"{WHERE}/{who}", payload=payload, person=f"test/{who}"
        )

    async def say(self, text: str, *, who: str = WHO, kind: MessageKind = "message") -> Reply:
        number, new = await self.arrives(text, who=who)
        event = await add(self.state.inbox, new)
        assert event is not None
        await self.state.inbox.begin(event)
        message = IncomingMessage(
            platform="test",
            event_id=str(number),
            conversation=f"test/{WHERE}/{who}",
            sender=who,
            text=text,
            kind=kind,
        )
        reply = await asyncio.to_thread(self.bot.handle, message)
        await self.state.inbox.done(event)
        assert reply is not None
        return reply

    async def judge(self, reply: Reply, *, who: str = WHO) -> None:
        unhelpful = next(button.id for button in reply.buttons if button.label == "Nicht hilfreich")
        asked = await self.say(unhelpful, who=who, kind="button")
        comment = IncomingMessage(platform="test", event_id="c", conversation="c", sender=who, text=WRONG)
        self.bot.comment(comment, asked.comment_on)

    def holding(self, *texts: str) -> set[str]:
        """Which of the texts stand in any file."""
        everything = b"".join(file.read_bytes() for file in sorted(self.folder.iterdir()))
        return {text for text in texts if text.encode() in everything}

    def close(self) -> None:
        self.state.close()
        self.log.close()


@pytest.fixture
async def place(tmp_path: Path, store: SqliteStore) -> AsyncIterator[Place]:
    made = Place(tmp_path / "kept", store)
    yield made
    made.close()


async def test_nobody_can_be_known_by_the_files(place: Place) -> None:
    """Once it is answered and tidied up, neither the person's id nor the chat's is in any file; the dialogue is."""
    await place.judge(await place.say(ASKED))
    await place.state.inbox.prune(0.0)
    assert place.holding(WHO, WHERE, ASKED, WRONG) == {ASKED, WRONG}


async def test_all_files_are_their_owners_alone(place: Place) -> None:
    """State, feedback, their keys and what stands beside them: nobody else may read or write them."""
    await place.judge(await place.say(ASKED))
    modes = {file.name: file.stat().st_mode & 0o077 for file in place.folder.iterdir()}
    assert {"state.sqlite", "state.key", "feedback.sqlite", "feedback.key"} < modes.keys()
    assert set(modes.values()) == {0}


async def test_what_was_asked_goes_with_the_dialogue(tmp_path: Path, store: SqliteStore) -> None:
    """When a dialogue has lasted its time and was tidied up, its question is in no file; nobody judged the answer."""
    place = Place(tmp_path / "kept", store, idle=0.0)
    await place.say(ASKED)
    await place.state.inbox.prune(0.0)
    assert place.holding(WHO, WHERE, ASKED) == set()
    place.close()


async def test_who_is_forgotten_is_in_no_file(place: Place) -> None:
    """Neither what they asked nor what they thought of it; what another asked stays."""
    other = "Wo steht der Turm, der 90 Meter hoch ist?"
    await place.judge(await place.say(ASKED))
    await place.say(other, who="5522005522")
    await place.say("/vergiss")
    await place.state.inbox.prune(0.0)
    assert place.holding(WHO, ASKED, WRONG, other) == {other}


async def test_what_was_set_aside_stays_for_the_retention_or_until_forgotten(place: Place) -> None:
    """As it came, for whoever looks into what went wrong."""
    for who in (WHO, "5522005522", "6633006633"):
        _, new = await place.arrives(ASKED, who=who)
        event = await add(place.state.inbox, new)
        assert event is not None
        assert [await place.state.inbox.failed(event, "broken") for _ in range(TRIES)] == [False] * (TRIES - 1) + [True]
    await place.state.inbox.prune(time.time() - 3600.0)
    assert place.holding(WHO, "5522005522") == {WHO, "5522005522"}
    await place.say("/vergiss")
    await place.state.inbox.prune(0.0)
    assert place.holding(WHO, "5522005522") == {"5522005522"}
    await place.state.inbox.prune(time.time() + 1.0)
    assert place.holding("5522005522", ASKED) == set()


async def test_the_log_tells_nothing_of_people(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever is asked, judged and forgotten, at whatever level."""
    with caplog.at_level(logging.DEBUG):
        await place.judge(await place.say(ASKED))
        await place.say("/vergiss")
    assert not [text for text in (WHO, WHERE, ASKED, WRONG) if text in caplog.text]


def test_the_readme_says_how_long() -> None:
    """Every time and number in its section is that of the code."""
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    section = readme.partition("## What is kept of people")[2].partition("\n## ")[0]
    rows = dict(re.findall(r"^\| (.{12}).*\| \S+ \| (.*) \|$", section, re.MULTILINE))
    default, day = Settings(), 86_400.0
    for row in ("A message as", "After *Hilfr", "A question t"):
        assert f"{default.retention / day:.0f} days" in rows[row]
    for row in ("The dialogue", "The same as "):
        assert f"{default.conversation_idle / 60:.0f} minutes" in rows[row]
    assert f"{state_inbox._KEYS_KEPT / day:.0f} days" == rows["That it came"]
    assert "failed three times" in section
    assert TRIES == 3
    assert "up to five questions" in section
    assert conversation._RETOLD == 5
    assert f"last {feedback._REMEMBERED:,} answers" in section
    assert f"last {engine._ASKED_LATELY:,} questions" in " ".join(section.split())
