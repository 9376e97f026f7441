"""The conversations in tests/conversations and beside the seed, each through every driver it is for."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from adapters.conversation_cases import PLATFORMS, Platform, find_files
from adapters.conversation_reading import read_cases
from adapters.conversation_report import report
from adapters.conversation_runner import run_files

ROOT = Path(__file__).parent.parent
FILES = find_files([ROOT / "seeds/docker-series-b.conversations.yaml", ROOT / "tests/conversations"])
CASES = [case for path in FILES for case in read_cases(path)]
DRIVERS = {"core": 1, "console": 1, "telegram": 2, "slack": 2}


def test_enough_conversations_are_found() -> None:
    """At least a hundred conversations are there to be run, no two of one name in a file, and some for each place."""
    assert len(CASES) >= 100
    assert {case.place for case in CASES} == {"private", "group", "thread"}
    assert not [name for name, count in Counter((case.path, case.name) for case in CASES).items() if count > 1]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_conversations_go_as_written(platform: Platform) -> None:
    """Every turn is as expected on every driver of the platform; what is not for a driver does not count as run."""
    results = run_files(FILES, platform=platform, seeds=ROOT / "seeds").results
    assert len({result.driver for result in results}) == DRIVERS[platform]
    assert len(results) == len(CASES) * DRIVERS[platform]
    assert sum(not result.not_run for result in results) >= 40 * DRIVERS[platform]
    assert not [result for result in results if result.failure], report(results)
