"""Slack payload → what it means here. Pure: any payload in, something to do or None out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Literal

from adapters import slack_interactions as interactions
from adapters.slack_inbound import (
    STRANGE,
    Gone,
    HomeVisit,
    Identity,
    Inbound,
    Payload,
    Place,
    ThreadStarted,
    Work,
    chat,
    key,
    sender,
    team_of,
)
from adapters.slack_text import mentioned, plain
from bot.messages import IncomingMessage, MessageKind

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

HEARD: Final = frozenset(
    {
        "message",
        "app_mention",
        "app_home_opened",
        "assistant_thread_started",
        "assistant_thread_context_changed",  # the answers do not depend on what else the person looks at
        "app_uninstalled",
        "tokens_revoked",
    }
)
"""The events that mean something here; all others are acknowledged, too."""

_AUTHORS: Final = ("user", "user_id", "actor_user_id")


def dedupe_keys(body: Payload) -> tuple[str, ...]:
    """What makes this payload the same as one already taken in; empty when nothing does. Raises one of STRANGE."""
    team = team_of(body)
    if body.get("type") == "event_callback":
        return tuple(_event_keys(team, body))
    trigger = body.get("trigger_id")
    return (f"{team}/trigger/{trigger}",) if trigger else ()


def means_nothing(body: Payload) -> bool:
    """As far as can be said without knowing who the bot is there: what people say to each other outside of threads, and
    all that bots do. Never of a strange shape, which is told of where it is read."""
    try:
        return not _concerns(body)
    except STRANGE:
        return False


def read(body: Payload, identity: Identity, *, received_at: float) -> Work | None:
    """None for everything that is not a person speaking to, or near, the bot. Raises one of STRANGE."""
    if body.get("type") != "event_callback":
        return interactions.read(body, identity.user, received_at=received_at)
    event = body.get("event") or {}
    match event.get("type"):
        case "message" | "app_mention":
            return _message(body, event, identity, received_at)
        case "app_home_opened" if event.get("tab") == "home":
            return _opened(body, event, received_at)
        case "assistant_thread_started":
            return _started(body, event)
        case "app_uninstalled":
            return Gone(team=team_of(body))
        case "tokens_revoked" if event["tokens"].get("bot"):
            return Gone(team=team_of(body))
    return None


def _concerns(body: Payload) -> bool:
    if body.get("type") != "event_callback":
        return True
    event = body.get("event") or {}
    if event.get("type") not in ("message", "app_mention"):
        return event.get("type") in HEARD
    match SUBTYPES.get(event.get("subtype"), "ignore"):
        case "answer":
            return not _marked(event) and (_private(event) or bool(event.get("thread_ts")) or _names(event))
        case "edit":
            return bool(_authors(event["message"])) or (_was_edited(event) and not _marked(event["message"]))
    return False


def _event_keys(team: str, body: Payload) -> Iterator[str]:
    event = body.get("event") or {}
    if body.get("event_id"):
        yield f"{team}/{body['event_id']}"
    if event.get("type") not in ("message", "app_mention"):
        return
    said = event.get("message") if event.get("subtype") == "message_changed" else event
    if not isinstance(said, Mapping) or not said.get("ts"):
        return
    if SUBTYPES.get(event.get("subtype"), "ignore") == "answer" or (said is not event and _authors(said)):
        yield f"{event.get('channel')}/{said['ts']}"


def _opened(body: Payload, event: Payload, received_at: float) -> HomeVisit:
    return HomeVisit(
        event_id=str(body.get("event_id") or ""),
        team=team_of(body),
        user=str(event["user"]),
        channel=str(event.get("channel") or ""),
        seen=(event.get("view") or {}).get("hash"),
        received_at=received_at,
    )


def _started(body: Payload, event: Payload) -> ThreadStarted:
    thread = event["assistant_thread"]
    return ThreadStarted(
        team=team_of(body),
        user=str(thread["user_id"]),
        channel=str(thread["channel_id"]),
        thread=str(thread["thread_ts"]),
    )


def _message(body: Payload, event: Payload, identity: Identity, received_at: float) -> Inbound | None:
    treatment = SUBTYPES.get(event.get("subtype"), "ignore")
    if treatment == "ignore":
        return None
    said, kind = _said(event, treatment, identity)
    private = _private(event)
    if said is None or _by_a_bot(said, identity) or not (said.get("text") or (private and _is_a_file(said, kind))):
        return None
    return _inbound(body, event["channel"], said, identity, kind, private, received_at)


def _is_a_file(said: Payload, kind: MessageKind) -> bool:
    return kind == "message" and bool(said.get("files"))


def _said(event: Payload, treatment: Treatment, identity: Identity) -> tuple[Payload | None, MessageKind]:
    """What was written, by whom; None when nothing new was."""
    if treatment == "answer":
        return event, "message"
    said: Payload = event["message"]
    authors = _authors(said) - {identity.user}
    if str(event["channel"]).startswith("D") and said.get("user") == identity.user and len(authors) == 1:
        # in an assistant's thread Slack at times shows a person's message as a change of one of the bot's own
        person = {"user": authors.pop(), "text": said.get("text"), "ts": said["ts"], "thread_ts": said.get("thread_ts")}
        return person, "message"
    return (said, "edit") if _was_edited(event) else (None, "edit")


def _authors(said: Payload) -> set[str]:
    """Who wrote a message that Slack attributes to the bot, as its metadata says."""
    metadata = said.get("metadata")
    written = metadata.get("event_payload") if isinstance(metadata, Mapping) else None
    return {str(written[name]) for name in _AUTHORS if written.get(name)} if isinstance(written, Mapping) else set()


def _was_edited(event: Payload) -> bool:
    """Unfurled links and deleted replies come as message_changed as well, with the same text."""
    said, before = event["message"], event.get("previous_message") or {}
    return SUBTYPES.get(said.get("subtype"), "ignore") == "answer" and said.get("text") != before.get("text")


def _private(event: Payload) -> bool:
    return event.get("channel_type") == "im" or str(event["channel"]).startswith("D")


def _names(event: Payload) -> bool:
    return event["type"] == "app_mention" or "<@" in str(event.get("text"))


def _marked(said: Payload) -> bool:
    """As said by an app."""
    return bool(said.get("bot_id") or said.get("bot_profile") or said.get("app_id"))


def _by_a_bot(said: Payload, identity: Identity) -> bool:
    return _marked(said) or said.get("user") in (
        None,
        identity.user,
        "USLACKBOT",
    )


def _inbound(
    body: Payload, channel: str, said: Payload, identity: Identity, kind: MessageKind, private: bool, received_at: float
) -> Inbound:
    user, ts, text = str(said["user"]), str(said["ts"]), str(said.get("text") or "")
    named = mentioned(text)
    thread = said.get("thread_ts") or (None if private else ts)
    message = IncomingMessage(
        platform="slack",
        event_id=str(body.get("event_id") or f"{channel}/{ts}"),
        conversation=key(team_of(body), channel, thread, user),
        sender=sender(team_of(body), user),
        text=plain(text, identity.user),
        kind=kind,
        addressed=private or identity.user in named,
        received_at=received_at,
        chat=chat(team_of(body), channel),
    )
    return Inbound(
        message=message,
        place=Place(channel=channel, user=user, thread=thread),
        source=ts,
        overheard=not message.addressed,
        others=bool(named - {identity.user}),
    )
