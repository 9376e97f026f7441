"""The bench of the platforms measures bots that really answer, and notices when they do not."""

from __future__ import annotations

from pathlib import Path

import aiohttp
import pytest

from bot.messages import AnswerBlock, Button, Outcome, Reply, Status
from knowledge import build
from tests import bench_platforms as bench
from tests.bench_servers import TOKEN

SAID = Reply(
    blocks=(AnswerBlock(text="Drei Jahre."),),
    buttons=(Button(label="Quelle", id="s"),),
    outcome=Outcome(status=Status.ANSWERED, language="de"),
)
TEXTS = tuple(f"Wie lange dauerte Bau {number}?" for number in range(8))


@pytest.mark.parametrize("kind", ["echo", "intake"])
@pytest.mark.parametrize("transport", bench.TRANSPORTS, ids=lambda transport: transport.name)
async def test_each_question_is_answered_once(transport: bench.Transport, kind: bench.Kind, tmp_path: Path) -> None:
    """By the echo and by the intake, however many are in flight; both processes' CPU is there."""
    async with bench.running(transport, kind, [SAID], tmp_path) as (server, process):
        await server.ask(1, TEXTS[0])
        load = await bench.loaded(server, process, iter(TEXTS), 3)
    assert len(load.times) == len(TEXTS)
    assert server.answered.total() == len(TEXTS) + 1
    assert load.used["cpu"] > 0
    assert load.driving > 0


@pytest.mark.parametrize("transport", bench.TRANSPORTS, ids=lambda transport: transport.name)
async def test_the_product_is_measured_in_its_parts(transport: bench.Transport, tmp_path: Path) -> None:
    """What is timed is what it runs: each part took some of the time."""
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "bau.txt").write_text("Der Bau in Ulm dauerte drei Jahre.\n", encoding="utf-8")
    build.refresh(seeds, tmp_path / "facts.sqlite").close()
    async with bench.running(transport, "product", [SAID], tmp_path) as (server, process):
        load = await bench.loaded(server, process, iter(TEXTS[:3]), 1)
    assert set(load.used) == {"cpu", "answer", "parse", "render"}
    assert min(load.used.values()) > 0


async def answered_twice(folder: Path) -> None:
    async with bench.running(bench.TRANSPORTS[0], "echo", [SAID], folder) as (server, _):
        await server.ask(1, TEXTS[0])
        async with aiohttp.ClientSession() as session:
            await session.post(f"{server.base}/bot{TOKEN}/sendMessage", data={"chat_id": 1, "text": "Noch einmal."})


async def test_a_second_answer_ends_the_run(tmp_path: Path) -> None:
    """Whoever answers a question twice is not measured."""
    with pytest.raises(bench.BenchError, match=r"not answered exactly once, by chat: \{1: 1\}"):
        await answered_twice(tmp_path)


def test_the_share_is_what_goes_beyond_the_echo() -> None:
    """Of the product's CPU, not of the echo's."""
    product, echo = (bench.Load(times=(), rate=0.0, used={"cpu": cpu}, driving=0.0) for cpu in (0.8, 0.6))
    assert bench.share(product, echo) == pytest.approx(0.25)


def test_half_of_the_questions_are_repeated() -> None:
    """The other half is asked once, and each run asks the same."""
    asked = [str(number) for number in range(bench.NEEDED)]
    first, second = ([*bench.Questions(asked).mixed(100)] for _ in range(2))
    assert first == second
    popular = set(bench.Questions(asked).popular)
    new = [text for text in first if text not in popular]
    assert len(new) == len(set(new)) == 50
