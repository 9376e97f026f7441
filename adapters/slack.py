"""Slack: a native event in, `Bot.handle`, a native message out; over Socket Mode or signed HTTP."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from adapters import slack_feedback as feedback
from adapters import slack_home as home
from adapters.slack_answers import Answers
from adapters.slack_assistant import Assistant
from adapters.slack_events import dedupe_keys, read
from adapters.slack_inbound import STRANGE, Comment, Gone, HomeVisit, Identity, Inbound, ThreadStarted, Work, lane
from adapters.slack_manifest import ADDRESS, REDIRECT
from adapters.slack_oauth import INSTALL, Installer
from adapters.slack_render import Rendered, escape
from adapters.slack_send import Sender, SendError, discreet, new_client, new_session
from adapters.slack_settings import SlackError, SlackSettings, refuse_rotating
from adapters.slack_socket import Socket
from adapters.slack_work import Lanes, Recent
from adapters.slack_workspaces import GONE, OneWorkspace, Workspace, Workspaces, asked
from bot.wording import wording

if TYPE_CHECKING:
    from bot.bot import Bot

__all__ = ["SlackAdapter", "SlackError", "SlackSettings"]

log = logging.getLogger("nachgefragt.slack")

_BODY_LIMIT: Final = 1_000_000  # bytes; Slack's events are far smaller
_ACK_WAIT: Final = 10.0  # seconds to wait for an acknowledgement on its way out before answering anyway
_TAKEN, _UNSIGNED = 200, 401
_Next = Callable[[], Awaitable[None]]


class SlackAdapter:
    """`start` raises SlackError when a token is refused, aiohttp.ClientError when Slack cannot be reached."""

    def __init__(self, bot: Bot, settings: SlackSettings) -> None:
        self._bot, self._settings = bot, settings
        self._taken: Recent[bool] = Recent()
        self._assistant = Assistant(bot, settings.language)
        self._answers = Answers(bot, self._assistant, slots=settings.threads)
        self._lanes = Lanes()
        self._stopping = False
        self.last: float | None = None
        self._socket: Socket | None = None
        self._installer: Installer | None = None

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
        if self._socket is not None:
            await self._socket.hang_up()
        late = await self._lanes.drain(self._settings.drain)
        if late:
            log.warning("stopped with %d conversations unanswered after %.0f s", late, self._settings.drain)
        if self._socket is not None:
            await self._socket.close()
            self._socket = None
        await self._session.close()

    def routes(self) -> list[web.RouteDef]:
        """HTTP mode: events, commands and interactivity all arrive at one address; installing has two of its own."""
        installing = [web.get(INSTALL, self._install), web.get(REDIRECT, self._come_back)]
        return [web.post(ADDRESS, self._http), *(installing if self._settings.several else [])]

    async def idle(self) -> None:
        """Returns when everything taken in so far has been answered, or passed over in silence."""
        await self._lanes.idle()

    async def connected(self) -> bool:
        """Whether events can arrive, for a health check."""
        if self._stopping or self._session.closed:
            return False
        return self._socket is None or await self._socket.client.is_connected()

    @property
    def health(self) -> str:
        """What is wrong, in one sentence, or "ok"."""
        if self._stopping:
            return "stopped"
        session = self._socket.client.current_session if self._socket is not None else None
        if self._settings.mode == "socket" and (session is None or session.closed):
            return "Slack is not connected."
        return "ok"

    async def _connect(self) -> None:
        self._app = AsyncApp(
            name="slack_bolt.nachgefragt",  # also a logger's, whose level Bolt sets
            logger=discreet(logging.ERROR),  # it speaks of stores of its own wherever SLACK_CLIENT_ID is set
            client=new_client(self._settings.api_base, self._session),
            signing_secret=self._settings.signing_secret.reveal(),
            before_authorize=self._take_in,
            authorize=_nobody,
        )
        if self._settings.several:
            self._installer = Installer(self._settings, self._session)
            self._workspaces: Workspaces = self._installer.workspaces
        else:
            self._workspaces = OneWorkspace(await self._only_workspace())
        if self._settings.mode == "socket":
            await self._open_socket()

    async def _only_workspace(self) -> Workspace:
        token = self._settings.bot_token.reveal()
        refuse_rotating(token)
        client = new_client(self._settings.api_base, self._session, token)
        who = await asked("auth.test", client.auth_test())
        identity = Identity(team=who["team_id"], user=who["user_id"], bot=who["bot_id"])
        return Workspace(identity=identity, sender=Sender(client, self._session))

    async def _open_socket(self) -> None:
        token = self._settings.app_token.reveal()
        client = new_client(self._settings.api_base, self._session)
        # asked here first: the socket's own loop would retry a refused token for ever
        link = await asked("apps.connections.open", client.apps_connections_open(app_token=token))
        self._socket = Socket(self._app, token, self._serve, quiet=self._settings.quiet)
        await self._socket.open(link["url"])

    async def _install(self, request: web.Request) -> web.StreamResponse:
        if self._installer is None:
            raise web.HTTPServiceUnavailable
        return await self._installer.install(request)

    async def _come_back(self, request: web.Request) -> web.StreamResponse:
        if self._installer is None:
            raise web.HTTPServiceUnavailable
        return await self._installer.come_back(request)

    async def _http(self, request: web.Request) -> web.StreamResponse:
        if (request.content_length or 0) > _BODY_LIMIT:
            raise web.HTTPRequestEntityTooLarge(max_size=_BODY_LIMIT, actual_size=request.content_length or 0)
        if self._stopping:
            raise web.HTTPServiceUnavailable
        try:
            bolt_request = await to_bolt_request(request)
        except (ValueError, *STRANGE) as error:  # neither JSON nor UTF-8, or with a workspace that is none
            raise web.HTTPBadRequest(text="the body is not what Slack sends") from error
        sent: list[web.StreamResponse] = []

        async def send(response: BoltResponse) -> None:
            if response.status == _UNSIGNED:
                log.warning("refused a request that Slack did not sign, or SLACK_SIGNING_SECRET is another app's")
            answer = await to_aiohttp_response(response)
            await answer.prepare(request)
            await answer.write_eof()
            sent.append(answer)

        await self._serve(bolt_request, send)
        return sent[0]

    async def _serve(self, request: AsyncBoltRequest, send: Callable[[BoltResponse], Awaitable[None]]) -> None:
        """Takes the payload in, acknowledges it, and only then lets its answer be worked on."""
        if not isinstance(request.body.get("event"), Mapping):
            request.body.pop("event", None)  # Bolt looks into it before anybody can say that it is none
        acked = request.context["acked"] = asyncio.Event()
        try:
            await send(await self._app.async_dispatch(request))
        finally:
            acked.set()

    async def _take_in(self, body: Mapping[str, Any], context: dict[str, Any], next_: _Next) -> BoltResponse | None:
        """Before anything else happens with a verified payload: once each. A durable inbox writes it here; when that
        raises, Bolt answers 500 (or does not acknowledge) and Slack sends it again. Everything that was taken in is
        acknowledged, known or not: else Slack would send it again, too."""
        self.last = time.time()
        if body.get("type") == "url_verification":
            await next_()
            return None
        if self._stopping:
            return BoltResponse(status=503, body="")
        try:
            await self._take(body, context)
        except STRANGE as error:
            log.warning("skipped a payload not shaped as documented: %s: %s", type(error).__name__, error)
        return BoltResponse(status=_TAKEN, body="")

    async def _take(self, body: Mapping[str, Any], context: dict[str, Any]) -> None:
        keys = dedupe_keys(body)
        if any(key in self._taken for key in keys):
            return
        source = (context.get("enterprise_id"), context.get("team_id"))
        workspace = await self._workspaces.find(*source)
        for key in keys:
            self._taken.put(key, True)
        work = read(body, workspace.identity, received_at=time.time()) if workspace is not None else None
        if work is not None and workspace is not None:
            self._submit(work, workspace, source, context["acked"])

    def _submit(
        self, work: Work, workspace: Workspace, source: tuple[str | None, str | None], acked: asyncio.Event
    ) -> None:
        async def job() -> None:
            try:
                async with asyncio.timeout(_ACK_WAIT):
                    await acked.wait()
                await self._do(work, workspace.sender, source)
            except SendError as error:
                log.error("could not do %s: %s", type(work).__name__, error.reason)
                if error.reason in GONE:
                    await self._workspaces.check(*source)
            except Exception:  # the adapter's one: a question that breaks the bot must not stop its lane
                log.exception("failed on %s", type(work).__name__)
                await self._apologise(work, workspace.sender)

        self._lanes.submit(lane(work), job)

    async def _do(self, work: Work, sender: Sender, source: tuple[str | None, str | None]) -> None:
        match work:
            case Inbound():
                await self._answers.answer(sender, work)
            case HomeVisit():
                await home.visit(self._bot, sender, work)
            case ThreadStarted():
                await self._assistant.begin(sender, work)
            case Comment():
                await feedback.comment(self._bot, sender, work)
            case Gone():
                await self._workspaces.check(*source)

    async def _apologise(self, work: Work, sender: Sender) -> None:
        """Who spoke to the bot is not left without a word, but nobody else sees it."""
        if not isinstance(work, Inbound | Comment) or (isinstance(work, Inbound) and work.unasked):
            return
        text = wording(self._settings.language).FAILED
        try:
            await sender.whisper(work.place, Rendered(text=escape(text), blocks=()))
        except SendError as error:
            log.warning("could not say so: %s", error.reason)


async def _nobody() -> AuthorizeResult:
    """Never asked: what needs a workspace is answered before."""
    raise SlackError("Bolt asked for a workspace.")
