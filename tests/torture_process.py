"""The product as an operator runs it: `python -m adapters.cli` in processes of its own, killed and started at will."""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import re
import signal
import socket
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import aiohttp

ROOT: Final = Path(__file__).resolve().parent.parent
DRAIN: Final = 5  # seconds that it has to stop
_STOP: Final = DRAIN + 10.0  # seconds until a stop counts as hanging
_START: Final = 60.0
_ports = itertools.cycle(random.Random(os.getpid()).sample(range(20_000, 32_000), 4_000))


class ProductError(Exception):
    """The product did not start or stop as it should; `str(error)` is one sentence."""


def free_port() -> int:
    """Below the range that outgoing connections take theirs from: it is still free after a kill."""
    for port in _ports:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("the cycle never ends")


def environment(folder: Path, port: int, given: Mapping[str, str]) -> dict[str, str]:
    """Nothing of the caller's but what a process needs to run; all files are in `folder`."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PYTHONPATH": str(ROOT),
        "OMP_NUM_THREADS": "1",
        "NACHGEFRAGT_SEEDS": str(ROOT / "seeds"),
        "NACHGEFRAGT_STORE": str(folder / "facts.sqlite"),
        "NACHGEFRAGT_STATE": str(folder / "state" / "state.sqlite"),
        "NACHGEFRAGT_FEEDBACK": str(folder / "feedback" / "feedback.sqlite"),
        "NACHGEFRAGT_PORT": str(port),
        "NACHGEFRAGT_DRAIN_SECONDS": str(DRAIN),
        "NACHGEFRAGT_PER_USER": "0",  # people here ask faster than people
        "NACHGEFRAGT_PER_CHAT": "0",
        **given,
    }


class Product:
    """`nachgefragt serve`, at most one at a time, always with the same `environment`; its log goes on in `log`."""

    def __init__(self, environment: Mapping[str, str], log: Path) -> None:
        self.environment = dict(environment)
        self.log = log
        self.process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.environment['NACHGEFRAGT_PORT']}"

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.returncode is None

    async def spawn(self, *arguments: str) -> None:
        """Begins; what it writes goes through a pipe, so that a full disk does not stop it."""
        self.process = await asyncio.create_subprocess_exec(
            *command(*(arguments or ("serve",))),
            env=self.environment,
            cwd=ROOT,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        self._reading = asyncio.create_task(self._read(self.process))

    async def start(self, patience: float = _START) -> float:
        """Until its health can be asked for; the seconds that took. Raises ProductError."""
        await self.spawn()
        return await self.listening(patience)

    async def listening(self, patience: float = _START) -> float:
        """As `start`, for a process that was begun."""
        began = time.monotonic()
        while await self.health() is None:
            if not self.running:
                raise ProductError(f"serve ended with {self.process and self.process.returncode}: {self.last_line()}")
            if time.monotonic() - began > patience:
                raise ProductError(f"serve did not listen within {patience:.0f} s")
            await asyncio.sleep(0.02)
        return time.monotonic() - began

    async def health(self, path: str = "/healthz") -> tuple[int, str] | None:
        """HTTP status and body, None where nobody listens."""
        try:
            timeout = aiohttp.ClientTimeout(total=5)
            async with aiohttp.ClientSession(timeout=timeout) as session, session.get(self.url + path) as answer:
                return answer.status, await answer.text()
        except (aiohttp.ClientError, TimeoutError):
            return None

    async def kill(self) -> None:
        """SIGKILL, wherever it is."""
        if self.running and self.process is not None:
            self.process.kill()
        await self._ended()

    async def stop(self) -> tuple[int, float]:
        """SIGTERM; its exit code, and the seconds it took. Raises ProductError where it does not end."""
        assert self.process is not None
        began = time.monotonic()
        if self.running:
            self.process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(_STOP):
                await self.process.wait()
        except TimeoutError:
            await self.kill()
            raise ProductError(f"serve did not end within {_STOP:.0f} s of SIGTERM") from None
        await self._ended()
        return self.process.returncode or 0, time.monotonic() - began

    async def _ended(self) -> None:
        if self.process is not None:
            await self.process.wait()
        if self._reading is not None:
            await self._reading

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        with self.log.open("ab") as log:
            while part := await process.stdout.read(65_536):
                log.write(part)
                log.flush()

    def last_line(self) -> str:
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines() if self.log.exists() else []
        return lines[-1] if lines else "it said nothing"

    def logged(self, pattern: str) -> int:
        """How often its log says this (a regular expression)."""
        return len(re.findall(pattern, self.log.read_text(encoding="utf-8", errors="replace")))

    def rss(self) -> float:
        """MiB in memory."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "adapters.cli", *arguments]


async def run(environment: Mapping[str, str], *arguments: str, within: float = 60.0) -> tuple[int, str]:
    """`nachgefragt` with these arguments, to its end: exit code, and all it said. Raises TimeoutError."""
    process = await asyncio.create_subprocess_exec(
        *command(*arguments),
        env=dict(environment),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(within):
        said, _ = await process.communicate()
    return process.returncode or 0, said.decode(errors="replace")
