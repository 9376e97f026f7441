"""The workspaces the bot is in: who it is there, and what it sends with."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore

from adapters.intake import UnreachableError
from adapters.slack_calls import SendError
from adapters.slack_inbound import Identity
from adapters.slack_send import Sender

log = logging.getLogger("nachgefragt.slack")

GONE: Final = frozenset({"account_inactive", "invalid_auth", "token_revoked", "token_expired"})
"""What Slack says to a token that will never be good again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    identity: Identity
    sender: Sender


class Workspaces(Protocol):
    """`find` gives None for a workspace the bot is not, or no longer, in; raises UnreachableError where that cannot be
    told now. `check` asks Slack whether it still takes the workspace's token, lets go of the workspace where it does
    not, and tells whether it did. `health` is "ok", or one sentence."""

    health: str

    async def find(self, enterprise: str | None, team: str | None) -> Workspace | None: ...

    async def check(self, enterprise: str | None, team: str | None) -> bool: ...


class OneWorkspace:
    """The workspace of the one token: never let go of, as the token may be good again."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace, self.health = workspace, "ok"

    async def find(self, enterprise: str | None, team: str | None) -> Workspace | None:
        return self._workspace

    async def check(self, enterprise: str | None, team: str | None) -> bool:
        error = await refused(self._workspace.sender)
        before, self.health = self.health, f"Slack no longer takes the bot token ({error})." if error else "ok"
        if error and self.health != before:
            log.error("Slack no longer takes the bot token (%s): install the app again and set SLACK_BOT_TOKEN", error)
        return False


class InstalledWorkspaces:
    """Those in the installation store, each looked up once. `sending` makes a sender of a bot token. `readable` raises
    when the store cannot be read: the store itself says nothing, as if nobody had the app."""

    def __init__(
        self, store: AsyncInstallationStore, sending: Callable[[str], Sender], readable: Callable[[], None]
    ) -> None:
        self._store, self.sending, self._readable = store, sending, readable
        self._known: dict[tuple[str, str], Workspace] = {}
        self.health = "ok"

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

    async def check(self, enterprise: str | None, team: str | None) -> bool:
        """Asks Slack instead of believing the event: one about an earlier installation may come after the next."""
        self.renew(enterprise, team)
        workspace = await self.find(enterprise, team)
        if workspace is None or not await refused(workspace.sender):
            return workspace is None
        await self._store.async_delete_all(enterprise_id=enterprise, team_id=team)
        self.renew(enterprise, team)
        log.info("a workspace no longer has the app")
        return True

    def renew(self, enterprise: str | None, team: str | None) -> None:
        """What the store holds for it counts from now on."""
        self._known.pop((enterprise or "", team or ""), None)


async def refused(sender: Sender) -> str:
    """Slack's error when it takes the sender's token no longer, else ""; also when it cannot be asked."""
    try:
        await sender.call("auth.test")
    except SendError as error:
        return error.reason if error.reason in GONE else ""
    except UnreachableError:
        return ""
    return ""
