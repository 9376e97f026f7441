"""What people do at some platform, where, and what they see after it: what conversation tests and drivers share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.messages import Visibility
from knowledge.document import Language

Doing = Literal["said", "pressed", "edited", "captioned", "sent"]
Place = Literal["private", "group", "thread"]
BOT = "@bot"  # stands for the bot's name in what is said with a mention


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """`text` is what is said, the label of the button, the new text, the caption, or photo, voice or sticker.

    `speaker` "" is the one person of a conversation that names none. `mention`: the bot is named where `text` has
    `@bot`, else before it. `reply`: it answers the bot's last message. `twice`: the platform delivers it twice."""

    kind: Doing
    text: str
    speaker: str = ""
    mention: bool = False
    reply: bool = False
    twice: bool = False

    @property
    def command(self) -> bool:
        """Whether it is typed as one."""
        return self.kind == "said" and not self.mention and self.text.startswith("/")

    def named(self, name: str) -> str:
        """The text with the bot named `name`, where it is mentioned."""
        if not self.mention:
            return self.text
        return self.text.replace(BOT, name) if BOT in self.text else f"{name} {self.text}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Where a conversation takes place; each `key` is a place of its own. `locale` is that of the people in it."""

    key: str
    place: Place = "private"
    locale: Language = "de"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """`text` is the answer as shown, messages in order joined by a newline. `buttons` are the labels, in order.
    `messages` is how many came; `edited` whether an earlier one was changed instead."""

    text: str
    buttons: tuple[str, ...] = ()
    seen_by: Visibility = "everyone"
    edited: bool = False
    messages: int = 1
