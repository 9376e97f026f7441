"""The payloads Slack sends, as its public documentation shows them."""

from __future__ import annotations

from typing import Any, Final

Json = dict[str, Any]

TEAM: Final = "T0FAKE001"
APP: Final = "A0FAKE001"
BOT_USER: Final = "U0FAKEBOT"
BOT: Final = "B0FAKEBOT"


def envelope(event: Json, event_id: str) -> Json:
    """An Events API callback."""
    return {
        "token": "deprecated",
        "team_id": TEAM,
        "api_app_id": APP,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(float(event.get("event_ts", "0"))),
        "authorizations": [{"team_id": TEAM, "user_id": BOT_USER, "is_bot": True}],
    }


def said(kind: str, *, channel: str, user: str, text: str, ts: str, thread: str | None) -> Json:
    """A `message` or `app_mention` event."""
    event: Json = {"type": kind, "user": user, "text": text, "ts": ts, "team": TEAM, "channel": channel, "event_ts": ts}
    event |= {"client_msg_id": f"m-{ts}"}
    if thread:
        event["thread_ts"] = thread
    if kind == "message":
        event["channel_type"] = "im" if channel.startswith("D") else "channel"
    return event


def own(*, channel: str, text: str, ts: str, thread: str | None) -> Json:
    """The bot's own message as Slack sends it back."""
    event = said("message", channel=channel, user=BOT_USER, text=text, ts=ts, thread=thread)
    return event | {"bot_id": BOT, "app_id": APP, "bot_profile": {"id": BOT, "app_id": APP, "team_id": TEAM}}


def changed(before: Json, text: str, now: str) -> Json:
    """A message_changed event for an earlier `message` event."""
    after = before | {"text": text, "edited": {"user": before["user"], "ts": now}}
    return {
        "type": "message",
        "subtype": "message_changed",
        "message": after,
        "previous_message": before,
        "channel": before["channel"],
        "hidden": True,
        "ts": now,
        "event_ts": now,
        "channel_type": "im" if before["channel"].startswith("D") else "channel",
    }


def slash(*, command: str, text: str, channel: str, user: str, response_url: str, trigger: str) -> Json:
    return {
        "token": "deprecated",
        "team_id": TEAM,
        "team_domain": "fake",
        "channel_id": channel,
        "channel_name": "directmessage" if channel.startswith("D") else "general",
        "user_id": user,
        "user_name": user.lower(),
        "command": command,
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger,
    }


def pressed(message: Json, action: Json, *, channel: str, user: str, response_url: str, trigger: str, at: str) -> Json:
    """A block_actions payload; an ephemeral message (`ephemeral` true) is not repeated in it, as with Slack."""
    container: Json = {"type": "message", "message_ts": message["ts"], "channel_id": channel}
    container["is_ephemeral"] = bool(message.get("ephemeral"))
    if message.get("thread_ts"):
        container["thread_ts"] = message["thread_ts"]
    payload: Json = {
        "type": "block_actions",
        "user": {"id": user, "username": user.lower(), "team_id": TEAM},
        "api_app_id": APP,
        "container": container,
        "trigger_id": trigger,
        "team": {"id": TEAM, "domain": "fake"},
        "channel": {"id": channel, "name": "general"},
        "response_url": response_url,
        "actions": [{**action, "block_id": "b", "action_ts": at}],
    }
    if not message.get("ephemeral"):
        payload["message"] = {key: message[key] for key in ("ts", "text", "thread_ts") if message.get(key)}
    return payload
