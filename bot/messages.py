"""What passes between the bot and a platform; no platform's words in here."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from knowledge.document import Language

MessageKind = Literal["message", "command", "button", "edit"]
Visibility = Literal["everyone", "asker"]


class Status(StrEnum):
    ANSWERED = "answered"
    ABSTAINED = "abstained"
    CLARIFY = "clarify"
    COMMAND = "command"  # also small talk: said, but not looked up
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingMessage:
    """One thing a person did. `conversation` is the key of the dialogue's state: platform, workspace, channel,
    thread and user as far as the platform has them, joined by `/`. For a command `text` is `/name argument`; for a
    button it is the button's id. `addressed`: in a private chat, by mention, by command or as a reply to the bot.
    `chat` is where it was said, for all who are there, "" where nobody knows. `received_at` is when it was done, by the
    platform's clock where that says so. `follows` is the event id of what the answer that this goes on from answered,
    "" to go on in the dialogue."""

    platform: str
    event_id: str
    conversation: str
    sender: str
    text: str
    kind: MessageKind = "message"
    addressed: bool = True
    locale: Language | None = None
    received_at: float = field(default=0.0)  # Unix time, seconds; 0.0: now
    chat: str = ""
    follows: str = ""

    @property
    def person(self) -> str:
        """Who is known by what is kept: nobody else on any platform."""
        return f"{self.platform}/{self.sender}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerBlock:
    """The short answer: the first line a reader sees."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteBlock:
    """A verbatim passage; `marked` are the answer's spans in `text` (characters, end exclusive)."""

    text: str
    marked: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceBlock:
    """Where the quote stands: article, date, section, as one line."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteBlock:
    """Everything else the bot says: an abstention's reason, a derivation, help."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoicesBlock:
    """Lines to choose from, by their numbers from 1 where `numbered`, or a list of facts."""

    items: tuple[str, ...]
    numbered: bool = False

    @property
    def lines(self) -> tuple[str, ...]:
        """As plain text shows them; blank ones are left out, though they count."""
        marks = (f"{number}." if self.numbered else "•" for number in range(1, len(self.items) + 1))
        pairs = zip(marks, self.items, strict=True)
        return tuple(f"{mark} {' '.join(item.split())}" for mark, item in pairs if item.strip())


Block = AnswerBlock | QuoteBlock | SourceBlock | NoteBlock | ChoicesBlock


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """`id` is at most 64 bytes; it comes back as the text of a `button` message. `beside`: it stands next to the one
    before it where a platform has rows."""

    label: str
    id: str
    beside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the bot says. `blocks` is never empty; `outcome` is the same for programs (the command line's JSON).

    `question` is what it answers, "" where it answers none: whoever shares it asks that. `brief`: a word in passing,
    shown for a moment where a platform can. `comment_on` names an answer about which the person may now say more
    (`Bot.comment`)."""

    blocks: tuple[Block, ...]
    outcome: Outcome
    buttons: tuple[Button, ...] = ()
    in_reply_to: str = ""  # the event id
    visibility: Visibility = "everyone"
    question: str = ""
    brief: bool = False
    comment_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The reply's content for programs: the fields of a `--json` line."""

    status: Status
    language: Language
    answer: str = ""
    quote: str = ""
    article: str = ""
    start: int = -1
    end: int = -1
    confidence: float = 0.0
    reason: str = ""
    nearest_answer: str = ""
    nearest_quote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A reply offered before it is sent: `title` and `description` are one line each. `link` opens the fact
    (`/start LINK`), "" where there is none."""

    id: str
    title: str
    description: str
    reply: Reply
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One part of a page under its heading."""

    title: str
    blocks: tuple[Block, ...] = ()
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a person can browse. `search` is the label of its field for a word, `word` what was searched for."""

    language: Language
    panels: tuple[Panel, ...]
    search: str
    word: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """A question that a person may want to ask, and that the articles answer; `title` is short."""

    title: str
    text: str
