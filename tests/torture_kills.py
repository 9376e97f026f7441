"""The process is killed at any moment, many times, and started again at once."""

from __future__ import annotations

import asyncio

from tests.torture_sides import Way
from tests.torture_stage import Options, Outcome, stage

KILLS = 25
_RUNNING = 1.5  # seconds that it runs at most before it is killed


async def kills(way: Way, options: Options) -> Outcome:
    """SIGKILL under load, from half the time it needs to start to well after."""
    async with stage(f"kills {way}", options, way) as at:
        starting = await at.product.start()
        at.people()
        for _ in range(options.either(KILLS, 2)):
            await asyncio.sleep(at.chance.uniform(0.5 * starting, starting + _RUNNING))
            await at.kill()
            await at.product.spawn()
        await at.product.listening()
        return await at.outcome()
