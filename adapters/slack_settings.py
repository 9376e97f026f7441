"""How the Slack adapter is set up, and what it says when Slack does not take it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from bot.settings import Secret
from knowledge.document import Language

_NONE: Final = Secret("")
_ROTATING: Final = "xoxe."


class SlackError(Exception):
    """Slack refused the bot at start, or would soon; the message says what is wrong, in one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackSettings:
    """Mode "socket" needs `bot_token` and `app_token`; mode "http" needs `signing_secret` and either `bot_token` for
    one workspace or `client_id` and `client_secret` for all that install the app, kept in the file `installations`.

    `drain` and `quiet` are in seconds: how long `stop` waits for answers, and after how long without any payload the
    socket is connected anew (0: never)."""

    bot_token: Secret = _NONE
    app_token: Secret = _NONE
    signing_secret: Secret = _NONE
    client_id: str = ""
    client_secret: Secret = _NONE
    installations: Path = Path(".nachgefragt/slack.sqlite")
    api_base: str = "https://slack.com/api/"
    mode: Literal["socket", "http"] = "socket"
    language: Language = "de"  # of what is said before the bot is asked
    threads: int = 8  # questions being answered at once
    drain: float = 10.0
    quiet: float = 30 * 60.0

    @property
    def several(self) -> bool:
        """Whether workspaces install the app themselves."""
        return self.mode == "http" and bool(self.client_id and self.client_secret)


def refuse_rotating(token: str) -> None:
    """Raises SlackError for a token that ends by itself after twelve hours."""
    if token.startswith(_ROTATING):
        raise SlackError("The Slack token rotates (xoxe.) and ends after 12 hours: turn token rotation off.")
