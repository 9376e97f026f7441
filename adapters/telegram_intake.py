"""Updates on their way into the inbox: by what they are known again, and what must be worked on in order."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from typing import Any, Final

from cachetools import LRUCache
from telegram import Update

from adapters.inbox import NewEvent

log = logging.getLogger("adapters.telegram")

PLATFORM: Final = "telegram"
_REMEMBERED: Final = 2_000  # update ids

Raw = dict[str, Any]  # an update as it came, unchecked


class Worked:
    """Which updates were worked on, for whoever waits for that."""

    def __init__(self) -> None:
        self._over: LRUCache[int, asyncio.Event] = LRUCache(_REMEMBERED)

    def over(self, number: int) -> None:
        self._event(number).set()

    async def wait(self, number: int) -> None:
        """Also for one that is still to come."""
        await self._event(number).wait()

    def _event(self, number: int) -> asyncio.Event:
        return self._over.setdefault(number, asyncio.Event())


def new_event(raw: Any) -> NewEvent | None:
    """None for what is no update, as it has no number, or is nested too deep to be written; that is logged."""
    number = update_id(raw)
    if number is None:
        log.error("Telegram: skipped something without an update_id")
        return None
    try:
        payload = json.dumps(raw)  # in ASCII: half a character is no text for a database
    except RecursionError:
        log.error("Telegram: skipped an update nested too deep (%s)", kinds(raw))
        return None
    return NewEvent(
        platform=PLATFORM,
        keys=(f"{number}/{_own_number(raw)}",),
        lane=lane_of(raw),
        payload=payload,
        person=_person(raw),
    )


def update_id(raw: Any) -> int | None:
    """None for what is no update at all."""
    number = raw.get("update_id") if isinstance(raw, dict) else None
    return number if type(number) is int else None


def kinds(raw: Raw) -> str:
    """What an update says it is, and nothing that anybody wrote."""
    return ", ".join(kind for kind in Update.ALL_TYPES if kind in raw) or "of no known kind"


def lane_of(raw: Raw) -> str:
    """What must be worked on in order: a chat's updates, a person's inline queries; "" for the malformed."""
    for kind, value in _parts(raw):
        holder = value.get("message") if isinstance(value.get("message"), dict) else value
        whose = value.get("from") if kind == "inline_query" else (holder or {}).get("chat")
        if isinstance(whose, dict) and isinstance(whose.get("id"), int):
            return f"{'inline' if kind == 'inline_query' else 'chat'}/{whose['id']}"
    return ""


def _own_number(raw: Raw) -> str:
    """What Telegram numbers apart from updates: messages, pressed buttons, inline queries. After a week of silence the
    numbers of updates begin anew anywhere, and might come to one that is known."""
    for kind, value in _parts(raw):
        return f"{kind}/{value.get('id') or value.get('message_id')}"
    return ""


def _person(raw: Raw) -> str:
    for _, value in _parts(raw):
        author = value.get("from")
        if isinstance(author, dict) and type(author.get("id")) is int:
            return f"{PLATFORM}/{author['id']}"
    return ""


def _parts(raw: Raw) -> Iterator[tuple[str, Raw]]:
    return ((kind, value) for kind, value in raw.items() if isinstance(value, dict))
