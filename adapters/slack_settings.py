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


Budget = tuple[float, float]
"""So many at once, and the seconds in which as many become possible again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budgets:
    """How fast Slack lets an app send, each for one workspace. No minute has more than Slack's documents allow: of
    messages one a second in a `channel` with short bursts, "several hundred" in the workspace (`messages`), and of each
    other method 50 (`tier_3`) or 100 (`tier_4`)."""

    channel: Budget = (3, 3.0)
    messages: Budget = (100, 15.0)
    tier_3: Budget = (10, 15.0)
    tier_4: Budget = (20, 15.0)


_FREE: Final = (1_000_000.0, 1.0)
UNLIMITED: Final = Budgets(channel=_FREE, messages=_FREE, tier_3=_FREE, tier_4=_FREE)
"""For a server that is not Slack's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackSettings:
    """Mode "socket" needs `bot_token` and `app_token`; mode "http" needs `signing_secret` and either `bot_token` for
    one workspace or `client_id` and `client_secret` for all that install the app, kept in the file `installations`.

    In seconds: `drain`, how long `stop` waits for answers; `quiet`, after how long without any payload the socket is
    connected anew (0: never); `backoff`, the first pause before a call that Slack was too busy for is made again,
    doubled each time; `patience`, how long a call may have to wait for Slack's leave before its answer is put off;
    `longest_pause`, between two tries to reach Slack at all; `body_seconds`, for the whole of a request to come in."""

    bot_token: Secret = _NONE
    app_token: Secret = _NONE
    signing_secret: Secret = _NONE
    client_id: str = ""
    client_secret: Secret = _NONE
    installations: Path = Path(".nachgefragt/slack.sqlite")
    api_base: str = "https://slack.com/api/"
    mode: Literal["socket", "http"] = "socket"
    language: Language = "de"  # of what is said before the bot is asked
    threads: int = 8  # see adapters.thinking
    waits: bool = False
    drain: float = 10.0
    quiet: float = 30 * 60.0
    backoff: float = 0.5
    patience: float = 10.0
    longest_pause: float = 60.0
    body_seconds: float = 10.0
    budgets: Budgets = Budgets()

    @property
    def several(self) -> bool:
        """Whether workspaces install the app themselves."""
        return self.mode == "http" and bool(self.client_id and self.client_secret)


def refuse_rotating(token: str) -> None:
    """Raises SlackError for a token that ends by itself after twelve hours."""
    if token.startswith(_ROTATING):
        raise SlackError("The Slack token rotates (xoxe.) and ends after 12 hours: turn token rotation off.")
