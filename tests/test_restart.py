"""A restart changes nothing of what is said: conversations of several turns, in tests/conversations and at the seed,
with a new bot on the same memory before each turn, and with the same bot all the way."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from adapters.conversation_cases import Case, find_files
from adapters.conversation_drivers import CoreDriver
from adapters.conversation_reading import read_cases
from adapters.seen import Room
from bot.bot import Bot
from bot.memory import Memory, VolatileMemory
from bot.messages import IncomingMessage, Reply
from knowledge import build
from knowledge.sqlite_store import SqliteStore
from knowledge.store import FactStore

ROOT = Path(__file__).parent.parent
FILES = find_files([ROOT / "seeds/docker-series-b.conversations.yaml", ROOT / "tests/conversations"])
CASES = [
    case
    for path in FILES
    for case in read_cases(path)
    if len(case.turns) > 1 and "core" in case.on and not CoreDriver().cannot(Room(key="1"), case.actions)
]


class Restarting(Bot):
    """Ends after each message; the next is for another bot, which has only what was written down."""

    def __init__(self, store: FactStore, memory: Memory) -> None:
        self._seen, self._written = store, memory

    def handle(self, message: IncomingMessage) -> Reply | None:
        return Bot(self._seen, clock=clock, memory=self._written).handle(message)


def clock() -> float:
    return 1000.0


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Case], FactStore]]:
    """The store that a case is played on; each is built once."""
    made: dict[tuple[Path, bool], SqliteStore] = {}
    folder = tmp_path_factory.mktemp("stores")

    def store(case: Case) -> FactStore:
        key = case.seeds or ROOT / "seeds", case.curated
        if key not in made:
            made[key] = build.refresh(key[0], folder / f"{len(made)}.sqlite", curated=case.curated)
        return made[key]

    yield store
    for one in made.values():
        one.close()


def played(case: Case, bot: Bot) -> list[Reply]:
    """All that the bot says."""
    driver, room = CoreDriver(), Room(key="1", place=case.place, locale=case.locale)

    async def play() -> None:
        await driver.start(bot)
        for turn in case.turns:
            await driver.act(room, turn.action)

    asyncio.run(play())
    return driver.replies


def test_enough_is_played() -> None:
    """Conversations of several turns in private, in groups and in threads."""
    assert len(CASES) >= 50
    assert {case.place for case in CASES} == {"private", "group", "thread"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.path.stem}-{case.line}")
def test_a_conversation_goes_on_after_each_restart(stores: Callable[[Case], FactStore], case: Case) -> None:
    """Every reply is, to the last button, what the same bot would have said."""
    store = stores(case)
    expected = played(case, Bot(store, clock=clock))
    assert played(case, Restarting(store, VolatileMemory(clock))) == expected
