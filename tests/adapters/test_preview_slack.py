"""Block Kit as markup."""

from __future__ import annotations

import pytest

from adapters.preview_slack import drawn
from adapters.slack_home import view
from adapters.slack_render import render
from bot.messages import (
    AnswerBlock,
    Button,
    ChoicesBlock,
    NoteBlock,
    Outcome,
    Page,
    Panel,
    QuoteBlock,
    Reply,
    SourceBlock,
    Status,
)


def test_each_block_has_its_form() -> None:
    """Sections, quotes, lists, context and buttons, with what Slack reads as text as text."""
    reply = Reply(
        blocks=(
            AnswerBlock(text="<b>Wien</b>"),
            QuoteBlock(text="Sie tagten in Wien.", marked=((14, 18),)),
            SourceBlock(text="Haus & Hof <1>"),
            SourceBlock(text="mit *Stern*"),
            ChoicesBlock(items=("eins", "zwei")),
        ),
        outcome=Outcome(status=Status.ANSWERED, language="de"),
        buttons=(Button(label="Mehr > davon", id="s"),),
    )
    assert "".join(drawn(render(reply).blocks)) == (
        '<div class="sl-rich"><p><strong>&lt;b&gt;Wien&lt;/b&gt;</strong></p></div>'
        '<div class="sl-rich"><blockquote>Sie tagten in <strong>Wien</strong>.</blockquote></div>'
        '<div class="sl-context"><em>Haus &amp; Hof &lt;1&gt;</em></div>'
        '<div class="sl-context"><span>mit *Stern*</span></div>'
        '<div class="sl-rich"><ul><li>eins</li><li>zwei</li></ul></div>'
        '<div class="sl-actions"><span class="sl-button">Mehr &gt; davon</span></div>'
    )


def test_the_page_shows_headings_and_the_field() -> None:
    """With the word that was searched for."""
    panel = Panel(title="Artikel", blocks=(NoteBlock(text="einer"),))
    shown = "".join(drawn(view(Page(language="de", panels=(panel,), search="Suche", word="Elbe"), "D0")["blocks"]))
    assert '<h3 class="sl-header">Artikel</h3>' in shown
    assert '<b>Suche</b><div class="sl-input">Elbe</div>' in shown


@pytest.mark.parametrize(
    "block", [{"type": "video"}, {"type": "rich_text", "elements": [{"type": "rich_text_preformatted"}]}]
)
def test_a_block_that_is_never_sent_is_refused(block: dict[str, object]) -> None:
    """What the renderer learns to send must be drawn, or this fails."""
    with pytest.raises(KeyError):
        drawn([block])
