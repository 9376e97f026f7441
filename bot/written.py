"""A conversation as a short text, from which the next process goes on where this one ended."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Final, cast, get_args

from bot.answers import Answer
from bot.conversation import Conversation, Retold
from bot.engine import Engine, answer
from bot.turn import Turn
from knowledge.document import Evidence, Language
from knowledge.store import FactStore

_VERSION: Final = 1
_NAMED = 5  # answers that a turn remembers


def write(conversation: Conversation) -> str:
    """JSON, without who spoke: that is for the memory to make a pseudonym of."""
    parts = _parts(conversation)
    if conversation.event:
        before = conversation.before
        parts |= {"event": conversation.event, "before": _parts(before) if before is not None else None}
    return json.dumps({"v": _VERSION} | parts)


def read(text: str, engine: Engine, store: FactStore, event: str = "") -> Conversation | None:
    """The conversation written, its questions asked again, as it was before `event` where that was the last; None for
    one of another version, one that is damaged, and one about an article or a fact that is gone."""
    try:
        parts = json.loads(text)
        if not isinstance(parts, dict) or parts.get("v") != _VERSION:
            return None
        if event and parts.get("event") == event:
            parts = parts.get("before") or {}
        return _conversation(parts, engine, store)
    except (ValueError, KeyError, RecursionError):
        return None


def _parts(conversation: Conversation) -> dict[str, Any]:
    shown, retold = conversation.evidence, conversation.retold
    parts: dict[str, Any] = {
        "scope": conversation.scope,
        "language": conversation.language,
        "evidence": [shown.document, shown.start, shown.end, shown.quote] if shown is not None else None,
        "choices": [[one.fact, one.confidence] for one in conversation.choices] or None,
        "waiting": conversation.waiting,
    }
    if conversation.previous is not None:
        parts |= {"asked": retold.asked, "named": retold.named or None}
    return {name: part for name, part in parts.items() if part is not None}


def _conversation(parts: Any, engine: Engine, store: FactStore) -> Conversation:
    """Raises ValueError for what cannot have been written, KeyError for what is gone."""
    if not isinstance(parts, dict):
        raise ValueError(parts)
    retold = Retold(asked=tuple(map(_asked, _list(parts, "asked"))), named=tuple(map(_text, _list(parts, "named"))))
    language = _text_or_none(parts.get("language"))
    if language not in (None, *get_args(Language)):
        raise ValueError(language)
    shown = _list(parts, "evidence")
    found = Conversation(
        retold=retold,
        scope=_text_or_none(parts.get("scope")),
        language=cast("Language | None", language),
        evidence=_evidence(shown) if shown else None,
        choices=tuple(_choice(part, store) for part in _list(parts, "choices")),
        waiting=_text_or_none(parts.get("waiting")),
    )
    return _with_previous(found, engine, store)


def _with_previous(conversation: Conversation, engine: Engine, store: FactStore) -> Conversation:
    known = {document.id for document in store.documents()}
    retold, shown = conversation.retold, conversation.evidence
    meant = [conversation.scope, shown.document if shown else None, *(scope for _, scope in retold.asked)]
    if gone := {one for one in meant if one is not None} - known:
        raise KeyError(*gone)
    previous: Turn | None = None
    for text, scope in retold.asked:
        turn = engine.ask(text, scope=scope, previous=previous)
        named = turn.named if previous is not None else (*turn.named, *retold.named)[:_NAMED]
        previous = replace(turn, named=named)
    return replace(conversation, previous=previous)


def _asked(part: object) -> tuple[str, str | None]:
    match part:
        case [str(text), str() | None as scope]:
            return text, scope
    raise ValueError(part)


def _choice(part: object, store: FactStore) -> Answer:
    match part:
        case [str(fact), int() | float() as confidence]:
            return answer(store.fact(fact), confidence)
    raise ValueError(part)


def _evidence(part: list[object]) -> Evidence:
    match part:
        case [str(document), int(start), int(end), str(quote)]:
            return Evidence(document=document, start=start, end=end, quote=quote)
    raise ValueError(part)


def _list(parts: dict[str, Any], name: str) -> list[object]:
    found = parts.get(name, [])
    if not isinstance(found, list):
        raise ValueError(found)
    return found


def _text(part: object) -> str:
    if not isinstance(part, str):
        raise ValueError(part)
    return part


def _text_or_none(part: object) -> str | None:
    return None if part is None else _text(part)
