"""Slack: a native event in, `Bot.handle`, a native message out; over Socket Mode or signed HTTP."""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from adapters.slack_events import Identity, Inbound, dedupe_keys, read
from adapters.slack_render import SHARE, Rendered, render
from adapters.slack_send import ResponseUrlError, Sender, new_client, new_session
from adapters.slack_work import Lanes, Recent
from bot.messages import Reply
from bot.settings import Secret

if TYPE_CHECKING:
    from bot.bot import Bot

log = logging.getLogger("nachgefragt.slack")

_NONE: Final = Secret("")
_BODY_LIMIT: Final = 1_000_000  # bytes; Slack's events are far smaller
_ACK_WAIT: Final = 10.0  # seconds to wait for an acknowledgement on its way out before answering anyway
_Next = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackSettings:
    """`app_token` is needed for mode "socket", `signing_secret` for mode "http". `drain` is in seconds."""

    bot_token: Secret
    app_token: Secret = _NONE
    signing_secret: Secret = _NONE
    api_base: str = "https://slack.com/api/"
    mode: Literal["socket", "http"] = "socket"
    threads: int = 8  # questions being answered at once
    drain: float = 10.0


class SlackError(Exception):
    """Slack refused the bot at start; the message says what is wrong, in one sentence."""


class SlackAdapter:
    """`start` raises SlackError when a token is refused, aiohttp.ClientError when Slack cannot be reached."""

    def __init__(self, bot: Bot, settings: SlackSettings) -> None:
        self._bot, self._settings = bot, settings
        self._taken: Recent[bool] = Recent()
        self._answers: Recent[str] = Recent()  # channel/question ts → the answer's ts
        self._threads: Recent[bool] = Recent()  # channel/thread/user whom the bot answered there
        self._followed: Recent[bool] = Recent()  # channel/thread the bot answered in
        self._shares: Recent[Rendered] = Recent(1_000)
        self._share_numbers = itertools.count(1)
        self._slots = asyncio.Semaphore(settings.threads)
        self._lanes = Lanes()
        self._stopping = False
        self._socket: _Socket | None = None
        self.last_inbound: float | None = None  # Unix time of the last payload

    async def start(self) -> None:
        self._stopping = False
        self._session = new_session()
        try:
            await self._connect()
        except BaseException:
            await self._session.close()
            raise

    async def stop(self) -> None:
        """Takes nothing more in, finishes what was taken in (up to the deadline), then closes every connection."""
        self._stopping = True
        if self._socket is not None and not self._socket.client.closed:
            await self._socket.client.disconnect()  # type: ignore[no-untyped-call]  # untyped upstream
        late = await self._lanes.drain(self._settings.drain)
        if late:
            log.warning("stopped with %d conversations unanswered after %.0f s", late, self._settings.drain)
        if self._socket is not None:
            await self._socket.close()
            self._socket = None
        await self._session.close()

    def routes(self) -> list[web.RouteDef]:
        """HTTP mode: events, commands and interactivity all arrive at one address."""
        return [web.post("/slack/events", self._http)]

    async def idle(self) -> None:
        """Returns when everything taken in so far has been answered, or passed over in silence."""
        await self._lanes.idle()

    async def _connect(self) -> None:
        client = new_client(self._settings.api_base, self._session, self._settings.bot_token.reveal())
        who = await _asked("auth.test", client.auth_test())
        self._identity = Identity(team=who["team_id"], user=who["user_id"], bot=who["bot_id"])
        self._sender = Sender(client, self._session)
        self._app = self._build_app()
        if self._settings.mode == "socket":
            token = self._settings.app_token.reveal()
            # asked here first: the client's own loop would retry a refused token for ever
            link = await _asked("apps.connections.open", client.apps_connections_open(app_token=token))
            self._socket = _Socket(self._app, token, self._serve)
            self._socket.client.wss_uri = link["url"]
            await self._socket.connect_async()  # type: ignore[no-untyped-call]  # untyped upstream

    def _build_app(self) -> AsyncApp:
        result = AuthorizeResult(
            enterprise_id=None,
            team_id=self._identity.team,
            bot_user_id=self._identity.user,
            bot_id=self._identity.bot,
            bot_token=self._settings.bot_token.reveal(),
        )

        async def authorize() -> AuthorizeResult:
            return result

        app = AsyncApp(
            name="nachgefragt",
            client=new_client(self._settings.api_base, self._session),
            signing_secret=self._settings.signing_secret.reveal(),
            before_authorize=self._take_in,
            authorize=authorize,
        )
        app.middleware(_acknowledge)
        return app

    async def _http(self, request: web.Request) -> web.StreamResponse:
        if (request.content_length or 0) > _BODY_LIMIT:
            raise web.HTTPRequestEntityTooLarge(max_size=_BODY_LIMIT, actual_size=request.content_length or 0)
        if self._stopping:
            raise web.HTTPServiceUnavailable
        try:
            bolt_request = await to_bolt_request(request)
        except ValueError as error:  # neither JSON nor UTF-8
            raise web.HTTPBadRequest(text="the body is not what Slack sends") from error
        sent: list[web.StreamResponse] = []

        async def send(response: BoltResponse) -> None:
            answer = await to_aiohttp_response(response)
            await answer.prepare(request)
            await answer.write_eof()
            sent.append(answer)

        await self._serve(bolt_request, send)
        return sent[0]

    async def _serve(self, request: AsyncBoltRequest, send: Callable[[BoltResponse], Awaitable[None]]) -> None:
        """Takes the payload in, acknowledges it, and only then lets its answer be worked on."""
        acked = request.context["acked"] = asyncio.Event()
        try:
            await send(await self._app.async_dispatch(request))
        finally:
            acked.set()

    async def _take_in(self, body: Mapping[str, Any], context: dict[str, Any], next_: _Next) -> BoltResponse | None:
        """Before anything else happens with a verified payload: once each. A durable inbox writes it here; when that
        raises, Bolt answers 500 (or does not acknowledge) and Slack sends it again."""
        self.last_inbound = time.time()
        if self._stopping:
            return BoltResponse(status=503, body="")
        keys = dedupe_keys(body)
        if any(key in self._taken for key in keys):
            return BoltResponse(status=200, body="")
        inbound = self._read(body)
        for key in keys:
            self._taken.put(key, True)
        if inbound is not None:
            acked: asyncio.Event = context["acked"]
            self._lanes.submit(inbound.message.conversation, lambda: self._work(inbound, acked))
        await next_()
        return None

    def _read(self, body: Mapping[str, Any]) -> Inbound | None:
        try:
            inbound = read(body, self._identity, received_at=time.time())
        except (KeyError, TypeError, AttributeError, IndexError) as error:
            log.warning("skipped a payload not shaped as documented: %s: %s", type(error).__name__, error)
            return None
        return inbound

    async def _work(self, inbound: Inbound, acked: asyncio.Event) -> None:
        try:
            await asyncio.wait_for(acked.wait(), _ACK_WAIT)
            await self._answer(inbound)
        except (SlackApiError, ResponseUrlError, aiohttp.ClientError, TimeoutError) as error:
            reason = error.response.get("error") if isinstance(error, SlackApiError) else type(error).__name__
            log.error("could not answer %s: %s", inbound.message.event_id, reason)
        except Exception:  # the adapter's one: a question that breaks the bot must not stop its lane
            log.exception("failed on %s", inbound.message.event_id)

    async def _answer(self, inbound: Inbound) -> None:
        if inbound.action == SHARE:
            await self._share(inbound)
            return
        heard = self._heard(inbound)
        previous = self._answers.get(f"{inbound.channel}/{inbound.source}")
        if heard is None or (heard.message.kind == "edit" and previous is None):
            return
        async with self._slots:
            reply = await asyncio.to_thread(self._bot.handle, heard.message)
        if reply is None:
            return
        if heard.message.kind == "edit" and previous is not None:
            await self._sender.edit(heard.channel, previous, render(reply))
        else:
            await self._say(heard, reply)

    def _heard(self, inbound: Inbound) -> Inbound | None:
        """In a thread the bot answered in, who was answered goes on speaking to it without a mention, unless naming
        somebody else; others there are overheard. Elsewhere what is not said to the bot is not looked at."""
        if not inbound.overheard:
            return inbound
        thread = f"{inbound.channel}/{inbound.thread}"
        if thread not in self._followed or inbound.others:
            return None
        addressed = f"{thread}/{inbound.user}" in self._threads
        return replace(inbound, message=replace(inbound.message, addressed=addressed))

    async def _say(self, inbound: Inbound, reply: Reply) -> None:
        if inbound.response_url:
            await self._respond(inbound.response_url, reply)
            return
        if reply.visibility == "asker" and not inbound.channel.startswith("D"):
            await self._sender.whisper(inbound, render(reply))
            return
        ts = await self._sender.post(inbound, render(reply))
        if inbound.message.kind == "message":
            self._answers.put(f"{inbound.channel}/{inbound.source}", ts)
        if inbound.thread:
            self._followed.put(f"{inbound.channel}/{inbound.thread}", True)
            self._threads.put(f"{inbound.channel}/{inbound.thread}/{inbound.user}", True)

    async def _respond(self, url: str, reply: Reply) -> None:
        share = f"{SHARE}-{next(self._share_numbers)}"
        if reply.buttons:
            self._shares.put(share, render(replace(reply, buttons=())))
        await self._sender.respond(url, render(reply, share=share))

    async def _share(self, inbound: Inbound) -> None:
        shared = self._shares.get(inbound.message.text)
        if shared is not None and inbound.response_url:
            await self._sender.respond(inbound.response_url, shared, everyone=True)


class _Socket(AsyncSocketModeHandler):
    """Bolt's handler, but what was taken in is worked on only after the envelope was acknowledged."""

    def __init__(self, app: AsyncApp, app_token: str, serve: Callable[..., Awaitable[None]]) -> None:
        super().__init__(app, app_token)
        self._serve = serve

    async def handle(self, client: AsyncBaseSocketModeClient, req: SocketModeRequest) -> None:
        headers = {"content-type": "application/json"}
        request = AsyncBoltRequest(mode="socket_mode", body=req.payload, headers=dict(headers))
        await self._serve(request, lambda response: send_async_response(client, req, response, time.time()))

    async def close(self) -> None:
        """`close_async` cancels its tasks without waiting for them."""
        tasks = (self.client.message_processor, self.client.current_session_monitor, self.client.message_receiver)
        await self.close_async()  # type: ignore[no-untyped-call]  # untyped upstream
        await asyncio.gather(*(task for task in tasks if task is not None), return_exceptions=True)


async def _acknowledge() -> BoltResponse:
    """Everything that was taken in, known or not: unacknowledged, Slack would send it again."""
    return BoltResponse(status=200, body="")


async def _asked(method: str, call: Awaitable[Any]) -> Mapping[str, Any]:
    try:
        answer: Mapping[str, Any] = (await call).data
    except SlackApiError as error:
        raise SlackError(f"Slack refuses {method}: {error.response.get('error')}") from None
    except json.JSONDecodeError as error:
        raise SlackError(f"{method} did not answer as Slack does: not JSON") from error
    return answer
