"""The messages of the fake Slack: what is posted, to whom, and what is refused."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from adapters.fakes.slack_limits import refusal, texts
from adapters.fakes.slack_payloads import HOME, Team

Json = dict[str, Any]
Via = Literal["chat.postMessage", "chat.postEphemeral", "response_url"]

USES: Final = 5  # of a response_url
LIFETIME: Final = 30 * 60.0  # seconds, of a response_url


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A message of the bot, as it stands now. `ephemeral_to` is the only user who sees it, None for everyone."""

    via: Via
    channel: str
    ts: str
    text: str
    blocks: tuple[Json, ...] = ()
    thread: str | None = None
    ephemeral_to: str | None = None
    edited: bool = False
    team: Team = HOME
    raw: Json
    hook: str = ""  # the response_url's name

    @property
    def answers(self) -> str | None:
        """What it answers, where it says so: a message's ts, or the name of a response_url."""
        metadata = self.raw.get("metadata") or {}
        return self.hook or metadata.get("event_payload", {}).get("to")

    @property
    def buttons(self) -> tuple[Json, ...]:
        return tuple(e for block in self.blocks if block["type"] == "actions" for e in block["elements"])

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(str(button["text"]["text"]) for button in self.buttons)

    @property
    def shown(self) -> str:
        """The text of all blocks but the buttons, a line each; the fallback text where there are none."""
        lines = [line for block in self.blocks if block["type"] != "actions" for line in lines_of(block)]
        return "\n".join(lines) if lines else self.text


@dataclass(slots=True, kw_only=True)
class _Hook:
    channel: str
    user: str
    team: Team
    made: float
    uses: int = 0


class Messages:
    """`channels` are those the bot is a member of, `foreign` those it knows of but is not in. `now` gives a fresh ts,
    `posted` is told of each new message."""

    def __init__(
        self,
        *,
        channels: frozenset[str],
        foreign: frozenset[str],
        now: Callable[[], str],
        posted: Callable[[Posted], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.channels, self.foreign = channels, foreign
        self.all: list[Posted] = []
        self.clock = clock
        self._now, self._posted = now, posted
        self._hooks: dict[str, _Hook] = {}

    def read(self, method: str, query: Json) -> Json:
        """The bot's own messages of a channel, or of a thread in it; the oldest first after `oldest`."""
        refused = self._place(query)
        if refused:
            return refused
        thread = query.get("ts") if method == "conversations.replies" else None
        if method == "conversations.replies" and not thread:
            return failed("invalid_arguments")
        found = [one for one in self.all if one.channel == query["channel"] and not one.ephemeral_to]
        after = [one for one in found if one.thread == thread and one.ts > query.get("oldest", "")]
        shown = [_as_read(one, query.get("include_all_metadata") == "true") for one in after]
        return {"ok": True, "messages": shown[: int(query.get("limit", 100))], "has_more": False}

    def write(self, method: str, message: Json, team: Team) -> Json:
        if method == "chat.postMessage" and str(message.get("channel")).startswith(("U", "W")):
            message["channel"] = self._opened(message["channel"])
        refused = self._place(message)
        if refused:
            return refused
        metadata = message.get("metadata")
        if metadata is not None and not _is_metadata(metadata):
            return failed("invalid_metadata_format")
        blocks = message.get("blocks")
        error = refusal(message.get("text"), json.loads(blocks) if isinstance(blocks, str) else blocks)
        if error:
            return failed(error)
        if method == "chat.update":
            return self._update(message)
        user = message.get("user") if method == "chat.postEphemeral" else None
        if method == "chat.postEphemeral" and not user:
            return failed("user_not_in_channel")
        via: Via = "chat.postEphemeral" if user else "chat.postMessage"
        ts = self._post(via, message["channel"], message, user, team)
        return {"ok": True, "channel": message["channel"], "message_ts" if user else "ts": ts}

    def _place(self, message: Json) -> Json | None:
        """None where the bot may."""
        if message.get("channel") in self.foreign:
            return failed("not_in_channel")
        return None if message.get("channel") in self.channels else failed("channel_not_found")

    def _opened(self, user: str) -> str:
        """The direct message with somebody, made where there was none."""
        self.channels |= {f"D{user}"}
        return f"D{user}"

    def hook(self, name: str, channel: str, user: str, team: Team) -> None:
        """Makes a response_url of that name."""
        self._hooks[name] = _Hook(channel=channel, user=user, team=team, made=self.clock())

    def respond(self, name: str, message: Json) -> tuple[int, str]:
        """HTTP status and text for what is sent to a response_url."""
        hook = self._hooks.get(name)
        if hook is None or self.clock() - hook.made > LIFETIME:
            return 404, "expired_url"
        if hook.uses >= USES:
            return 404, "used_url"
        error = refusal(message.get("text"), message.get("blocks"))
        if error:
            return 400, error
        hook.uses += 1
        seen_by = None if message.get("response_type") == "in_channel" else hook.user
        self._post("response_url", hook.channel, message, seen_by, hook.team, name)
        return 200, "ok"

    def _update(self, message: Json) -> Json:
        for place, posted in enumerate(self.all):
            if posted.ts == message.get("ts") and posted.channel == message["channel"] and not posted.ephemeral_to:
                blocks = tuple(message.get("blocks") or ())
                self.all[place] = replace(posted, text=message["text"], blocks=blocks, edited=True, raw=message)
                return {"ok": True, "channel": posted.channel, "ts": posted.ts, "text": message["text"]}
        return failed("message_not_found")

    def _post(self, via: Via, channel: str, message: Json, ephemeral_to: str | None, team: Team, hook: str = "") -> str:
        posted = Posted(
            via=via,
            channel=channel,
            ts=self._now(),
            text=message.get("text") or "",
            blocks=tuple(message.get("blocks") or ()),
            thread=message.get("thread_ts"),
            ephemeral_to=ephemeral_to,
            team=team,
            raw=message,
            hook=hook,
        )
        self.all.append(posted)
        self._posted(posted)
        return posted.ts


def _is_metadata(metadata: Any) -> bool:
    """A type, and a payload of plain values."""
    if not isinstance(metadata, dict) or set(metadata) != {"event_type", "event_payload"} or not metadata["event_type"]:
        return False
    payload = metadata["event_payload"]
    return isinstance(payload, dict) and all(isinstance(one, str | int | float | bool) for one in payload.values())


def _as_read(posted: Posted, with_metadata: bool) -> Json:
    said = {"type": "message", "ts": posted.ts, "text": posted.text, "bot_id": posted.team.bot}
    metadata = posted.raw.get("metadata")
    return said | ({"metadata": metadata} if with_metadata and metadata else {})


def failed(name: str) -> Json:
    return {"ok": False, "error": name}


def lines_of(block: Json) -> list[str]:
    """A block's lines as a person sees them: list items apart, mrkdwn's italics and entities resolved."""
    if block["type"] == "header":
        return [str(block["text"]["text"])]
    if block["type"] == "context":
        return [_plain(element) for element in block["elements"]]
    parts = block.get("elements", [])
    return [line for part in parts for line in _part(part)]


def _part(part: Json) -> list[str]:
    """The lines of one part of a block: a list's items, numbered where Slack numbers them."""
    if part["type"] != "rich_text_list":
        return ["".join(texts(part))]
    items = ["".join(texts(item)) for item in part["elements"]]
    return [f"{n}. {item}" for n, item in enumerate(items, 1)] if part["style"] == "ordered" else items


def _plain(element: Json) -> str:
    text = str(element["text"])
    if element["type"] != "mrkdwn":
        return text
    return text.strip("_").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
