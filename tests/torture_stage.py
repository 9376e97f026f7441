"""One scenario's stage: a folder, one product process, one or two platforms, and people who keep asking."""

from __future__ import annotations

import asyncio
import itertools
import random
import shutil
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.torture_ledger import KNOWN, Count, Question, together
from tests.torture_process import DRAIN, Product, environment, free_port
from tests.torture_sides import Side, Way
from tests.torture_slack import Slack
from tests.torture_telegram import Telegram

PEOPLE: Final = 24
BURST: Final = 3  # questions somebody asks in a row, without waiting
_WAIT: Final = 3.0  # seconds that somebody waits for answers before others ask
_SILENCE: Final = 15.0  # seconds without any answer after which those still owed count as lost
_LOOK: Final = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """`store` is built from the seeds. `short`: as little as shows that the scenario still holds."""

    folder: Path
    store: Path
    seed: int
    short: bool = False

    def chance(self, name: str) -> random.Random:
        return random.Random(f"{self.seed} {name}")

    def either(self, full: int, short: int) -> int:
        return short if self.short else full


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """No `faults`: ok."""

    count: Count
    notes: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class Stage:
    """`note` and `fault` are gathered for the outcome. Chats are used once."""

    folder: Path
    product: Product
    sides: tuple[Side, ...]
    chance: random.Random
    notes: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    chats: Iterator[int] = field(default_factory=lambda: itertools.count(100))
    _asking: list[asyncio.Task[None]] = field(default_factory=list)
    _going: bool = False

    def people(self, many: int = PEOPLE) -> None:
        """So many keep asking, on all platforms, until `quiet`."""
        self._going = True
        for number in range(many):
            side = self.sides[number % len(self.sides)]
            self._asking.append(asyncio.create_task(self._person(side)))

    async def quiet(self) -> None:
        """Nobody asks any more."""
        self._going = False
        await asyncio.gather(*self._asking)
        self._asking.clear()

    async def _person(self, side: Side) -> None:
        while self._going:
            await answered(await self.ask(side), _WAIT)

    async def ask(self, side: Side, many: int = BURST) -> list[Question]:
        """Somebody new asks so many different questions in a row."""
        chat = next(self.chats)
        return [await side.ask(chat, known) for known in self.chance.sample(KNOWN, many)]

    async def ask_all(self, many: int) -> list[Question]:
        """So many people ask one question each at once, half on each platform where there are two."""
        asking = (self.ask(self.sides[number % len(self.sides)], 1) for number in range(many))
        return [question for asked in await asyncio.gather(*asking) for question in asked]

    def ask_meanwhile(self, many: int) -> None:
        """As `ask_all`, without waiting for Slack to be acknowledged."""
        self._asking.append(asyncio.create_task(self._asked(many)))

    async def _asked(self, many: int) -> None:
        await self.ask_all(many)

    @property
    def questions(self) -> list[Question]:
        return [question for side in self.sides for question in side.ledger.questions]

    async def serving(self) -> None:
        """The product is started, and answers."""
        await self.product.start()
        self.check(await answered(await self.ask_all(6), 30), "not answered while all was well")

    async def kill(self) -> None:
        """The moment counts before the process is gone: nothing it said before can come after."""
        for side in self.sides:
            side.ledger.killed()
        await self.product.kill()

    async def settled(self, silence: float = _SILENCE) -> None:
        """Until every question is answered, or nothing came for so long."""
        began = time.monotonic()
        while any(side.ledger.waiting for side in self.sides):
            newest = max(began, *(side.ledger.last_answer for side in self.sides))
            if time.monotonic() - newest > silence:
                return
            await asyncio.sleep(_LOOK)

    async def outcome(self, *, silence: float = _SILENCE) -> Outcome:
        """Nobody asks any more; all is answered that will be, as no answer for so many seconds shows; the process ends
        as asked, and says nothing afterwards. What is not as it must be is a fault."""
        await self.quiet()
        await self.settled(silence)
        self.check(await self.ready(200), f"it does not say that all is well: {await self.product.health('/readyz')}")
        code, seconds = await self.product.stop()
        self.check(code == 0, f"exit {code} on SIGTERM: {self.product.last_line()}")
        self.check(seconds < DRAIN + 3, f"SIGTERM took {seconds:.1f} s")
        self._read_log()
        count = together([side.ledger.count() for side in self.sides])
        for side in self.sides:
            where = f"{side.way}: " if len(self.sides) > 1 else ""
            self.faults += [where + fault for fault in judged(side.ledger.count())]
        if count.kills:
            mean = count.duplicates / count.kills
            self.notes.append(f"{count.kills} kills, duplicates a kill: mean {mean:.2f}, worst {count.worst_kill}")
        return Outcome(count=count, notes=tuple(self.notes), faults=tuple(self.faults))

    async def ready(self, status: int, patience: float = 10.0) -> bool:
        """Whether `/readyz` answers with this status by then."""
        until = time.monotonic() + patience
        while (said := await self.product.health("/readyz")) is None or said[0] != status:
            if time.monotonic() > until:
                return False
            await asyncio.sleep(_LOOK)
        return True

    def _read_log(self) -> None:
        """No question, answer, person or secret may stand there."""
        log = self.product.log.read_text(encoding="utf-8", errors="replace")
        told = [*(known.text for known in KNOWN), *(secret for side in self.sides for secret in side.secrets)]
        self.check(not any(one in log for one in told), "its log holds a question or a secret")
        errors = [line for line in log.splitlines() if " ERROR " in line]
        if errors:
            self.notes.append(f"{len(errors)} errors in its log, the last: {errors[-1][:120]}")

    def check(self, holds: bool, fault: str) -> None:
        if not holds:
            self.faults.append(fault)


def judged(count: Count) -> list[str]:
    """What of it must not be."""
    faults = []
    if not count.answered:
        faults.append("nothing was answered")
    if count.lost:
        faults.append(f"{count.lost} lost")
    if count.unprovoked:
        faults.append(f"{count.unprovoked} answered twice without a kill")
    if count.duplicates > count.kills + count.unprovoked:
        faults.append(f"{count.duplicates} duplicates after {count.kills} kills")
    if count.disordered:
        faults.append(f"{count.disordered} out of order")
    if count.strays:
        faults.append(f"{len(count.strays)} strays, the first: {count.strays[0]!r}")
    return faults


async def answered(questions: Sequence[Question], seconds: float) -> bool:
    """Whether all were answered within so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            for question in questions:
                if not question.given_up:
                    await question.answered.wait()
    except TimeoutError:
        return False
    return True


async def acknowledged(questions: Sequence[Question], seconds: float) -> bool:
    """Whether all were acknowledged within so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            for question in questions:
                await question.taken.wait()
    except TimeoutError:
        return False
    return True


def side(way: Way, port: int) -> Side:
    return Telegram(way, port) if way.startswith("Telegram") else Slack(way, port)


@asynccontextmanager
async def stage(name: str, options: Options, *ways: Way, **given: str) -> AsyncIterator[Stage]:
    """Nothing runs yet but the platforms. `given` are more variables of the environment."""
    folder = options.folder / name.replace(" ", "-").replace(",", "")
    for inner in ("state", "feedback"):
        (folder / inner).mkdir(parents=True)
    shutil.copy(options.store, folder / "facts.sqlite")
    port = free_port()
    async with AsyncExitStack() as stack:
        sides = tuple([await stack.enter_async_context(side(way, port)) for way in ways])
        variables = given | {key: value for one in sides for key, value in one.environment.items()}
        product = Product(environment(folder, port, variables), folder / "serve.log")
        made = Stage(folder=folder, product=product, sides=sides, chance=options.chance(name))
        try:
            yield made
        finally:
            await made.quiet()
            await product.kill()
