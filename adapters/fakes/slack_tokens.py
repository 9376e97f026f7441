"""Who may call what of the fake Slack: tokens, scopes, and how a workspace comes to have the app."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any, Final

from adapters.fakes.slack_messages import failed
from adapters.fakes.slack_payloads import APP, HOME, Team

Json = dict[str, Any]

NEEDS: Final[Mapping[str, str | None]] = {
    "apps.connections.open": None,
    "assistant.threads.setStatus": "assistant:write",
    "assistant.threads.setSuggestedPrompts": "assistant:write",
    "assistant.threads.setTitle": "assistant:write",
    "auth.revoke": None,
    "auth.test": None,
    "chat.postEphemeral": "chat:write",
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "conversations.history": "im:history",
    "conversations.replies": "channels:history",
    "oauth.v2.access": None,
    "views.open": None,
    "views.publish": None,
}
"""The scope of each method there is here; to read, that of the kind of channel is needed."""

READS: Final = frozenset({"conversations.history", "conversations.replies"})
"""Methods that take no JSON."""

_HEARS: Final = frozenset(
    {"app_mentions:read", "channels:history", "commands", "groups:history", "im:history", "mpim:history"}
)
EVERY: Final = frozenset(scope for scope in NEEDS.values() if scope) | _HEARS


class Tokens:
    """`scopes` None: every token may do everything. `new` makes an id."""

    def __init__(self, bot_token: str, app_token: str, new: Callable[[str], str]) -> None:
        self.client_id, self.client_secret = "1.2", "fake-client-secret"
        self.scopes: frozenset[str] | None = None
        self._app_token, self._new = app_token, new
        self._teams = {bot_token: HOME}
        self._ended: dict[str, str] = {}  # token → the error for it from now on
        self._codes: dict[str, tuple[Team, str]] = {}  # code → team, how its token begins

    def code(self, team: Team, *, rotating: bool = False) -> str:
        """What the way back from Slack's consent page carries; good once."""
        code = self._new("code")
        self._codes[code] = (team, "xoxe.xoxb-" if rotating else "xoxb-")
        return code

    def end(self, error: str, team: Team = HOME) -> None:
        """Every token of the workspace is refused with that error: account_inactive, token_revoked, token_expired."""
        self._ended |= {token: error for token, owner in self._teams.items() if owner == team}

    def restore(self) -> None:
        """Every token that ended is good again."""
        self._ended.clear()

    def of(self, team: Team) -> list[str]:
        """Its tokens that are still good."""
        return [token for token, owner in self._teams.items() if owner == team and token not in self._ended]

    def refused(self, method: str, token: str, channel: str = "") -> Json | None:
        """None for a call that may be made."""
        if method not in NEEDS:
            return failed("unknown_method")
        if method == "oauth.v2.access":
            return None
        if not token:
            return failed("not_authed")
        if token in self._ended:
            return failed(self._ended[token])
        if method == "apps.connections.open":
            return None if token == self._app_token else failed("invalid_auth")
        if token not in self._teams:
            return failed("invalid_auth")
        needed = NEEDS[method]
        if method in READS:
            needed = "im:history" if channel.startswith("D") else "channels:history"
        if needed and self.scopes is not None and needed not in self.scopes:
            return {**failed("missing_scope"), "needed": needed, "provided": ",".join(sorted(self.scopes))}
        return None

    def headers(self, token: str) -> Mapping[str, str]:
        """With an answer to a token that is good, Slack tells what it may do."""
        if token == self._app_token:
            return {"x-oauth-scopes": "connections:write"}
        if token not in self._teams or token in self._ended:
            return {}
        return {"x-oauth-scopes": ",".join(sorted(EVERY if self.scopes is None else self.scopes))}

    def team(self, token: str) -> Team:
        return self._teams[token]

    def revoke(self, token: str) -> Json:
        self._ended[token] = "token_revoked"
        return {"ok": True, "revoked": True}

    def access(self, arguments: Mapping[str, Any], authorization: str) -> Json:
        """oauth.v2.access; client id and secret as Basic authorization or as arguments."""
        basic = base64.b64encode(f"{self.client_id}:{self.client_secret}".encode()).decode()
        given = (arguments.get("client_id"), arguments.get("client_secret"))
        if authorization != f"Basic {basic}" and given != (self.client_id, self.client_secret):
            return failed("invalid_client_id" if given[0] != self.client_id else "bad_client_secret")
        team, begins = self._codes.pop(str(arguments.get("code")), (None, ""))
        if team is None:
            return failed("invalid_code")
        token = self._new(begins)
        self._teams[token] = team
        return {
            "ok": True,
            "app_id": APP,
            "authed_user": {"id": "U1"},
            "scope": ",".join(sorted(self.scopes or ())),
            "token_type": "bot",
            "access_token": token,
            "bot_user_id": team.bot_user,
            "team": {"id": team.id, "name": "fake"},
            "enterprise": None,
            "is_enterprise_install": False,
        }
