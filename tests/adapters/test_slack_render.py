"""Reply → Slack message: pure, and never over a limit."""

from __future__ import annotations

import html
import time

from hypothesis import given
from hypothesis import strategies as st

from adapters.fakes.slack_limits import refusal
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


def test_a_text_too_long_for_the_fallback_keeps_its_beginning() -> None:
    """Cut between entities, however many there are."""
    for text in ("&" * 40_000, "<a" * 30_000, "x" * 40_001, "&" * 7_999 + "xxxx&"):
        shown = render(reply(NoteBlock(text=text))).text
        assert 39_990 <= len(shown) <= 40_000
        assert shown.endswith("…")
        assert html.unescape(shown).rstrip("…") == text[: len(html.unescape(shown)) - 1]


def test_many_long_blocks_are_rendered_at_once() -> None:
    """What cannot be shown is not looked at."""
    started = time.perf_counter()
    render(reply(*[NoteBlock(text="<&>" * 20_000)] * 80))
    assert time.perf_counter() - started < 1.0
