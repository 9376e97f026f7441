"""Slack payload → what it means: a recorded payload for each kind, each read as laid down."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack_events import SUBTYPES, dedupe_keys, means_nothing, read
from adapters.slack_inbound import Comment, Gone, HomeVisit, Identity, Inbound, Place, ThreadStarted
from adapters.slack_text import plain

PAYLOADS = Path(__file__).parent / "payloads" / "slack"
ME = Identity(team="T1", user="UBOT", bot="B1")
THREAD = "1700000000.000100"


def payload(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((PAYLOADS / f"{name}.json").read_text("utf-8"))
    return loaded


SAID = {
    "message_im": ("slack/T1/D1/-/U1", "Wer <b> &amp; co?", "message", True),
    "app_mention": (f"slack/T1/C1/{THREAD}/U1", "Wer führt?", "message", True),
    "message_mention": (f"slack/T1/C1/{THREAD}/U1", "Wer führt?", "message", True),
    "message_overheard": (f"slack/T1/C1/{THREAD}/U1", "Hallo , siehe hier in #allgemein", "message", False),
    "message_thread": ("slack/T1/C1/1699999999.000001/U1", "Und wann?", "message", False),
    "message_broadcast": ("slack/T1/C1/1699999999.000001/U1", "Wer führt?", "message", True),
    "message_file": ("slack/T1/D1/-/U1", "Wer ist das?", "message", True),
    "message_file_only": ("slack/T1/D1/-/U1", "", "message", True),
    "message_changed": ("slack/T1/D1/-/U1", "Wann?", "edit", True),
    "message_assistant": (f"slack/T1/D1/{THREAD}/U1", "Wer führt?", "message", True),
    "message_changed_assistant": (f"slack/T1/D1/{THREAD}/U1", "Wer <führt>?", "message", True),
    "message_action": ("slack/T1/C1/-/U1", "Wer & wann?", "message", True),
    "slash_command": ("slack/T1/C1/-/U1", "/frage Wer & wann?", "command", True),
    "block_actions": (f"slack/T1/C1/{THREAD}/U1", "fact:7", "button", True),
    "block_actions_ephemeral": ("slack/T1/C1/-/U1", "share-1", "button", True),
}
VISITED = {
    "app_home_opened": ("1700000000.abc", "", ""),
    "app_home_opened_first": (None, "", ""),
    "block_actions_home": ("1700000000.abc", "f:1", "Elbe"),
    "block_actions_search": ("1700000000.abc", "", "Brücke"),
}
NOTHING = {
    "app_home_opened_messages",
    "assistant_thread_context_changed",
    "channel_join",
    "message_action_other",
    "message_assistant_root",
    "message_bot",
    "message_deleted",
    "message_file_channel",
    "message_other_app",
    "message_own",
    "message_response_url",
    "message_unfurled",
    "reaction_added",
    "tokens_revoked_user",
}
OTHERS = {"app_uninstalled", "assistant_thread_started", "tokens_revoked", "view_submission"}


@pytest.mark.parametrize("name", SAID)
def test_what_people_say_becomes_a_message(name: str) -> None:
    """Mentions are out, entities decoded once, and the conversation's key holds thread and user."""
    inbound = read(payload(name), ME, received_at=1.0)
    assert isinstance(inbound, Inbound)
    said = inbound.message
    assert SAID[name] == (said.conversation, said.text, said.kind, said.addressed)
    assert said.conversation.startswith(f"slack/{said.chat}/")
    assert said.chat in ("T1/C1", "T1/D1")


@pytest.mark.parametrize("name", VISITED)
def test_what_is_done_on_the_page_is_a_visit(name: str) -> None:
    """With the page's hash, and the word it was searched for."""
    visit = read(payload(name), ME, received_at=1.0)
    assert isinstance(visit, HomeVisit)
    assert VISITED[name] == (visit.seen, visit.button, visit.word)
    assert visit.searched is (name == "block_actions_search")
    assert visit.conversation == "slack/T1/D1/-/U1"


@pytest.mark.parametrize("name", sorted(NOTHING))
def test_what_is_no_question_is_ignored(name: str) -> None:
    """Bots, the bot itself, joins, deletions, unfurls, reactions and other apps' shortcuts are never answered."""
    assert read(payload(name), ME, received_at=1.0) is None


def test_a_comment_knows_its_answer_and_place() -> None:
    """Both stood in the dialogue."""
    comment = read(payload("view_submission"), ME, received_at=1.0)
    assert isinstance(comment, Comment)
    assert (comment.token, comment.message.text) == ("0123456789abcdef", "Der Tag stimmt nicht.")
    assert comment.place == Place(channel="C1", user="U1", thread="1699999999.000001")


def test_threads_and_departures() -> None:
    """Whose thread it is; which workspace leaves."""
    started = ThreadStarted(team="T1", user="U1", channel="D1", thread=THREAD)
    assert started == read(payload("assistant_thread_started"), ME, received_at=1.0)
    for name in ("app_uninstalled", "tokens_revoked"):
        assert Gone(team="T1") == read(payload(name), ME, received_at=1.0)


def test_every_recorded_payload_is_read_by_a_test() -> None:
    """And every name above is a file."""
    assert {path.stem for path in PAYLOADS.glob("*.json")} == {*SAID, *VISITED, *NOTHING, *OTHERS}


def test_every_subtype_is_answered_edited_or_ignored() -> None:
    """One that is not listed is ignored; what people write is answered."""
    answered = {subtype for subtype, treatment in SUBTYPES.items() if treatment == "answer"}
    assert answered == {None, "file_share", "me_message", "thread_broadcast"}
    unknown = payload("message_im")
    unknown["event"]["subtype"] = "invented_tomorrow"
    assert read(unknown, ME, received_at=1.0) is None


@pytest.mark.parametrize(
    ("one", "other"), [("app_mention", "message_mention"), ("message_assistant", "message_changed_assistant")]
)
def test_one_message_in_two_shapes_shares_a_key(one: str, other: str) -> None:
    """Whichever comes first is answered."""
    shared = set(dedupe_keys(payload(one))) & set(dedupe_keys(payload(other)))
    assert len(shared) == 1


def test_an_edit_shares_no_key_with_what_it_edits() -> None:
    """Or it would be taken for the same thing."""
    assert not set(dedupe_keys(payload("message_im"))) & set(dedupe_keys(payload("message_changed")))


def test_entities_are_decoded_once() -> None:
    """A typed entity stays what was typed."""
    assert plain("<@UBOT>  &amp;lt; &lt;@U1&gt;", "UBOT") == "&lt; <@U1>"


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("<@U2> <@UBOT> Wer führt?", "Wer führt?"),
        ("<@UBOT|bot> <@U2|ben>, wer führt? <@U3|cleo>", "wer führt?"),
        ("Was meint <@U2> dazu?", "Was meint dazu?"),
        ("Was meint <@U2|ben> dazu?", "Was meint @ben dazu?"),
        ("Wer ist <@U2|ben>?", "Wer ist @ben?"),
        ("Steht das in <#C2>?", "Steht das in ?"),
        ("<@UBOT> <@U2|ben>", ""),
        ("Was macht Ben?", "Was macht Ben?"),
    ],
)
def test_who_is_only_addressed_is_not_asked_about(sent: str, typed: str) -> None:
    """And no id of a person or a channel is taken for a word, or shown."""
    assert typed == plain(sent, "UBOT")


def _spoilt(value: Any, spoil: Callable[[], Any], at: int) -> Any:
    """The same with the `at`-th part of it replaced; depth first."""
    left = [at]

    def walk(part: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            return spoil()
        if isinstance(part, dict):
            return {key: walk(one) for key, one in part.items()}
        return [walk(one) for one in part] if isinstance(part, list) else part

    return walk(value)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(sorted(path.stem for path in PAYLOADS.glob("*.json"))),
    st.integers(2, 60),
    st.sampled_from([None, "", 0, [], {}, "x", True]),
)
def test_a_strange_shape_raises_only_what_the_adapter_expects(name: str, at: int, spoil: Any) -> None:
    """Whatever part of a payload is something else, or nothing."""
    body = _spoilt(payload(name), lambda: spoil, at)
    try:
        means_nothing(body)
        dedupe_keys(body)
        read(body, ME, received_at=1.0)
    except (KeyError, TypeError, AttributeError, IndexError):
        pass


@pytest.mark.parametrize(
    ("event", "nothing"),
    [
        ({"type": "message", "channel": "C1", "user": "U1", "text": "Wer?"}, True),
        ({"type": "message", "channel": "D1", "user": ME.user, "bot_id": ME.bot, "text": "12,5 Millionen"}, True),
        ({"type": "reaction_added"}, True),
        ({"type": "message", "channel": "D1", "channel_type": "im", "user": "U1", "text": "Wer?"}, False),
        ({"type": "message", "channel": "C1", "user": "U1", "text": "Wer?", "thread_ts": "1.1"}, False),
        ("Wer?", False),
    ],
)
def test_what_means_nothing_is_known_at_once(event: Any, nothing: bool) -> None:
    """What people say to each other and what bots say; never a strange shape, which is told of where it is read."""
    assert means_nothing({"type": "event_callback", "event": event}) is nothing


def test_what_is_no_event_may_mean_something() -> None:
    """Commands, buttons, and Slack's own questions to an app."""
    assert not means_nothing({"type": "url_verification"})
    assert not means_nothing({})
