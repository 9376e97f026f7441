"""The way to the Bot API: what it refuses, and which proxy it takes."""

from __future__ import annotations

import pytest
from telegram.request import RequestData

from adapters.telegram_transport import RepeatingRequest, backoff, proxy_for


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


async def test_it_says_when_it_was_not_set_up() -> None:
    """Calling before initialize is a programming error, said as one."""
    request = RepeatingRequest(timeout=1)
    assert request.read_timeout == 1
    with pytest.raises(RuntimeError, match="initialize the request first"):
        await request.do_request("http://127.0.0.1:9/x", "POST", RequestData())
    await request.shutdown()
