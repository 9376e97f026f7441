"""JSON lines in, JSON lines out: how programs ask the bot."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TextIO, cast

from adapters.console import Answering, incoming
from bot.messages import Outcome, Reply, Status


class BadLineError(Exception):
    """A line that is no request. `str(error)` is one sentence naming the line (from 1)."""

    def __init__(self, line: int, complaint: str) -> None:
        self.line = line
        super().__init__(f"line {line}: {complaint}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """`id` is any JSON value, given back as it came; equal `chat` values are one conversation."""

    id: object
    text: str
    chat: str


def answer_lines(bot: Answering, source: Iterable[str], target: TextIO, *, scope: str | None = None) -> int:
    """Answers each request as soon as it is read, in order; empty lines are skipped. Returns how many it answered.
    Raises BadLineError, with the answers to the lines before it written."""
    answered, scoped = 0, set[str]()
    for number, line in enumerate(source, 1):
        if not line.strip():
            continue
        request = parse_request(line, number)
        conversation = f"batch/{request.chat}"
        if scope and conversation not in scoped:
            scoped.add(conversation)
            bot.handle(incoming(f"/artikel {scope}", conversation=conversation, number=0))
        target.write(answer_line(bot, request, number) + "\n")
        target.flush()
        answered += 1
    return answered


def answer_line(bot: Answering, request: Request, number: int = 1) -> str:
    message = replace(incoming(request.text, conversation=f"batch/{request.chat}", number=number), platform="batch")
    started = time.perf_counter()
    reply = bot.handle(message)
    return reply_line(request.id, reply, ms=(time.perf_counter() - started) * 1000)


def parse_request(line: str, number: int) -> Request:
    """Raises BadLineError for anything but an object with a `text`; `id` and `chat` may be left out."""
    try:
        found = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deeply"
        raise BadLineError(number, f"this is not JSON ({reason}).") from error
    if not isinstance(found, dict):
        raise BadLineError(number, 'a request is an object like {"id": 1, "text": "…", "chat": "a"}.')
    if not isinstance(found.get("text"), str):
        raise BadLineError(number, 'a request needs a "text" that is a string.')
    identity = found.get("id")
    chat = found.get("chat")
    # Without a chat each line is a conversation of its own; JSON keeps 1 and "1" apart.
    key = json.dumps(chat, ensure_ascii=False) if chat is not None else f"line-{number}"
    return Request(id=identity, text=cast(str, found["text"]), chat=key)


def reply_line(identity: object, reply: Reply | None, *, ms: float) -> str:
    """One JSON object without line breaks; a reply of None is `ignored`."""
    outcome = reply.outcome if reply else Outcome(status=Status.IGNORED, language="de")
    return json.dumps({"id": identity, **fields(outcome), "ms": round(ms, 2)}, ensure_ascii=False)


def fields(outcome: Outcome) -> dict[str, object]:
    """The outcome's part of a reply line: what is not there is null, never an empty string."""
    nearest = {"answer": outcome.nearest_answer, "quote": outcome.nearest_quote or None}
    source = {"article": outcome.article, "start": outcome.start, "end": outcome.end}
    return {
        "status": str(outcome.status),
        "answer": outcome.answer or None,
        "quote": outcome.quote or None,
        "source": source if outcome.article and outcome.start >= 0 else None,
        "confidence": round(outcome.confidence, 4),
        "reason": outcome.reason or None,
        "nearest": nearest if outcome.nearest_answer or outcome.nearest_quote else None,
        "language": outcome.language,
    }
