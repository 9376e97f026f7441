"""The workspaces the bot is in: who it is there, and what it sends with."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore

from adapters.slack_inbound import Identity
from adapters.slack_send import Sender, SendError, reason_of
from adapters.slack_settings import SlackError

log = logging.getLogger("nachgefragt.slack")

GONE: Final = frozenset({"account_inactive", "invalid_auth", "token_revoked", "token_expired"})
"""What Slack says to a token that will never be good again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    identity: Identity
    sender: Sender


class Workspaces(Protocol):
    """`find` gives None for a workspace the bot is not, or no longer, in. `check` asks Slack whether it still takes the
    workspace's token, and lets go of the workspace where it does not."""

    async def find(self, enterprise: str | None, team: str | None) -> Workspace | None: ...

    async def check(self, enterprise: str | None, team: str | None) -> None: ...


class OneWorkspace:
    """The workspace of the one token."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def find(self, enterprise: str | None, team: str | None) -> Workspace | None:
        return self._workspace

    async def check(self, enterprise: str | None, team: str | None) -> None:
        error = await refused(self._workspace.sender)
        if error:
            log.error("Slack no longer takes the bot token (%s): install the app again and set SLACK_BOT_TOKEN", error)


class InstalledWorkspaces:
    """Those in the installation store, each looked up once. `sending` makes a sender of a bot token. `readable` raises
    when the store cannot be read: the store itself says nothing, as if nobody had the app."""

    def __init__(
        self, store: AsyncInstallationStore, sending: Callable[[str], Sender], readable: Callable[[], None]
    ) -> None:
        self._store, self.sending, self._readable = store, sending, readable
        self._known: dict[tuple[str, str], Workspace] = {}

    async def find(self, enterprise: str | None, team: str | None) -> Workspace | None:
        key = (enterprise or "", team or "")
        if key not in self._known:
            bot = await self._store.async_find_bot(enterprise_id=enterprise, team_id=team)
            if bot is None:
                self._readable()
                return None
            identity = Identity(team=team or "", user=bot.bot_user_id, bot=bot.bot_id)
            self._known[key] = Workspace(identity=identity, sender=self.sending(bot.bot_token))
        return self._known[key]

    async def check(self, enterprise: str | None, team: str | None) -> None:
        """Asks Slack instead of believing the event: one about an earlier installation may come after the next."""
        self.renew(enterprise, team)
        workspace = await self.find(enterprise, team)
        if workspace is None or not await refused(workspace.sender):
            return
        await self._store.async_delete_all(enterprise_id=enterprise, team_id=team)
        self.renew(enterprise, team)
        log.info("workspace %s no longer has the app", team)

    def renew(self, enterprise: str | None, team: str | None) -> None:
        """What the store holds for it counts from now on."""
        self._known.pop((enterprise or "", team or ""), None)


async def refused(sender: Sender) -> str:
    """Slack's error when it takes the sender's token no longer, else ""; also when it cannot be asked."""
    try:
        await sender.call("auth.test")
    except SendError as error:
        return error.reason if error.reason in GONE else ""
    return ""


async def asked(method: str, call: Awaitable[Any]) -> Mapping[str, Any]:
    """The answer to a call at start. Raises SlackError, or aiohttp.ClientError where Slack cannot be reached."""
    try:
        answer: Mapping[str, Any] = (await call).data
    except SlackApiError as error:
        raise SlackError(f"Slack refuses {method}: {reason_of(error)}") from None
    except json.JSONDecodeError as error:
        raise SlackError(f"{method} did not answer as Slack does: not JSON") from error
    return answer
