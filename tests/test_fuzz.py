"""Nothing that is sent, written or asked breaks anything: each fuzz target on changed inputs, and on what once did.

`FUZZ=N` takes N examples of each; `make fuzz` looks deeper, guided by coverage.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from tests.fuzz import NAMES, targets
from tests.fuzz_target import DEADLINE, HangError, Tally, deadline, measure, warmed

EXAMPLES = int(os.environ.get("FUZZ", "60"))
SLOW = {"build": 4, "question": 2}  # of these so many times fewer, that each takes a second or two
CASES = sorted((Path(__file__).parent / "fuzz_cases").glob("*/*"))


@cache
def reader(name: str) -> Callable[[bytes], object]:
    return warmed(targets()[name])


def test_there_are_targets_and_cases() -> None:
    """All targets are known by their names, have inputs to start from, and what broke something is kept."""
    assert set(targets()) == set(NAMES)
    assert all(len(target.corpus()) >= 4 for target in targets().values())
    assert len(CASES) >= 5
    assert {path.parent.name for path in CASES} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_changed_inputs_break_nothing(name: str) -> None:
    """Each is read within the deadline, or refused as documented; so are bytes that nobody would send."""
    target, read = targets()[name], reader(name)
    corpus = target.corpus()
    changed = st.builds(
        lambda at, seed, times: (corpus[at % len(corpus)], seed, times),
        st.integers(0, 10**6),
        st.integers(0, 2**32),
        st.integers(1, 4),
    )

    @settings(
        max_examples=max(1, EXAMPLES // SLOW.get(name, 1)),
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(changed | st.binary(max_size=200))
    @example(b"")
    def one(drawn: bytes | tuple[bytes, int, int]) -> None:
        if isinstance(drawn, tuple):
            data, random = drawn[0], Random(drawn[1])
            for _ in range(drawn[2]):
                data = target.mutate(data, random, corpus)
        else:
            data = drawn
        with deadline(DEADLINE):
            read(data)

    one()


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_once_broke_something_does_not_any_more(path: Path) -> None:
    """Each recorded input is read within the deadline."""
    read = reader(path.parent.name)
    with deadline(DEADLINE):
        read(path.read_bytes())


def test_a_hang_is_noticed() -> None:
    """What computes on is stopped at the deadline, and counted as a failure with its input."""

    def hang(_: bytes) -> None:
        while True:
            pass

    tally, began = Tally(), time.process_time()
    measure(hang, b"x", tally, most=0.1)
    assert time.process_time() - began < 1
    ((place, data),) = tally.crashes.items()
    assert (place.partition(" ")[0], data, tally.inputs) == (HangError.__name__, b"x", 1)


def test_a_crash_is_noticed() -> None:
    """It is kept once for each place that raised."""
    tally = Tally()
    for data in (b"{", b"{", b"1"):
        measure(lambda data: json.loads(data), data, tally)
    assert tally.inputs == 3
    assert [place.partition(" ")[0] for place in tally.crashes] == ["JSONDecodeError"]
    assert len(tally.slowest) == 3
