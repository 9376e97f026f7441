"""Slack payload ⇄ what stands in the inbox. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass

from adapters.inbox import Event, NewEvent
from adapters.slack_events import dedupe_keys
from adapters.slack_inbound import Payload, person, team_of
from adapters.slack_interactions import metadata

Source = tuple[str | None, str | None]
"""Enterprise and team, as Bolt reads them from a payload."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What was written down."""

    body: Payload
    source: Source


def new_event(body: Payload, source: Source) -> NewEvent:
    """For what may mean something. Raises one of STRANGE.

    One lane is what one person does in one channel, as each of it may go on from what was before."""
    team, channel, user = team_of(body), _channel(body), _user(body)
    return NewEvent(
        platform="slack",
        keys=dedupe_keys(body),
        lane=f"slack/{team}/{channel}" if channel.startswith("D") else f"slack/{team}/{channel}/{user}",
        payload=json.dumps({"body": body, "source": source}),
        person=person(team, user) if user else "",
    )


def taken(event: Event) -> Taken:
    kept = json.loads(event.payload)
    enterprise, team = kept["source"]
    return Taken(body=kept["body"], source=(enterprise, team))


def _channel(body: Payload) -> str:
    if body.get("type") != "event_callback":
        view = body.get("view")
        if view:
            return str(metadata(view).get("channel") or "")
        channel = (body.get("channel") or {}).get("id") or (body.get("container") or {}).get("channel_id")
        return str(body.get("channel_id") or channel or "")
    event = body["event"]
    if "assistant_thread" in event:
        return str(event["assistant_thread"]["channel_id"])
    return str(event["channel"]) if event["type"] in ("message", "app_mention") else str(event.get("channel") or "")


def _user(body: Payload) -> str:
    if body.get("type") != "event_callback":
        return str(body.get("user_id") or (body.get("user") or {}).get("id") or "")
    event = body["event"]
    if "assistant_thread" in event:
        return str(event["assistant_thread"]["user_id"])
    said = event["message"] if event.get("subtype") == "message_changed" else event
    return str(said.get("user") or "")
