"""JSON lines: the contract of DESIGN.md."""

from __future__ import annotations

import io
import json

import pytest

from adapters.json_lines import BadLineError, answer_lines, parse_request
from bot.messages import AnswerBlock, IncomingMessage, Outcome, Reply, Status


class Echo:
    """Answers with the text heard; says nothing to `still`."""

    def handle(self, message: IncomingMessage) -> Reply | None:
        if message.text == "still":
            return None
        outcome = Outcome(
            status=Status.ANSWERED, language="de", answer=message.text, quote="q", article="a", start=0, end=1
        )
        return Reply(blocks=(AnswerBlock(text=message.text),), outcome=outcome)


def test_reply_lines_have_the_fields_of_the_contract_in_order() -> None:
    """Each request gives one line with its id; silence is `ignored`."""
    target = io.StringIO()
    answered = answer_lines(Echo(), ['{"id": 7, "text": "ü", "chat": "c"}\n', "\n", '{"text": "still"}\n'], target)
    first, second = map(json.loads, target.getvalue().splitlines())
    assert answered == 2
    names = ["id", "status", "answer", "quote", "source", "confidence", "reason", "nearest", "language", "ms"]
    assert [names, names] == [list(first), list(second)]
    assert (first["id"], first["answer"], first["nearest"]) == (7, "ü", None)
    assert first["source"] == {"article": "a", "start": 0, "end": 1}
    assert (second["id"], second["status"], second["source"]) == (None, "ignored", None)


def test_a_bad_line_is_named_after_the_earlier_answers_are_out() -> None:
    """The answers before the bad line are written, the error names the line."""
    target = io.StringIO()
    with pytest.raises(BadLineError, match=r"^line 2: this is not JSON"):
        answer_lines(Echo(), ['{"text": "a"}', "{"], target)
    assert len(target.getvalue().splitlines()) == 1


@pytest.mark.parametrize("line", ["[]", "3", "{}", '{"text": 1}'])
def test_what_is_no_request_is_refused(line: str) -> None:
    """A line without a string `text` raises BadLineError with its number."""
    with pytest.raises(BadLineError, match=r"^line 5: a request "):
        parse_request(line, 5)
