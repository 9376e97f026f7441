"""Slack payload → what it means here. Pure: an event, slash command or button press in, an `Inbound` or None out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from bot.messages import IncomingMessage, MessageKind

Payload = Mapping[str, Any]
Treatment = Literal["answer", "edit", "ignore"]

SUBTYPES: Final[Mapping[str | None, Treatment]] = {
    None: "answer",
    "file_share": "answer",  # a caption is a question
    "me_message": "answer",
    "thread_broadcast": "answer",
    "message_changed": "edit",
    "message_deleted": "ignore",
    "message_replied": "ignore",
    "bot_message": "ignore",
    "assistant_app_thread": "ignore",
    "channel_join": "ignore",
    "channel_leave": "ignore",
    "channel_topic": "ignore",
    "channel_purpose": "ignore",
    "channel_name": "ignore",
    "group_join": "ignore",
    "group_leave": "ignore",
    "pinned_item": "ignore",
    "reminder_add": "ignore",
}
"""What is done with a message of each subtype; one not listed is ignored."""

_CONTROL: Final = re.compile(r"<(?P<kind>[@#!]?)(?P<target>[^<>|]*)(?:\|(?P<label>[^<>]*))?>")
_ENTITY: Final = re.compile(r"&(amp|lt|gt);")
_PLAIN: Final = {"amp": "&", "lt": "<", "gt": ">"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who the bot is in its workspace (auth.test)."""

    team: str
    user: str
    bot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """A message for the bot and where its answer goes. `source` is the ts of what was written or pressed; `thread` the
    ts to answer under, None for the conversation itself; `response_url` is set for ephemeral answers."""

    message: IncomingMessage
    channel: str
    user: str
    source: str
    thread: str | None
    response_url: str | None = None
    overheard: bool = False  # said in a channel, not to the bot
    others: bool = False  # names somebody else
    action: str = ""  # the pressed button's action id


def dedupe_keys(body: Payload) -> tuple[str, ...]:
    """What makes this payload the same as one already taken in; empty when nothing does."""
    team = _team(body)
    if body.get("type") == "event_callback":
        return tuple(_event_keys(team, body))
    trigger = body.get("trigger_id")
    return (f"{team}/trigger/{trigger}",) if trigger else ()


def read(body: Payload, identity: Identity, *, received_at: float) -> Inbound | None:
    """None for everything that is not a person speaking to, or near, the bot. Raises KeyError, TypeError or
    AttributeError for a payload that is not shaped as Slack documents it."""
    if "command" in body:
        return _command(body, received_at)
    if body.get("type") == "block_actions":
        return _action(body, received_at)
    event = body.get("event") or {}
    if body.get("type") == "event_callback" and event.get("type") in ("message", "app_mention"):
        return _message(body, event, identity, received_at)
    return None


def plain(text: str, bot_user: str) -> str:
    """What the person typed: mentions of the bot taken out, links and names as their labels, entities decoded once."""
    without = _CONTROL.sub(lambda found: _shown(found, bot_user), text)
    decoded = _ENTITY.sub(lambda found: _PLAIN[found[1]], without)
    return re.sub(r"[ \t\u00a0]{2,}", " ", decoded).strip()


def _shown(found: re.Match[str], bot_user: str) -> str:
    kind, target, label = found["kind"], found["target"], found["label"]
    if kind == "@":
        return " " if target == bot_user else f"@{label or target}"
    if kind == "#":
        return f"#{label or target}"
    if kind == "!":
        return label or " "
    return label or target


def _team(body: Payload) -> str:
    team = body.get("team_id") or body.get("team") or ""
    return str(team.get("id", "")) if isinstance(team, Mapping) else str(team)


def _event_keys(team: str, body: Payload) -> Iterator[str]:
    event = body.get("event") or {}
    if body.get("event_id"):
        yield f"{team}/{body['event_id']}"
    if event.get("type") not in ("message", "app_mention"):
        return
    if SUBTYPES.get(event.get("subtype"), "ignore") == "answer" and event.get("ts"):
        yield f"{event.get('channel')}/{event['ts']}"


def _message(body: Payload, event: Payload, identity: Identity, received_at: float) -> Inbound | None:
    treatment = SUBTYPES.get(event.get("subtype"), "ignore")
    if treatment == "ignore":
        return None
    said: Payload = event["message"] if treatment == "edit" else event
    if treatment == "edit" and not _was_edited(event):
        return None
    if _by_a_bot(said, identity) or not said.get("text"):
        return None
    kind: MessageKind = "edit" if treatment == "edit" else "message"
    return _inbound(body, event["channel"], said, identity, kind, event.get("channel_type") == "im", received_at)


def _was_edited(event: Payload) -> bool:
    """Unfurled links and deleted replies come as message_changed as well, with the same text."""
    said, before = event["message"], event.get("previous_message") or {}
    return SUBTYPES.get(said.get("subtype"), "ignore") == "answer" and said.get("text") != before.get("text")


def _by_a_bot(said: Payload, identity: Identity) -> bool:
    return bool(said.get("bot_id") or said.get("bot_profile") or said.get("app_id")) or said.get("user") in (
        None,
        identity.user,
        "USLACKBOT",
    )


def _inbound(
    body: Payload, channel: str, said: Payload, identity: Identity, kind: MessageKind, private: bool, received_at: float
) -> Inbound:
    private = private or channel.startswith("D")
    user, ts, text = str(said["user"]), str(said["ts"]), str(said["text"])
    mentions = {found["target"] for found in _CONTROL.finditer(text) if found["kind"] == "@"}
    thread = said.get("thread_ts") or (None if private else ts)
    message = IncomingMessage(
        platform="slack",
        event_id=str(body.get("event_id") or f"{channel}/{ts}"),
        conversation=_key(_team(body), channel, thread, user),
        sender=user,
        text=plain(text, identity.user),
        kind=kind,
        addressed=private or identity.user in mentions,
        received_at=received_at,
    )
    return Inbound(
        message=message,
        channel=channel,
        user=user,
        source=ts,
        thread=thread,
        overheard=not message.addressed,
        others=bool(mentions - {identity.user}),
    )


def _command(body: Payload, received_at: float) -> Inbound:
    channel, user = str(body["channel_id"]), str(body["user_id"])
    argument = plain(str(body.get("text") or ""), "")
    message = IncomingMessage(
        platform="slack",
        event_id=str(body.get("trigger_id") or ""),
        conversation=_key(_team(body), channel, None, user),
        sender=user,
        text=f"{body['command']} {argument}".strip(),
        kind="command",
        received_at=received_at,
    )
    url = str(body["response_url"])
    return Inbound(message=message, channel=channel, user=user, source="", thread=None, response_url=url)


def _action(body: Payload, received_at: float) -> Inbound | None:
    action = body["actions"][0]
    container = body.get("container") or {}
    channel, user = str((body.get("channel") or {}).get("id") or container["channel_id"]), str(body["user"]["id"])
    ephemeral = bool(container.get("is_ephemeral"))
    thread = _pressed_thread(body, container, channel, ephemeral)
    message = IncomingMessage(
        platform="slack",
        event_id=str(body.get("trigger_id") or ""),
        conversation=_key(_team(body), channel, thread, user),
        sender=user,
        text=str(action.get("value") or ""),
        kind="button",
        received_at=received_at,
    )
    url = body.get("response_url") if ephemeral else None
    source = str(container.get("message_ts") or "")
    if not message.text:
        return None
    return Inbound(
        message=message,
        channel=channel,
        user=user,
        source=source,
        thread=thread,
        response_url=url,
        action=str(action.get("action_id") or ""),
    )


def _pressed_thread(body: Payload, container: Payload, channel: str, ephemeral: bool) -> str | None:
    within = container.get("thread_ts") or (body.get("message") or {}).get("thread_ts")
    if within:
        return str(within)
    return None if ephemeral or channel.startswith("D") else str(container["message_ts"])


def _key(team: str, channel: str, thread: str | None, user: str) -> str:
    return f"slack/{team}/{channel}/{thread or '-'}/{user}"
