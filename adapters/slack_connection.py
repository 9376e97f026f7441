"""Getting to know who the bot is: at once where Slack can be reached, else beside everything else, for as long as it
takes."""

from __future__ import annotations

import asyncio
import logging

import aiohttp

from adapters.intake import UnreachableError
from adapters.meter import Meter
from adapters.slack_calls import Calls, SendError, new_client
from adapters.slack_inbound import Identity
from adapters.slack_oauth import Installer
from adapters.slack_send import Sender
from adapters.slack_settings import SlackError, SlackSettings, refuse_rotating
from adapters.slack_workspaces import OneWorkspace, Workspace, Workspaces
from adapters.trial import pausing

log = logging.getLogger("nachgefragt.slack")


class Connection:
    """`installer` is set where workspaces install the app themselves. `health` is "ok" or one sentence."""

    def __init__(self, settings: SlackSettings, session: aiohttp.ClientSession, meter: Meter) -> None:
        self._settings, self._session, self._meter = settings, session, meter
        self._known: asyncio.Future[Workspaces] = asyncio.get_running_loop().create_future()
        self._trying: asyncio.Task[None] | None = None
        self.installer: Installer | None = None
        self._health, self._closed = "Slack: not connected yet.", False

    @property
    def health(self) -> str:
        return self._known.result().health if self.known else self._health

    @property
    def known(self) -> bool:
        return self._known.done() and not self._known.cancelled()

    async def workspaces(self) -> Workspaces:
        """Waits until they are known. Raises UnreachableError when closed."""
        if not self._closed and not self._known.done():
            async with pausing():
                await asyncio.wait({self._known})
        if self._closed or self._known.cancelled():
            raise UnreachableError("stopped")
        return self._known.result()

    async def open(self) -> None:
        """Raises SlackError for a token that Slack refuses, and where installations cannot be kept."""
        if self._settings.several:
            self.installer = Installer(self._settings, self._session, self._meter)
            self._known.set_result(self.installer.workspaces)
            return
        token = self._settings.bot_token.reveal()
        refuse_rotating(token)
        client = new_client(self._settings.api_base, self._session, token)
        calls = Calls(client, self._session, self._settings, self._meter)
        try:
            self._known.set_result(await _only(calls))
        except UnreachableError as error:
            self._away(error)
            self._trying = asyncio.create_task(self._keep_trying(calls), name="slack sign-in")

    async def close(self) -> None:
        self._closed = True
        if self._trying is not None:
            self._trying.cancel()
            await asyncio.gather(self._trying, return_exceptions=True)
        if not self._known.done():
            self._known.cancel()

    async def _keep_trying(self, calls: Calls) -> None:
        pause = self._settings.backoff
        while True:
            await asyncio.sleep(pause)
            pause = min(2 * pause, self._settings.longest_pause)
            try:
                self._known.set_result(await _only(calls))
            except SlackError as error:
                if self._health != str(error):
                    log.error("%s", error)
                self._health = str(error)
            except UnreachableError as error:
                self._away(error)
            else:
                log.info("Slack is reached")
                return

    def _away(self, error: UnreachableError) -> None:
        self._health = f"Slack cannot be reached ({error}); trying again."
        log.warning("%s", self._health)


async def _only(calls: Calls) -> Workspaces:
    """That of the one token. Raises SlackError or UnreachableError."""
    try:
        who = await calls.once("auth.test")
    except SendError as error:
        raise SlackError(f"Slack refuses auth.test: {error.reason}") from None
    if not all(who.get(name) for name in ("team_id", "user_id", "bot_id")):
        raise SlackError("Slack does not know this token as a bot's.")
    identity = Identity(team=who["team_id"], user=who["user_id"], bot=who["bot_id"])
    return OneWorkspace(Workspace(identity=identity, sender=Sender(calls)))
