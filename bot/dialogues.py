"""Where each dialogue stands: at hand while the process lives, written down for the one after it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from bot.conversation import Conversation, Conversations
from bot.engine import Engine
from bot.memory import Memory
from bot.messages import IncomingMessage
from bot.written import read, write
from knowledge.store import FactStore

_DIALOGUE: Final = "dialogue"  # by conversation key
_LEFT: Final = "left"  # by the event that was answered: how the dialogue stood then


class Dialogues:
    """Each conversation, and how it stood after each answer. At most `limit` of both are at hand; all are forgotten
    after `idle` seconds. `clock` gives seconds. Safe to use from several threads."""

    def __init__(
        self,
        memory: Memory,
        engine: Engine,
        store: FactStore,
        *,
        limit: int,
        idle: float,
        clock: Callable[[], float],
    ) -> None:
        self._memory, self._engine, self._store, self._idle = memory, engine, store, idle
        self._own, self._left = (Conversations(limit=limit, idle=idle, clock=clock) for _ in range(2))

    def of(self, key: str) -> Conversation:
        """A fresh one when there is none, it has expired, or it cannot be gone on with."""
        return self._own.get(key) or self._written(_DIALOGUE, key) or Conversation()

    def before(self, message: IncomingMessage) -> Conversation:
        """The dialogue, or what it was after the answer that the message goes on from. The article chosen stays each
        person's own. A message that comes again finds everything as it was when it first came."""
        own = self._own_before(message)
        left = self._left_at(message) if message.follows else None
        found = own
        if left is not None and own == Conversation() and left.sender == message.sender:
            found = left
        elif left is not None:
            found = replace(left, scope=own.scope, language=own.language or left.language)
        return replace(found, event="", before=own if own != Conversation() else None)

    def keep(self, message: IncomingMessage, after: Conversation) -> None:
        """As it is after the message was answered, which `before` was called for."""
        own = replace(after, sender=message.sender, event=_mark(message))
        left = replace(own, event="", before=None)
        answered, person = f"{message.platform}/{message.event_id}", message.person
        self._own.put(message.conversation, own, person)
        self._left.put(answered, left, person)
        self._memory.put(_DIALOGUE, message.conversation, write(own), keep=self._idle, person=person)
        self._memory.put(_LEFT, answered, write(left), keep=self._idle, person=person)
        if after.scope is not None:
            self._memory.put(_LEFT, f"{answered}/{message.sender}", "own", keep=self._idle, person=person)

    def forget(self, person: str) -> None:
        """All that this person said; what the memory holds of them is the caller's to forget."""
        self._own.forget(person)
        self._left.forget(person)

    def _own_before(self, message: IncomingMessage) -> Conversation:
        at_hand, event = self._own.get(message.conversation), _mark(message)
        if at_hand is None:
            return self._written(_DIALOGUE, message.conversation, event) or Conversation()
        if event and at_hand.event == event:
            return at_hand.before or Conversation()
        return replace(at_hand, event="", before=None)

    def _left_at(self, message: IncomingMessage) -> Conversation | None:
        """Whose it was is written in a key, and only where that matters: the article chosen is for nobody else."""
        key = f"{message.platform}/{message.follows}"
        at_hand = self._left.get(key)
        if at_hand is not None:
            return at_hand
        left = self._written(_LEFT, key)
        if left is None or self._memory.get(_LEFT, f"{key}/{message.sender}") is None:
            return left
        return replace(left, sender=message.sender)

    def _written(self, space: str, key: str, event: str = "") -> Conversation | None:
        text = self._memory.get(space, key)
        return read(text, self._engine, self._store, event) if text is not None else None


def _mark(message: IncomingMessage) -> str:
    """By which the same event is known again, and nothing else of it."""
    if not message.event_id:
        return ""
    event = f"{message.platform}/{message.event_id}"
    return hashlib.blake2s(event.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
