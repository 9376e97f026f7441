"""Commands, buttons, shortcuts, dialogues and the page's field → what they mean here. Pure."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Final

from adapters.slack_inbound import Comment, HomeVisit, Inbound, Payload, Place, Work, chat, key, sender, team_of
from adapters.slack_text import plain
from bot.messages import IncomingMessage, MessageKind

LOOK_UP: Final = "look_up"  # callback id of the message shortcut
COMMENT: Final = "comment"  # of the dialogue that asks what was wrong, of its field and its block
SEARCH: Final = "search"  # action id of the page's field


def read(body: Payload, bot_user: str, *, received_at: float) -> Work | None:
    """None for what is not ours. Raises one of STRANGE."""
    if "command" in body:
        return _command(body, bot_user, received_at)
    match body.get("type"):
        case "block_actions" if (body.get("view") or {}).get("type") == "home":
            return _on_the_page(body, received_at)
        case "block_actions" if not body.get("view"):
            return _action(body, received_at)
        case "message_action" if body.get("callback_id") == LOOK_UP:
            return _looked_up(body, bot_user, received_at)
        case "view_submission" if body["view"].get("callback_id") == COMMENT:
            return _comment(body, received_at)
    return None


def metadata(view: Payload) -> dict[str, Any]:
    """What was kept in a view's private_metadata; nothing where that is not ours."""
    try:
        kept = json.loads(view.get("private_metadata") or "{}")
    except ValueError:
        return {}
    return kept if isinstance(kept, dict) else {}


def _message(body: Payload, place: Place, text: str, kind: MessageKind, received_at: float) -> IncomingMessage:
    return IncomingMessage(
        platform="slack",
        event_id=str(body.get("trigger_id") or ""),
        conversation=key(team_of(body), place.channel, place.thread, place.user),
        sender=sender(team_of(body), place.user),
        text=text,
        kind=kind,
        received_at=received_at,
        chat=chat(team_of(body), place.channel),
    )


def _command(body: Payload, bot_user: str, received_at: float) -> Inbound:
    place = Place(
        channel=str(body["channel_id"]), user=str(body["user_id"]), response_url=str(body["response_url"])
    )  # a command knows no thread
    text = f"{body['command']} {plain(str(body.get('text') or ''), bot_user)}".strip()
    return Inbound(message=_message(body, place, text, "command", received_at), place=place)


def _action(body: Payload, received_at: float) -> Inbound | None:
    action, container = body["actions"][0], body.get("container") or {}
    channel = str((body.get("channel") or {}).get("id") or container["channel_id"])
    ephemeral = bool(container.get("is_ephemeral"))
    place = Place(
        channel=channel,
        user=str(body["user"]["id"]),
        thread=_pressed_thread(body, container, channel, ephemeral),
        response_url=body.get("response_url") if ephemeral else None,
    )
    text = str(action.get("value") or "")
    if not text:
        return None
    return Inbound(
        message=_message(body, place, text, "button", received_at),
        place=place,
        source=str(container.get("message_ts") or ""),
        action=str(action.get("action_id") or ""),
        trigger=str(body.get("trigger_id") or ""),
    )


def _pressed_thread(body: Payload, container: Payload, channel: str, ephemeral: bool) -> str | None:
    within = container.get("thread_ts") or (body.get("message") or {}).get("thread_ts")
    if within:
        return str(within)
    return None if ephemeral or channel.startswith("D") else str(container["message_ts"])


def _looked_up(body: Payload, bot_user: str, received_at: float) -> Inbound:
    """Its buttons come back without a thread, so the conversation has none either."""
    said = body["message"]
    place = Place(
        channel=str(body["channel"]["id"]), user=str(body["user"]["id"]), response_url=str(body["response_url"])
    )
    text = plain(str(said.get("text") or ""), bot_user)
    source = str(said.get("thread_ts") or body.get("message_ts") or said["ts"])
    message = _message(body, place, text, "message", received_at)
    return Inbound(message=message, place=place, source=source, looked_up=True)


def _on_the_page(body: Payload, received_at: float) -> HomeVisit:
    action, view = body["actions"][0], body["view"]
    kept, text = metadata(view), str(action.get("value") or "").strip()
    searched = action.get("action_id") == SEARCH
    return HomeVisit(
        event_id=str(body.get("trigger_id") or ""),
        team=team_of(body),
        user=str(body["user"]["id"]),
        channel=str(kept.get("channel") or ""),
        seen=view.get("hash"),
        acted=True,
        button="" if searched else text,
        word=text if searched else str(kept.get("word") or ""),
        received_at=received_at,
    )


def _comment(body: Payload, received_at: float) -> Comment:
    view = body["view"]
    kept, value = metadata(view), view["state"]["values"][COMMENT][COMMENT].get("value")
    place = Place(
        channel=str(kept["channel"]),
        user=str(body["user"]["id"]),
        thread=kept.get("thread"),
        response_url=kept.get("url"),
    )
    message = _message(body, place, str(value or ""), "message", received_at)
    if kept.get("language") in ("de", "en"):
        message = replace(message, locale=kept["language"])
    return Comment(message=message, token=str(kept["token"]), place=place)
