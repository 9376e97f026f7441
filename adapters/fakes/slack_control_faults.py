"""The faults of the fake Slack that a script may set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adapters.fakes import slack_payloads as payloads
from adapters.fakes.control import Json, Run, WrongRequestError, one_of, times
from adapters.fakes.control import seconds as checked_seconds
from adapters.fakes.slack import FakeSlack, Fault
from adapters.fakes.slack_tokens import NEEDS

_SEND = "chat.postMessage"
_METHODS = (*NEEDS, "response_url")
_WAYS = ("refresh_requested", "warning", "cut")
_ENDED = ("account_inactive", "invalid_auth", "token_expired", "token_revoked")


class Faults:
    """`method` is the Web API's, or response_url; the fault strikes its next `count` calls."""

    def __init__(self, fake: FakeSlack) -> None:
        self._fake = fake

    async def too_many(self, *, method: str = _SEND, retry_after: int = 1, count: int = 1) -> Json:
        """429 with Retry-After, in seconds."""
        return self._set(method, Fault(status=429, retry_after=times(retry_after, "retry_after")), count)

    async def server_error(self, *, method: str = _SEND, count: int = 1) -> Json:
        """500."""
        return self._set(method, Fault(status=500), count)

    async def refused(self, *, method: str = _SEND, error: str = "fatal_error", count: int = 1) -> Json:
        """The call is refused with this error."""
        return self._set(method, Fault(error=error or "fatal_error"), count)

    async def dropped(self, *, method: str = _SEND, after: bool = False, count: int = 1) -> Json:
        """The connection drops before the call is carried out, or after it."""
        return self._set(method, Fault(after=after), count)

    async def slow(self, *, method: str = _SEND, seconds: float = 1.0, count: int = 1) -> Json:
        """The answer takes so long."""
        return self._set(method, Fault(slow=checked_seconds(seconds)), count)

    async def garbled(self, *, method: str = _SEND, count: int = 1) -> Json:
        """The answer is no JSON."""
        return self._set(method, Fault(body="<html>"), count)

    async def malformed(self, *, payload: dict[str, Any] | None = None, frame: str = "") -> Json:
        """The bot gets this as an event, or this frame on its socket; without either, an event that is no object."""
        if frame:
            if not self._fake.deliveries.live():
                raise WrongRequestError("the bot has no socket open.")
            await self._fake.deliveries.raw(frame)
            return {}
        broken = payloads.envelope({"type": "message"}, self._fake.id("Ev")) | {"event": "x"}
        taken = await self._fake.deliver("events_api", broken if payload is None else payload)
        return {"acknowledged": taken.acked, "attempts": taken.attempts}

    async def disconnect(self, *, how: str = "refresh_requested") -> Json:
        """Slack asks for a new connection (refresh_requested, warning), or it is cut without a word (cut)."""
        if one_of("way to disconnect", how, _WAYS) == "cut":
            await self._fake.deliveries.cut()
        else:
            await self._fake.disconnect(how)
        return {}

    async def down(self) -> Json:
        """Slack refuses every connection, delivers nothing, and keeps what is said, until /fault/up."""
        await self._fake.go_down()
        return {}

    async def up(self) -> Json:
        """Slack is back, at the same address."""
        if self._fake.deliveries.stopped:
            await self._fake.come_up()
        return {}

    async def stall(self) -> Json:
        """The bot's sockets stay open, but bring nothing any more; new ones do."""
        self._fake.deliveries.stall()
        return {}

    async def redelivery(self, *, seconds: float = 1.0, count: int = 3) -> Json:
        """An event that was not acknowledged is sent again so often, after so many seconds each time."""
        self._fake.deliveries.pauses = (checked_seconds(seconds),) * times(count)
        return {}

    async def limits(self, *, on: bool = True) -> Json:
        """Calls beyond what Slack documents are answered with 429; how many were so far, by method."""
        self._fake.pace.on = on
        return {"refused": dict(self._fake.pace.refused)}

    async def token(self, *, valid: bool, error: str = "token_expired") -> Json:
        """Whether the bot's token still counts, and what Slack says while it does not."""
        if valid:
            self._fake.tokens.restore()
        else:
            self._fake.tokens.end(one_of("error", error, _ENDED))
        return {}

    def _set(self, method: str, fault: Fault, count: int) -> Json:
        self._fake.fail_next(one_of("method", method, _METHODS), *[fault] * times(count))
        return {}


def fault_actions(fake: FakeSlack) -> Mapping[str, Run]:
    """Path -> what it does."""
    do = Faults(fake)
    calls: tuple[Run, ...] = (do.too_many, do.server_error, do.refused, do.dropped, do.slow, do.garbled)
    connecting: tuple[Run, ...] = (do.disconnect, do.stall, do.down, do.up)
    others: tuple[Run, ...] = (do.malformed, do.redelivery, do.limits, do.token)
    return {f"fault/{action.__name__}": action for action in (*calls, *connecting, *others)}
