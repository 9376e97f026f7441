"""Slack: a native event in, `Bot.handle`, a native message out; over Socket Mode or signed HTTP."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Final

from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from adapters.inbox import Event, Inbox, InboxError
from adapters.intake import Intake
from adapters.meter import Meter, NoMeter
from adapters.slack_calls import Calls, discreet, new_client, new_session
from adapters.slack_connection import Connection
from adapters.slack_http import Acknowledge, Endpoint
from adapters.slack_inbound import STRANGE
from adapters.slack_manifest import ADDRESS, REDIRECT
from adapters.slack_oauth import INSTALL, Installer
from adapters.slack_settings import SlackError, SlackSettings
from adapters.slack_socket import Socket
from adapters.slack_taken import Taken, new_event
from adapters.slack_work import Worker
from adapters.volatile_inbox import VolatileInbox
from bot.memory import Memory, VolatileMemory

if TYPE_CHECKING:
    from bot.bot import Bot

__all__ = ["SlackAdapter", "SlackError", "SlackSettings"]

log = logging.getLogger("nachgefragt.slack")

_TAKEN, _UNWRITTEN, _STOPPING = 200, 500, 503
_NOT_STARTED: Final = "Slack: not started."


class SlackAdapter:
    """Takes in from `start` to `stop`. What is in the inbox is answered once Slack can be reached. Without `inbox` and
    `memory` both last as long as the adapter."""

    def __init__(
        self,
        bot: Bot,
        settings: SlackSettings,
        inbox: Inbox | None = None,
        memory: Memory | None = None,
        meter: Meter | None = None,
    ) -> None:
        self._bot, self._settings, self._meter = bot, settings, meter or NoMeter()
        self._inbox = inbox if inbox is not None else VolatileInbox()
        self._memory = memory if memory is not None else VolatileMemory(time.time)
        self._endpoint = Endpoint(settings.signing_secret.reveal(), self._serve, body_seconds=settings.body_seconds)
        self._socket: Socket | None = None
        self._connection: Connection | None = None
        self._intake: Intake | None = None
        self._stopping = False

    @property
    def health(self) -> str:
        """What is wrong, in one sentence, or "ok"."""
        if self._connection is None or self._stopping:
            return _NOT_STARTED
        if self._connection.health == "ok" and self._socket is not None:
            return self._socket.health
        return self._connection.health

    @property
    def last(self) -> float | None:
        """When Slack delivered something last, in seconds since the epoch."""
        return self._intake.last if self._intake is not None else None

    @property
    def reconnects(self) -> int:
        """How often the socket was connected anew."""
        return max(0, self._socket.connections - 1) if self._socket is not None else 0

    async def start(self) -> None:
        """Raises SlackError when Slack refuses a token, InboxError when the inbox cannot be read. A Slack that cannot
        be reached is said by `health`, and tried again beside."""
        self._stopping = False
        self._session = new_session()
        try:
            await self._connect()
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Takes nothing more in, finishes what was taken in (up to the deadline; the rest stays in the inbox), then
        closes every connection."""
        self._stopping = True
        self._endpoint.open = False
        if self._socket is not None:
            await self._socket.close()
        if self._intake is not None:
            hopeless = self._connection is None or not self._connection.known
            late = await self._intake.drain(0.0 if hopeless else self._settings.drain)
            if late:
                log.warning("stopped with %d events open; they are worked on at the next start", late)
        await self._close()

    def routes(self) -> list[web.RouteDef]:
        """HTTP mode: events, commands and interactivity all arrive at one address; installing has two of its own.
        Socket Mode has none."""
        if self._settings.mode == "socket":
            return []
        installing = [web.get(INSTALL, self._install), web.get(REDIRECT, self._come_back)]
        return [web.post(ADDRESS, self._endpoint.answer), *(installing if self._settings.several else [])]

    async def idle(self) -> None:
        """Returns when everything taken in so far has been answered, or passed over in silence."""
        if self._intake is not None:
            await self._intake.idle()

    async def _connect(self) -> None:
        self._app = AsyncApp(
            name="slack_bolt.nachgefragt",  # also a logger's, whose level Bolt sets
            logger=discreet(logging.ERROR),  # it speaks of stores of its own wherever SLACK_CLIENT_ID is set
            client=new_client(self._settings.api_base, self._session),
            signing_secret=self._settings.signing_secret.reveal(),
            request_verification_enabled=False,  # the endpoint has done that, before anything was read
            before_authorize=_First(self._take_in),
            authorize=_nobody,
        )
        self._connection = Connection(self._settings, self._session, self._meter)
        self._worker = Worker(self._bot, self._memory, self._settings, self._connection.workspaces)
        self._intake = Intake(self._inbox, "slack", self._worker.work, self._worker.give_up)
        await self._intake.replay()
        self._endpoint.open = self._settings.mode == "http"  # what comes is worked on once Slack is reached
        await self._connection.open()
        if self._settings.mode == "socket":
            token = self._settings.app_token.reveal()
            calls = Calls(
                new_client(self._settings.api_base, self._session, token), self._session, self._settings, self._meter
            )
            self._socket = Socket(calls, self._session, self._settings, self._serve)
            await self._socket.open()

    async def _close(self) -> None:
        if self._connection is not None:
            await self._connection.close()
        self._socket = None
        await self._session.close()

    async def _install(self, request: web.Request) -> web.StreamResponse:
        return await self._installer().install(request)

    async def _come_back(self, request: web.Request) -> web.StreamResponse:
        return await self._installer().come_back(request)

    def _installer(self) -> Installer:
        if self._connection is None or self._connection.installer is None:
            raise web.HTTPServiceUnavailable
        return self._connection.installer

    async def _serve(self, request: AsyncBoltRequest, send: Acknowledge) -> None:
        """Takes the payload in, acknowledges it, and only then lets it be worked on."""
        if not isinstance(request.body.get("event"), Mapping):
            request.body.pop("event", None)  # Bolt looks into it before anybody can say that it is none
        taken: list[Event] = []
        request.context["taken"] = taken
        try:
            await send(await self._app.async_dispatch(request))
        finally:
            if self._intake is not None:
                for event in taken:
                    self._intake.submit(event)

    async def _take_in(self, request: AsyncBoltRequest) -> BoltResponse | None:
        """Before anything else happens with a payload: written down, once each. What could not be written is not
        acknowledged, and Slack sends it again. Everything else is, known or not: else it would come again, too. None
        for what is Bolt's to answer."""
        body, context = request.body, request.context
        if body.get("type") == "url_verification":
            return None
        if self._stopping or self._intake is None:
            return BoltResponse(status=_STOPPING, body="")
        try:
            source = (context.get("enterprise_id"), context.get("team_id"))
            event = await self._intake.take(new_event(body, source))
        except STRANGE as error:
            log.warning("skipped a payload not shaped as documented: %s", type(error).__name__)
            return BoltResponse(status=_TAKEN, body="")
        except InboxError as error:
            log.error("not taken in: %s", error)
            return BoltResponse(status=_UNWRITTEN, body="")
        if event is not None:
            self._worker.at_hand[event.id] = Taken(body=body, source=source)
            context["taken"].append(event)
        return BoltResponse(status=_TAKEN, body="")


class _First(AsyncMiddleware):
    """For a plain function Bolt would get together, each time, everything that a function may ask for."""

    def __init__(self, take_in: Callable[[AsyncBoltRequest], Awaitable[BoltResponse | None]]) -> None:
        self._take_in = take_in

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 - the name is Bolt's
    ) -> BoltResponse | None:
        """Bolt goes on with what is not taken in."""
        return await self._take_in(req) or await next()


async def _nobody() -> AuthorizeResult:
    """Never asked: what needs a workspace is answered before."""
    raise SlackError("Bolt asked for a workspace.")
