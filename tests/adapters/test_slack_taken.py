"""What of Slack's payloads is written down, in which lane, and as whose."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from adapters.fakes import slack_payloads as payloads
from adapters.inbox import Event
from adapters.slack_events import means_nothing, read
from adapters.slack_inbound import Comment, HomeVisit, Identity, Inbound, ThreadStarted
from adapters.slack_taken import new_event, taken

PAYLOADS = sorted((Path(__file__).parent / "payloads" / "slack").glob("*.json"))
ME = Identity(team="T1", user="UBOT", bot="B1")
SOURCE = (None, "T1")


def payload(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return loaded


def written(**event: Any) -> bool:
    """Whether a message of somebody in a channel is, with these changes."""
    said = payloads.said("message", channel="C1", user="U1", text="Mahlzeit", ts="1.1", thread=None)
    return not means_nothing(payloads.envelope(said | event, "Ev1"))


def test_there_are_payloads() -> None:
    """The recorded ones are found."""
    assert len(PAYLOADS) > 25


@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: path.stem)
def test_whatever_means_something_is_written_down(path: Path) -> None:
    """As its person's; and it is read from there as it was sent."""
    body = payload(path)
    work, new = read(body, ME, received_at=1.0), new_event(body, SOURCE)
    if work is None:
        return
    assert not means_nothing(body)
    event = Event(id=1, platform=new.platform, lane=new.lane, payload=new.payload, received_at=1.0)
    assert (taken(event).body, taken(event).source) == (body, SOURCE)
    if isinstance(work, Inbound | Comment) and "assistant" not in path.stem:
        assert new.person == f"slack/{work.message.sender}"
    if isinstance(work, HomeVisit | ThreadStarted):
        assert new.person == f"slack/{work.team}/{work.user}"


def test_one_persons_things_in_one_channel_share_a_lane() -> None:
    """In a direct message all do: what is said, pressed and done on the page."""
    heard = {path.stem: payload(path) for path in PAYLOADS if not means_nothing(payload(path))}
    lanes = {name: new_event(body, SOURCE).lane for name, body in heard.items()}
    channel = {"app_mention", "message_mention", "message_thread", "slash_command", "block_actions"}
    private = {"message_im", "message_changed", "app_home_opened", "block_actions_home", "assistant_thread_started"}
    assert {lanes[name] for name in channel} == {"slack/T1/C1/U1"}
    assert {lanes[name] for name in private} == {"slack/T1/D1"}


def test_what_people_say_to_each_other_is_not_written_down() -> None:
    """But in threads, which the bot may be taking part in, and where somebody is named; nothing of bots."""
    assert not written()
    assert not written(subtype="channel_join")
    assert not written(bot_id="B1", text="<@UBOT>", thread_ts="1.0")
    assert written(thread_ts="1.0")
    assert written(text="<@UBOT> Wer?")
    assert written(channel="D1", channel_type="im")
    assert means_nothing(payloads.envelope({"type": "reaction_added"}, "Ev1"))


def test_an_edit_is_written_down_where_the_words_changed() -> None:
    """A link that unfolds is one, too, to Slack."""
    said = payloads.said("message", channel="C1", user="U1", text="Wer?", ts="1.1", thread=None)
    for text, expected in (("Wann?", True), ("Wer?", False)):
        assert means_nothing(payloads.envelope(payloads.edited(said, text, "1.2"), "Ev1")) is not expected
