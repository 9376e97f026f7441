"""The longest questions that could be found to cost most, answered in a bounded time."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from bot.bot import Bot
from knowledge import build
from knowledge.store import FactStore
from tests.bench_inputs import LENGTH, Clocked, made
from tests.bot.conftest import COTTAGE, SHIPYARD, TEXT

WORST = (
    "chinese",
    "one long word",
    "controls",
    "quotes",
    "lines",
    "commas",
    "noise",
    "misspelt small",
    "accents",
    "dots",
)
BOUND = 1.0  # seconds of processor time; the worst takes a fifth of it, and took nine


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FactStore]:
    """As many facts as a year's articles may have."""
    folder = tmp_path_factory.mktemp("many")
    for number in range(30):
        for name, text in (("bruecke", TEXT), ("werft", SHIPYARD), ("cottage", COTTAGE)):
            (folder / f"{name}{number}.txt").write_text(text, encoding="utf-8")
    opened = build.refresh(folder, folder.parent / "many.db")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def clocked(store: FactStore) -> Clocked:
    ready = Clocked(Bot(store))
    for question in ("Wer leitet die Werft?", "Who bought the cottage?"):
        ready.run("the language data", question)
    ready.worst.clear()
    return ready


def test_the_worst_are_among_those_made(store: FactStore) -> None:
    """Each name below stands for an input as long as a question may be."""
    texts = dict(made(store, random.Random(1)))
    assert set(WORST) <= set(texts)
    assert max(map(len, texts.values())) == LENGTH
    assert len(texts) > 40


@pytest.mark.parametrize("name", WORST)
def test_no_question_takes_long(name: str, store: FactStore, clocked: Clocked) -> None:
    """Asked, looked up by command, typed inline or searched for on the page."""
    clocked.worst.clear()
    clocked.run(name, dict(made(store, random.Random(1)))[name])
    assert {way: taken for way, taken in clocked.worst.items() if taken > BOUND} == {}


def test_what_is_longer_than_a_question_is_not_read(clocked: Clocked) -> None:
    """Slack's longest message and more takes no longer."""
    clocked.worst.clear()
    clocked.run("too long", "Wer baut? " * 4_000)
    assert {way: taken for way, taken in clocked.worst.items() if taken > BOUND} == {}
