"""Yes/no questions on articles of many fields: yes, no with what is said instead, or left open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
import yaml

from bot.engine import Engine
from bot.question import Form, analyse
from bot.weights import load
from bot.yes_no import decide
from knowledge import build
from knowledge.document import Language

ARTICLES = yaml.safe_load((Path(__file__).parent / "yes_no" / "cases.yaml").read_text(encoding="utf-8"))
CASES = [
    (f"artikel-{number}", question, expected)
    for number, article in enumerate(ARTICLES)
    for question, expected in article["ask"]
]


def language_of(article: str) -> Language:
    return cast(Language, ARTICLES[int(article.rpartition("-")[2])]["language"])


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("seeds")
    for number, article in enumerate(ARTICLES):
        (folder / f"artikel-{number}.txt").write_text(article["text"], encoding="utf-8")
    store = build.refresh(folder, folder.parent / "articles.db")
    yield Engine(store)
    store.close()


@pytest.mark.parametrize(("article", "question", "expected"), CASES, ids=[case[1] for case in CASES])
def test_yes_no(engine: Engine, article: str, question: str, expected: str) -> None:
    """The answer is the right word, with what the article says instead, or there is none."""
    language = language_of(article)
    understood = replace(analyse(question, language), form=Form.YES_NO, kinds=())
    decision = decide(engine.rank(understood, article), load().polar)
    word, _, instead = expected.partition(": ")
    if word == "offen":
        assert decision is None
        return
    assert decision is not None
    assert decision.polarity is (word == "ja"), decision
    if instead:
        assert decision.text.partition(", ")[2] == instead


def test_there_are_enough_cases_of_each_kind() -> None:
    """Both languages and all three outcomes are covered."""
    assert len(CASES) >= 100
    for word, least in (("ja", 20), ("nein", 20), ("offen", 6)):
        assert sum(expected.startswith(word) for _, _, expected in CASES) >= least
