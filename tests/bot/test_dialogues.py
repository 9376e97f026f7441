"""Conversations in tests/bot/dialogues, with the weights that are shipped: what follows is answered from where the last
answer stands, and not at all where the article does not say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from bot.answers import Answer
from bot.engine import Engine
from bot.turn import Turn
from knowledge import build

FOLDER = Path(__file__).parent / "dialogues"
CASES = [
    (path.stem, talk) for path in sorted(FOLDER.glob("*.yaml")) for talk in yaml.safe_load(path.read_text("utf-8"))
]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    store = build.refresh(FOLDER, tmp_path_factory.mktemp("dialogues") / "facts.db")
    yield Engine(store)
    store.close()


def test_there_are_dialogues() -> None:
    """Both languages are there, and enough of them."""
    assert {"hafenfest", "lighthouse"} == {article for article, _ in CASES}
    assert len(CASES) >= 15


@pytest.mark.parametrize(("article", "talk"), CASES, ids=lambda value: value if isinstance(value, str) else value[-2])
def test_a_conversation_goes_on(engine: Engine, article: str, talk: list[str | None]) -> None:
    """Each answer holds what it should, or nothing is asserted."""
    turn: Turn | None = None
    for question, expected in zip(talk[::2], talk[1::2], strict=True):
        assert question is not None
        turn = engine.ask(question, scope=article, previous=turn)
        said = turn.decision.text if isinstance(turn.decision, Answer) else None
        assert (expected is None) == (said is None), (question, said)
        assert expected is None or expected in str(said)
