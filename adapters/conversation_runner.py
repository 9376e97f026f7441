"""Runs conversation tests over drivers and reports: text for people, JUnit XML for machines."""

from __future__ import annotations

import asyncio
import itertools
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from adapters.conversation_cases import Case, CaseError, Expectation, Turn, find_files, read_cases
from adapters.conversation_drivers import CoreDriver, Driver, drivers_for
from adapters.seen import Seen
from bot.messages import Outcome
from knowledge.store import FactStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """`dialogue` are the lines said up to and with the failing turn."""

    line: int
    dialogue: tuple[str, ...]
    complaints: tuple[str, ...]
    got: str
    explanation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One conversation on one driver; `turns` is how many were said."""

    case: Case
    driver: str
    turns: int
    failure: Failure | None = None


def complaints(expected: Expectation, seen: Seen | None, outcome: Outcome | None) -> tuple[str, ...]:
    """What is not as expected, one sentence each. Without an outcome the quote need only be visible."""
    if expected.nothing:
        return ("expected no reply",) if seen is not None else ()
    if seen is None:
        return ("expected a reply",)
    shown, found = _plain(seen.text), list[str]()
    found += [f"expected it to contain {text!r}" for text in expected.contains if _plain(text) not in shown]
    found += [f"expected it not to contain {text!r}" for text in expected.absent if _plain(text) in shown]
    if expected.one_of and not any(_plain(text) in shown for text in expected.one_of):
        found.append(f"expected it to contain one of {', '.join(map(repr, expected.one_of))}")
    first = _plain(seen.text.strip().partition("\n")[0])
    if expected.equals is not None and first != _plain(expected.equals):
        found.append(f"expected the first line to be {expected.equals!r}")
    found += [f"expected a button {label!r}" for label in expected.buttons if label not in seen.buttons]
    if outcome is not None and expected.status not in (None, outcome.status):
        found.append(f"expected status {expected.status}, not {outcome.status}")
    quoted = _plain(outcome.quote) if outcome is not None else shown
    if expected.quote is not None and _plain(expected.quote) not in quoted:
        found.append(f"expected the quote to contain {expected.quote!r}")
    return tuple(found)


async def run_case(case: Case, driver: Driver, *, chat: str) -> Result:
    """Plays one conversation until its first failing turn."""
    dialogue: list[str] = []
    for number, turn in enumerate(case.turns, 1):
        dialogue.append(f"you: {f'[{turn.text}]' if turn.press else turn.text}")
        seen, wrong = await _play(turn, driver, chat)
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
        results = [await run_case(case, driver, chat=str(number)) for number, case in enumerate(cases)]
    finally:
        await driver.stop()
    return [_explained(result, store) for result in results]


def run_files(paths: Iterable[Path], *, platform: str, seeds: Path) -> list[Result]:
    """Every conversation in `paths` on every driver of `platform`; each set of seeds is built once, in a new store."""
    from knowledge.build import refresh

    cases = [case for path in find_files(paths) for case in read_cases(path)]
    results: list[Result] = []

    def setting(case: Case) -> tuple[Path, bool]:
        return case.seeds or seeds, case.curated

    with tempfile.TemporaryDirectory() as folder:
        for number, (key, group) in enumerate(itertools.groupby(sorted(cases, key=setting), setting)):
            (where, curated), chosen = key, list(group)
            file = Path(folder) / f"{number}.sqlite"
            store = refresh(where, file, curated=curated)
            for make in drivers_for(platform, seeds=where, store=file, curated=curated):
                results += asyncio.run(run_on(chosen, make(), store))
            store.close()
    return results


def run_from_command_line(paths: Sequence[Path], *, platform: str, seeds: Path, junit: Path | None) -> int:
    """Prints the report; 0 when every turn is as expected and there was one, else 1."""
    try:
        results = run_files(paths, platform=platform, seeds=seeds)
    except CaseError as error:
        print(f"nachgefragt: {error}", file=sys.stderr)
        return 1
    print(report(results))
    if junit is not None:
        junit.write_bytes(junit_xml(results))
    return 0 if results and not any(result.failure for result in results) else 1


def report(results: Sequence[Result]) -> str:
    """Each failure in full, then a line for each driver."""
    parts = [_told(result, result.failure) for result in results if result.failure]
    ran, turns, failed = Counter[str](), Counter[str](), Counter[str]()
    for result in results:
        ran[result.driver] += 1
        turns[result.driver] += result.turns
        failed[result.driver] += result.failure is not None
    parts += [f"{name}: {ran[name]} conversations, {turns[name]} turns, {failed[name]} failed" for name in ran]
    return "\n".join(parts or ["no conversations found"])


def junit_xml(results: Sequence[Result]) -> bytes:
    """One test suite for each driver, one test case for each conversation."""
    root = ET.Element("testsuites")
    for driver in dict.fromkeys(result.driver for result in results):
        mine = [result for result in results if result.driver == driver]
        failures = str(sum(result.failure is not None for result in mine))
        suite = ET.SubElement(root, "testsuite", name=driver, tests=str(len(mine)), failures=failures)
        for result in mine:
            case = ET.SubElement(
                suite, "testcase", classname=f"{driver}.{result.case.path.stem}", name=result.case.name
            )
            if result.failure:
                failure = ET.SubElement(case, "failure", message="; ".join(result.failure.complaints))
                failure.text = _told(result, result.failure)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


async def _play(turn: Turn, driver: Driver, chat: str) -> tuple[Seen | None, tuple[str, ...]]:
    try:
        seen = await (driver.press(chat, turn.text) if turn.press else driver.say(chat, turn.text))
    except LookupError as error:
        return None, (f"could not press: {error}",)
    outcome = driver.outcome if isinstance(driver, CoreDriver) else None
    return seen, complaints(turn.expected, seen, outcome)


def _explained(result: Result, store: FactStore) -> Result:
    from bot.engine import Engine

    failure = result.failure
    turn = result.case.turns[result.turns - 1]
    if failure is None or turn.press or turn.text.startswith("/"):
        return result
    told = Failure(
        line=failure.line,
        dialogue=failure.dialogue,
        complaints=failure.complaints,
        got=failure.got,
        explanation=Engine(store).explain(turn.text),
    )
    return Result(case=result.case, driver=result.driver, turns=result.turns, failure=told)


def _told(result: Result, failure: Failure) -> str:
    lines = [f"FAILED on {result.driver}: {result.case.path}:{failure.line} {result.case.name}", *failure.dialogue]
    lines += [*failure.complaints, "got:", failure.got]
    if failure.explanation:
        lines += ["explain:", failure.explanation]
    return "\n".join("\n".join(f"  {part}" for part in line.splitlines()) for line in lines).removeprefix("  ") + "\n"


def _plain(text: str) -> str:
    return " ".join(text.split())
