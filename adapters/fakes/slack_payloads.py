"""The payloads Slack sends, as its public documentation shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A workspace, and who the bot is in it."""

    id: str
    bot_user: str
    bot: str

    @property
    def mention(self) -> str:
        return f"<@{self.bot_user}>"


APP: Final = "A0FAKE001"
HOME: Final = Team(id="T0FAKE001", bot_user="U0FAKEBOT", bot="B0FAKEBOT")


def envelope(event: Json, event_id: str, team: Team = HOME) -> Json:
    """An Events API callback."""
    return {
        "token": "deprecated",
        "team_id": team.id,
        "api_app_id": APP,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(float(event.get("event_ts", "0"))),
        "authorizations": [{"team_id": team.id, "user_id": team.bot_user, "is_bot": True}],
    }


def said(kind: str, *, channel: str, user: str, text: str, ts: str, thread: str | None, team: Team = HOME) -> Json:
    """A `message` or `app_mention` event."""
    event: Json = {"type": kind, "user": user, "text": text, "ts": ts, "team": team.id}
    event |= {"channel": channel, "event_ts": ts, "client_msg_id": f"m-{ts}"}
    if thread:
        event["thread_ts"] = thread
    if kind == "message":
        event["channel_type"] = "im" if channel.startswith("D") else "channel"
    return event


def own(*, channel: str, text: str, ts: str, thread: str | None, team: Team = HOME) -> Json:
    """The bot's own message as Slack sends it back."""
    event = said("message", channel=channel, user=team.bot_user, text=text, ts=ts, thread=thread, team=team)
    return event | {"bot_id": team.bot, "app_id": APP, "bot_profile": {"id": team.bot, "app_id": APP}}


def by_response_url(*, channel: str, text: str, ts: str, thread: str | None, team: Team = HOME) -> Json:
    """The bot's own message sent through a response_url: a subtype, and no user."""
    event = own(channel=channel, text=text, ts=ts, thread=thread, team=team)
    del event["user"]
    return event | {"subtype": "bot_message"}


def changed(before: Json, after: Json, now: str) -> Json:
    """A message_changed event for an earlier `message` event."""
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


def edited(before: Json, text: str, now: str) -> Json:
    return changed(before, before | {"text": text, "edited": {"user": before["user"], "ts": now}}, now)


def by_assistant(*, channel: str, user: str, text: str, ts: str, thread: str, team: Team = HOME) -> Json:
    """What a person wrote in an assistant's thread, as a change of a message of the bot's."""
    placeholder = said("message", channel=channel, user=team.bot_user, text="", ts=ts, thread=thread, team=team)
    metadata = {"event_type": "assistant_message", "event_payload": {"user": user}}
    return changed(placeholder, placeholder | {"text": text, "metadata": metadata}, ts)


def home_opened(*, user: str, channel: str, view: Json | None, now: str, tab: str = "home") -> Json:
    event: Json = {"type": "app_home_opened", "user": user, "channel": channel, "tab": tab, "event_ts": now}
    return event | ({"view": view} if view else {})


def thread_event(kind: str, *, user: str, channel: str, thread: str, team: Team = HOME) -> Json:
    """`assistant_thread_started` or `assistant_thread_context_changed`."""
    context = {"channel_id": "C1", "team_id": team.id, "enterprise_id": None}
    about = {"user_id": user, "context": context, "channel_id": channel, "thread_ts": thread}
    return {"type": kind, "assistant_thread": about, "event_ts": thread}


def slash(
    *, command: str, text: str, channel: str, user: str, response_url: str, trigger: str, team: Team = HOME
) -> Json:
    return {
        "token": "deprecated",
        "team_id": team.id,
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


def interaction(kind: str, *, user: str, trigger: str, team: Team = HOME) -> Json:
    """What block_actions, message_action and view_submission have in common."""
    return {
        "type": kind,
        "user": {"id": user, "username": user.lower(), "team_id": team.id},
        "api_app_id": APP,
        "token": "deprecated",
        "trigger_id": trigger,
        "team": {"id": team.id, "domain": "fake"},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def pressed(message: Json, action: Json, *, channel: str, response_url: str, at: str) -> Json:
    """The rest of a block_actions payload; an ephemeral message (`ephemeral` true) is not repeated, as with Slack."""
    container: Json = {"type": "message", "message_ts": message["ts"], "channel_id": channel}
    container["is_ephemeral"] = bool(message.get("ephemeral"))
    if message.get("thread_ts"):
        container["thread_ts"] = message["thread_ts"]
    payload: Json = {
        "container": container,
        "channel": {"id": channel, "name": "general"},
        "response_url": response_url,
        "actions": [{**action, "block_id": "b", "action_ts": at}],
    }
    if not message.get("ephemeral"):
        payload["message"] = {key: message[key] for key in ("ts", "text", "thread_ts") if message.get(key)}
    return payload


def on_view(view: Json, action: Json, at: str) -> Json:
    """The rest of a block_actions payload from a page."""
    container = {"type": "view", "view_id": view["id"]}
    return {"container": container, "view": view, "actions": [{**action, "action_ts": at}]}


def looked_up(callback_id: str, message: Json, *, channel: str, response_url: str) -> Json:
    """The rest of a message_action payload."""
    return {
        "callback_id": callback_id,
        "channel": {"id": channel, "name": "general"},
        "message": message,
        "message_ts": message["ts"],
        "response_url": response_url,
    }


def submitted(view: Json, values: Json) -> Json:
    """The rest of a view_submission payload."""
    return {"view": {**view, "state": {"values": values}}, "response_urls": []}
