"""Calls of Slack's Web API: within its budgets, again where that is safe, and with one of three ends.

Answered; refused (SendError), when trying again would not help; or not reached (UnreachableError), when it would help
later. Whether a call that is not `repeatable` was carried out may be unknown (UncertainError): it is not made again."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.intake import UnreachableError
from adapters.meter import ErrorKind, Meter
from adapters.pacing import Pacing
from adapters.slack_settings import SlackSettings
from adapters.trial import pausing

RETRIES: Final = 3
_TIMEOUT: Final = aiohttp.ClientTimeout(total=30, sock_connect=10)
_THROTTLED: Final = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
_BUSY: Final = frozenset({"service_unavailable", "team_added_to_org"})
_IN_PART: Final = frozenset({"internal_error", "fatal_error", "request_timeout"})  # some of it may have been done
_TIER_3: Final = frozenset({"chat.update", "conversations.history", "conversations.replies"})
_UNPACED: Final = frozenset({"auth.test", "auth.revoke", "apps.connections.open", "response_url"})

Json = Mapping[str, Any]


class SendError(Exception):
    """Slack did not take something. `reason` is its error name, an HTTP status, or what became of the connection."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class UncertainError(SendError):
    """Nobody knows whether Slack took it."""


class _ThrottledError(Exception):
    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"429, {seconds:.0f} s")


class _BusyError(Exception):
    """Nothing was carried out."""

    def __init__(self, reason: str, kind: ErrorKind = "unreachable") -> None:
        self.kind: ErrorKind = kind
        super().__init__(reason)


def new_session() -> aiohttp.ClientSession:
    """One pool of connections for everything; without it slack_sdk opens one a call."""
    return aiohttp.ClientSession(timeout=_TIMEOUT)


def new_client(api_base: str, session: aiohttp.ClientSession, token: str | None = None) -> AsyncWebClient:
    return AsyncWebClient(token=token, base_url=api_base, session=session, retry_handlers=[], logger=discreet())


def discreet(level: int = logging.INFO) -> logging.Logger:
    """For Slack's libraries, which log whole answers, tokens with them, at DEBUG. One logger a level."""
    logger = logging.getLogger(f"nachgefragt.slack.sdk.{level}")
    logger.setLevel(level)
    return logger


class Calls:
    """Of one workspace. Everything raises SendError or UnreachableError."""

    def __init__(
        self, client: AsyncWebClient, session: aiohttp.ClientSession, settings: SlackSettings, meter: Meter
    ) -> None:
        self._client, self._session, self._settings, self._meter = client, session, settings, meter
        budgets = settings.budgets
        self._channels, self._messages = Pacing(*budgets.channel), Pacing(*budgets.messages)
        self._tier_3, self._tier_4 = Pacing(*budgets.tier_3), Pacing(*budgets.tier_4)
        self._closed: dict[str, float] = {}  # method → when Slack lets it be called again, by time.monotonic

    async def call(self, method: str, *, repeatable: bool = True, **body: Any) -> Json:
        """`repeatable`: twice is as good as once."""
        given = {key: one for key, one in body.items() if one is not None}
        return await self._made(method, body.get("channel"), repeatable, lambda: self._post(method, given))

    async def look(self, method: str, **query: Any) -> Json:
        """Methods that only read take no JSON."""
        given = {key: one for key, one in query.items() if one is not None}
        return await self._made(method, None, True, lambda: self._get(method, given))

    async def respond(self, url: str, message: Json) -> None:
        """To a response_url. Not repeatable."""
        await self._made("response_url", None, False, lambda: self._hook(url, message))

    @property
    def proxy(self) -> str | None:
        """The environment's, as for the library's own calls."""
        return self._client.proxy

    async def once(self, method: str) -> Json:
        """For whoever goes on trying themselves."""
        try:
            return await self._once(method, lambda: self._post(method, {}), repeatable=True)
        except (_ThrottledError, _BusyError) as error:
            raise UnreachableError(str(error)) from error

    async def in_passing(self, method: str, **body: Any) -> None:
        """What is not worth waiting for: made once, and not at all while there is no leave."""
        try:
            async with asyncio.timeout(0):
                await self._leave(method, None)
        except (TimeoutError, UnreachableError):
            raise SendError("no leave now") from None
        try:
            await self._once(method, lambda: self._post(method, body), repeatable=True)
        except (_ThrottledError, _BusyError) as error:
            raise SendError(str(error)) from error

    async def _made(
        self, method: str, channel: str | None, repeatable: bool, request: Callable[[], Awaitable[Json]]
    ) -> Json:
        pause, reason = self._settings.backoff, ""
        for attempt in range(1 + RETRIES):
            await self._leave(method, channel)
            try:
                return await self._once(method, request, repeatable=repeatable)
            except _ThrottledError as error:
                reason = str(error)
            except _BusyError as error:
                reason = str(error)
                if attempt < RETRIES:
                    async with pausing():
                        await asyncio.sleep(pause)
                pause *= 2
        raise UnreachableError(f"{method}: {reason}")

    async def _leave(self, method: str, channel: str | None) -> None:
        """Waits until the call keeps within all budgets, and as long as Slack said. Raises UnreachableError where that
        would be too long."""
        wait = self._closed.get(method, 0.0) - time.monotonic()
        if wait > self._settings.patience:
            raise UnreachableError(f"{method}: not before {wait:.0f} s")
        if wait > 0:
            async with pausing():
                await asyncio.sleep(wait)
        if method == "chat.postMessage":
            await self._channels.wait(str(channel))
            await self._messages.wait()
        elif method in _TIER_3:
            await self._tier_3.wait(method)
        elif method not in _UNPACED:
            await self._tier_4.wait(method)

    async def _once(self, method: str, request: Callable[[], Awaitable[Json]], *, repeatable: bool) -> Json:
        try:
            return await _answered(request)
        except _ThrottledError as error:
            self._meter.error("slack", "429")
            self._closed[method] = time.monotonic() + error.seconds
            raise
        except _BusyError as error:
            self._meter.error("slack", error.kind)
            raise
        except UncertainError as error:
            self._meter.error("slack", "unreachable")
            if repeatable:
                raise _BusyError(error.reason) from error
            raise
        except SendError:
            self._meter.error("slack", "4xx")
            raise

    async def _post(self, method: str, body: Json) -> Json:
        answer = await self._client.api_call(method, json=dict(body))
        return _object(answer.data)

    async def _get(self, method: str, query: Json) -> Json:
        answer = await self._client.api_call(method, http_verb="GET", params=dict(query))
        return _object(answer.data)

    async def _hook(self, url: str, message: Json) -> Json:
        hook = AsyncWebhookClient(url, session=self._session, retry_handlers=[], logger=discreet())
        response = await hook.send_dict(dict(message))
        if response.status_code == 429:
            raise _ThrottledError(_retry_after(response.headers))
        if response.status_code >= 500:
            raise _BusyError(f"response_url: {response.status_code}", "5xx")
        if response.status_code != 200:
            raise SendError(f"response_url: {response.status_code}")
        if response.body.startswith("{") and not _object(json.loads(response.body)).get("ok"):
            raise SendError("response_url: refused")
        return {}


def reason_of(error: SlackApiError) -> str:
    """Slack's error name; the HTTP status where the answer is not Slack's usual."""
    data = getattr(error.response, "data", None)
    named = data.get("error") if isinstance(data, Mapping) else None
    return str(named or f"status {_status(error)}")


async def _answered(request: Callable[[], Awaitable[Json]]) -> Json:
    """With what the libraries raise told apart by what became of the call."""
    try:
        return await request()
    except SlackApiError as error:
        raise _refusal(error) from error
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
        raise _BusyError(type(error).__name__) from error
    except (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError) as error:
        raise SendError(type(error).__name__) from error
    except (aiohttp.ClientError, TimeoutError, json.JSONDecodeError, AttributeError) as error:
        raise UncertainError(type(error).__name__) from error  # an answer that is no object is an AttributeError


def _refusal(error: SlackApiError) -> Exception:
    reason, status = reason_of(error), _status(error)
    if status == 429 or reason in _THROTTLED:
        return _ThrottledError(_retry_after(getattr(error.response, "headers", {})))
    if status >= 500 or reason in _BUSY:
        return _BusyError(reason, "5xx")
    if reason in _IN_PART or reason.startswith("status 2"):
        return UncertainError(reason)
    return SendError(reason)


def _status(error: SlackApiError) -> int:
    """slack_sdk gives its own response, or aiohttp's where the body could not be read."""
    response = error.response
    return int(getattr(response, "status_code", None) or getattr(response, "status", None) or 0)


def _retry_after(headers: Mapping[str, Any]) -> float:
    found = next((value for name, value in headers.items() if name.lower() == "retry-after"), "1")
    text = str(found[0] if isinstance(found, list | tuple) else found).strip()
    return float(text) if text.isascii() and text.isdigit() else 1.0


def _object(data: Any) -> Json:
    return data if isinstance(data, Mapping) else {}
