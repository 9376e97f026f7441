"""What goes wrong on demand."""

from __future__ import annotations

import json
from dataclasses import dataclass

from aiohttp import web

from adapters.fakes.telegram_checks import RefusedError

_SAID = {
    400: "Bad Request: something is wrong",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    502: "Bad Gateway",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What happens to one call: an error status, or the connection drops; `after` it was carried out, else before.
    `body` is sent as it is in the place of an answer. `delay` (seconds) alone is only a slow answer."""

    status: int = 0
    retry_after: int = 0
    migrate_to: int = 0
    drop: bool = False
    after: bool = False
    body: str = ""
    delay: float = 0.0

    @property
    def fails(self) -> bool:
        return bool(self.status or self.retry_after or self.migrate_to or self.drop or self.body)


def refuse(refusal: RefusedError) -> web.Response:
    body = {"ok": False, "error_code": refusal.status, "description": refusal.description}
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return web.Response(status=refusal.status, text=json.dumps(body), content_type="application/json")


def fail(request: web.Request, fault: Fault) -> web.StreamResponse:
    if fault.drop:
        if request.transport is not None:
            request.transport.abort()
        raise ConnectionResetError("dropped on demand")
    if fault.body:
        return web.Response(text=fault.body, content_type="application/json")
    if fault.retry_after:
        said = f"Too Many Requests: retry after {fault.retry_after}"
        return refuse(RefusedError(429, said, retry_after=fault.retry_after))
    if fault.migrate_to:
        said = "Bad Request: group chat was upgraded to a supergroup chat"
        return refuse(RefusedError(400, said, migrate_to_chat_id=fault.migrate_to))
    return refuse(RefusedError(fault.status, _SAID.get(fault.status, "Internal Server Error")))
