"""What the pages of health say, over a real socket, of platforms in every state."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from adapters.http_server import HttpServer
from adapters.inbox import Inbox, InboxError, NewEvent, Standing
from adapters.metrics import Metrics
from adapters.status_pages import StatusPages
from adapters.volatile_inbox import VolatileInbox
from tests.adapters.inboxes import add


@dataclass
class Adapter:
    """A platform that is as it is said to be."""

    health: str = "ok"
    last: float | None = None
    paths: list[web.RouteDef] = field(default_factory=list)

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    def routes(self) -> Iterable[web.RouteDef]:
        return self.paths


class Unreadable(VolatileInbox):
    async def standing(self) -> Standing:
        raise InboxError("/var/lib/state.sqlite: the state cannot be read.")


@asynccontextmanager
async def served(pages: StatusPages) -> AsyncIterator[str]:
    server = HttpServer(pages.routes(), host="127.0.0.1", port=0)
    await server.start()
    try:
        yield server.url
    finally:
        await server.stop()


async def asked(pages: StatusPages, path: str) -> tuple[int, str, str]:
    async with served(pages) as url, aiohttp.ClientSession() as browser, browser.get(url + path) as page:
        return page.status, await page.text(), page.headers.get("Content-Type", "")


async def ready(
    adapters: dict[str, Any], inbox: Inbox | None = None, *, stopping: bool = False, starting: str = ""
) -> tuple[int, Any]:
    pages = StatusPages(adapters, inbox or VolatileInbox(), None)
    pages.stopping, pages.started = stopping, set(adapters) - {starting}
    async with served(pages) as url, aiohttp.ClientSession() as browser, browser.get(f"{url}/readyz") as page:
        return page.status, await page.json()


async def test_ready_when_every_platform_is() -> None:
    """Each with its health, the seconds since its last event and its open ones."""
    inbox = VolatileInbox()
    await add(inbox, NewEvent(platform="slack", keys=("1",), lane="", payload="{}"))
    status, said = await ready({"telegram": Adapter(last=time.time() - 60), "slack": Adapter()}, inbox)
    age = said["platforms"]["telegram"].pop("last_event_seconds")
    assert status == 200
    assert 60 <= age < 70
    assert said == {
        "status": "ok",
        "inbox": "ok",
        "set_aside": 0,
        "platforms": {
            "telegram": {"health": "ok", "open": 0},
            "slack": {"health": "ok", "last_event_seconds": None, "open": 1},
        },
    }


async def test_not_ready_when_one_platform_is_not() -> None:
    """503 with the same figures, and its sentence."""
    status, said = await ready({"telegram": Adapter(health="Telegram cannot be reached."), "slack": Adapter()})
    assert (status, said["status"]) == (503, "not ready")
    assert said["platforms"]["telegram"]["health"] == "Telegram cannot be reached."
    assert said["platforms"]["slack"]["health"] == "ok"


async def test_not_ready_before_every_platform_has_started() -> None:
    """Whatever it says of itself meanwhile."""
    status, said = await ready({"telegram": Adapter(), "slack": Adapter()}, starting="slack")
    assert (status, said["status"]) == (503, "not ready")
    assert [one["health"] for one in said["platforms"].values()] == ["ok", "It is starting."]


async def test_not_ready_when_the_inbox_cannot_be_read(caplog: pytest.LogCaptureFixture) -> None:
    """What came in would not be taken; where the file lies is for the log only."""
    status, said = await ready({"slack": Adapter()}, Unreadable())
    assert (status, said["status"], said["inbox"]) == (503, "not ready", "The inbox cannot be read.")
    assert said["platforms"]["slack"] == {"health": "ok", "last_event_seconds": None, "open": None}
    assert "/var/lib" not in str(said)
    assert "/var/lib" in caplog.text


@pytest.mark.parametrize(("stopping", "status", "said"), [(False, 200, "ok"), (True, 503, "stopping")])
async def test_alive_until_it_stops(stopping: bool, status: int, said: str) -> None:
    """Whatever the platforms are; while it ends, both pages say so."""
    adapters = {"slack": Adapter(health="Slack is not connected." if not stopping else "ok")}
    pages = StatusPages(adapters, VolatileInbox(), None)
    pages.stopping = stopping
    assert (await asked(pages, "/healthz"))[:2] == (status, f'{{"status": "{said}"}}')
    if stopping:
        assert (await ready(adapters, stopping=True))[0] == 503


async def test_metrics_are_a_page_where_they_are_wanted() -> None:
    """In Prometheus' format with the inbox as it stands; 503 where that cannot be read, 404 where nobody asked."""
    metrics = Metrics()
    metrics.result("slack", "answered")
    status, page, kind = await asked(StatusPages({}, VolatileInbox(), metrics), "/metrics")
    assert (status, kind) == (200, "text/plain; version=0.0.4; charset=utf-8")
    assert "nachgefragt_inbox_set_aside 0.0" in page
    assert (await asked(StatusPages({}, Unreadable(), metrics), "/metrics"))[0] == 503
    assert (await asked(StatusPages({}, VolatileInbox(), None), "/metrics"))[0] == 404
