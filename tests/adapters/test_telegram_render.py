"""Replies as Telegram messages: entities in UTF-16 units, splitting, buttons."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import InlineKeyboardButton

from adapters.telegram_render import LIMIT, Chunk, keyboard, notice, render, share, utf16_length
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


def reply(*blocks: Block) -> Reply:
    return Reply(blocks=blocks, outcome=Outcome(status=Status.ANSWERED, language="de"))


def marked(chunk: Chunk) -> list[tuple[str, str]]:
    """(entity type, the text under it) in order."""
    raw = chunk.text.encode("utf-16-le")
    return [
        (str(entity.type), raw[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le"))
        for entity in chunk.entities
    ]


def test_an_answer_is_bold_its_quote_quoted_with_the_answer_marked_and_its_source_italic() -> None:
    """The three blocks keep their form, and offsets hold behind characters outside the BMP."""
    (chunk,) = render(
        reply(
            AnswerBlock(text="😀 Wien"),
            QuoteBlock(text="Sie tagten 🎻 in Wien.", marked=((16, 20),)),
            SourceBlock(text="Ein Artikel, März 2021"),
        )
    )
    assert chunk.text == "😀 Wien\n\nSie tagten 🎻 in Wien.\nEin Artikel, März 2021"
    assert marked(chunk) == [
        ("bold", "😀 Wien"),
        ("blockquote", "Sie tagten 🎻 in Wien."),
        ("bold", "Wien"),
        ("italic", "Ein Artikel, März 2021"),
    ]


def test_notes_and_choices_are_plain_lines() -> None:
    """A note has no entity, choices are lines with a bullet, and nothing in the text is markup."""
    (chunk,) = render(reply(NoteBlock(text="*Meinen* Sie <b>:"), ChoicesBlock(items=("eins", " ", "zwei"))))
    assert chunk == Chunk(text="*Meinen* Sie <b>:\n\n• eins\n• zwei", entities=())


def test_blank_blocks_say_nothing() -> None:
    """Telegram refuses an empty text, so none is made of blanks."""
    assert render(reply(NoteBlock(text=" \n"), ChoicesBlock(items=()))) == ()


def test_marks_outside_the_quote_are_cut_to_it() -> None:
    """A mark beyond the quote's end or over blanks never makes an entity the server would refuse."""
    (chunk,) = render(reply(QuoteBlock(text="  ab cd ", marked=((0, 5), (4, 99), (5, 5)))))
    assert chunk.text == "ab cd"
    assert marked(chunk) == [("blockquote", "ab cd"), ("bold", "ab"), ("bold", "cd")]


def test_a_long_note_is_split_behind_a_sentence() -> None:
    """Every message but the last ends with a whole sentence and fits."""
    sentence = "Dieser Satz ist so lang wie jeder andere auch. "
    chunks = render(reply(NoteBlock(text=sentence * 200)))
    assert len(chunks) == 3
    assert all(chunk.text.endswith("auch.") and utf16_length(chunk.text) <= LIMIT for chunk in chunks)


def test_a_quote_that_fits_a_message_is_never_torn() -> None:
    """The cut falls before the quote, though more would fit before the limit."""
    quote = "Ein Satz des Zitats. " * 100
    chunks = render(reply(NoteBlock(text="Vorrede. " * 300), QuoteBlock(text=quote)))
    assert [chunk.text for chunk in chunks] == [("Vorrede. " * 300).strip(), quote.strip()]
    assert marked(chunks[1]) == [("blockquote", quote.strip())]


def test_a_quote_longer_than_a_message_stays_a_quote_in_each() -> None:
    """Both parts carry the entity, cut between sentences."""
    chunks = render(reply(QuoteBlock(text="Ein Satz des Zitats. " * 300)))
    assert len(chunks) == 2
    for chunk in chunks:
        assert marked(chunk) == [("blockquote", chunk.text)]
        assert chunk.text.endswith("Zitats.")


WORDS = st.text(alphabet="aä😀𝔸. \n!", max_size=60)
LONG = st.builds(lambda words, times: words * times, WORDS, st.integers(1, 150))
BLOCKS = st.one_of(
    st.builds(lambda text: AnswerBlock(text=text), LONG),
    st.builds(lambda text: NoteBlock(text=text), LONG),
    st.builds(
        lambda text, marks: QuoteBlock(text=text, marked=tuple((a, a + n) for a, n in marks)),
        LONG,
        st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 500)), max_size=3),
    ),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(BLOCKS, min_size=1, max_size=4))
def test_splitting_loses_nothing_and_the_server_would_take_every_part(blocks: list[Block]) -> None:
    """All words arrive in order; each message is trimmed, within the limit, its entities within its text."""
    chunks = render(reply(*blocks))
    said = "".join("".join(block.text for block in blocks if not isinstance(block, ChoicesBlock)).split())
    assert said == "".join("".join(chunk.text for chunk in chunks).split())
    for chunk in chunks:
        assert chunk.text == chunk.text.strip() != ""
        assert utf16_length(chunk.text) <= LIMIT
        assert all(part and part == part.strip() for _, part in marked(chunk))
        assert all(entity.offset + entity.length <= utf16_length(chunk.text) for entity in chunk.entities)


def test_buttons_stand_in_rows_of_one() -> None:
    """The label is shown, the id comes back; one beside another shares its row, eight at most."""
    made = keyboard((Button(label="Mehr", id="m:1"), Button(label="Quelle", id="s:1")))
    assert made is not None
    assert [[(button.text, button.callback_data) for button in row] for row in made.inline_keyboard] == [
        [("Mehr", "m:1")],
        [("Quelle", "s:1")],
    ]


def test_buttons_beside_each_other_fill_a_row() -> None:
    """The first has nothing to stand beside, and the ninth begins another row; links come below."""
    buttons = tuple(Button(label=str(number), id=f"b:{number}", beside=True) for number in range(9))
    made = keyboard(buttons, InlineKeyboardButton("Auf", url="https://t.me/x"))
    assert made is not None
    assert [[button.text for button in row] for row in made.inline_keyboard] == [[*"01234567"], ["8"], ["Auf"]]


def test_what_is_shared_is_the_question() -> None:
    """None where nothing was asked, or more than an inline query holds."""
    asked = replace(reply(NoteBlock(text="x")), question="Wer?")
    (button,) = share(asked)
    assert (button.text, button.switch_inline_query) == ("In einem Chat teilen", "Wer?")
    assert [share(replace(asked, question=text)) for text in ("", " ", "😀" * 129)] == [(), (), ()]


def test_a_notice_is_short_and_in_passing() -> None:
    """Anything else is a message."""
    passing = replace(reply(NoteBlock(text="Danke.")), brief=True)
    assert notice(passing) == "Danke."
    assert notice(replace(passing, brief=False)) == ""
    assert notice(replace(passing, blocks=(NoteBlock(text="D" * 201),))) == ""


@pytest.mark.parametrize(
    "button", [Button(label="x", id="ü" * 33), Button(label="x", id=""), Button(label=" ", id="x")]
)
def test_a_button_the_server_refuses_is_left_out_and_logged(button: Button, caplog: pytest.LogCaptureFixture) -> None:
    """64 is counted in bytes; the message goes out without the button."""
    with caplog.at_level(logging.ERROR):
        assert keyboard((button,)) is None
    assert "button left out" in caplog.text
