"""The terminal adapter: rendering, and a chat over pipes."""

from __future__ import annotations

import io

from adapters.console import Chat, chat_over_pipe, has_colours, render
from bot.messages import AnswerBlock, Button, IncomingMessage, Outcome, QuoteBlock, Reply, SourceBlock, Status

REPLY = Reply(
    blocks=(AnswerBlock(text="Bonn"), QuoteBlock(text="Er wohnt in Bonn.", marked=((12, 16),)), SourceBlock(text="A")),
    outcome=Outcome(status=Status.ANSWERED, language="de", answer="Bonn"),
    buttons=(Button(label="Quelle", id="q:1"),),
)


class Recorder:
    """A bot that keeps what it hears and always gives REPLY."""

    def __init__(self) -> None:
        self.heard: list[IncomingMessage] = []

    def handle(self, message: IncomingMessage) -> Reply | None:
        self.heard.append(message)
        return REPLY


def test_plain_text_has_no_escape_codes() -> None:
    """Without colours the reply is its lines, the button numbered."""
    assert render(REPLY) == "Bonn\n„Er wohnt in Bonn.“\n— A\n[1] Quelle"


def test_the_answer_is_marked_in_colour() -> None:
    """With colours exactly the marked span of the quote is painted."""
    assert "wohnt in \x1b[36mBonn\x1b[0m." in render(REPLY, colour=True)


def test_control_characters_of_an_article_never_reach_the_terminal() -> None:
    """An escape code in the text is taken out."""
    reply = Reply(blocks=(AnswerBlock(text="a\x1b[2Jb"),), outcome=REPLY.outcome)
    assert render(reply) == "a[2Jb"


def test_a_pipe_gets_no_colours() -> None:
    """A stream that is no terminal is plain."""
    assert not has_colours(io.StringIO(), {})


def test_a_number_presses_the_button() -> None:
    """After a reply with one button, 1 sends its id and 2 is only a text."""
    bot = Recorder()
    chat = Chat(bot)
    for line in ("Wo?", "1", "2"):
        chat.say(line)
    assert [(m.kind, m.text) for m in bot.heard] == [("message", "Wo?"), ("button", "q:1"), ("message", "2")]


def test_a_form_feed_begins_a_new_conversation() -> None:
    """Lines before and after a form feed have different conversations; the end mark follows each reply."""
    bot, target = Recorder(), io.StringIO()
    chat_over_pipe(Chat(bot), io.StringIO("a\n/hilfe\n\f\nb\n"), target, end_mark="END")
    assert [m.conversation for m in bot.heard] == ["console/1", "console/1", "console/2"]
    assert [m.kind for m in bot.heard] == ["message", "command", "message"]
    assert target.getvalue().splitlines().count("END") == 3
