"""Killed while the store is built: what lies there afterwards is the old store or the new one, whole, and answers."""

from __future__ import annotations

import asyncio
import re
import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from knowledge.errors import KnowledgeError
from knowledge.sqlite_store import SqliteStore
from tests.torture_ledger import KNOWN
from tests.torture_process import ROOT, Product, run
from tests.torture_sides import Way
from tests.torture_stage import Options, Outcome, stage

_OTHER = "Das Rathaus in Neustadt\n\nEs wurde 1904 erbaut. Bürgermeisterin ist Anna Berg. Der Umbau kostet {} Euro.\n"
_COSTS = 41_000


async def building(options: Options) -> Outcome:
    """`nachgefragt build` is killed at any moment, over an older store."""
    async with stage("build killed", options, "Telegram polling") as at:
        seeds = _seeds(at.folder)
        at.product.environment["NACHGEFRAGT_SEEDS"] = str(seeds)
        took = await _built(at.product, seeds)
        for number in range(options.either(12, 3)):
            old = content(at.folder / "facts.sqlite")
            new = _change(seeds, number + 1, old)
            await at.product.spawn("build")
            await asyncio.sleep(at.chance.uniform(0.4, 1.05) * took)
            await at.kill()
            at.check(content(at.folder / "facts.sqlite") in (old, new), f"neither old nor new after kill {number + 1}")
            code, said = await run(at.product.environment, "ask", KNOWN[0].text)
            at.check(code == 0 and KNOWN[0].answer in said, f"ask says {said.strip()[-100:]!r}")
        at.check(not _left_over(at.folder), f"left over: {_left_over(at.folder)}")
        at.notes.append(f"killed within the {took:.1f} s of a build")
        at.check(new != old, "the seeds were not changed")
        await at.serving()
        return await at.outcome()


async def refreshing(way: Way, options: Options) -> Outcome:
    """`nachgefragt serve` is killed while it reads changed seeds at its start."""
    async with stage("refresh killed", options, way) as at:
        seeds = _seeds(at.folder)
        at.product.environment["NACHGEFRAGT_SEEDS"] = str(seeds)
        took = await _built(at.product, seeds)
        at.ask_meanwhile(6)
        for number in range(options.either(8, 2)):
            old = content(at.folder / "facts.sqlite")
            new = _change(seeds, number + 1, old)
            await at.product.spawn()
            await asyncio.sleep(at.chance.uniform(0.4, 1.3) * took)
            await at.kill()
            at.check(content(at.folder / "facts.sqlite") in (old, new), f"neither old nor new after kill {number + 1}")
        at.check(new != old, "the seeds were not changed")
        await at.product.start()
        at.check(content(at.folder / "facts.sqlite") == new, "the store that is served is not the new one")
        at.check(not _left_over(at.folder), f"left over: {_left_over(at.folder)}")
        return await at.outcome()


def content(path: Path) -> str:
    """Every fact's answer and quote, a line each; or what is wrong with the file."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            said = str(connection.execute("PRAGMA integrity_check").fetchone()[0])
            if said != "ok":
                return said
        store = SqliteStore.open(path)
        try:
            return "\n".join(sorted(f"{fact.answer}\t{fact.evidence.quote}" for fact in store.facts()))
        finally:
            store.close()
    except (KnowledgeError, sqlite3.Error) as error:
        return str(error)


def _seeds(folder: Path) -> Path:
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    return folder / "seeds"


def _change(seeds: Path, number: int, old: str) -> str:
    """What the store holds of the changed seeds, once they are built."""
    (seeds / "rathaus.txt").write_text(_OTHER.format(_COSTS + number), encoding="utf-8")
    return re.sub(rf"\b{_COSTS // 1000}\d{{3}}\b", str(_COSTS + number), old)


async def _built(product: Product, seeds: Path) -> float:
    """The seconds a build takes from nothing."""
    (seeds / "rathaus.txt").write_text(_OTHER.format(_COSTS), encoding="utf-8")
    (seeds.parent / "facts.sqlite").unlink()
    began = time.monotonic()
    code, said = await run(product.environment, "build")
    assert code == 0, said
    return time.monotonic() - began


def _left_over(folder: Path) -> list[str]:
    """Files beside the store that a build makes for itself and takes away at its end."""
    return sorted(path.name for path in folder.glob(".facts.sqlite.*"))
