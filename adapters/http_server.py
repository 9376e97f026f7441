"""The one HTTP server: bounded in bodies, connections and patience, and silent about itself."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import Iterable
from dataclasses import dataclass

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

log = logging.getLogger("adapters.http")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Times are in seconds: `head` until a connection has brought its first request's head, `handling` for a request's
    body and its answer, `idle` between two requests, `end` for the requests in hand at the end. `body` is in bytes."""

    head: float = 10.0
    handling: float = 30.0
    idle: float = 75.0
    end: float = 5.0
    body: int = 1_000_000
    connections: int = 500


class HttpServer:
    """Serves `routes` from `start` to `stop`. What is not among them is a 404 without a word."""

    def __init__(
        self, routes: Iterable[web.AbstractRouteDef], *, host: str, port: int, limits: Limits | None = None
    ) -> None:
        self._host, self._port, self._limits = host, port, limits or Limits()
        application = web.Application(middlewares=[self._guard], client_max_size=self._limits.body)
        application.add_routes(routes)
        application.on_response_prepare.append(_nameless)
        self._runner = web.AppRunner(application, shutdown_timeout=self._limits.end)
        self._listening: asyncio.Server | None = None
        self._open: set[_Connection] = set()

    @property
    def url(self) -> str:
        """Where it listens, once started."""
        host, port = self._listening.sockets[0].getsockname()[:2] if self._listening else (self._host, self._port)
        return f"http://{f'[{host}]' if ':' in host else host}:{port}"

    async def start(self) -> None:
        """Raises OSError, fit to print."""
        await self._runner.setup()
        try:
            self._listening = await asyncio.get_running_loop().create_server(self._connection, self._host, self._port)
        except OSError as error:
            await self._runner.cleanup()
            why = error.strerror if isinstance(error, socket.gaierror) else os.strerror(error.errno or 0)
            raise OSError(f"{self.url} cannot be listened on: {why}.") from error

    async def stop(self) -> None:
        """Answers what is in hand, then closes every connection."""
        if self._listening is not None:
            self._listening.close()
        await self._runner.cleanup()

    def _connection(self) -> asyncio.Protocol:
        assert self._runner.server is not None
        return _Connection(self._runner.server, self._limits, self._open)

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if isinstance(request.protocol, _Connection):
            request.protocol.begin()
        if (request.content_length or 0) > self._limits.body:
            return _last(413)
        try:
            async with asyncio.timeout(self._limits.handling):
                return await handler(request)
        except web.HTTPException as error:
            if error.status < 400:
                raise
            return web.Response(status=404 if error.status == 405 else error.status)


class _Connection(web.RequestHandler):
    """aiohttp's has one patience for a client that says nothing at all and for one that was answered, which may keep
    its connection far longer; and reads bodies that nobody asked for."""

    __slots__ = ("_beginning", "_came", "_limits", "_others")

    def __init__(self, server: web.Server, limits: Limits, others: set[_Connection]) -> None:
        loop = asyncio.get_running_loop()
        super().__init__(
            server,
            loop=loop,
            keepalive_timeout=limits.idle,
            lingering_time=1.0,
            auto_decompress=False,
            access_log=None,  # type: ignore[arg-type]  # as aiohttp's own runner passes it
        )
        self._limits, self._others = limits, others
        self._came = 0  # bytes since the last request began
        self._beginning: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """A request's head is there."""
        self._came = 0
        self._settle()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        if len(self._others) >= self._limits.connections:
            self.force_close()
            return
        self._others.add(self)
        self._beginning = asyncio.get_running_loop().call_later(self._limits.head, self.force_close)

    def connection_lost(self, exc: BaseException | None) -> None:
        self._settle()
        self._others.discard(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._came += len(data)
        if self._came > 2 * self._limits.body:
            self.force_close()
        else:
            super().data_received(data)

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """What no handler answered: no HTTP, too late, or broken."""
        if request.writer.output_size > 0:
            raise ConnectionError("another answer is on its way already")
        if status >= 500:
            log.error("%s %s was answered with %d", request.method, request.path, status, exc_info=exc)
        return _last(status)

    def _settle(self) -> None:
        if self._beginning is not None:
            self._beginning.cancel()


class _Nameless(web.Response):
    """For requests that could not be read, for which no hook is asked."""

    async def _prepare_headers(self) -> None:
        await super()._prepare_headers()
        self.headers.pop(hdrs.SERVER, None)


async def _nameless(_: web.Request, response: web.StreamResponse) -> None:
    response.headers.pop(hdrs.SERVER, None)


def _last(status: int) -> web.Response:
    """An answer without a word, after which the connection ends."""
    response = _Nameless(status=status)
    response.force_close()
    return response
