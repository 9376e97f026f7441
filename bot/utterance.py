"""What a message says, before anything is looked up."""

from __future__ import annotations

from bot import commands
from bot.answers import Answer
from bot.conversation import Conversation
from bot.messages import IncomingMessage


def leaned_on(before: Conversation, after: Conversation) -> str:
    """The question that a follow-up leaned on, with a dash; "" where none was asked."""
    turn, last = after.previous, before.previous
    if turn is None or turn is last or last is None or turn.question.lead is None:
        return ""
    return f"{last.text} – "


def question_of(message: IncomingMessage) -> str:
    """What was asked, without the command's name."""
    text = clean(message.text)
    invocation = commands.parse(text)
    return invocation.argument if invocation else text


def clean(text: str) -> str:
    """Without what no store or platform can hold: NUL and half surrogate pairs."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", " ").strip()


def picked(text: str, choices: tuple[Answer, ...]) -> Answer | None:
    """The choice whose number the text is."""
    number = text.strip(" .)")
    if not (number.isascii() and number.isdigit() and len(number) < 3):
        return None
    return choices[int(number) - 1] if 1 <= int(number) <= len(choices) else None
