"""The soak's own judgement: it must see memory that grows, and answers that come ever later."""

from __future__ import annotations

import itertools
import random

from tests.soak import Crowd, Minute, faults, quantile, warm_up
from tests.torture_ledger import KNOWN
from tests.torture_telegram import Telegram


def _minutes(*, rss: tuple[float, ...], slowest: tuple[float, ...]) -> list[Minute]:
    return [Minute(times=(0.1,) * 50 + (slow,), rss=size) for size, slow in zip(rss, slowest, strict=True)]


def test_what_stays_as_it_was_after_the_warm_up_is_good() -> None:
    """The warm-up itself may take memory and time."""
    assert faults(_minutes(rss=(50, 100, 105, 109, 110, 110), slowest=(9, 1, 1, 1.4, 1.5, 1)), 2) == []


def test_memory_that_grows_by_more_than_a_tenth_is_a_fault() -> None:
    """From the end of the warm-up to the end."""
    found = faults(_minutes(rss=(50, 100, 105, 111), slowest=(1, 1, 1, 1)), 2)
    assert found == ["memory grew from 100 to 111 MiB after the warm-up"]


def test_answers_that_come_ever_later_are_a_fault() -> None:
    """The last quarter after the warm-up against its first one."""
    found = faults(_minutes(rss=(100, 100, 100, 100), slowest=(1, 1, 1.2, 1.6)), 1)
    assert found == ["p99 went from 1.00 to 1.60 s"]


def test_a_quarter_without_answers_is_a_fault() -> None:
    """Nothing answered has no p99 that could be good."""
    silent = [Minute(times=(0.1,), rss=1), Minute(times=(0.1,), rss=1), Minute(times=(), rss=1)]
    assert len(faults(silent, 1)) == 1


def test_a_quantile_is_one_of_the_times() -> None:
    """The largest where the share asks for more than there are."""
    times = [float(number) for number in range(100, 0, -1)]
    assert (quantile(times, 0.5), quantile(times, 0.99), quantile([3.0], 0.99)) == (51.0, 100.0, 3.0)


def test_the_warm_up_is_a_fifth_and_at_least_a_minute() -> None:
    """Of twenty minutes, four."""
    assert [warm_up(minutes) for minutes in (1, 5, 20)] == [1, 1, 4]


def test_nobody_asks_anything_twice_in_a_chat() -> None:
    """Who has asked everything goes on in a new chat."""
    crowd = Crowd(Telegram("Telegram polling", 0), itertools.count(1), random.Random(1))
    asked = [crowd.next(number % 3) for number in range(10 * len(KNOWN))]
    assert len(set(asked)) == len(asked)
