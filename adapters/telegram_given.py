"""What is known on of answers given: which message answers which question, so that a restart changes nothing."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Final

from adapters.secret import Secret
from adapters.telegram_inbound import Inbound
from bot.memory import Memory

_KEPT: Final = 2 * 86_400.0  # seconds; for so long Telegram lets people edit
_ANSWERS: Final = "telegram.answers"  # by question
_EVENTS: Final = "telegram.events"  # by answer
_PROMPTS: Final = "telegram.prompts"  # by message that asks what was wrong
_PROMPTED: Final = "telegram.prompted"  # by answer judged


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The messages that answered a question, in order, and the event that it was. `question` is a hash of its text."""

    question: str
    event: str
    answers: tuple[int, ...]


class Memories:
    """Questions themselves are not kept. `secret` keeps others from guessing them by their hashes."""

    def __init__(self, memory: Memory, secret: Secret) -> None:
        self._memory = memory
        self._key = hashlib.blake2b(secret.reveal().encode()).digest()

    def given(self, inbound: Inbound) -> Given | None:
        """What was answered to this message, or to this press of a button, before."""
        kept = self._memory.get(_ANSWERS, _question(inbound))
        if kept is None:
            return None
        question, event, *answers = json.loads(kept)
        return Given(question=question, event=event, answers=tuple(answers))

    def unchanged(self, inbound: Inbound, given: Given) -> bool:
        """Whether the question's text is the one that was answered."""
        return self._hash(inbound.message.text) == given.question

    def sent(self, inbound: Inbound) -> tuple[int, ...]:
        """What of the answer to this very event went out already, before the platform or the process went down."""
        given = self.given(inbound)
        return given.answers if given is not None and given.event == inbound.message.event_id else ()

    def answered(self, inbound: Inbound) -> str:
        """The event that the message replied to answered; "" where that is none of the bot's answers."""
        if inbound.replied_to is None:
            return ""
        return self._memory.get(_EVENTS, f"{inbound.chat_id}/{inbound.replied_to}") or ""

    def give(self, inbound: Inbound, answers: tuple[int, ...]) -> None:
        event = inbound.message.event_id
        kept = json.dumps((self._hash(inbound.message.text), event, *answers))
        self._put(inbound, _ANSWERS, _question(inbound), kept)
        for answer in answers:
            self._put(inbound, _EVENTS, f"{inbound.chat_id}/{answer}", event)

    def commented(self, inbound: Inbound) -> str | None:
        """The token of the answer that the prompt replied to asks about; None where it is no prompt."""
        return self._memory.get(_PROMPTS, f"{inbound.chat_id}/{inbound.replied_to}")

    def prompted(self, token: str) -> bool:
        """Whether it was asked already what was wrong with this answer."""
        return self._memory.get(_PROMPTED, token) is not None

    def prompt(self, inbound: Inbound, token: str, prompt: int) -> None:
        self._put(inbound, _PROMPTED, token, str(prompt))
        self._put(inbound, _PROMPTS, f"{inbound.chat_id}/{prompt}", token)

    def _put(self, inbound: Inbound, space: str, key: str, value: str) -> None:
        self._memory.put(space, key, value, keep=_KEPT, person=inbound.message.person)

    def _hash(self, text: str) -> str:
        return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=self._key, digest_size=8).hexdigest()


def _question(inbound: Inbound) -> str:
    """A pressed button stands under the bot's own message, which is no question."""
    pressed = inbound.callback_id is not None
    return f"press/{inbound.message.event_id}" if pressed else f"{inbound.chat_id}/{inbound.message_id}"
