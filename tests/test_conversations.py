"""The conversations in tests/conversations, each file through every driver."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.conversation_cases import find_files, read_cases
from adapters.conversation_drivers import drivers_for
from adapters.conversation_runner import report, run_on
from knowledge.build import refresh

ROOT = Path(__file__).parent.parent
FILES = find_files([Path(__file__).parent / "conversations"])
DRIVERS = ("core", "console", "telegram", "slack")


def test_enough_conversations_are_found() -> None:
    """At least thirty conversations are there to be run."""
    assert sum(len(read_cases(path)) for path in FILES) >= 30


@pytest.mark.parametrize("platform", DRIVERS)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
async def test_conversation_goes_as_written(path: Path, platform: str, tmp_path: Path) -> None:
    """Every turn of the file is as expected on every driver of the platform."""
    store = refresh(ROOT / "seeds", tmp_path / "facts.sqlite")
    results = []
    for make in drivers_for(platform, seeds=ROOT / "seeds", store=tmp_path / "facts.sqlite", curated=True):
        results += await run_on(read_cases(path), make(), store)
    store.close()
    assert results
    assert not [result for result in results if result.failure], report(results)
