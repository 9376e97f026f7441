"""What a Slack payload can mean here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.messages import IncomingMessage

Payload = Mapping[str, Any]

STRANGE = (KeyError, TypeError, AttributeError, IndexError, RecursionError)
"""What reading a payload raises that is not shaped as Slack documents it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who the bot is in a workspace."""

    team: str
    user: str
    bot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something is said: `thread` is a ts, None for the conversation itself; `response_url` is set where only
    that reaches the person."""

    channel: str
    user: str
    thread: str | None = None
    response_url: str | None = None

    @property
    def private(self) -> bool:
        return self.channel.startswith("D")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """A message for the bot, or near it, and where its answer goes. `source` is the ts of what was written or pressed,
    or of the message looked up."""

    message: IncomingMessage
    place: Place
    source: str = ""
    overheard: bool = False  # said in a channel, not to the bot
    others: bool = False  # names somebody else
    action: str = ""  # the pressed button's action id
    trigger: str = ""  # opens a dialogue, once, for three seconds
    looked_up: bool = False  # by the message shortcut

    @property
    def unasked(self) -> bool:
        """Nobody waits for a word on it."""
        return self.overheard or self.message.kind == "edit"


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeVisit:
    """Somebody opened the bot's page, or did something on it (`acted`): pressed a button (`button`) or searched for
    `word`. `channel` is their direct message with the bot; `seen` the hash of the page before them."""

    event_id: str
    team: str
    user: str
    channel: str
    seen: str | None
    acted: bool = False
    button: str = ""
    word: str = ""
    received_at: float = 0.0

    @property
    def searched(self) -> bool:
        """Just now; a word may also be left from before."""
        return self.acted and bool(self.word) and not self.button

    @property
    def conversation(self) -> str:
        """The article chosen on the page is the one asked about in the direct message."""
        return key(self.team, self.channel, None, self.user)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadStarted:
    """Somebody opened a new thread with the assistant."""

    team: str
    user: str
    channel: str
    thread: str

    @property
    def conversation(self) -> str:
        return key(self.team, self.channel, self.thread, self.user)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What somebody says was wrong with the answer that `token` names."""

    message: IncomingMessage
    token: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """The workspace may have taken the app away."""

    team: str

    @property
    def conversation(self) -> str:
        return f"slack/{self.team}"


Work = Inbound | HomeVisit | ThreadStarted | Comment | Gone


def sender(team: str, user: str) -> str:
    """Who a person is, as `IncomingMessage.sender` has it: a user's id alone is good for one workspace only."""
    return f"{team}/{user}"


def person(team: str, user: str) -> str:
    """Whom what is kept of somebody is forgotten with; the platform and the sender."""
    return f"slack/{sender(team, user)}"


def key(team: str, channel: str, thread: str | None, user: str) -> str:
    return f"slack/{team}/{channel}/{thread or '-'}/{user}"


def chat(team: str, channel: str) -> str:
    """Where people hear each other."""
    return f"{team}/{channel}"


def outside(conversation: str) -> str:
    """The key of the dialogue beside all threads, of that of one in a thread."""
    where, _, user = conversation.rsplit("/", 2)
    return f"{where}/-/{user}"


def team_of(body: Payload) -> str:
    team = body.get("team_id") or body.get("team") or ""
    return str(team.get("id", "")) if isinstance(team, Mapping) else str(team)
