"""Reply → Slack message, and Slack payload → inbound message: both pure."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.fakes.slack_limits import refusal
from adapters.slack_events import Identity, dedupe_keys, plain, read
from adapters.slack_render import SHARE, render
from bot.messages import (
    AnswerBlock,
    Block,
    Button,
    ChoicesBlock,
    NoteBlock,
    Outcome,
    QuoteBlock,
    Reply,
    SourceBlock,
    Status,
)

PAYLOADS = Path(__file__).parent / "payloads" / "slack"
ME = Identity(team="T1", user="UBOT", bot="B1")


def reply(*blocks: Block, buttons: tuple[Button, ...] = ()) -> Reply:
    return Reply(blocks=blocks, outcome=Outcome(status=Status.ANSWERED, language="de"), buttons=buttons)


def test_a_whole_answer_is_rendered_as_laid_down() -> None:
    """Answer bold, quote with its span bold, source italic, choices as a list, a button with its id as value."""
    shown = render(
        reply(
            AnswerBlock(text="Anna <B>"),
            QuoteBlock(text="Es sprach Anna & Co.", marked=((10, 14),)),
            SourceBlock(text="Titel, 2021"),
            NoteBlock(text="Hinweis"),
            ChoicesBlock(items=("eins", "zwei")),
            buttons=(Button(label="Mehr", id="more:1"),),
        )
    )
    text = lambda words: {"type": "text", "text": words}  # noqa: E731
    bold = lambda words: {"type": "text", "text": words, "style": {"bold": True}}  # noqa: E731
    section = lambda *parts: {"type": "rich_text_section", "elements": list(parts)}  # noqa: E731
    label = {"type": "plain_text", "text": "Mehr", "emoji": False}
    assert shown.text == "Anna &lt;B&gt;\nEs sprach Anna &amp; Co.\nTitel, 2021\nHinweis\n• eins\n• zwei"
    assert shown.blocks == (
        {"type": "rich_text", "elements": [section(bold("Anna <B>"))]},
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_quote", "elements": [text("Es sprach "), bold("Anna"), text(" & Co.")]}],
        },
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "_Titel, 2021_", "verbatim": True}]},
        {"type": "rich_text", "elements": [section(text("Hinweis"))]},
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_list",
                    "style": "bullet",
                    "elements": [section(text("eins")), section(text("zwei"))],
                }
            ],
        },
        {"type": "actions", "elements": [{"type": "button", "action_id": "reply-0", "text": label, "value": "more:1"}]},
    )


def test_a_source_with_formatting_characters_is_plain_text() -> None:
    """Underscores and asterisks of the article never become formatting."""
    (block,) = render(reply(SourceBlock(text="a_b *c*"))).blocks
    assert block["elements"] == [{"type": "plain_text", "text": "a_b *c*", "emoji": False}]


def test_the_share_button_comes_only_with_buttons() -> None:
    """A reply without buttons gets no share button either."""
    assert render(reply(AnswerBlock(text="x")), share="share-1").blocks[-1]["type"] != "actions"
    row = render(reply(AnswerBlock(text="x"), buttons=(Button(label="a", id="a"),)), share="share-1").blocks[-1]
    assert [(e["action_id"], e["value"]) for e in row["elements"]] == [("reply-0", "a"), (SHARE, "share-1")]


_texts = st.one_of(
    st.text(max_size=80), st.text(alphabet="<>&!@|_*", max_size=60).map(lambda s: s * 80), st.just("ä" * 20_000)
)
_spans = st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 4000)), max_size=4).map(tuple)
_blocks = st.one_of(
    st.builds(AnswerBlock, text=_texts),
    st.builds(QuoteBlock, text=_texts, marked=_spans),
    st.builds(SourceBlock, text=_texts),
    st.builds(NoteBlock, text=_texts),
    st.builds(ChoicesBlock, items=st.lists(_texts, max_size=5).map(tuple)),
)


@given(
    st.lists(_blocks, min_size=1, max_size=60),
    st.lists(st.builds(Button, label=_texts, id=st.text(min_size=1, max_size=60)), max_size=30),
)
def test_nothing_rendered_is_ever_refused(blocks: list[Block], buttons: list[Button]) -> None:
    """Whatever the texts, the message keeps Slack's limits and its fallback holds no bare <, > or &."""
    shown = render(reply(*blocks, buttons=tuple(buttons)))
    assert refusal(shown.text, list(shown.blocks)) is None
    assert "<" not in shown.text
    assert ">" not in shown.text


def payload(name: str) -> dict[str, object]:
    loaded: dict[str, object] = json.loads((PAYLOADS / f"{name}.json").read_text("utf-8"))
    return loaded


@pytest.mark.parametrize(
    ("name", "conversation", "text", "kind", "addressed"),
    [
        ("message_im", "slack/T1/D1/-/U1", "Wer <b> &amp; co?", "message", True),
        ("app_mention", "slack/T1/C1/1700000000.000100/U1", "Wer führt?", "message", True),
        ("message_mention", "slack/T1/C1/1700000000.000100/U1", "Wer führt?", "message", True),
        (
            "message_overheard",
            "slack/T1/C1/1700000000.000100/U1",
            "Hallo @U2, siehe hier in #allgemein",
            "message",
            False,
        ),
        ("message_thread", "slack/T1/C1/1699999999.000001/U1", "Und wann?", "message", False),
        ("message_changed", "slack/T1/D1/-/U1", "Wann?", "edit", True),
        ("slash_command", "slack/T1/C1/-/U1", "/frage Wer & wann?", "command", True),
        ("block_actions", "slack/T1/C1/1700000000.000100/U1", "fact:7", "button", True),
        ("block_actions_ephemeral", "slack/T1/C1/-/U1", "share-1", "button", True),
    ],
)
def test_what_people_do_becomes_a_message(name: str, conversation: str, text: str, kind: str, addressed: bool) -> None:
    """Mentions are out, entities decoded once, and the conversation's key holds thread and user."""
    inbound = read(payload(name), ME, received_at=1.0)
    assert inbound is not None
    message = inbound.message
    assert (conversation, text, kind, addressed) == (
        message.conversation,
        message.text,
        message.kind,
        message.addressed,
    )


@pytest.mark.parametrize(
    "name",
    [
        "message_unfurled",
        "message_deleted",
        "message_bot",
        "message_own",
        "message_other_app",
        "channel_join",
        "reaction_added",
    ],
)
def test_what_is_no_question_is_ignored(name: str) -> None:
    """Bots, the bot itself, joins, deletions, unfurls and reactions are never answered."""
    assert read(payload(name), ME, received_at=1.0) is None


def test_mention_and_message_of_one_ts_share_a_key() -> None:
    """app_mention and message for the same message are the same thing."""
    shared = set(dedupe_keys(payload("app_mention"))) & set(dedupe_keys(payload("message_mention")))
    assert shared == {"C1/1700000000.000100"}


def test_entities_are_decoded_once() -> None:
    """A typed entity stays what was typed."""
    assert plain("<@UBOT>  &amp;lt; &lt;@U1&gt;", "UBOT") == "&lt; <@U1>"
