"""Socket Mode: Bolt's handler, but work begins after the acknowledgement, a silent socket is renewed, and the end is
waited for."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from adapters.slack_inbound import STRANGE
from adapters.slack_send import discreet

log = logging.getLogger("nachgefragt.slack")


class Socket(AsyncSocketModeHandler):
    """`serve` takes a request and a function that acknowledges it. After `quiet` seconds without a payload the
    connection is made anew (0: never): one can stay open and yet bring nothing."""

    def __init__(
        self, app: AsyncApp, app_token: str, serve: Callable[..., Coroutine[Any, Any, None]], *, quiet: float
    ) -> None:
        super().__init__(app, app_token, logger=discreet())
        self._serve, self._quiet = serve, quiet
        self._heard = time.monotonic()
        self._watch: asyncio.Task[None] | None = None

    async def open(self, url: str) -> None:
        self.client.wss_uri = url
        await self.connect_async()  # type: ignore[no-untyped-call]  # untyped upstream
        if self._quiet:
            self._watch = asyncio.create_task(self._watched(), name="slack watchdog")

    async def handle(self, client: AsyncBaseSocketModeClient, req: SocketModeRequest) -> None:
        self._heard = time.monotonic()

        async def acknowledge(response: BoltResponse) -> None:
            await send_async_response(client, req, response, time.time())

        try:
            headers: dict[str, str | Sequence[str]] = {"content-type": "application/json"}
            request = AsyncBoltRequest(mode="socket_mode", body=req.payload, headers=headers)
        except STRANGE as error:
            log.warning("skipped a payload that names its workspace strangely: %s", type(error).__name__)
            await acknowledge(BoltResponse(status=200, body=""))
        else:
            await self._serve(request, acknowledge)

    async def hang_up(self) -> None:
        """Nothing more comes in."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
        if not self.client.closed:
            await self.client.disconnect()  # type: ignore[no-untyped-call]  # untyped upstream

    async def close(self) -> None:
        """`close_async` cancels its tasks without waiting for them."""
        tasks = (self.client.message_processor, self.client.current_session_monitor, self.client.message_receiver)
        await self.close_async()  # type: ignore[no-untyped-call]  # untyped upstream
        await asyncio.gather(*(task for task in tasks if task is not None), return_exceptions=True)

    async def _watched(self) -> None:
        while True:
            left = self._heard + self._quiet - time.monotonic()
            if left > 0:
                await asyncio.sleep(left)
                continue
            log.info("nothing came for %.0f s: connecting anew", self._quiet)
            self._heard = time.monotonic()
            try:
                await self.client.connect_to_new_endpoint(force=True)
            except Exception as error:  # noqa: BLE001 - whatever the client raises, the watch goes on
                log.warning("could not connect anew: %s", type(error).__name__)
