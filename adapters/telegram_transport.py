"""How calls reach the Bot API: PTB's request interface on aiohttp, with the repeats that are safe."""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram import Bot
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from adapters.meter import Meter, NoMeter, kind_of
from adapters.trial import pausing

log = logging.getLogger("adapters.telegram")

_FORM = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": BaseRequest.USER_AGENT}
_TOO_MANY = 429
_ATTEMPTS = 5
_LONGEST_PAUSE = 60.0  # seconds; a longer ban is better reported than waited for
_PACED = ("sendMessage", "editMessageText")  # whoever sends decides what waits; the others wait here
_NOT_CONNECTED = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)  # so nothing was sent


class NotTakenError(NetworkError):
    """The server was not reached, or did not carry the call out: it may be repeated."""


class PausedError(NotTakenError):
    """The server wants to be asked again only after so many `seconds`."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"Telegram asks for a pause of {seconds:.0f} s")


@dataclass(frozen=True, slots=True)
class _Form:
    """What of RequestData is read here: the fields as they go out."""

    json_parameters: dict[str, str]
    contains_files: bool = False


async def call(api: Bot, method: str, **fields: Any) -> Any:
    """Calls a method of the Bot API with what JSON can hold, and gives its result as it came. PTB makes objects of both
    on the way, which costs as much as all else about an answer. A field that is None is left out. Raises
    TelegramError."""
    form = {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in fields.items()
        if value is not None
    }
    return await api.request.post(f"{api.base_url}/{method}", cast("RequestData", _Form(form)))


class RepeatingRequest(BaseRequest):
    """Repeats what the server did not take: 429 after the time it asks for, 5xx and refused connections after a
    growing pause. A connection that broke later may have delivered the message, so that is never repeated. A 429 to a
    message is not waited for here, as it concerns the message's chat only.

    `timeout` is in seconds, for connecting and for the whole of a call. `proxy` is an address. Nothing is uploaded:
    files are refused."""

    def __init__(self, *, timeout: float, proxy: str | None = None, meter: Meter | None = None) -> None:
        self._timeout, self._proxy, self._meter = timeout, proxy, meter or NoMeter()
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return self._timeout

    async def initialize(self) -> None:
        if self._session is None:  # PTB asks twice, once for getUpdates
            connector = aiohttp.TCPConnector(limit=0)  # how much runs at once is decided before
            self._session = aiohttp.ClientSession(connector=connector, proxy=self._proxy)

    async def shutdown(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """HTTP status and body. Raises NotTakenError, or PausedError, where it can be repeated later; else
        NetworkError, TimedOut."""
        if request_data is not None and request_data.contains_files:
            raise ValueError("files cannot be sent")
        form = request_data.json_parameters if request_data is not None else None
        waiting = read_timeout if isinstance(read_timeout, int | float) else self._timeout
        for attempt in range(_ATTEMPTS):
            try:
                return await self._taken(url, method, form, waiting)
            except NotTakenError as error:
                pause = error.seconds if isinstance(error, PausedError) else backoff(attempt)
                if attempt == _ATTEMPTS - 1 or pause > _LONGEST_PAUSE:
                    raise
                if isinstance(error, PausedError) and url.endswith(_PACED):
                    raise
                log.warning("%s; trying again in %.1f s", error, pause)
            async with pausing():
                await asyncio.sleep(pause)
        raise AssertionError("each attempt returns or raises")

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The library's own would log what cannot be read, and with it what people wrote."""
        try:
            read: dict[str, Any] = json.loads(payload.decode("utf-8", "replace"))
        except (ValueError, RecursionError) as error:
            raise TelegramError("Invalid server response") from error
        return read

    async def _taken(self, url: str, method: str, form: dict[str, str] | None, waiting: float) -> tuple[int, bytes]:
        try:
            status, payload = await self._once(url, method, form, waiting)
        except NetworkError as error:
            self._meter.error("telegram", "unreachable")
            if isinstance(error.__cause__, _NOT_CONNECTED):
                raise NotTakenError(f"no connection ({error.__cause__})") from error
            raise
        if kind := kind_of(status):
            self._meter.error("telegram", kind)
        if status == _TOO_MANY:
            raise PausedError(_asked_pause(payload))
        if status >= 500:
            raise NotTakenError(f"the server answered {status}")
        return status, payload

    async def _once(self, url: str, method: str, form: dict[str, str] | None, waiting: float) -> tuple[int, bytes]:
        if self._session is None:
            raise RuntimeError("initialize the request first")
        body = urlencode(form).encode() if form is not None else None
        limits = aiohttp.ClientTimeout(total=waiting + self._timeout, connect=self._timeout, sock_read=waiting)
        try:
            async with self._session.request(method, url, data=body, headers=_FORM, timeout=limits) as response:
                return response.status, await response.read()
        except TimeoutError as error:
            raise TimedOut from error
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(f"{type(error).__name__}: {error}") from error


def proxy_for(address: str) -> str | None:
    """The proxy that the environment names for this address, read once: aiohttp would read it for every call."""
    parts = urlsplit(address)
    if not parts.hostname or proxy_bypass(parts.hostname):
        return None
    return getproxies().get(parts.scheme)


def backoff(attempt: int) -> float:
    """Seconds to wait after the failure number `attempt` (from 0): 0.2, 0.4 … at most 30."""
    return float(min(30.0, 0.2 * 2 ** min(attempt, 10)))


def _asked_pause(payload: bytes) -> float:
    try:
        return max(0.0, float(json.loads(payload)["parameters"]["retry_after"]))
    except (ValueError, KeyError, TypeError):
        return 1.0
