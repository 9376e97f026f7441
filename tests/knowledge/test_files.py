"""What lies in the folder of seeds and is no article: nothing of it is waited for, and nothing outside is read."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge import authored, build, files, seeds
from knowledge.errors import SeedError
from knowledge.sqlite_store import SqliteStore
from tests.fuzz_target import deadline

SEED = "Ein Satz ist da. Anna Kern leitet die Werft."
FACTS = "facts:\n  - id: eins\n    answer: Anna Kern\n    quote: Anna Kern leitet\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "seeds"
    made.mkdir()
    (made / "a.txt").write_text(SEED, encoding="utf-8")
    return made


def refused(action: Callable[[], object]) -> str:
    with pytest.raises(SeedError) as caught, deadline(5):
        action()
    return str(caught.value)


@pytest.mark.parametrize("read", [seeds.read, authored.load], ids=["seed", "yaml"])
def test_a_pipe_is_no_file(read: Callable[[Path], object], tmp_path: Path) -> None:
    """Nobody writes into it, and nobody waits for that."""
    os.mkfifo(tmp_path / "a.txt")
    assert refused(lambda: read(tmp_path / "a.txt")) == f"{tmp_path / 'a.txt'}: this is not a file."


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null", "/dev/tty"])
def test_a_device_is_no_file(device: str) -> None:
    """Not even one that never ends."""
    assert refused(lambda: files.content(Path(device), most=1_000_000)).startswith(f"{device}: this ")


def test_a_socket_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It cannot be opened, and that is said."""
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("a.txt")
        assert refused(lambda: seeds.read(Path("a.txt"))).startswith("a.txt: this file cannot be read (")


def test_a_pipe_as_facts_is_refused(folder: Path) -> None:
    """A build ends with the sentence that names it."""
    os.mkfifo(folder / "a.facts.yaml")
    said = refused(lambda: build.build(folder, folder.parent / "store.db"))
    assert said == f"{folder / 'a.facts.yaml'}: this is not a file."


def test_facts_from_outside_are_refused(folder: Path) -> None:
    """A link beside a seed that leads out of the folder is not followed."""
    (folder.parent / "secret.yaml").write_text(FACTS, encoding="utf-8")
    (folder / "a.facts.yaml").symlink_to(folder.parent / "secret.yaml")
    said = refused(lambda: build.build(folder, folder.parent / "store.db"))
    assert said == f"{folder / 'a.facts.yaml'}: this link leads out of the folder of seeds."


def test_facts_by_a_link_inside_are_read(folder: Path) -> None:
    """As seeds by links inside are."""
    (folder / "shared.yaml").write_text(FACTS, encoding="utf-8")
    (folder / "a.facts.yaml").symlink_to(folder / "shared.yaml")
    build.build(folder, folder.parent / "store.db")
    store = SqliteStore.open(folder.parent / "store.db")
    assert store.fact("a:eins").answer == "Anna Kern"
    store.close()


def test_a_link_that_leads_nowhere_is_no_facts(folder: Path) -> None:
    """There is no file to read, and the seed is built without."""
    (folder / "a.facts.yaml").symlink_to(folder / "missing.yaml")
    assert build.build(folder, folder.parent / "store.db").articles == 1


@pytest.mark.parametrize("link", ["../secret.txt", "deep/../../secret.txt"])
def test_a_relative_link_out_is_refused(link: str, folder: Path) -> None:
    """However it is written."""
    (folder.parent / "secret.txt").write_text(SEED, encoding="utf-8")
    (folder / "deep").mkdir()
    (folder / "b.txt").symlink_to(link)
    assert refused(lambda: seeds.paths(folder)) == f"{folder / 'b.txt'}: this link leads out of the folder of seeds."
