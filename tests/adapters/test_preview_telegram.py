"""Telegram's text with entities as markup."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import MessageEntity

from adapters.preview_telegram import message
from adapters.telegram_render import render
from bot.messages import AnswerBlock, Outcome, QuoteBlock, Reply, SourceBlock, Status


def entity(kind: str, offset: int, length: int) -> MessageEntity:
    return MessageEntity(type=kind, offset=offset, length=length)


def test_a_reply_keeps_its_form() -> None:
    """Offsets count UTF-16 units; the source stands right under its quote."""
    blocks = (
        AnswerBlock(text="😀 Wien"),
        QuoteBlock(text="Sie <tagten> 🎻 in Wien.", marked=((18, 22),)),
        SourceBlock(text="Ein Artikel"),
    )
    (chunk,) = render(Reply(blocks=blocks, outcome=Outcome(status=Status.ANSWERED, language="de")))
    assert message(chunk.text, chunk.entities) == (
        "<strong>😀 Wien</strong>\n\n<blockquote>Sie &lt;tagten&gt; 🎻 in <strong>Wien</strong>.</blockquote>"
        "<em>Ein Artikel</em>"
    )


def test_entities_that_cross_are_drawn_in_two_parts() -> None:
    """Elements stay nested."""
    crossing = [entity("bold", 0, 4), entity("italic", 2, 4)]
    assert message("abcdef", crossing) == "<strong>ab<em>cd</em></strong><em>ef</em>"


def test_an_entity_that_is_never_sent_is_refused() -> None:
    """What the renderer learns to send must be drawn, or this fails."""
    with pytest.raises(KeyError, match="SPOILER"):
        message("abc", [entity("spoiler", 0, 3)])


@given(
    st.text(st.sampled_from("a<&😀\n ")),
    st.lists(st.tuples(st.sampled_from(["bold", "italic"]), st.integers(0, 9), st.integers(1, 9))),
)
def test_nothing_of_the_text_is_lost(content: str, marks: list[tuple[str, int, int]]) -> None:
    """Without its tags the markup is the text, whatever the entities."""
    entities = [
        one
        for kind, first, count in marks
        for one in MessageEntity.adjust_message_entities_to_utf_16(content, [entity(kind, first, count)])
        if first + count <= len(content)
    ]
    assert unescape(re.sub(r"<[^>]*>", "", message(content, entities))) == content
