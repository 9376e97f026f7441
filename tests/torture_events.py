"""Events that come many times, events that are malformed, and one that kills the process."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.torture_ledger import KNOWN
from tests.torture_process import run
from tests.torture_sides import Way
from tests.torture_stage import Options, Outcome, answered, stage

_MALFORMED = 20
_BLOCK = 25  # questions between which old events come again
_TRIES = 3  # after which an event is set aside
_DEATHS = 6  # with those where others were in hand as well


async def duplicates(way: Way, options: Options) -> Outcome:
    """Every event comes again and again, at once and later, among new ones, and after a restart."""
    wanted, block = options.either(2_500, 100), options.either(_BLOCK, 5)
    async with stage(f"duplicates {way}", options, way) as at:
        await at.serving()
        side, restarted = at.sides[0], False
        while side.repeated < wanted:
            new = await at.ask_all(block)
            await side.again([*new, *at.chance.choices(side.ledger.questions, k=9 * block)])
            await answered(new, 10)
            if side.repeated >= wanted // 2 and not restarted:
                restarted = True
                await at.product.stop()
                await at.product.start()
        at.notes.append(f"{side.repeated} duplicates")
        return await at.outcome()


async def malformed(way: Way, options: Options) -> Outcome:
    """Twenty malformed events among good ones: every good one is answered, and the process lives."""
    async with stage(f"malformed {way}", options, way) as at:
        await at.serving()
        side, strange = at.sides[0], []
        for number in range(_MALFORMED):
            strange.append(asyncio.create_task(side.malformed(number)))
            asked = await at.ask_all(2)
        at.check(await answered(asked, 20), "the last was not answered")
        _, late = await asyncio.wait(strange, timeout=options.either(20, 3))
        for task in late:
            task.cancel()
        at.check(at.product.running, f"it ended: {at.product.last_line()}")
        at.notes.append(f"{_MALFORMED} malformed")
        return await at.outcome()


async def poisoned(way: Way, options: Options) -> Outcome:
    """The process dies whenever it is about to answer a certain question. When it has three times with no other one in
    hand, that one is given up, and `nachgefragt doctor` says so; whoever else asked is answered."""
    async with stage(f"poisoned {way}", options, way) as at:
        await at.serving()
        side, chat, died = at.sides[0], next(at.chats), asyncio.Event()

        def deadly(where: str, text: str) -> bool:
            if where == side.chat(chat) and KNOWN[0].answer in text:
                died.set()
            return died.is_set()

        side.before_sending(deadly)
        at.people(12)
        poison = await side.ask(chat, KNOWN[0])
        deaths = 0
        while deaths <= _DEATHS and await _happens(died, 15):
            await at.kill()
            died.clear()
            deaths += 1
            await at.product.spawn()
        side.before_sending(None)
        at.check(_TRIES <= deaths <= _DEATHS, f"it died {deaths} times of one event")
        await at.product.listening()
        said = (await run(at.product.environment, "doctor"))[1]
        at.check("given up: one from" in said, "doctor does not say that an event was given up")
        await at.quiet()
        await at.settled(3)
        at.notes.append(f"{deaths} deaths, then: {side.ledger.forget(poison)}")
        return await at.outcome()


async def _happens(event: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True


async def clock(ways: tuple[Way, ...], options: Options) -> Outcome:
    """The wall clock jumps a day ahead, then two back, under load: nothing waits for it or goes by it."""
    shift = options.folder / f"shift {ways[0]}"
    shift.write_text("0", encoding="ascii")
    paths = f"{Path(__file__).parent / 'torture_clock'}:{Path(__file__).parent.parent}"
    async with stage(f"clock {ways[0]}", options, *ways, PYTHONPATH=paths, TORTURE_SHIFT=str(shift)) as at:
        await at.serving()
        at.people()
        for days in (1, -1):
            await asyncio.sleep(options.either(4, 2))
            shift.write_text(str(days * 86_400), encoding="ascii")
        await asyncio.sleep(options.either(8, 3))
        return await at.outcome()
