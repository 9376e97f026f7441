"""Learning what decides a statement, from a few articles."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("sklearn", reason="learning needs the extra `training`")

from bot.learning import HeldOut, Learner
from bot.polar_learning import fit_polar, learn_polar
from bot.training_data import Collection
from bot.weights import Weights

THINGS = ("Turm", "Hafen", "Bahnhof", "Markt")


def _collection(folder: Path) -> Collection:
    made = Collection(folder / "stores")
    for thing in THINGS:
        seed, gold = folder / f"{thing}.txt", folder / f"{thing}.yaml"
        seed.write_text(f"Der {thing} ist geöffnet. Das Dach vom {thing} wurde nicht erneuert.", encoding="utf-8")
        gold.write_text(
            f"- {{ask: Ist der {thing} geöffnet?, polarity: ja, quote: ist geöffnet}}\n"
            f"- {{ask: Wurde das Dach vom {thing} erneuert?, polarity: nein, quote: nicht erneuert}}\n"
            f"- {{ask: Hat Jonas Weber im {thing} gesungen?, unknown: true}}\n"
            f"- {{ask: Wer baute den {thing}?, unknown: true}}\n",
            encoding="utf-8",
        )
        made.add_gold(seed, gold, 1.0)
    return made


def test_statements_are_kept_apart(tmp_path: Path) -> None:
    """What the article decides is no example, what it leaves open is both."""
    made = _collection(tmp_path)
    assert [s.holds for s in made.statements[:3]] == [True, False, None]
    assert len(made.statements) == 3 * len(THINGS)
    assert len(made.examples) == 2 * len(THINGS)
    assert all(bool(s.example.gold) is (s.holds is not None) for s in made.statements)


def test_what_decides_is_learned(tmp_path: Path, by_hand: Weights) -> None:
    """A negation speaks against, met words for being decided; the figures are shares."""
    made = _collection(tmp_path)
    names = sorted(made.stores)
    parts = [
        HeldOut(weights=by_hand, examples=tuple(e for e in made.examples if e.article in names[at::2])) for at in (0, 1)
    ]
    polar, figures = learn_polar(Learner(made), parts)
    assert polar.polarity.weights["negation"] < 0
    assert polar.decided.weights["met"] > 0
    assert 0 < polar.least < 1
    assert figures["statements"] == 2 * len(THINGS)
    assert figures["statements_open"] == len(THINGS)
    for name in ("statements_right", "statements_wrong", "statements_open_answered"):
        assert 0 <= figures[name] <= 1


def test_nothing_is_decided_without_statements() -> None:
    """Where nothing was learned no sentence is sure enough."""
    assert fit_polar([]).least == 1.0
