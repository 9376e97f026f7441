"""`make soak`: the product under steady load for a long time, all four ways in at once.

Two processes of `nachgefragt serve` run, one by webhook and Socket Mode, one by polling and HTTP. Right before, people
who ask as soon as they are answered show how many messages a second each way takes; then others ask at 80 % of that,
whether they are answered or not. Each minute prints: answers a second; seconds from question to answer (p50, p99); MiB
in memory of both processes; questions owed an answer, and open rows in both states; lost. ok at the end where none was
lost or answered twice, memory grew by at most a tenth after the warm-up, and the p99 of the last quarter is at most 1.5
times that of the first one after the warm-up.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import logging
import random
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from tests.torture import built
from tests.torture_ledger import KNOWN, Known, together
from tests.torture_sides import Side, Way
from tests.torture_stage import Options, Stage, answered, stage

PAIRS: tuple[tuple[Way, ...], ...] = (("Telegram webhook", "Slack Socket Mode"), ("Telegram polling", "Slack HTTP"))
SHARE = 0.8  # of the ceiling
GROWTH = 1.10
SLOWER = 1.5
_ASKING = 48  # people at once while the ceiling is sought, on each way
_MINUTE = 60.0
_LONG = 30.0  # seconds that somebody waits while the ceiling is sought


@dataclass(frozen=True, slots=True, kw_only=True)
class Minute:
    """`times` are seconds from question to answer of what was asked in this minute, `rss` in MiB."""

    times: tuple[float, ...]
    rss: float

    @property
    def p99(self) -> float:
        return quantile(self.times, 0.99)


class Crowd:
    """The people on one way in. Each asks all known questions, in an order of their own, and then is somebody else."""

    def __init__(self, side: Side, chats: Iterator[int], chance: random.Random) -> None:
        self.side, self._chats, self._chance = side, chats, chance
        self._people: list[Iterator[tuple[int, Known]]] = []
        self._turns: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._tasks: set[asyncio.Task[None]] = set()

    def next(self, person: int) -> tuple[int, Known]:
        """What somebody asks next, and in which chat."""
        while len(self._people) <= person:
            self._people.append(iter(()))
        found = next(self._people[person], None)
        if found is None:
            chat = next(self._chats)
            self._people[person] = iter([(chat, known) for known in self._chance.sample(KNOWN, len(KNOWN))])
            return next(self._people[person])
        return found

    async def eager(self, seconds: float) -> float:
        """Answers a second while everybody asks again as soon as they are answered."""
        until = time.monotonic() + seconds

        async def ask(person: int) -> int:
            good = 0
            while time.monotonic() < until:
                good += await answered([await self.side.ask(*self.next(person))], _LONG)
            return good

        began = time.monotonic()
        good = sum(await asyncio.gather(*map(ask, range(_ASKING))))
        return good / (time.monotonic() - began)

    async def steady(self, rate: float) -> None:
        """So many questions a second, until cancelled."""
        due, people = time.monotonic(), max(_ASKING, int(rate * 2))
        for number in itertools.count():
            task = asyncio.create_task(self._ask(number % people))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            due += self._chance.expovariate(rate)
            await asyncio.sleep(max(0.0, due - time.monotonic()))

    async def _ask(self, person: int) -> None:
        """Nobody sends a message before their last one has left them."""
        async with self._turns[person]:
            await self.side.ask(*self.next(person))

    async def quiet(self) -> None:
        await asyncio.gather(*self._tasks)


def quantile(times: Sequence[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(share * len(times)))] if times else float("nan")


def faults(minutes: Sequence[Minute], warm_up: int) -> list[str]:
    """What grew that must not, after the minutes of the warm-up."""
    found = []
    start, end = minutes[warm_up - 1].rss, minutes[-1].rss
    if end > GROWTH * start:
        found.append(f"memory grew from {start:.0f} to {end:.0f} MiB after the warm-up")
    after = minutes[warm_up:]
    quarter = max(1, len(after) // 4)
    first, last = (_p99(part) for part in (after[:quarter], after[-quarter:]))
    if not last <= SLOWER * first:
        found.append(f"p99 went from {first:.2f} to {last:.2f} s")
    return found


def _p99(minutes: Sequence[Minute]) -> float:
    return quantile([took for minute in minutes for took in minute.times], 0.99)


def open_rows(stages: Sequence[Stage]) -> int:
    """In the states' files."""
    rows = 0
    for at in stages:
        state = Path(at.product.environment["NACHGEFRAGT_STATE"])
        if state.exists():
            with closing(sqlite3.connect(f"{state.as_uri()}?mode=ro", uri=True)) as connection:
                rows += connection.execute("SELECT count(*) FROM event WHERE state != 'aside'").fetchone()[0]
    return rows


async def minute(stages: Sequence[Stage], number: int, seconds: float) -> Minute:
    """Waits for its end, prints its line, and lets go of what is answered."""
    began = time.monotonic()
    await asyncio.sleep(seconds)
    questions = [question for at in stages for question in at.questions if question.asked >= began - seconds]
    fresh = [question for question in questions if question.answers and question.answers[0] >= began]
    made = Minute(
        times=tuple(question.answers[0] - question.asked for question in fresh),
        rss=sum(at.product.rss() for at in stages),
    )
    owed = sum(side.ledger.waiting for at in stages for side in at.sides)
    print(
        f"{number:>3} min  {len(fresh) / seconds:6.1f}/s  p50 {statistics.median(made.times or (0.0,)):6.3f} s  "
        f"p99 {made.p99:6.3f} s  {made.rss:5.0f} MiB  owed {owed:>4}  open rows {open_rows(stages):>4}  "
        f"lost {_overdue(stages)}",
        flush=True,
    )
    for side in (side for at in stages for side in at.sides):
        side.ledger.retire(time.monotonic() - seconds)
        side.tidy()
    return made


def _overdue(stages: Sequence[Stage]) -> int:
    """Acknowledged a minute ago, and not answered."""
    limit = time.monotonic() - _MINUTE
    return sum(
        question.acknowledged is not None and question.acknowledged < limit and not question.answers
        for at in stages
        for question in at.questions
    )


async def soak(options: Options, minutes: int, seconds: float, ceiling: float) -> list[str]:
    """The faults. `seconds` is how long a minute lasts, `ceiling` how long the ceiling is sought."""
    async with AsyncExitStack() as stack:
        stages = [await stack.enter_async_context(stage("soak " + ways[0], options, *ways)) for ways in PAIRS]
        await asyncio.gather(*(at.product.start() for at in stages))
        chats, chance = itertools.count(1), options.chance("soak")
        crowds = [Crowd(side, chats, chance) for at in stages for side in at.sides]
        await asyncio.gather(*(crowd.eager(ceiling / 4) for crowd in crowds))
        rates = await asyncio.gather(*(crowd.eager(ceiling) for crowd in crowds))
        for crowd, rate in zip(crowds, rates, strict=True):
            print(f"{crowd.side.way}: {rate:.1f} messages/s at most, soaked at {SHARE * rate:.1f}", flush=True)
        asking = [asyncio.create_task(crowd.steady(SHARE * rate)) for crowd, rate in zip(crowds, rates, strict=True)]
        seen = [await minute(stages, number, seconds) for number in range(1, minutes + 1)]
        for task in asking:
            task.cancel()
        await asyncio.gather(*(crowd.quiet() for crowd in crowds))
        outcomes = [await at.outcome() for at in stages]
    count = together([outcome.count for outcome in outcomes])
    print(f"asked {count.asked}, acknowledged {count.acknowledged}, answered {count.answered}, lost {count.lost}")
    return [*(fault for outcome in outcomes for fault in outcome.faults), *faults(seen, warm_up(minutes))]


def warm_up(minutes: int) -> int:
    return max(1, minutes // 5)


async def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description="Steady load for a long time.")
    parser.add_argument("--minutes", default=20, type=int, metavar="N")
    parser.add_argument("--seed", default=1, type=int, metavar="N")
    options = parser.parse_args(arguments)
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)
    folder = Path(tempfile.mkdtemp(prefix="soak-"))
    print(f"seed {options.seed}, logs in {folder}", flush=True)
    given = Options(folder=folder, store=await built(folder), seed=options.seed)
    found = await soak(given, options.minutes, _MINUTE, ceiling=20.0)
    print("ok" if not found else f"FAIL {'; '.join(found)}", flush=True)
    if not found:
        shutil.rmtree(folder)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
