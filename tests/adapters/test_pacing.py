"""How fast may be sent."""

from __future__ import annotations

import asyncio

import pytest

from adapters.pacing import Pacing


async def test_each_key_has_a_budget_of_its_own() -> None:
    """What is within the budget goes at once, also when another key's is used up."""
    pacing = Pacing(2, 60.0)
    async with asyncio.timeout(5):
        for key in ("a", "a", "b"):
            await pacing.wait(key)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await pacing.wait("a")


async def test_what_is_over_the_budget_waits_for_its_turn() -> None:
    """One every 0.05 s: the third has waited for two of them."""
    pacing, loop = Pacing(1, 0.05), asyncio.get_running_loop()
    began = loop.time()
    for _ in range(3):
        await pacing.wait()
    assert loop.time() - began >= 0.09
