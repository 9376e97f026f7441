"""Whether the port is free, or `nachgefragt serve` has it, and what that says of itself."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import aiohttp

from adapters.doctor_asking import Told, UnheardError, ask
from adapters.findings import Finding, Findings, note, ok, todo
from bot.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Port:
    """`serving`: `nachgefragt serve` answers there."""

    serving: bool
    findings: Findings


async def examine(settings: Settings, *, needed: bool, patience: float = 2.0) -> Port:
    """`needed`: a platform is set up, so that a port that cannot be had keeps the bot from starting. `patience` is in
    seconds, for each answer."""
    address = _address(settings)
    timeout = aiohttp.ClientTimeout(total=patience)
    async with aiohttp.ClientSession(timeout=timeout) as session:  # here, so never through a proxy
        try:
            health = await ask(session, f"{address}/healthz")
        except UnheardError:
            return Port(serving=False, findings=await asyncio.to_thread(_free, settings, needed))
        if "status" not in health.body:
            return Port(serving=False, findings=(_taken(settings, needed),))
        try:
            ready = await ask(session, f"{address}/readyz")
        except UnheardError:
            ready = health
    return Port(serving=True, findings=tuple(_running(ready, address)))


def _running(ready: Told, address: str) -> Iterator[Finding]:
    status = str(ready.body.get("status", "silent"))
    said = " ".join(_sentences({key: part for key, part in ready.body.items() if key != "status"}))
    if ready.status == 503:
        yield todo("Port", f"nachgefragt runs at {address}: {status}. {said}".rstrip())
    else:
        yield ok("Port", f"nachgefragt runs at {address}. {said}".rstrip())


def _sentences(told: Any) -> Iterator[str]:
    """Every text in it that is more than a word."""
    if isinstance(told, str) and " " in told:
        yield told if told.endswith(".") else f"{told}."
    elif isinstance(told, dict):
        for part in told.values():
            yield from _sentences(part)


def _free(settings: Settings, needed: bool) -> Findings:
    try:
        with socket.create_server((settings.host, settings.port), family=_family(settings.host)):
            return (ok("Port", f"{settings.port} is free at {settings.host}."),)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return (_taken(settings, needed),)
        why = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error)
        said = f"{settings.host}:{settings.port} cannot be used ({why}): change NACHGEFRAGT_HOST or NACHGEFRAGT_PORT."
        return ((todo if needed else note)("Port", said),)


def _taken(settings: Settings, needed: bool) -> Finding:
    said = f"another program has {settings.port} at {settings.host}: end it, or set NACHGEFRAGT_PORT to another."
    return (todo if needed else note)("Port", said)


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _address(settings: Settings) -> str:
    """How to reach what listens there from here."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104 - read, not bound
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"
