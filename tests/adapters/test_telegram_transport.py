"""The way to the Bot API: what it refuses, and which proxy it takes."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from telegram.error import TimedOut
from telegram.request import RequestData

from adapters.fakes.telegram import FakeTelegram, Fault
from adapters.telegram_transport import NotTakenError, PausedError, RepeatingRequest, backoff, proxy_for


def test_pauses_grow_and_end_growing() -> None:
    """From a fifth of a second to half a minute."""
    assert [backoff(attempt) for attempt in (0, 1, 2, 50)] == [0.2, 0.4, 0.8, 30.0]


def test_the_proxy_is_the_environments(monkeypatch: pytest.MonkeyPatch) -> None:
    """By scheme, and none where the environment says so."""
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.delenv("http_proxy", raising=False)
    assert proxy_for("https://api.telegram.org") == "http://proxy.example:3128"
    assert proxy_for("http://api.telegram.org") is None
    assert proxy_for("https://127.0.0.1:8081") is None
    assert proxy_for("nonsense") is None


@asynccontextmanager
async def requesting(timeout: float = 5.0) -> AsyncIterator[RepeatingRequest]:  # noqa: ASYNC109 - the request's
    request = RepeatingRequest(timeout=timeout)
    await request.initialize()
    yield request
    await request.shutdown()


async def test_a_server_that_does_not_let_anybody_in_took_nothing() -> None:
    """Its queue of connections is full: nothing was sent, so it may be repeated later."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as place, socket.socket() as waiting:
        waiting.setblocking(False)
        waiting.connect_ex(place.getsockname())
        async with requesting(timeout=0.1) as request:
            with pytest.raises(NotTakenError, match="no connection"):
                await request.do_request(f"http://127.0.0.1:{place.getsockname()[1]}/x", "POST", RequestData())


async def test_an_answer_that_never_ends_is_not_waited_for() -> None:
    """It may have been carried out: it counts as sent."""
    async with FakeTelegram() as fake, requesting(timeout=0.2) as request:
        fake.fail_next("getMe", Fault(trickle=5))
        with pytest.raises(TimedOut) as caught:
            await request.do_request(f"{fake.base_url}/bot{fake.token}/getMe", "POST", RequestData())
        assert not isinstance(caught.value, NotTakenError)
        assert len(fake.calls) == 1


async def test_a_message_that_is_too_much_is_left_to_who_sends_it() -> None:
    """Its chat waits, not the request; other calls are repeated after the pause, unless it is long."""
    async with FakeTelegram() as fake, requesting() as request:
        base = f"{fake.base_url}/bot{fake.token}"
        fake.fail_next("sendMessage", Fault(retry_after=2))
        with pytest.raises(PausedError) as caught:
            await request.do_request(f"{base}/sendMessage", "POST", RequestData())
        assert caught.value.seconds == 2
        fake.fail_next("getMe", Fault(retry_after=1))
        assert (await request.do_request(f"{base}/getMe", "POST", RequestData()))[0] == 200
        fake.fail_next("getMe", Fault(retry_after=61))
        with pytest.raises(PausedError):
            await request.do_request(f"{base}/getMe", "POST", RequestData())
        assert [method for method, _ in fake.calls] == ["sendMessage", "getMe", "getMe", "getMe"]


async def test_it_says_when_it_was_not_set_up() -> None:
    """Calling before initialize is a programming error, said as one."""
    request = RepeatingRequest(timeout=1)
    assert request.read_timeout == 1
    with pytest.raises(RuntimeError, match="initialize the request first"):
        await request.do_request("http://127.0.0.1:9/x", "POST", RequestData())
    await request.shutdown()
