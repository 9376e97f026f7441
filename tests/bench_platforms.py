"""What the platforms cost: the product beside a bare echo bot, over real sockets, on Telegram and Slack.

A bot runs as a process of its own (`tests.bench_bots`); this process plays the platform and the people
(`tests.bench_servers`). Each bot first warms up, is then asked one question at a time (latency: from the offer of a
question to the arrival of its answer), then by IN_FLIGHT chats at once, each asking its next question when it has its
answer (messages a second, CPU a message). Half of these questions are repeated: POPULAR ones that were asked in the
warm-up; half are asked for the first time. The product is also measured with either half alone. Each question must be
answered exactly once, and nothing refused; else this raises BenchError.

The echo uses the same library and connections and answers with the next of some replies of the product's, whatever the
question. The product's own share is what it uses beyond that: (CPU a message of the product - CPU a
message of the echo) / CPU a message of the product. It is made of parsing, answering, rendering, keeping state, and of
what the adapter does for safety: threads, order within a chat, each update once; less what the product's calls save.
Slack sends a bot its own messages as well, so each message there costs both bots two events.

What the inbox costs is told by two comparisons at full load, each made ROUNDS times in turn: the product with it and
without, and the intake, which is the product with the echo's answers, beside the echo. The medians are compared.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from adapters.slack_render import render as slack_render
from adapters.telegram_render import keyboard
from adapters.telegram_render import render as telegram_render
from bot.bot import Bot
from bot.messages import IncomingMessage, Reply
from tests.bench_servers import SECRET, TOKEN, Server, Slack, Telegram, free_port

ROOT = Path(__file__).resolve().parent.parent
POPULAR = 20  # questions that are asked again and again
SAMPLE = POPULAR  # of the replies to other questions, for the echo to say
WARM_UP = 60
ALONE = 100  # questions one at a time
THROUGHPUT = 480  # questions at full load
UNREAD = 2000  # messages at full load to those that answer anything alike
HALF = 240  # more of them, repeated only and new only
IN_FLIGHT = 32
NEEDED = ALONE // 2 + THROUGHPUT // 2 + HALF + POPULAR
ROUNDS = 3
TARGET = 0.25
WITH_INBOX = 0.90  # of the product's messages/s without
OF_ECHO = 0.80  # messages/s of the intake
_END = 20.0  # seconds for a bot to stop

Kind = Literal["echo", "intake", "product", "volatile"]


class BenchError(Exception):
    """A question was not answered exactly once, or a delivery was refused under load."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transport:
    name: str
    server: type[Server]
    path: str  # where the bot listens, "" where it fetches

    @property
    def telegram(self) -> bool:
        return self.server is Telegram


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """One phase: latencies in milliseconds, messages a second, milliseconds a message by `tests.bench_bots`' names;
    `driving` is the CPU of the load's own process a message, likewise."""

    times: tuple[float, ...]
    rate: float
    used: dict[str, float]
    driving: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    alone: Load
    mixed: Load
    repeated: Load | None = None
    new: Load | None = None


TRANSPORTS = (
    Transport(name="Telegram webhook", server=Telegram, path="/telegram"),
    Transport(name="Telegram polling", server=Telegram, path=""),
    Transport(name="Slack HTTP", server=Slack, path="/slack/events"),
    Transport(name="Slack Socket Mode", server=Slack, path=""),
)


class Questions:
    """Endless popular ones, and the others once each; both the same in each run."""

    def __init__(self, asked: Sequence[str]) -> None:
        shuffled = random.Random(3).sample(list(asked), len(asked))
        self.popular, self._new = shuffled[:POPULAR], iter(shuffled[POPULAR:])
        self._chance = random.Random(4)

    def repeated(self, count: int) -> Iterator[str]:
        for _ in range(count):
            yield self._chance.choice(self.popular)

    def new(self, count: int) -> Iterator[str]:
        for _ in range(count):
            yield next(self._new)

    def mixed(self, count: int) -> Iterator[str]:
        for pair in zip(self.repeated(count // 2), self.new(count // 2), strict=True):
            yield from pair

    def warm_up(self) -> Iterator[str]:
        for number in range(WARM_UP):
            yield self.popular[number % POPULAR]


class Process:
    """A bot at work. `used` asks for its CPU seconds."""

    def __init__(self, kind: Kind, environment: dict[str, str]) -> None:
        command = [sys.executable, "-m", "tests.bench_bots", kind]
        self._run = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | environment,
            cwd=ROOT,
        )

    async def used(self) -> dict[str, float]:
        return await asyncio.to_thread(self._used)

    async def stop(self) -> None:
        """Raises TimeoutExpired."""
        await asyncio.to_thread(self._run.communicate, timeout=_END)

    def _used(self) -> dict[str, float]:
        if self._run.stdin is None or self._run.stdout is None:
            raise RuntimeError("the bot has no pipes")
        self._run.stdin.write(b"\n")
        self._run.stdin.flush()
        line = self._run.stdout.readline()
        if not line:
            raise BenchError(f"the bot ended: {self._run.wait()}")
        used: dict[str, float] = json.loads(line)
        return used


def usual(bot: Bot, asked: Sequence[str]) -> list[Reply]:
    """The replies to the popular questions, and to as many others."""
    questions = Questions(asked)
    texts = itertools.chain(questions.popular, questions.new(SAMPLE))
    replies = (
        bot.handle(IncomingMessage(platform="b", event_id="", conversation=str(n), sender="b", text=text))
        for n, text in enumerate(texts)
    )
    return [reply for reply in replies if reply is not None]


def _said(reply: Reply, transport: Transport) -> dict[str, Any]:
    """The reply as the platform gets it from the product."""
    if not transport.telegram:
        rendered = slack_render(reply)
        return {"text": rendered.text, "blocks": list(rendered.blocks), "parse": "none"}
    chunk, rows = telegram_render(reply)[0], keyboard(reply.buttons)
    entities = [entity.to_dict() for entity in chunk.entities]
    return {"text": chunk.text, "entities": entities, "reply_markup": rows.to_dict() if rows else None}


def _environment(transport: Transport, base: str, port: int, folder: Path) -> dict[str, str]:
    given = {
        "NACHGEFRAGT_PORT": str(port),
        "NACHGEFRAGT_STORE": str(folder / "facts.sqlite"),
        "NACHGEFRAGT_FEEDBACK": str(folder / "feedback.sqlite"),
        "NACHGEFRAGT_STATE": str(folder / f"state-{port}.sqlite"),
    }
    if transport.telegram:
        given |= {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_BASE_URL": base}
        webhook = {"TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram", "TELEGRAM_WEBHOOK_SECRET": SECRET}
        return given | (webhook if transport.path else {})
    given |= {"SLACK_BOT_TOKEN": "xoxb-bench", "SLACK_BASE_URL": f"{base}/api/"}
    return given | ({"SLACK_SIGNING_SECRET": SECRET} if transport.path else {"SLACK_APP_TOKEN": "xapp-bench"})


@asynccontextmanager
async def running(
    transport: Transport, kind: Kind, said: Sequence[Reply], folder: Path
) -> AsyncIterator[tuple[Server, Process]]:
    """Raises BenchError at the end unless each question was answered once."""
    port = free_port()
    async with transport.server(f"http://127.0.0.1:{port}{transport.path}" if transport.path else "") as server:
        spoken = folder / "said.json"
        spoken.write_text(json.dumps([_said(reply, transport) for reply in said]), encoding="utf-8")
        process = Process(kind, _environment(transport, server.base, port, folder) | {"SAID": str(spoken)})
        try:
            yield server, process
        finally:
            await process.stop()
        if server.asked != server.answered:
            wrong = {chat: server.answered[chat] - count for chat, count in server.asked.items()}
            raise BenchError(f"{transport.name}, {kind}: not answered exactly once, by chat: {wrong}")


async def loaded(server: Server, process: Process, texts: Iterator[str], in_flight: int) -> Load:
    """Asks all of `texts`, so many at a time."""
    times: list[float] = []

    async def person(chat: int) -> None:
        for text in texts:
            times.append(1000 * await server.ask(chat, text))

    before, driving, refused, started = await process.used(), time.process_time(), server.refused, time.perf_counter()
    await asyncio.gather(*(person(chat) for chat in range(1, in_flight + 1)))
    took = time.perf_counter() - started
    await server.settled()
    driving, after = time.process_time() - driving, await process.used()
    if server.refused > refused:
        raise BenchError(f"{server.refused - refused} deliveries were refused")
    each = {part: 1000 * (used - before.get(part, 0.0)) / len(times) for part, used in after.items()}
    return Load(times=tuple(times), rate=len(times) / took, used=each, driving=1000 * driving / len(times))


async def measure(
    transport: Transport, kind: Kind, asked: Sequence[str], said: Sequence[Reply], folder: Path
) -> Measured:
    """`asked` holds at least NEEDED different questions, `folder` the store. Raises BenchError, TimeoutError."""
    questions = Questions(asked)
    async with running(transport, kind, said, folder) as (server, process):
        await server.ask(1, next(questions.warm_up()))
        await loaded(server, process, questions.warm_up(), IN_FLIGHT)
        return Measured(
            alone=await loaded(server, process, questions.mixed(ALONE), 1),
            mixed=await loaded(server, process, questions.mixed(THROUGHPUT), IN_FLIGHT),
            repeated=await loaded(server, process, questions.repeated(HALF), IN_FLIGHT) if kind == "product" else None,
            new=await loaded(server, process, questions.new(HALF), IN_FLIGHT) if kind == "product" else None,
        )


async def rate(transport: Transport, kind: Kind, asked: Sequence[str], said: Sequence[Reply], folder: Path) -> float:
    """Messages a second at full load; more of them where the text does not count. Raises as `measure` does."""
    questions = Questions(asked)
    texts = questions.mixed(THROUGHPUT) if kind in ("product", "volatile") else questions.repeated(UNREAD)
    async with running(transport, kind, said, folder) as (server, process):
        await server.ask(1, next(questions.warm_up()))
        await loaded(server, process, questions.warm_up(), IN_FLIGHT)
        return (await loaded(server, process, texts, IN_FLIGHT)).rate


def compared(
    transport: Transport, kinds: tuple[Kind, Kind], asked: Sequence[str], said: Sequence[Reply], folder: Path
) -> tuple[float, float]:
    """The median rates of both kinds, measured in turn."""
    rounds = [[asyncio.run(rate(transport, kind, asked, said, folder)) for kind in kinds] for _ in range(ROUNDS)]
    first, second = (statistics.median(rates) for rates in zip(*rounds, strict=True))
    return first, second


def share(product: Load, echo: Load) -> float:
    """The part of the product's CPU that is its own, from 0 to 1; below 0 where it needs less than the echo."""
    return (product.used["cpu"] - echo.used["cpu"]) / product.used["cpu"]


def report(transport: Transport, echo: Measured, product: Measured) -> Iterator[str]:
    for kind, of in (("echo", echo), ("product", product)):
        yield f"{transport.name}, {kind}: {_figures(of)}"
    parts = ", ".join(f"{name} {ms:.2f}" for name, ms in product.alone.used.items() if name != "cpu")
    yield f"{transport.name}, of the product's time a message: {parts} ms (1 in flight)"
    loads = (("half repeated", product.mixed), ("repeated", product.repeated), ("new", product.new))
    shares = ", ".join(
        f"{name} {share(load, echo.mixed):.0%} of {load.used['cpu']:.2f} ms" for name, load in loads if load
    )
    yield f"{transport.name}, the product's own share: {shares} (target: {TARGET:.0%})"


def _figures(of: Measured) -> str:
    p50, p99 = (statistics.quantiles(of.alone.times, n=100)[at] for at in (49, 98))
    busy = of.mixed.driving * of.mixed.rate / 1000
    return (
        f"{of.mixed.rate:.0f} messages/s, {of.mixed.used['cpu']:.2f} ms CPU a message ({IN_FLIGHT} in flight; the load "
        f"uses {busy:.0%} of a core); p50 {p50:.1f} ms, p99 {p99:.1f} ms (1 in flight)"
    )


def run(bot: Bot, asked: Sequence[str], folder: Path) -> None:
    """Prints the figures. `bot` tells what is usually said; `folder` holds its store as `facts.sqlite`."""
    said = usual(bot, asked)
    for transport in TRANSPORTS:
        echo, product = (asyncio.run(measure(transport, kind, asked, said, folder)) for kind in ("echo", "product"))
        for line in report(transport, echo, product):
            print(line, flush=True)
        print(_inbox(transport, compared(transport, ("product", "volatile"), asked, said, folder)), flush=True)
        print(_intake(transport, compared(transport, ("intake", "echo"), asked, said, folder)), flush=True)


def _inbox(transport: Transport, rates: tuple[float, float]) -> str:
    with_it, without = rates
    return (
        f"{transport.name}, the product with its inbox: {with_it:.0f} messages/s, without: {without:.0f}, "
        f"{with_it / without:.0%} (target: {WITH_INBOX:.0%})"
    )


def _intake(transport: Transport, rates: tuple[float, float]) -> str:
    intake, echo = rates
    return (
        f"{transport.name}, the intake with the echo's answers: {intake:.0f} messages/s, the echo: {echo:.0f}, "
        f"{intake / echo:.0%} (target: {OF_ECHO:.0%})"
    )
