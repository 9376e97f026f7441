"""Recorded-style updates of every kind, after the Bot API's documentation, as the bot gets to see them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from telegram import Update, User

from adapters.telegram_inbound import Listener

PAYLOADS = sorted((Path(__file__).parent / "payloads" / "telegram").glob("*.json"))
LISTENER = Listener(
    me=User(id=4242, first_name="Nachgefragt", is_bot=True, username="nachgefragt_bot"),
    commands=frozenset({"frage", "ask", "start"}),
)


def test_payloads_are_found() -> None:
    """The folder holds the recorded updates, so the cases below are not empty."""
    assert len(PAYLOADS) >= 60


def test_payloads_have_numbers_of_their_own() -> None:
    """An id used twice would hide one update behind the other."""
    numbers = [json.loads(path.read_text("utf-8"))["update"]["update_id"] for path in PAYLOADS]
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: path.stem)
def test_an_update_is_read_as_recorded(path: Path) -> None:
    """Each update becomes exactly the message its file expects, or none."""
    case = json.loads(path.read_text("utf-8"))
    inbound = LISTENER.inbound(Update.de_json(case["update"], None))
    if case["expected"] is None:
        assert inbound is None
        return
    assert inbound is not None
    message = inbound.message
    got = {
        "kind": message.kind,
        "text": message.text,
        "conversation": message.conversation,
        "thread": inbound.thread,
        "replied_to": inbound.replied_to,
    }
    assert case["expected"] == {key: got[key] for key in case["expected"]}
    assert (message.platform, message.event_id) == ("telegram", str(case["update"]["update_id"]))
    assert message.addressed


def test_the_language_comes_from_the_users_settings() -> None:
    """`de-AT` is German, an unsupported language none."""
    case = json.loads(next(path for path in PAYLOADS if path.stem == "private_text").read_text("utf-8"))["update"]
    inbound = LISTENER.inbound(Update.de_json(case, None))
    assert inbound is not None
    assert inbound.message.locale == "de"
    case["message"]["from"]["language_code"] = "pt-br"
    inbound = LISTENER.inbound(Update.de_json(case, None))
    assert inbound is not None
    assert inbound.message.locale is None
