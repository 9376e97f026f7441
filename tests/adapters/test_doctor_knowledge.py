"""What doctor says of seeds, store and vectors."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from adapters.doctor_knowledge import examine
from adapters.findings import Findings, ok, todo
from bot.settings import Settings
from knowledge.build import refresh
from knowledge.errors import StoreError
from knowledge.store import FactStore

SEED = Path(__file__).parents[2] / "seeds/docker-series-b.txt"
NO_VECTORS = ok("Vectors", "off, questions are matched by their words.")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "seeds").mkdir()
    return Settings(seeds=tmp_path / "seeds", store=tmp_path / "facts.sqlite")


def looked(settings: Settings, *, with_curated: bool = True) -> Findings:
    return examine(settings, lambda: refresh(settings.seeds, settings.store), with_curated=with_curated)


def test_seeds_and_store_are_good(settings: Settings) -> None:
    """How many there are of each, and where."""
    shutil.copy(SEED, settings.seeds)
    seeds, store, vectors = looked(settings)
    assert (seeds, vectors) == (ok("Seeds", f"1 in {settings.seeds}."), NO_VECTORS)
    assert store.text.startswith(f"{settings.store} holds ")
    assert store.text.endswith(" facts from 1 articles.")


def test_facts_that_lie_elsewhere_are_told_as_the_build_tells_them(settings: Settings, tmp_path: Path) -> None:
    """A link out of the folder is no facts file: what the build refuses is not found good here."""
    (settings.seeds / "a.txt").write_text("Der Turm ist hoch.\n", encoding="utf-8")
    (tmp_path / "elsewhere.yaml").write_text("facts: []\n", encoding="utf-8")
    beside = settings.seeds / "a.facts.yaml"
    beside.symlink_to(tmp_path / "elsewhere.yaml")
    assert looked(settings)[0] == todo("Seeds", f"{beside}: this link leads out of the folder of seeds.")


def test_a_store_that_cannot_be_had(settings: Settings) -> None:
    """Its own words for it."""

    def broken() -> FactStore:
        raise StoreError("facts.sqlite: this is no store.")

    shutil.copy(SEED, settings.seeds)
    assert examine(settings, broken)[1] == todo("Store", "facts.sqlite: this is no store.")


def test_there_are_no_seeds(settings: Settings) -> None:
    """An empty folder and one that is not there."""
    do = "Put an article (.txt or .md) there."
    empty = looked(settings)
    settings.seeds.rmdir()
    none = looked(settings)
    said = f"{settings.seeds}: there is no article here; put a .txt or .md file into it."
    assert empty == (todo("Seeds", said), NO_VECTORS)
    assert none == (todo("Seeds", f"{settings.seeds}: this folder does not exist. {do}"), NO_VECTORS)


def test_every_seed_that_is_wrong_is_named(settings: Settings) -> None:
    """File, and line where it has lines; the store is not built of what is wrong."""
    shutil.copy(SEED, settings.seeds)
    (settings.seeds / "empty.txt").write_text("", encoding="utf-8")
    (settings.seeds / "docker-series-b.facts.yaml").write_text("facts:\n- {id: a, quote: b}\n", encoding="utf-8")
    found = looked(settings)
    assert [one.area for one in found] == ["Seeds", "Seeds", "Vectors"]
    assert found[0].text.startswith(f"{settings.seeds / 'docker-series-b.facts.yaml'}:2: ")
    assert found[1].text.startswith(f"{settings.seeds / 'empty.txt'}: ")
    assert not settings.store.exists()


def test_curated_facts_that_are_left_out(settings: Settings) -> None:
    """Nobody reads them, so nothing is wrong."""
    shutil.copy(SEED, settings.seeds)
    (settings.seeds / "docker-series-b.facts.yaml").write_text("- nonsense\n", encoding="utf-8")
    found = examine(settings, lambda: refresh(settings.seeds, settings.store, curated=False), with_curated=False)
    assert [one.level for one in found] == ["ok", "ok", "ok"]


def test_many_that_are_wrong_are_cut_short(settings: Settings) -> None:
    """Twenty are told, and how many there are more."""
    for number in range(23):
        (settings.seeds / f"{number:02}.txt").write_text("", encoding="utf-8")
    found = looked(settings)
    assert (len(found), found[20]) == (22, todo("Seeds", "3 more are wrong."))
