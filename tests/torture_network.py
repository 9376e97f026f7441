"""The platforms cannot be reached, refuse, dawdle, or deliver too much; a client of the HTTP port dawdles."""

from __future__ import annotations

import asyncio
import statistics

from tests.torture_sides import Way
from tests.torture_stage import Options, Outcome, Stage, acknowledged, answered, stage

_HTTP: tuple[Way, ...] = ("Telegram webhook", "Slack HTTP")
_FETCHED: tuple[Way, ...] = ("Telegram polling", "Slack Socket Mode")
_RETRIED = 45.0  # seconds until it tries again at the latest what could not be reached


async def down_at_start(options: Options) -> Outcome:
    """Neither platform can be reached when the process starts, nor when it is stopped and started again."""
    async with stage("down at start", options, *_FETCHED) as at:
        await _cut(at)
        await at.product.spawn()
        at.ask_meanwhile(20)
        await asyncio.sleep(options.either(20, 5))
        at.check(at.product.running, f"it ended: {at.product.last_line()}")
        code, _ = await at.product.stop()
        at.check(code == 0, f"exit {code} on SIGTERM while nothing can be reached")
        await at.product.spawn()
        await _mend(at)
        at.ask_meanwhile(20)
        return await at.outcome(silence=_RETRIED)


async def down_for_a_while(options: Options) -> Outcome:
    """Both platforms cannot be reached for a while; Telegram's questions wait there, Slack's are delivered again."""
    async with stage("down", options, *_FETCHED) as at:
        await at.serving()
        await _cut(at)
        at.ask_meanwhile(20)
        await asyncio.sleep(options.either(20, 5))
        at.check(at.product.running, f"it ended: {at.product.last_line()}")
        await _mend(at)
        at.check(await _reached(at), "not answered within 45 s of the platforms' return")
        return await at.outcome(silence=_RETRIED)


async def down_for_good(options: Options) -> Outcome:
    """What comes in cannot be answered; asked to stop, the process ends in time, and answers at its next start."""
    async with stage("down for good", options, *_HTTP) as at:
        await at.serving()
        await _cut(at)
        asked = await at.ask_all(20)
        at.check(await acknowledged(asked, 10), "not acknowledged while only sending failed")
        await asyncio.sleep(options.either(5, 1))
        code, seconds = await at.product.stop()
        at.check(code == 0, f"exit {code} on SIGTERM")
        at.notes.append(
            f"stopped in {seconds:.1f} s with {sum(not one.answers for one in asked)} of {len(asked)} unanswered"
        )
        await _mend(at)
        await at.product.start()
        return await at.outcome()


async def too_many(options: Options) -> Outcome:
    """Every second message is refused with 429 and a second to wait."""
    async with stage("429", options, *_FETCHED) as at:
        await at.serving()
        for side in at.sides:
            side.too_many(1, options.either(100, 15))
        at.people()
        await asyncio.sleep(options.either(30, 6))
        return await at.outcome()


async def slow_platform(options: Options) -> Outcome:
    """Every tenth message takes the platform two seconds: the others do not wait for it."""
    async with stage("slow platform", options, *_HTTP) as at:
        await at.serving()
        for side in at.sides:
            side.slow(2.0, 100)
        at.people()
        await asyncio.sleep(options.either(20, 5))
        await at.quiet()
        _check_median(at)
        return await at.outcome()


async def slow_clients(options: Options) -> Outcome:
    """A hundred clients send a byte of a request a second, and read nothing: the platforms are served meanwhile."""
    async with stage("slow clients", options, *_HTTP) as at:
        await at.serving()
        port = int(at.product.environment["NACHGEFRAGT_PORT"])
        dawdling = [asyncio.create_task(_dawdle(port, number)) for number in range(100)]
        at.people(12)
        await asyncio.sleep(options.either(20, 5))
        await at.quiet()
        _check_median(at)
        for task in dawdling:
            task.cancel()
        await asyncio.gather(*dawdling, return_exceptions=True)
        return await at.outcome()


async def _dawdle(port: int, number: int) -> None:
    """Connects again where the server has enough of it."""
    path = ("/telegram", "/slack/events", "/healthz")[number % 3]
    head = f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n"
    sent = head + ("\r\n" + "x" * 900 if number % 2 else "X-Long: " + "x" * 900)
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            for byte in sent.encode():
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(1.0)
        except OSError:
            await asyncio.sleep(1.0)


def _check_median(at: Stage) -> None:
    times = [question.answers[0] - question.asked for question in at.questions if question.answers]
    median = statistics.median(times)
    at.notes.append(f"median {median:.2f} s")
    at.check(median < 3.0, f"the median answer took {median:.1f} s")


async def _reached(at: Stage) -> bool:
    asked = await at.ask_all(6)
    return await answered(asked, _RETRIED)


async def _cut(at: Stage) -> None:
    for side in at.sides:
        await side.line.cut()


async def _mend(at: Stage) -> None:
    for side in at.sides:
        await side.line.mend()
