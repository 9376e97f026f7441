"""`make torture`: the product under what must not harm it, and a table of what came of it.

Each scenario runs `nachgefragt serve` as a process against the strict fakes over real sockets; people ask questions
whose answers are known, and every question is accounted for. asked: questions put to the platform; acknowledged: the
platform was told that they were taken; answered: at least once; lost: acknowledged, not answered; twice: answers beyond
the first. Exit code 1 if anything is not as it must be. The seed makes the harness choose the same again; what the
product does meanwhile is its own affair.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import shutil
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests import torture_disk as disk
from tests import torture_events as events
from tests import torture_network as network
from tests import torture_store as store
from tests.torture_kills import kills
from tests.torture_ledger import Count
from tests.torture_process import ROOT, environment, free_port, run
from tests.torture_sides import WAYS, Way
from tests.torture_stage import Options, Outcome

AT_ONCE = 2  # scenarios, one for each core
_LONGEST = 300.0  # seconds; a scenario that takes longer hangs
_COLUMNS = "{:<34} {:>6} {:>6} {:>6} {:>5} {:>6} {:>6}  {:<4} {}"

Run = Callable[[Options], Awaitable[Outcome]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    name: str
    run: Run
    short: bool = True  # part of the short form


def _each(
    name: str, run: Callable[[Way, Options], Awaitable[Outcome]], *ways: Way, short: Sequence[Way]
) -> tuple[Scenario, ...]:
    return tuple(Scenario(name=f"{name}, {way}", run=partial(run, way), short=way in short) for way in ways)


def _long(name: str, run: Run) -> Scenario:
    return Scenario(name=name, run=run, short=False)


_WEBHOOK, _POLLING, _HTTP, _SOCKET = WAYS

SCENARIOS = (
    *_each("kills", kills, *WAYS, short=WAYS),
    Scenario(name="kills, nachgefragt build", run=store.building),
    _long("kills, store refreshed at start", partial(store.refreshing, _POLLING)),
    Scenario(name="disk full, webhook and socket", run=partial(disk.full_limit, disk.WEBHOOK_AND_SOCKET)),
    _long("disk full, polling and HTTP", partial(disk.full_limit, disk.POLLING_AND_HTTP)),
    _long("disk full, file system of 16 MiB", partial(disk.full_disk, disk.WEBHOOK_AND_SOCKET)),
    _long("disk read-only at start", partial(disk.read_only, disk.WEBHOOK_AND_SOCKET)),
    Scenario(name="database locked, webhook, socket", run=partial(disk.locked, disk.WEBHOOK_AND_SOCKET)),
    _long("database locked, polling, HTTP", partial(disk.locked, disk.POLLING_AND_HTTP)),
    _long("clock a day ahead, then behind", partial(events.clock, disk.WEBHOOK_AND_SOCKET)),
    _long("platforms down at start", network.down_at_start),
    _long("platforms down for a while", network.down_for_a_while),
    Scenario(name="platforms down for good", run=network.down_for_good),
    *_each("duplicates", events.duplicates, *WAYS, short=(_WEBHOOK, _SOCKET)),
    *_each("malformed", events.malformed, *WAYS, short=(_POLLING, _HTTP)),
    Scenario(name="429 to every second message", run=network.too_many),
    _long("slow platforms", network.slow_platform),
    _long("slow clients of the HTTP port", network.slow_clients),
    *_each("poisoned event", events.poisoned, _WEBHOOK, _SOCKET, short=(_WEBHOOK,)),
)


async def played(scenario: Scenario, options: Options) -> tuple[Outcome, float]:
    """What came of it, and the seconds it took. What breaks the scenario is a fault of it."""
    began = time.monotonic()
    try:
        async with asyncio.timeout(_LONGEST):
            outcome = await scenario.run(options)
    except Exception as error:  # noqa: BLE001 - the other scenarios are played all the same
        outcome = Outcome(count=Count(), faults=(f"{type(error).__name__}: {error}",))
    return outcome, time.monotonic() - began


def line(name: str, outcome: Outcome, seconds: float) -> str:
    count = outcome.count
    said = "; ".join((*outcome.faults, *outcome.notes))
    state = "FAIL" if outcome.faults else "ok"
    figures = (count.asked, count.acknowledged, count.answered, count.lost, count.duplicates)
    return _COLUMNS.format(name, *figures, f"{seconds:.0f} s", state, said).rstrip()


async def torture(scenarios: Sequence[Scenario], options: Options) -> bool:
    """Prints a line for each scenario when it is over. Whether all are ok."""
    print(_COLUMNS.format("scenario", "asked", "ack'd", "answ'd", "lost", "twice", "took", "", "notes"), flush=True)
    free = asyncio.Semaphore(AT_ONCE)

    async def play(scenario: Scenario) -> bool:
        async with free:
            outcome, seconds = await played(scenario, options)
        print(line(scenario.name, outcome, seconds), flush=True)
        return not outcome.faults

    return all(await asyncio.gather(*map(play, scenarios)))


async def built(folder: Path) -> Path:
    """A store of the seeds. Raises RuntimeError."""
    code, said = await run(environment(folder, free_port(), {}), "build")
    if code != 0:
        raise RuntimeError(f"build: {said}")
    return folder / "facts.sqlite"


async def main(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    chosen = [one for one in SCENARIOS if options.only in one.name and (one.short or options.only or not options.short)]
    if not chosen:
        print(f"torture: no scenario is called {options.only!r}; there are: {', '.join(s.name for s in SCENARIOS)}")
        return 2
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)  # the fakes drop connections on purpose
    folder = Path(tempfile.mkdtemp(prefix="torture-"))
    print(f"seed {options.seed}, logs in {folder}", flush=True)
    given = Options(folder=folder, store=await built(folder), seed=options.seed, short=options.short)
    began = time.monotonic()
    good = await torture(chosen, given)
    print(f"{'ok' if good else 'FAIL'}: {len(chosen)} scenarios in {time.monotonic() - began:.0f} s", flush=True)
    if good:
        shutil.rmtree(folder)
    return 0 if good else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description="Tortures the product.")
    parser.add_argument("--only", default="", metavar="NAME", help="the scenarios whose name holds this, long ones too")
    parser.add_argument("--short", action="store_true", help="under 90 seconds")
    parser.add_argument("--seed", default=1, type=int, metavar="N")
    return parser


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(asyncio.run(main(sys.argv[1:])))
