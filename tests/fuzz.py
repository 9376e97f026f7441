"""Fuzzing, guided by coverage where atheris is installed: `python -m tests.fuzz [--inputs N] [--target NAME]`;
`--unguided` reads several times as many inputs in the same time.

Each target is run in processes of its own until it has read N inputs; failures are kept in build/fuzz, and a table is
printed. Exit status 1 when anything failed. As counting what is covered takes its time, inputs have more of it then;
the slowest are read again without, and count as hangs only if they are too slow there.
"""

from __future__ import annotations

import argparse
import faulthandler
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import NoReturn

from tests.fuzz_target import DEADLINE, Tally, Target, measure, warmed

ROOT = Path(__file__).parent.parent
FOUND = ROOT / "build" / "fuzz"
NAMES = ("telegram", "slack", "seed", "build", "yaml", "question", "reply")
_STUCK = 300  # seconds on one input before a process shows where it is and ends
_COUNTING = 8.0  # times the deadline, while coverage is counted
_LONGEST = 20_000  # bytes of an input


def targets() -> dict[str, Target]:
    from tests import fuzz_bot, fuzz_knowledge, fuzz_platforms

    every = (
        *(fuzz_platforms.TELEGRAM, fuzz_platforms.SLACK, fuzz_knowledge.SEED, fuzz_knowledge.BUILD),
        *(fuzz_knowledge.YAML, fuzz_bot.QUESTION, fuzz_bot.REPLY),
    )
    return {target.name: target for target in every}


def work(name: str, inputs: int, seed: int, *, guided: bool) -> NoReturn:
    """Reads that many inputs and prints the tally as JSON."""
    faulthandler.enable()
    if guided and importlib.util.find_spec("atheris") is not None:
        _guided(name, inputs, seed)
    _unguided(targets()[name], inputs, seed)


def _guided(name: str, inputs: int, seed: int) -> None:
    """Inputs that reach something new are kept, to be changed further. Does not return."""
    import atheris

    with atheris.instrument_imports(include=["knowledge", "bot", "adapters"]):
        target = targets()[name]
        read = warmed(target)
    corpus, tally = target.corpus(), Tally()

    def one(data: bytes) -> None:
        _counted(read, data, tally, inputs, most=_COUNTING * DEADLINE)

    def mutator(data: bytes, most: int, number: int) -> bytes:
        random = Random(number)
        return target.mutate(data if data else random.choice(corpus), random, corpus)[:most]

    folder = Path(tempfile.mkdtemp(prefix=f"fuzz-{name}-"))
    for number, data in enumerate(corpus):
        (folder / f"{number:05}").write_bytes(data)
    options = [
        f"-seed={seed}",
        f"-max_len={_LONGEST}",
        "-rss_limit_mb=0",
        f"-timeout={_STUCK}",
        f"-artifact_prefix={FOUND}/{name}-",
    ]
    atheris.Setup([sys.argv[0], *options, str(folder)], one, custom_mutator=mutator)
    atheris.Fuzz()


def _unguided(target: Target, inputs: int, seed: int) -> NoReturn:
    """The same mutations without coverage."""
    read, corpus, random, tally = warmed(target), target.corpus(), Random(seed), Tally()
    while True:
        data = random.choice(corpus)
        for _ in range(random.randint(1, 4)):
            data = target.mutate(data, random, corpus)[:_LONGEST]
        _counted(read, data, tally, inputs)


def _counted(read: Callable[[bytes], object], data: bytes, tally: Tally, inputs: int, most: float = DEADLINE) -> None:
    faulthandler.dump_traceback_later(_STUCK, exit=True)
    measure(read, data, tally, most=most)
    if tally.inputs >= inputs:
        print(json.dumps(_told(tally)), flush=True)
        os._exit(0)


def _told(tally: Tally) -> dict[str, object]:
    return {
        "inputs": tally.inputs,
        "seconds": os.times().user + os.times().system,
        "slowest": [data.hex() for _, data in tally.slowest],
        "crashes": {place: data.hex() for place, data in tally.crashes.items()},
    }


def fuzz(name: str, inputs: int, seed: int, jobs: int, *, guided: bool) -> Tally:
    """One target in `jobs` processes."""
    mode = [] if guided else ["--unguided"]
    shares = [inputs // jobs + (number < inputs % jobs) for number in range(jobs)]
    running = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.fuzz",
                "--work",
                name,
                "--inputs",
                str(share),
                "--seed",
                str(seed + number),
                *mode,
            ],
            cwd=ROOT,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
            stdout=subprocess.PIPE,
            stderr=(FOUND / f"{name}-{number}.log").open("wb"),
        )
        for number, share in enumerate(shares)
    ]
    whole = Tally()
    for number, process in enumerate(running):
        said, _ = process.communicate()
        if process.returncode:
            whole.crashes[f"ended with {process.returncode}, see build/fuzz/{name}-{number}.log"] = b""
            continue
        told = json.loads(said.splitlines()[-1])
        whole.inputs, whole.seconds = whole.inputs + told["inputs"], whole.seconds + told["seconds"]
        whole.slowest += [(0.0, bytes.fromhex(data)) for data in told["slowest"]]
        whole.crashes |= {place: bytes.fromhex(data) for place, data in told["crashes"].items()}
    whole.slowest = _timed_again(name, whole)
    return whole


def _timed_again(name: str, whole: Tally) -> list[tuple[float, bytes]]:
    """The slowest inputs with their times where nothing counts coverage; the slowest first."""
    read, again = warmed(targets()[name]), Tally()
    for _, data in whole.slowest:
        measure(read, data, again)
    whole.crashes |= again.crashes
    return sorted(again.slowest, reverse=True)


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.fuzz", description=__doc__.splitlines()[0] if __doc__ else ""
    )
    parser.add_argument("--inputs", type=int, default=10_000)
    parser.add_argument("--target", choices=NAMES)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--unguided", action="store_true", help="coverage is not counted: several times as fast")
    parser.add_argument("--work", choices=NAMES, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.work:
        work(asked.work, asked.inputs, asked.seed, guided=not asked.unguided)
    FOUND.mkdir(parents=True, exist_ok=True)
    failed = False
    print(f"{'target':10} {'inputs':>8} {'cpu s':>8} {'slowest ms':>11} {'crashes':>8}", flush=True)
    for name in [asked.target] if asked.target else NAMES:
        tally = fuzz(name, asked.inputs, asked.seed, asked.jobs, guided=not asked.unguided)
        failed = failed or bool(tally.crashes)
        slowest, data = tally.slowest[0] if tally.slowest else (0.0, b"")
        (FOUND / f"{name}.slowest").write_bytes(data)
        row = f"{name:10} {tally.inputs:8} {tally.seconds:8.1f} {slowest * 1000:11.1f} {len(tally.crashes):8}"
        print(row, flush=True)
        for number, (place, data) in enumerate(tally.crashes.items()):
            print(f"  {place}", flush=True)
            (FOUND / f"{name}-{number}.crash").write_bytes(data)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
