"""The report on conversation tests: text for people, JUnit XML for machines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET  # noqa: TID251 - it only writes

from adapters.conversation_cases import Case
from adapters.conversation_facts import Coverage
from adapters.seen import Action


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
    """One conversation on one driver; `turns` is how many were said. `not_run`: why it is not for this driver, "" if
    it is."""

    case: Case
    driver: str
    turns: int
    failure: Failure | None = None
    not_run: str = ""


def report(results: Sequence[Result]) -> str:
    """Each failure in full, then a line for each driver."""
    parts = [_failed(result, result.failure) for result in results if result.failure]
    parts += [_line(driver, mine) for driver, mine in _by_driver(results)]
    return "\n".join(parts or ["no conversations found"])


def facts_line(coverage: Coverage) -> str:
    """How many of the curated facts and known unknowns are asked for."""
    known, missing = len(coverage.known), len(coverage.missing)
    return f"facts: {known - missing} of {known} curated facts and known unknowns are asked for"


def facts_report(coverage: Coverage) -> str:
    """The count, and a line for each that no conversation asks for."""
    return "\n".join([facts_line(coverage), *(f"  not asked for: {id_}  {said}" for id_, said in coverage.missing)])


def junit_xml(results: Sequence[Result]) -> bytes:
    """One test suite for each driver, one test case for each conversation, skipped where it is not for the driver."""
    root = ET.Element("testsuites")
    for driver, mine in _by_driver(results):
        failures = str(sum(result.failure is not None for result in mine))
        skipped = str(sum(bool(result.not_run) for result in mine))
        counts = {"name": driver, "tests": str(len(mine)), "failures": failures, "skipped": skipped}
        suite = ET.SubElement(root, "testsuite", counts)
        for result in mine:
            case = ET.SubElement(
                suite, "testcase", classname=f"{driver}.{result.case.path.stem}", name=result.case.name
            )
            if result.not_run:
                ET.SubElement(case, "skipped", message=result.not_run)
            if result.failure:
                failure = ET.SubElement(case, "failure", message="; ".join(result.failure.complaints))
                failure.text = _failed(result, result.failure)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def told(action: Action) -> str:
    """What somebody does, as a line of dialogue."""
    match action.kind:
        case "pressed":
            done = f"[{action.text}]"
        case "edited":
            done = f"(edits) {action.named('@bot')}"
        case "captioned":
            done = f"(photo) {action.named('@bot')}"
        case "sent":
            done = f"({action.text})"
        case _:
            done = action.named("@bot")
    return f"{action.speaker or 'you'}: {done}"


def _by_driver(results: Sequence[Result]) -> list[tuple[str, list[Result]]]:
    names = dict.fromkeys(result.driver for result in results)
    return [(name, [result for result in results if result.driver == name]) for name in names]


def _line(driver: str, results: Sequence[Result]) -> str:
    ran = [result for result in results if not result.not_run]
    turns, failed = sum(result.turns for result in ran), sum(result.failure is not None for result in ran)
    others = len(results) - len(ran)
    return f"{driver}: {len(ran)} conversations, {turns} turns, {others} not for this driver, {failed} failed"


def _failed(result: Result, failure: Failure) -> str:
    lines = [f"FAILED on {result.driver}: {result.case.path}:{failure.line} {result.case.name}", *failure.dialogue]
    lines += [*failure.complaints, "got:", failure.got]
    if failure.explanation:
        lines += ["explain:", failure.explanation]
    return "\n".join("\n".join(f"  {part}" for part in line.splitlines()) for line in lines).removeprefix("  ") + "\n"
