"""Workspaces install the app themselves: Bolt's OAuth flow at /slack/install and /slack/oauth_redirect."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from typing import Final

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.installation_store.sqlite3 import SQLite3InstallationStore
from slack_sdk.oauth.state_store.sqlite3 import SQLite3OAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from adapters.intake import UnreachableError
from adapters.meter import Meter
from adapters.slack_calls import Calls, SendError, discreet, new_client
from adapters.slack_manifest import REDIRECT, SCOPES
from adapters.slack_send import Sender
from adapters.slack_settings import SlackError, SlackSettings, refuse_rotating
from adapters.slack_workspaces import InstalledWorkspaces

log = logging.getLogger("nachgefragt.slack")

INSTALL: Final = "/slack/install"
_STATE_SECONDS: Final = 600  # from the install page to the way back


class Installer:
    """Who comes back from Slack with a good code is kept in the store, and known from then on. Raises SlackError where
    nothing can be kept."""

    def __init__(self, settings: SlackSettings, session: aiohttp.ClientSession, meter: Meter) -> None:
        file = settings.installations
        store = SQLite3InstallationStore(database=str(file), client_id=settings.client_id, logger=discreet())
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch(mode=0o600)  # it holds tokens
            _readable(store)
        except (OSError, sqlite3.Error) as error:
            raise SlackError(f"{file}: the installations cannot be kept here ({error}).") from error
        self.workspaces = InstalledWorkspaces(
            store,
            sending=lambda token: Sender(
                Calls(new_client(settings.api_base, session, token), session, settings, meter)
            ),
            readable=lambda: _readable_now(store),
        )
        states = SQLite3OAuthStateStore(database=str(file), expiration_seconds=_STATE_SECONDS, logger=discreet())
        oauth = AsyncOAuthSettings(
            client_id=settings.client_id,
            client_secret=settings.client_secret.reveal(),
            scopes=list(SCOPES),
            user_scopes=[],
            install_path=INSTALL,
            redirect_uri_path=REDIRECT,
            installation_store=store,
            state_store=states,
            state_expiration_seconds=_STATE_SECONDS,
            logger=discreet(),
        )
        self._flow = _Flow(new_client(settings.api_base, session), oauth, self.workspaces)

    async def install(self, request: web.Request) -> web.StreamResponse:
        return await to_aiohttp_response(await self._flow.handle_installation(await to_bolt_request(request)))

    async def come_back(self, request: web.Request) -> web.StreamResponse:
        return await to_aiohttp_response(await self._flow.handle_callback(await to_bolt_request(request)))


class _Flow(AsyncOAuthFlow):
    def __init__(self, client: AsyncWebClient, settings: AsyncOAuthSettings, workspaces: InstalledWorkspaces) -> None:
        super().__init__(client=client, logger=discreet(), settings=settings)
        self._workspaces = workspaces

    async def store_installation(self, request: AsyncBoltRequest, installation: Installation) -> None:
        """A token that rotates is not kept but given back: it would fail in silence after twelve hours."""
        token = installation.bot_token or ""
        try:
            refuse_rotating(token)
        except SlackError as error:
            log.error("%s", error)
            await self._give_back(token)
            raise BoltError(str(error)) from error
        await super().store_installation(request, installation)
        self._workspaces.renew(installation.enterprise_id, installation.team_id)
        log.info("a workspace has the app now")

    async def _give_back(self, token: str) -> None:
        try:
            await self._workspaces.sending(token).call("auth.revoke")
        except (SendError, UnreachableError) as error:
            log.warning("could not revoke the token: %s", error)


def _readable(store: SQLite3InstallationStore) -> None:
    with closing(store.connect()) as database:
        database.execute("SELECT 1 FROM slack_bots LIMIT 1")


def _readable_now(store: SQLite3InstallationStore) -> None:
    try:
        _readable(store)
    except sqlite3.Error as error:
        log.error("the installations cannot be read: %s", type(error).__name__)
        raise UnreachableError("the installations cannot be read") from error
