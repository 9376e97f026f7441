"""What doctor says of the port."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from adapters.doctor_port import Port, examine
from adapters.findings import note, ok, todo
from bot.settings import Settings


@asynccontextmanager
async def answering(
    healthz: Mapping[str, Any], readyz: Mapping[str, Any] | None = None, status: int = 200
) -> AsyncIterator[Settings]:
    """A server with these two answers; without `readyz` there is none."""

    async def health(_: web.Request) -> web.Response:
        return web.json_response(healthz)

    async def ready(_: web.Request) -> web.Response:
        return web.json_response(readyz, status=status)

    application = web.Application()
    application.router.add_get("/healthz", health)
    if readyz is not None:
        application.router.add_get("/readyz", ready)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield Settings(port=runner.addresses[0][1])
    finally:
        await runner.cleanup()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_a_free_port() -> None:
    """It can be had, and is free after that was tried."""
    settings = Settings(port=free_port())
    free = Port(serving=False, findings=(ok("Port", f"{settings.port} is free at 127.0.0.1."),))
    assert [await examine(settings, needed=True) for _ in range(2)] == [free, free]


def readiness(status: str, **health: str) -> Mapping[str, Any]:
    platforms = {name: {"health": said, "last_event_seconds": 1.5, "open": 0} for name, said in health.items()}
    return {"status": status, "inbox": "ok", "set_aside": 0, "platforms": platforms}


async def test_a_running_bot_that_is_ready() -> None:
    """Where it runs; with a bot that has no page about readiness, too."""
    for ready in (readiness("ok", telegram="ok", slack="ok"), None):
        async with answering({"status": "ok"}, ready) as settings:
            found = await examine(settings, needed=True)
        said = f"nachgefragt runs at http://127.0.0.1:{settings.port}."
        assert found == Port(serving=True, findings=(ok("Port", said),))


async def test_a_running_bot_that_is_not_ready() -> None:
    """Its sentences say why; one that ends says just that."""
    refused = readiness("not ready", telegram="Telegram does not accept the bot token", slack="Slack does not answer.")
    why = "not ready. Telegram does not accept the bot token. Slack does not answer."
    for ready, said in ((refused, why), (readiness("stopping", telegram="ok"), "stopping.")):
        async with answering({"status": "ok"}, ready, 503) as settings:
            found = await examine(settings, needed=True)
        expected = todo("Port", f"nachgefragt runs at http://127.0.0.1:{settings.port}: {said}")
        assert found == Port(serving=True, findings=(expected,))


async def test_a_program_that_is_not_ours() -> None:
    """Something else that speaks HTTP, and something that says nothing: serve could not start."""
    async with answering({"hello": "world"}) as settings:
        found = await examine(settings, needed=True)
        said = f"another program has {settings.port} at 127.0.0.1: end it, or set NACHGEFRAGT_PORT to another."
        assert found == Port(serving=False, findings=(todo("Port", said),))
        idle = await examine(settings, needed=False)
        assert idle == Port(serving=False, findings=(note("Port", said),))


async def test_a_program_that_does_not_answer() -> None:
    """Who holds the port without a word is found by the port alone."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings = Settings(port=silent.getsockname()[1])
        found = await examine(settings, needed=True, patience=0.2)
    said = f"another program has {settings.port} at 127.0.0.1: end it, or set NACHGEFRAGT_PORT to another."
    assert found == Port(serving=False, findings=(todo("Port", said),))


async def test_an_address_that_is_not_here() -> None:
    """The system's reason, and which settings to change."""
    settings = Settings(host="192.0.2.1", port=free_port())
    found = await examine(settings, needed=True, patience=0.2)
    said = (
        f"192.0.2.1:{settings.port} cannot be used (Cannot assign requested address): change NACHGEFRAGT_HOST or "
        "NACHGEFRAGT_PORT."
    )
    assert found == Port(serving=False, findings=(todo("Port", said),))


async def test_everywhere_is_asked_here() -> None:
    """A bot that listens on all addresses is found on this one."""
    async with answering({"status": "ok"}) as settings:
        found = await examine(Settings(host="0.0.0.0", port=settings.port), needed=True)
    assert found.serving
