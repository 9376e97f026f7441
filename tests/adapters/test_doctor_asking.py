"""One question over HTTP, and what a server's clock tells about ours."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web

from adapters.doctor_asking import UnheardError, ask, clock, new_session
from adapters.findings import ok, todo


@asynccontextmanager
async def answering(handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> AsyncIterator[str]:
    application = web.Application()
    application.router.add_route("*", "/secret", handler)
    runner = web.AppRunner(application, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/secret"
    finally:
        await runner.cleanup()


async def test_the_answer_is_told_with_what_its_date_says() -> None:
    """Status, JSON object, headers, and how far the local clock is ahead."""

    async def handler(request: web.Request) -> web.StreamResponse:
        return web.json_response({"token": request.headers["Authorization"]}, status=418, headers={"X-Scope": "a"})

    async with answering(handler) as url, new_session() as session:
        told = await ask(session, url, method="POST", token="xoxb-1", now=lambda: time.time() + 100)
    assert (told.status, told.body, told.headers["X-Scope"]) == (418, {"token": "Bearer xoxb-1"}, "a")
    assert told.ahead is not None
    assert abs(told.ahead - 100) < 2


async def test_a_redirect_is_not_followed() -> None:
    """The token is for nobody but who was asked."""

    async def handler(_: web.Request) -> web.StreamResponse:
        return web.Response(status=307, headers={"Location": "/elsewhere"})

    async with answering(handler) as url, new_session() as session:
        assert (await ask(session, url, token="xoxb-1")).status == 307


@pytest.mark.parametrize("body", ["", "no JSON", "[1]"])
async def test_what_is_no_json_object_is_an_empty_one(body: str) -> None:
    """A proxy's page of HTML is not taken for an answer, nor is it a failure."""

    async def handler(_: web.Request) -> web.StreamResponse:
        return web.Response(text=body, headers={"Date": "none"})

    async with answering(handler) as url, new_session() as session:
        told = await ask(session, url)
    assert (told.status, told.body, told.ahead) == (200, {}, None)


async def test_a_port_where_nobody_listens_is_said_without_the_address() -> None:
    """The address may hold a token."""
    async with new_session() as session:
        with pytest.raises(UnheardError, match=r"^Connect call failed|^Connection refused") as raised:
            await ask(session, "http://127.0.0.1:1/secret")
    assert "secret" not in str(raised.value)


async def test_a_connection_that_ends_is_said_without_the_address() -> None:
    """Only the kind of failure is told."""

    async def handler(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    async with answering(handler) as url, new_session() as session:
        with pytest.raises(UnheardError, match=r"^\w+$"):
            await ask(session, url)


async def test_a_server_that_does_not_answer_is_given_up() -> None:
    """The session's patience is the longest that is waited."""

    async def handler(_: web.Request) -> web.StreamResponse:
        await asyncio.Event().wait()
        return web.Response()

    async with answering(handler) as url, aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.1)) as session:
        with pytest.raises(UnheardError, match=r"^no answer within"):
            await ask(session, url)


def test_a_clock_within_a_minute_is_good() -> None:
    """Before and behind; a server without a date tells nothing."""
    good = (ok("Clock", "it agrees with Slack's."),)
    assert [good, good, ()] == [clock(ahead, "Slack") for ahead in (-60.0, 60.0, None)]


def test_a_clock_that_is_off_is_a_thing_to_do() -> None:
    """How far, in which direction, why it matters."""
    why = "from 300 s on everything that Slack signs is refused. Have it set by NTP."
    assert clock(61.2, "Slack") == (todo("Clock", f"it is 61 s ahead of Slack's; {why}"),)
    assert clock(-400.0, "Telegram") == (todo("Clock", f"it is 400 s behind Telegram's; {why}"),)
