"""Telegram's updates and Slack's payloads, as the bodies of HTTP requests, read as the adapters read them."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from adapters import slack_events
from adapters.inbox import Event, NewEvent
from adapters.slack_inbound import STRANGE, Identity
from adapters.slack_taken import new_event, taken
from adapters.telegram_inbound import Inbound, Listener
from adapters.telegram_intake import new_event as new_update
from tests import fuzz_mutation as mutation
from tests.fuzz_target import Target

_PAYLOADS = Path(__file__).parent / "adapters" / "payloads"
_ME = Identity(team="T1", user="UBOT", bot="B1")


@cache
def _updates() -> tuple[bytes, ...]:
    files = sorted((_PAYLOADS / "telegram").glob("*.json"))
    return tuple(json.dumps(json.loads(file.read_bytes())["update"]).encode() for file in files)


@cache
def _payloads() -> tuple[bytes, ...]:
    return tuple(file.read_bytes() for file in sorted((_PAYLOADS / "slack").glob("*.json")))


def _telegram() -> Callable[[bytes], object]:
    from telegram import Update, User

    logging.getLogger("adapters.telegram").setLevel(logging.CRITICAL + 1)
    me = User(id=4242, first_name="Nachgefragt", is_bot=True, username="nachgefragt_bot")
    listener = Listener(me=me, commands=frozenset({"frage", "ask", "start"}))

    def read(body: bytes) -> None:
        try:
            raw = json.loads(body)
        except (ValueError, RecursionError):  # answered with 400
            return
        new = new_update(raw)
        if new is None:
            return
        try:
            update = Update.de_json(json.loads(_written(new).payload), None)
        except Exception:  # noqa: BLE001 - the adapter passes over what neither JSON nor the library can read
            return
        inbound = listener.inbound(update) if update is not None else None
        if inbound is not None:
            _typed(inbound)

    return read


def _typed(inbound: Inbound) -> None:
    """What goes on to the bot, and back to Telegram, is of the types that its class says."""
    assert isinstance(inbound.message.text, str)
    assert type(inbound.chat_id) is type(inbound.message_id) is int
    assert inbound.thread is None or type(inbound.thread) is int
    assert inbound.message.conversation.isascii()


def _slack() -> Callable[[bytes], object]:
    from slack_bolt.request.async_request import AsyncBoltRequest

    def read(body: bytes) -> None:
        for kind, sent in _bodies(body):
            try:
                request = AsyncBoltRequest(body=sent.decode(), headers={"Content-Type": kind})
            except (ValueError, RecursionError, *STRANGE):  # answered with 400
                continue
            _read_payload(request.body)

    return read


def _bodies(body: bytes) -> tuple[tuple[str, bytes], ...]:
    """As JSON, and as the form that commands and interactivity come in."""
    form = {"payload": body.decode("utf-8", "replace")}
    return ("application/json", body), ("application/x-www-form-urlencoded", urlencode(form).encode())


def _read_payload(body: Any) -> None:
    try:
        if not slack_events.means_nothing(body):
            again = taken(_written(new_event(body, ("E1", "T1"))))
            assert json.dumps(again.body) == json.dumps(body)
            slack_events.read(again.body, _ME, received_at=1.0)
    except STRANGE:
        return


def _written(new: NewEvent) -> Event:
    """As it comes back from the inbox; what goes there can be written."""
    for text in (new.platform, new.lane, new.payload, new.person, *new.keys):
        text.encode("utf-8", "surrogatepass")
    return Event(id=1, platform=new.platform, lane=new.lane, payload=new.payload, received_at=1.0)


TELEGRAM = Target(name="telegram", corpus=_updates, mutate=mutation.in_json, open=_telegram)
SLACK = Target(name="slack", corpus=_payloads, mutate=mutation.in_json, open=_slack)
