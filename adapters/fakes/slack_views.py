"""The pages, dialogues and assistant's threads of the fake Slack."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from adapters.fakes.slack_limits import view_refusal
from adapters.fakes.slack_messages import failed, lines_of

Json = dict[str, Any]

TRIGGER: Final = 3.0  # seconds a trigger_id is good for
PROMPTS: Final = 4
_PROMPT, _TITLE, _STATUS, _MESSAGE = 75, 255, 255, 3000  # characters; Slack names none, so these are narrow ones


class Views:
    """`trigger` counts seconds by `clock`. `new` makes an id."""

    def __init__(self, new: Callable[[str], str], clock: Callable[[], float] = time.monotonic) -> None:
        self.homes: dict[tuple[str, str], Json] = {}  # team, user → the page as it stands
        self.published: list[Json] = []
        self.opened: list[Json] = []
        self.home_enabled = True
        self.clock = clock
        self._new = new
        self._triggers: dict[str, tuple[float, bool]] = {}  # when made, used

    def trigger(self) -> str:
        name = self._new("trigger")
        self._triggers[name] = (self.clock(), False)
        return name

    def publish(self, arguments: Mapping[str, Any], team: str) -> Json:
        view, user = _view(arguments), str(arguments.get("user_id") or "")
        if not user.startswith(("U", "W")):
            return failed("invalid_arguments")
        if not self.home_enabled:
            return failed("not_enabled")
        error = view_refusal(view, "home")
        if error:
            return failed(error)
        before = self.homes.get((team, user))
        if arguments.get("hash") and (before is None or arguments["hash"] != before["hash"]):
            return failed("hash_conflict")
        self.homes[team, user] = self._kept(view, before["id"] if before else self._new("V"))
        self.published.append(self.homes[team, user])
        return {"ok": True, "view": self.homes[team, user]}

    def open(self, arguments: Mapping[str, Any]) -> Json:
        name = str(arguments.get("trigger_id") or "")
        made, used = self._triggers.get(name, (0.0, False))
        if name not in self._triggers:
            return failed("invalid_trigger_id")
        if used:
            return failed("exchanged_trigger_id")
        if self.clock() - made > TRIGGER:
            return failed("expired_trigger_id")
        view = _view(arguments)
        error = view_refusal(view, "modal")
        if error:
            return failed(error)
        self._triggers[name] = (made, True)
        self.opened.append(self._kept(view, self._new("V")))
        return {"ok": True, "view": self.opened[-1]}

    def _kept(self, view: Json, name: str) -> Json:
        return {**view, "id": name, "hash": self._new("hash"), "state": {"values": {}}}


@dataclass(slots=True, kw_only=True)
class Thread:
    """An assistant's thread: what it was told, in order."""

    prompts: list[Json] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    statuses: list[str] = field(default_factory=list)


class Threads:
    """Those that were begun; a method about another is refused."""

    def __init__(self) -> None:
        self.all: dict[tuple[str, str], Thread] = {}  # channel, ts

    def call(self, method: str, arguments: Mapping[str, Any]) -> Json:
        place = (str(arguments.get("channel_id")), str(arguments.get("thread_ts")))
        if place[0] not in {channel for channel, _ in self.all}:
            return failed("channel_not_found")
        thread = self.all.get(place)
        if thread is None:
            return failed("invalid_thread_ts")
        match method:
            case "assistant.threads.setSuggestedPrompts":
                return self._suggest(thread, arguments.get("prompts"))
            case "assistant.threads.setTitle":
                return _noted(thread.titles, arguments.get("title"), 1, _TITLE)
            case "assistant.threads.setStatus":
                return _noted(thread.statuses, arguments.get("status"), 0, _STATUS)
        return failed("unknown_method")

    def _suggest(self, thread: Thread, prompts: object) -> Json:
        if not isinstance(prompts, list) or not 0 < len(prompts) <= PROMPTS:
            return failed("invalid_arguments")
        for one in prompts:
            if not isinstance(one, Mapping) or set(one) != {"title", "message"}:
                return failed("invalid_arguments")
            if not (0 < len(one["title"]) <= _PROMPT and 0 < len(one["message"]) <= _MESSAGE):
                return failed("invalid_arguments")
        thread.prompts = prompts
        return {"ok": True}


def _noted(kept: list[str], text: object, least: int, most: int) -> Json:
    if not isinstance(text, str) or not least <= len(text) <= most:
        return failed("invalid_arguments")
    kept.append(text)
    return {"ok": True}


def _view(arguments: Mapping[str, Any]) -> Any:
    view = arguments.get("view")
    return json.loads(view) if isinstance(view, str) else view


def shown(view: Json) -> str:
    """A view's text as a person sees it, a line each; without buttons and fields."""
    blocks = [block for block in view["blocks"] if block["type"] not in ("actions", "input")]
    return "\n".join(line for block in blocks for line in lines_of(block))


def buttons(view: Json) -> list[Json]:
    return [button for block in view["blocks"] if block["type"] == "actions" for button in block["elements"]]
