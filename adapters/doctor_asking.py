"""One question to a server over HTTP, as doctor asks it: once, and what went wrong is one sentence without a secret."""

from __future__ import annotations

import email.utils
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import aiohttp

from adapters.findings import Finding, ok, todo

Now = Callable[[], float]
"""The local clock, in seconds since the epoch."""

_PATIENCE: Final = 8.0  # seconds for one answer; less than doctor gives a check
_OFF: Final = 60.0  # seconds that a clock may be off
_LARGEST: Final = 1_000_000  # bytes of an answer


class UnheardError(Exception):
    """No answer came. `str(error)` says why, in a few words without the address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """`body` is the answer's JSON object, empty where it is none. `ahead` is by how many seconds the local clock is
    ahead of the server's, None where that does not tell its time."""

    status: int
    body: Mapping[str, Any]
    headers: Mapping[str, str]
    ahead: float | None = None


def new_session() -> aiohttp.ClientSession:
    """Goes through the proxy that the environment names."""
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_PATIENCE), trust_env=True)


async def ask(
    session: aiohttp.ClientSession, url: str, *, method: str = "GET", token: str = "", now: Now = time.time
) -> Told:
    """`token` goes into the Authorization header. Raises UnheardError."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        async with session.request(method, url, headers=headers, allow_redirects=False) as response:
            at = now()
            body = await response.content.read(_LARGEST)
            ahead = _ahead(at, response.headers.get("Date", ""))
            return Told(status=response.status, body=_object(body), headers=dict(response.headers.items()), ahead=ahead)
    except TimeoutError:
        raise UnheardError(f"no answer within {_PATIENCE:.0f} s") from None
    except aiohttp.ClientConnectorError as error:
        raise UnheardError(error.os_error.strerror or type(error.os_error).__name__) from None
    except (aiohttp.ClientError, OSError, ValueError) as error:  # some of them tell the address, and the token in it
        raise UnheardError(type(error).__name__) from None


def clock(ahead: float | None, whose: str) -> tuple[Finding, ...]:
    """Nothing where the server did not tell its time."""
    if ahead is None:
        return ()
    if abs(ahead) <= _OFF:
        return (ok("Clock", f"it agrees with {whose}'s."),)
    off = f"{abs(ahead):.0f} s {'ahead of' if ahead > 0 else 'behind'} {whose}'s"
    return (todo("Clock", f"it is {off}; from 300 s on everything that Slack signs is refused. Have it set by NTP."),)


def _ahead(at: float, date: str) -> float | None:
    """A Date header has whole seconds: half of one is added."""
    try:
        return at - email.utils.parsedate_to_datetime(date).timestamp() - 0.5
    except ValueError:
        return None


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
