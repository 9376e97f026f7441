"""What the Telegram adapter needs to know."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, Literal
from urllib.parse import urlsplit

from adapters.secret import Secret
from knowledge.document import Language

__all__ = ["UNLIMITED", "Budgets", "Mode", "Rate", "Secret", "TelegramSettings"]

Mode = Literal["polling", "webhook"]
_WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


@dataclass(frozen=True, slots=True)
class Rate:
    """`most` at once, and as many again, evenly, in each `seconds`."""

    most: float
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Budgets:
    """How fast messages are sent and edited. Telegram allows about 30 a second over all, one a second in a chat with
    short bursts above that, and 20 a minute in a group: no second here has more than 30, no minute in a group more than
    20, whenever it is begun to count."""

    overall: Rate = Rate(5, 0.2)
    chat: Rate = Rate(3, 3.0)
    group: Rate = Rate(5, 20.0)


_ANY: Final = Rate(1_000_000, 1.0)
UNLIMITED: Final = Budgets(overall=_ANY, chat=_ANY, group=_ANY)


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramSettings:
    """Times are seconds. `webhook_url` is the public address; its path is where the endpoint listens. `patience` is how
    long a start waits for Telegram before it goes on in the background; `longest_wait` how long an answer waits for its
    turn after Telegram asked for a pause, before it is put off. Raises ValueError for webhook mode without an address
    or with a secret Telegram would refuse."""

    token: Secret
    api_base: str = "https://api.telegram.org"
    mode: Mode = "polling"
    webhook_url: str = ""
    webhook_secret: Secret = field(default_factory=lambda: Secret(""))
    timeout: float = 10.0
    poll_timeout: int = 30
    drain_timeout: float = 10.0
    patience: float = 5.0
    longest_wait: float = 5.0
    budgets: Budgets = field(default_factory=Budgets)
    threads: int = 8  # see adapters.thinking
    waits: bool = False
    language: Language = "de"  # of what is said without the bot, where the person's app tells none

    def __post_init__(self) -> None:
        if not self.token:
            raise ValueError("Telegram needs a bot token")
        if self.mode != "webhook":
            return
        if not urlsplit(self.webhook_url).hostname:
            raise ValueError("Telegram's webhook mode needs webhook_url, the public address of this server")
        if not _WEBHOOK_SECRET.fullmatch(self.webhook_secret.reveal()):
            raise ValueError("Telegram's webhook_secret must be 1 to 256 of A-Z a-z 0-9 _ -")

    @property
    def webhook_path(self) -> str:
        return urlsplit(self.webhook_url).path or "/"
