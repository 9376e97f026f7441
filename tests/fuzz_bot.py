"""Whole conversations with the bot on the shipped seed, and replies through both platforms' renderers."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from adapters import slack_render, telegram_render
from adapters.fakes import slack_limits, telegram_checks
from bot.bot import Bot
from bot.messages import (
    AnswerBlock,
    Block,
    Button,
    ChoicesBlock,
    IncomingMessage,
    MessageKind,
    NoteBlock,
    Outcome,
    QuoteBlock,
    Reply,
    SourceBlock,
    Status,
)
from knowledge import build
from knowledge.store import FactStore
from tests import fuzz_mutation as mutation
from tests.fuzz_knowledge import _ROOT
from tests.fuzz_target import Target

TURN = "\x1e"  # between two things that a person says
_KINDS: dict[str, MessageKind] = {"\x02": "button", "\x03": "edit"}
_CARDS, _HOME = "\x04", "\x05"  # typed inline; searched for on the page
_MOST_TURNS = 4


@cache
def _dialogues() -> tuple[bytes, ...]:
    """The questions of the conversation tests alone and in pairs, and the cases of questions."""
    lines = (_ROOT / "seeds/docker-series-b.conversations.yaml").read_text(encoding="utf-8").splitlines()
    said = [
        line.split(": ", 1)[1].strip("'\"") for line in lines if line.lstrip("- ").startswith(("user: ", "press: "))
    ]
    for path in sorted((_ROOT / "tests/bot/cases").rglob("*.txt")):
        rows = (
            line.split("|") for line in path.read_text(encoding="utf-8").splitlines() if "|" in line and line[0] != "#"
        )
        said += [TURN.join(part.strip() for part in (row[0], row[2]) if "?" in part) for row in rows if len(row) > 2]
    pairs = [TURN.join(pair) for pair in zip(said[::2], said[1::2], strict=False)]
    other = ["\x02article:1", "\x02source:", "\x02command:fakt", "/frage Wer?", "/start f_1", "\x04Wer", "\x05Docker"]
    return tuple(part.encode() for part in (*other, *said, *pairs) if part)


def _bot() -> Callable[[bytes], object]:
    store = build.refresh(_ROOT / "seeds", Path(tempfile.mkdtemp(prefix="fuzz-bot-")) / "store.db")
    bot, count = Bot(store), iter(range(10**9))

    def read(data: bytes) -> None:
        conversation = f"fuzz/{next(count)}"
        for turn in mutation.decoded(data).split(TURN)[:_MOST_TURNS]:
            if turn[:1] == _CARDS:
                shown = [card.reply for card in bot.cards(turn[1:])]
            elif turn[:1] == _HOME:
                shown, _ = [], bot.home(conversation, word=turn[1:])
            else:
                shown = [_said(bot, turn, conversation, str(next(count)))]
            for reply in shown:
                _verbatim(reply, store)
                _accepted(reply)

    return read


def _said(bot: Bot, turn: str, conversation: str, event: str) -> Reply:
    kind = _KINDS.get(turn[:1], "message")
    text = turn if kind == "message" else turn[1:]
    message = IncomingMessage(
        platform="fuzz", event_id=event, conversation=conversation, sender="1", text=text, kind=kind
    )
    reply = bot.handle(message)
    assert reply is not None
    assert reply.blocks
    return reply


def _verbatim(reply: Reply, store: FactStore) -> None:
    """What is quoted stands in an article, and what is marked in it is inside."""
    texts = [document.text for document in store.documents()]
    for block in reply.blocks:
        if isinstance(block, QuoteBlock):
            assert any(block.text in text for text in texts), block.text[:80]
            assert all(0 <= start < end <= len(block.text) for start, end in block.marked)


def _accepted(reply: Reply) -> None:
    """Both platforms would take it."""
    shown = slack_render.render(reply, share="share-1")
    assert slack_limits.refusal(shown.text, list(shown.blocks)) is None
    for chunk, keyboard in telegram_render.pieces(reply, inline=True):
        said = telegram_checks.text({"text": chunk.text})
        telegram_checks.entities({"entities": [entity.to_dict() for entity in chunk.entities]}, said)
        if keyboard is not None:
            telegram_checks.inline_keyboard(keyboard.to_dict(), inline=True)


_BLOCKS: dict[str, type[Any]] = {"answer": AnswerBlock, "source": SourceBlock, "note": NoteBlock}
_REPLIES = (
    {
        "blocks": [
            ["answer", "Scott Johnston"],
            ["quote", "Scott Johnston führt Docker.", [0, 14]],
            ["source", "Docker"],
        ]
    },
    {"blocks": [["note", "Meinen Sie *das*?"], ["choices", "eins", "zwei"]], "buttons": ["fact:1", "article:2"]},
    {"blocks": [["quote", "Ein Satz. " * 200, [10, 14], [20, 2000]]], "buttons": ["source:"] * 9, "question": "Wer?"},
    {"blocks": [["answer", "<!channel> & <b>😀"], ["note", "ä" * 3000]], "question": "Wer & was?"},
)


def _reply_of(value: Any) -> Reply:
    """A reply of whatever is in the JSON; what makes none is left out."""
    value = value if isinstance(value, dict) else {"blocks": [["note", str(value)[:100]]]}
    rows = value.get("blocks")
    blocks = [_block(row) for row in (rows if isinstance(rows, list) else []) if isinstance(row, list) and len(row) > 1]
    ids = value.get("buttons")
    buttons = [Button(label=str(one), id=str(one)) for one in (ids if isinstance(ids, list) else [])]
    outcome = Outcome(status=Status.ANSWERED, language="de")
    question = str(value.get("question") or "")
    return Reply(
        blocks=tuple(blocks) or (NoteBlock(text="-"),), outcome=outcome, buttons=tuple(buttons[:30]), question=question
    )


def _block(row: list[Any]) -> Block:
    kind, said, *rest = row
    if kind == "choices":
        return ChoicesBlock(items=tuple(str(one) for one in (said, *rest)), numbered=len(rest) > 2)
    if kind == "quote":
        pairs = [
            one for one in rest if isinstance(one, list) and len(one) == 2 and all(type(part) is int for part in one)
        ]
        marks = tuple((max(0, start), max(0, end)) for start, end in pairs)
        return QuoteBlock(text=str(said), marked=marks)
    made: Block = _BLOCKS.get(str(kind), NoteBlock)(text=str(said))
    return made


def _clean(value: Any) -> Any:
    """Half characters, which JSON can hold, stand in no article, and `Bot.handle` takes them out of what people say."""
    return json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))


def _render() -> Callable[[bytes], object]:
    import logging

    logging.getLogger("adapters.telegram").setLevel(logging.CRITICAL)

    def read(data: bytes) -> None:
        try:
            value = _clean(json.loads(data))
        except (ValueError, RecursionError):
            return
        _accepted(_reply_of(value))

    return read


@cache
def _replies() -> tuple[bytes, ...]:
    return tuple(json.dumps(reply).encode() for reply in _REPLIES)


QUESTION = Target(name="question", corpus=_dialogues, mutate=mutation.text, open=_bot)
REPLY = Target(name="reply", corpus=_replies, mutate=mutation.in_json, open=_render)
