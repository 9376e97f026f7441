"""Runs conversation tests over drivers."""

from __future__ import annotations

import asyncio
import itertools
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from adapters.conversation_cases import Case, CaseError, Turn, find_files
from adapters.conversation_checks import complaints
from adapters.conversation_drivers import CoreDriver, Driver, drivers_for
from adapters.conversation_facts import Coverage, coverage
from adapters.conversation_reading import read_cases
from adapters.conversation_report import Failure, Result, facts_line, facts_report, junit_xml, report, told
from adapters.seen import Room, Seen
from knowledge.store import FactStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """`coverage` is None where nothing ran on the core."""

    results: tuple[Result, ...] = ()
    coverage: Coverage | None = None


async def run_case(case: Case, driver: Driver, *, key: str) -> Result:
    """Plays one conversation until its first failing turn, in a room of its own."""
    room = Room(key=key, place=case.place, locale=case.locale)
    if reason := _not_for(case, driver, room):
        return Result(case=case, driver=driver.name, turns=0, not_run=reason)
    dialogue: list[str] = []
    for number, turn in enumerate(case.turns, 1):
        dialogue.append(told(turn.action))
        seen, wrong = await _play(turn, driver, room)
        dialogue.append(f"bot: {seen.text if seen else '(nothing)'}")
        if wrong:
            got = "nothing" if seen is None else seen.text + "".join(f"\n[{label}]" for label in seen.buttons)
            failure = Failure(line=turn.line, dialogue=tuple(dialogue), complaints=wrong, got=got)
            return Result(case=case, driver=driver.name, turns=number, failure=failure)
    return Result(case=case, driver=driver.name, turns=len(case.turns))


async def run_on(cases: Sequence[Case], driver: Driver, store: FactStore) -> list[Result]:
    """All `cases` on one driver, which is started and stopped here, with a bot of its own."""
    from bot.bot import Bot
    from bot.settings import Settings

    await driver.start(Bot(store, Settings()))
    try:
        results = [await run_case(case, driver, key=str(number)) for number, case in enumerate(cases)]
    finally:
        await driver.stop()
    return [_explained(result, store) for result in results]


def run_files(paths: Iterable[Path], *, platform: str, seeds: Path) -> Run:
    """Every conversation in `paths` on every driver of `platform`; each set of seeds is built once, in a new store."""
    from knowledge.build import refresh

    cases = [case for path in find_files(paths) for case in read_cases(path)]
    run = Run()

    def setting(case: Case) -> tuple[Path, bool]:
        return (case.seeds or seeds).resolve(), case.curated

    with tempfile.TemporaryDirectory() as folder:
        for number, (key, group) in enumerate(itertools.groupby(sorted(cases, key=setting), setting)):
            (where, curated), chosen = key, list(group)
            file = Path(folder) / f"{number}.sqlite"
            store = refresh(where, file, curated=curated)
            for make in drivers_for(platform, seeds=where, store=file, curated=curated):
                run = _joined(run, chosen, make(), store)
            store.close()
    return run


def run_from_command_line(
    paths: Sequence[Path], *, platform: str, seeds: Path, junit: Path | None, facts: bool = False
) -> int:
    """Prints the report; 0 when every turn is as expected and there was one, else 1."""
    try:
        run = run_files(paths, platform=platform, seeds=seeds)
    except CaseError as error:
        print(f"nachgefragt: {error}", file=sys.stderr)
        return 1
    print(report(run.results))
    if run.coverage is not None:
        print(facts_report(run.coverage) if facts else facts_line(run.coverage))
    elif facts:
        print("facts: which are asked for is seen on the core, which did not run")
    if junit is not None:
        junit.write_bytes(junit_xml(run.results))
    ran = [result for result in run.results if not result.not_run]
    return 0 if ran and not any(result.failure for result in ran) else 1


def _joined(run: Run, cases: Sequence[Case], driver: Driver, store: FactStore) -> Run:
    results = asyncio.run(run_on(cases, driver, store))
    covered = run.coverage
    if isinstance(driver, CoreDriver):
        covered = (covered or Coverage()) + coverage(driver.replies, store)
    return Run(results=(*run.results, *results), coverage=covered)


def _not_for(case: Case, driver: Driver, room: Room) -> str:
    if driver.platform not in case.on:
        return f"only on {', '.join(case.on)}"
    return driver.cannot(room, case.actions)


async def _play(turn: Turn, driver: Driver, room: Room) -> tuple[Seen | None, tuple[str, ...]]:
    try:
        seen = await driver.act(room, turn.action)
    except LookupError as error:
        return None, (f"could not be done: {error}",)
    outcome = driver.outcome if isinstance(driver, CoreDriver) else None
    return seen, complaints(turn.expected_on(driver.platform), seen, outcome)


def _explained(result: Result, store: FactStore) -> Result:
    from bot.engine import Engine

    if result.failure is None:
        return result
    action = result.case.turns[result.turns - 1].action
    if action.kind in ("pressed", "sent") or action.text.startswith("/"):
        return result
    explanation = Engine(store).explain(action.named("").strip())
    return replace(result, failure=replace(result.failure, explanation=explanation))
