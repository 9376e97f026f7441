"""From seeds to the store: the same again, only what changed, and never half a store."""

from __future__ import annotations

import gc
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge import build, extraction
from knowledge.document import Evidence
from knowledge.errors import SeedError, StoreError
from knowledge.facts import Fact
from knowledge.sqlite_store import SqliteStore

GERMAN = """date 2021-03

Die Molkerei Alpenglück hat 23 Millionen Euro eingesammelt. Anna Huber leitet sie seit zehn Jahren.

Käse und Brot

Der Käse kommt aus Tirol. (abc)
"""
ENGLISH = "The dairy opened in London in 2019. It sells cheese to 300 shops.\n"
CURATED = """facts:
  - id: leitung
    answer: Anna Huber
    quote: Anna Huber leitet sie
    kind: person
    ask: [Wer ist die Chefin?]
aliases:
  - [Molkerei Alpenglück, Alpenglück]
unknown:
  - ask: [Wie viele Kühe gibt es?]
    tell: Von Kühen steht nichts darin.
"""


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    folder = tmp_path / "seeds"
    folder.mkdir()
    (folder / "molkerei.txt").write_text(GERMAN, encoding="utf-8")
    (folder / "molkerei.facts.yaml").write_text(CURATED, encoding="utf-8")
    (folder / "dairy.txt").write_text(ENGLISH, encoding="utf-8")
    return folder


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "var" / "store.db"


def _dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def _version(path: Path) -> str:
    with closing(SqliteStore.open(path)) as store:
        return store.version


def test_a_built_store_holds_what_the_seeds_say(seeds: Path, path: Path) -> None:
    """Documents, sentences and facts of both seeds are in the store, and the report counts them."""
    report = build.build(seeds, path)
    with closing(SqliteStore.open(path)) as store:
        assert [document.id for document in store.documents()] == ["dairy", "molkerei"]
        assert {fact.answer for fact in store.facts()} >= {"23 Millionen Euro", "London", "Tirol"}
        sentences = [s for document in store.documents() for s in store.sentences(document.id)]
        assert (report.articles, report.sentences, report.reused) == (2, len(sentences), 0)
        assert report.facts == len(store.facts()) > 5
    assert str(replace(report, seconds=1.26)) == (
        f"2 articles (0 unchanged), 5 sentences, {report.facts} facts in 1.3 s"
    )


def test_every_fact_has_its_evidence_in_the_text(seeds: Path, path: Path) -> None:
    """The invariant text[start:end] == quote holds for every fact, curated ones too."""
    with closing(build.refresh(seeds, path)) as store:
        facts = store.facts()
        assert {fact.origin for fact in facts} == {"curated", "extracted"}
        assert all(fact.evidence.holds(store.document(fact.document).text) for fact in facts)


def test_headings_are_context(seeds: Path, path: Path) -> None:
    """A sentence is found by a word of its section's heading that it does not hold itself."""
    with closing(build.refresh(seeds, path)) as store:
        (posting,) = store.context_postings("brot")
        sentence = store.sentence("molkerei", posting.sentence)
        assert "brot" in sentence.context
        assert all("brot" not in token.terms for token in sentence.tokens)


def test_curated_facts_join_and_stay_out(seeds: Path, path: Path) -> None:
    """With curated facts there are names, unknowns and both facts of one answer; without them only the extracted."""
    with closing(build.refresh(seeds, path)) as store:
        assert store.fact("molkerei:leitung").ask == ("Wer ist die Chefin?",)
        assert {f.origin for f in store.facts() if f.answer == "Anna Huber"} == {"curated", "extracted"}
        assert store.aliases("molkerei")[0].names == ("Molkerei Alpenglück", "Alpenglück")
        assert store.unknowns("molkerei")[0].tell == "Von Kühen steht nichts darin."
    with closing(build.refresh(seeds, path, curated=False)) as bare:
        assert {fact.origin for fact in bare.facts()} == {"extracted"}
        assert (bare.aliases("molkerei"), bare.unknowns("molkerei")) == ((), ())


def test_the_same_seeds_give_the_same_content(seeds: Path, path: Path, tmp_path: Path) -> None:
    """Built anew, built in another folder, and built from the old store: the content is the same."""
    build.build(seeds, path)
    first = _dump(path)
    elsewhere = shutil.copytree(seeds, tmp_path / "copy")
    build.build(elsewhere, tmp_path / "other.db")
    assert build.build(seeds, path).reused == 2
    assert first == _dump(tmp_path / "other.db") == _dump(path)


@pytest.mark.parametrize(
    "change",
    [
        lambda seeds: (seeds / "molkerei.txt").write_text(GERMAN.replace("Tirol", "Bayern"), encoding="utf-8"),
        lambda seeds: (seeds / "molkerei.facts.yaml").unlink(),
        lambda seeds: (seeds / "molkerei.facts.yaml").write_text(CURATED.replace("Chefin", "Leiterin")),
    ],
    ids=["text", "no facts file", "facts file"],
)
def test_only_what_changed_is_read_again(seeds: Path, path: Path, change: Callable[[Path], object]) -> None:
    """After a change to one seed or its facts file the other article is taken over, and the result is as if new."""
    build.build(seeds, path)
    old = _version(path)
    change(seeds)
    report = build.build(seeds, path)
    assert (report.articles, report.reused) == (2, 1)
    assert _version(path) != old
    build.build(seeds, path.with_name("new.db"))
    assert _dump(path.with_name("new.db")) == _dump(path)


def test_removed_and_renamed_seeds(seeds: Path, path: Path) -> None:
    """A removed seed leaves the store, a renamed one comes back under its new name."""
    build.build(seeds, path)
    (seeds / "molkerei.txt").unlink()
    (seeds / "dairy.txt").rename(seeds / "milk.txt")
    with closing(build.refresh(seeds, path)) as store:
        assert [document.id for document in store.documents()] == ["milk"]
        assert {fact.document for fact in store.facts()} == {"milk"}


def test_refresh_builds_only_when_needed(seeds: Path, path: Path) -> None:
    """The first refresh builds and says how far it is; the second leaves the file alone."""
    seen: list[tuple[int, int, str]] = []
    build.refresh(seeds, path, progress=lambda *step: seen.append(step)).close()
    assert seen == [(1, 2, "dairy.txt"), (2, 2, "molkerei.txt")]
    written = path.stat()
    build.refresh(seeds, path, progress=lambda *step: seen.append(step)).close()
    assert len(seen) == 2
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (written.st_ino, written.st_mtime_ns)


@pytest.mark.parametrize("content", [b"", b"no store " * 999, None], ids=["empty", "other", "cut off"])
def test_refresh_replaces_an_unusable_store(seeds: Path, path: Path, content: bytes | None) -> None:
    """An empty file, another file and a store cut off in its first page are built anew."""
    build.build(seeds, path)
    whole = _dump(path)
    path.write_bytes(path.read_bytes()[:3000] if content is None else content)
    build.refresh(seeds, path).close()
    assert _dump(path) == whole


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("leer.txt", b""),
        ("nul.txt", b"Ein \0 Zeichen."),
        ("latin.txt", "Käse.".encode("latin-1")),
        ("molkerei.facts.yaml", b"facts: [{id: a, answer: Kuh, quote: Die Kuh}]"),
    ],
)
def test_a_failing_build_leaves_the_old_store(seeds: Path, path: Path, name: str, content: bytes) -> None:
    """A seed or facts file that cannot be read is a SeedError naming it; the store stays and nothing lies about."""
    build.build(seeds, path)
    old = path.read_bytes()
    (seeds / name).write_bytes(content)
    for attempt in (build.build, build.refresh):
        with pytest.raises(SeedError) as caught:
            attempt(seeds, path)
        assert caught.value.path == seeds / name
    assert path.read_bytes() == old
    assert {each.name for each in path.parent.iterdir()} == {"store.db", "store.db.lock"}


def test_a_folder_without_seeds_leaves_the_old_store(seeds: Path, path: Path) -> None:
    """When all seeds are gone the build fails and the old store stays."""
    build.build(seeds, path)
    old = path.read_bytes()
    shutil.rmtree(seeds)
    seeds.mkdir()
    with pytest.raises(SeedError):
        build.refresh(seeds, path)
    assert path.read_bytes() == old


def test_broken_evidence_fails_the_build(seeds: Path, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fact whose quote does not stand in the text is a SeedError that names the fact, and no store is written."""
    extract = extraction.extract

    def broken(*given: object) -> tuple[Fact, ...]:
        first, *rest = extract(*given)  # type: ignore[arg-type]
        evidence = Evidence(document=first.document, start=0, end=5, quote="never")
        return (replace(first, id="bad", evidence=evidence), *rest)

    monkeypatch.setattr(extraction, "extract", broken)
    with pytest.raises(SeedError) as caught:
        build.build(seeds, path)
    assert str(caught.value) == f"{seeds / 'dairy.txt'}: the evidence of fact 'bad' does not stand in the text."
    assert not path.exists()


def test_two_facts_of_one_id_fail_the_build(seeds: Path, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two facts with the same id are a SeedError that names it."""
    extract = extraction.extract
    monkeypatch.setattr(extraction, "extract", lambda *given: extract(*given)[:1] * 2)
    with pytest.raises(SeedError, match="there are two facts with the id"):
        build.build(seeds, path)


def test_garbage_is_collected_again_after_a_build(seeds: Path, path: Path) -> None:
    """A build does not look for cycles; when it is done, or has failed, that goes on as before."""
    build.build(seeds, path)
    assert gc.isenabled()
    (seeds / "molkerei.facts.yaml").write_text("facts: nothing", encoding="utf-8")
    with pytest.raises(SeedError):
        build.build(seeds, path)
    assert gc.isenabled()


def test_a_place_that_cannot_be_written(seeds: Path, tmp_path: Path) -> None:
    """A store whose parent is a file is a StoreError."""
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="the store cannot be written"):
        build.refresh(seeds, tmp_path / "file" / "store.db")


def test_readers_keep_reading_while_the_store_is_replaced(seeds: Path, path: Path) -> None:
    """A store opened before a rebuild still answers from the old content, also what it had not read yet."""
    with closing(build.refresh(seeds, path)) as old:
        (seeds / "dairy.txt").write_text("Cheese is made in Cardiff.\n", encoding="utf-8")
        with closing(build.refresh(seeds, path)) as new:
            assert "Cardiff" in {fact.answer for fact in new.facts(document="dairy")}
        assert {"London"} <= {fact.answer for fact in old.facts(document="dairy")}
        assert len(old.sentences("dairy")) == 2
        assert "2019" in dict(old.vocabulary())


def test_builders_wait_for_each_other(seeds: Path, path: Path) -> None:
    """Of two refreshes at once one builds; the other waits and opens what the first made."""
    inside, go_on = threading.Event(), threading.Event()
    steps: list[str] = []

    def first_step(*_: object) -> None:
        steps.append("first")
        inside.set()
        assert go_on.wait(30)

    first = threading.Thread(target=lambda: build.refresh(seeds, path, progress=first_step).close())
    second = threading.Thread(
        target=lambda: build.refresh(seeds, path, progress=lambda *_: steps.append("second")).close()
    )
    first.start()
    assert inside.wait(30)
    second.start()
    second.join(0.2)
    assert second.is_alive()
    go_on.set()
    first.join(30)
    second.join(30)
    assert steps == ["first", "first"]


# One process that has the models loaded forks a builder for each kill; the builder goes to and fro between two seeds.
_KILLED = """
import os, random, signal, sys, time
from itertools import cycle
from pathlib import Path
from knowledge.build import build

one, two, store = map(Path, sys.argv[1:4])
delays = random.Random(int(sys.argv[4]))
build(two, store)
began = time.perf_counter()
build(one, store)
longest = 4 * (time.perf_counter() - began) + 0.02
for _ in range(10):
    child = os.fork()
    if child == 0:
        for seeds in cycle((two, one)):
            build(seeds, store)
    time.sleep(delays.uniform(0, longest))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.link(store, store.with_name(f"after-{child}.db"))
build(one, store)
"""


def test_a_kill_at_any_moment_leaves_a_whole_store(seeds: Path, path: Path, tmp_path: Path) -> None:
    """After SIGKILL at ten random moments of a build the store is the old or the new one, whole, each time."""
    other = shutil.copytree(seeds, tmp_path / "other")
    (other / "dairy.txt").write_text("Cheese is made in Cardiff since 1998.\n", encoding="utf-8")
    whole = []
    for number, folder in enumerate((seeds, other)):
        build.build(folder, tmp_path / f"{number}.db")
        whole.append(_dump(tmp_path / f"{number}.db"))
    seed = random.randrange(10**6)
    command = [sys.executable, "-c", _KILLED, str(seeds), str(other), str(path), str(seed)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    stores = sorted(path.parent.glob("after-*.db"))
    assert len(stores) == 10
    assert all(_dump(each) in whole for each in stores), f"seed {seed}"
    assert not list(path.parent.glob(".*.tmp"))
