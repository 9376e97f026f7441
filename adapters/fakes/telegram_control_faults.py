"""The faults of the fake Telegram that a script may set."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from adapters.fakes.control import Json, Run, WrongRequestError, one_of, times
from adapters.fakes.control import seconds as checked_seconds
from adapters.fakes.telegram import FakeTelegram, Fault
from adapters.fakes.telegram_methods import METHODS

_SEND = "sendMessage"


class Faults:
    """`method` is the Bot API's; the fault strikes its next `count` calls."""

    def __init__(self, fake: FakeTelegram) -> None:
        self._fake = fake
        self._back: asyncio.Task[None] | None = None

    async def too_many(self, *, method: str = _SEND, retry_after: int = 1, count: int = 1) -> Json:
        """429 with retry_after, in seconds."""
        return self._set(method, Fault(retry_after=times(retry_after, "retry_after")), count)

    async def server_error(self, *, method: str = _SEND, count: int = 1) -> Json:
        """500."""
        return self._set(method, Fault(status=500), count)

    async def refused(self, *, method: str = _SEND, status: int = 400, count: int = 1) -> Json:
        """400, 401, 403 or 409, with Telegram's words."""
        if status not in (400, 401, 403, 409):
            raise WrongRequestError(f"status must be 400, 401, 403 or 409, not {status}.")
        return self._set(method, Fault(status=status), count)

    async def dropped(self, *, method: str = _SEND, after: bool = False, count: int = 1) -> Json:
        """The connection drops before the call is carried out, or after it."""
        return self._set(method, Fault(drop=True, after=after), count)

    async def slow(self, *, method: str = _SEND, seconds: float = 1.0, count: int = 1) -> Json:
        """The answer takes so long."""
        return self._set(method, Fault(delay=checked_seconds(seconds)), count)

    async def trickling(self, *, method: str = _SEND, seconds: float = 1.0, count: int = 1) -> Json:
        """The answer comes bit by bit, all of it after so long."""
        return self._set(method, Fault(trickle=checked_seconds(seconds)), count)

    async def storm(self, *, seconds: float = 5.0, retry_after: int = 1) -> Json:
        """Every message of the next so many seconds gets 429 with retry_after."""
        self._fake.faults.storm(checked_seconds(seconds), times(retry_after, "retry_after"))
        return {}

    async def limits(self, *, enforced: bool = True) -> Json:
        """Whether more than 30 messages a second, or 20 a minute in a group, or bursts in a chat, get 429."""
        self._fake.limits.enforced = enforced
        return {}

    async def down(self, *, seconds: float = 0.0) -> Json:
        """Nobody can connect, for so many seconds or until /fault/up; what people do meanwhile is delivered after."""
        if self._back is not None:
            self._back.cancel()
        await self._fake.go_down()
        if checked_seconds(seconds):
            self._back = asyncio.create_task(self._come_back(seconds))
        return {}

    async def up(self) -> Json:
        """The server is there again, at the same port."""
        await self._fake.come_up()
        return {}

    async def garbled(self, *, method: str = _SEND, count: int = 1) -> Json:
        """The answer is no JSON."""
        return self._set(method, Fault(body="<html>"), count)

    async def malformed(self, *, update: dict[str, Any] | None = None) -> Json:
        """The bot gets this update as it is; without it, a message that lacks its date."""
        if update is not None and type(update.get("update_id", 0)) is not int:
            raise WrongRequestError("'update_id' must be a whole number.")
        broken = {"message": {"message_id": 1, "chat": self._fake.private().json(), "text": "?"}}
        return {"update": await self._fake.push(broken if update is None else update)}

    async def disconnect(self) -> Json:
        """Cuts every connection on which an answer is owed, a long poll's among them."""
        self._fake.disconnect()
        return {}

    async def token(self, *, valid: bool) -> Json:
        """Whether the bot's token still counts; every call gets 401 while it does not."""
        self._fake.revoked = not valid
        return {}

    async def _come_back(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self._fake.come_up()

    def _set(self, method: str, fault: Fault, count: int) -> Json:
        self._fake.fail_next(one_of("method", method, METHODS), fault, times=times(count))
        return {}


def fault_actions(fake: FakeTelegram) -> Mapping[str, Run]:
    """Path -> what it does."""
    do = Faults(fake)
    calls: tuple[Run, ...] = (do.too_many, do.server_error, do.refused, do.dropped, do.slow, do.trickling, do.garbled)
    server: tuple[Run, ...] = (do.storm, do.limits, do.down, do.up, do.malformed, do.disconnect, do.token)
    return {f"fault/{action.__name__}": action for action in (*calls, *server)}
