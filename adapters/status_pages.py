"""What the process tells about itself over HTTP: whether it lives, whether it can answer, and figures."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from adapters.inbox import Inbox, InboxError, Standing
from adapters.metrics import CONTENT_TYPE, Metrics
from adapters.platform import Platform

log = logging.getLogger(__name__)


class StatusPages:
    """`stopping` is to be set when the end begins, and into `started` goes each platform's name once its start is over.
    Without `metrics` there is no page of them."""

    def __init__(self, platforms: Mapping[str, Platform], inbox: Inbox, metrics: Metrics | None) -> None:
        self.stopping = False
        self.started: set[str] = set()
        self._platforms, self._inbox, self._metrics = platforms, inbox, metrics

    def routes(self) -> list[web.RouteDef]:
        pages = [web.get("/healthz", self._alive), web.get("/readyz", self._ready)]
        return [*pages, web.get("/metrics", self._figures)] if self._metrics is not None else pages

    async def _alive(self, _: web.Request) -> web.Response:
        if self.stopping:
            return web.json_response({"status": "stopping"}, status=503)
        return web.json_response({"status": "ok"})

    async def _ready(self, _: web.Request) -> web.Response:
        """Each platform's health, the age of what it took in last (seconds), and how much is open."""
        standing = await self._standing()
        platforms = {name: self._state(name, one, standing) for name, one in self._platforms.items()}
        ready = standing is not None and all(one["health"] == "ok" for one in platforms.values())
        state: dict[str, Any] = {
            "status": "stopping" if self.stopping else "ok" if ready else "not ready",
            "inbox": "ok" if standing is not None else "The inbox cannot be read.",
            "set_aside": standing.set_aside if standing is not None else None,
            "platforms": platforms,
        }
        return web.json_response(state, status=200 if state["status"] == "ok" else 503)

    async def _figures(self, _: web.Request) -> web.Response:
        standing = await self._standing()
        if standing is None or self._metrics is None:
            return web.Response(status=503)
        page = self._metrics.page(standing, time.time())
        return web.Response(body=page, headers={"Content-Type": CONTENT_TYPE})

    async def _standing(self) -> Standing | None:
        try:
            return await self._inbox.standing()
        except InboxError as error:
            log.error("%s", error)
            return None

    def _state(self, name: str, platform: Platform, standing: Standing | None) -> dict[str, Any]:
        return {
            "health": platform.health if name in self.started else "It is starting.",
            "last_event_seconds": None if platform.last is None else round(max(0.0, time.time() - platform.last), 1),
            "open": standing.open.get(name, 0) if standing is not None else None,
        }
