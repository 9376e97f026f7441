"""A Reply as Telegram messages: plain text plus entities, so that nothing needs escaping and nothing fails to parse."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity

from bot.messages import AnswerBlock, Block, Button, ChoicesBlock, NoteBlock, QuoteBlock, Reply, SourceBlock
from bot.wording import wording

LIMIT = 4096  # UTF-16 code units in one message
CALLBACK_BYTES = 64
NOTICE_LIMIT = 200  # characters over a pressed button
QUERY_LIMIT = 256  # characters of an inline query
ROW = 8  # buttons side by side

log = logging.getLogger("adapters.telegram")

_PARAGRAPH = re.compile(r"\n\n+")
_SENTENCE = re.compile(r"(?:[.!?…]['\"“”’»)\]]*\s+|\n)")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A formatted stretch; offsets are characters, end exclusive."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """One message: at most 4096 UTF-16 units, never blank; `entities` count in UTF-16 units."""

    text: str
    entities: tuple[MessageEntity, ...]


def render(reply: Reply) -> tuple[Chunk, ...]:
    """The messages that say `reply`, in order; empty only if the reply holds nothing but blanks."""
    text, spans = _compose(reply.blocks)
    return tuple(_chunk(*piece) for piece in _split(text, spans) if piece[0])


def pieces(reply: Reply, *, inline: bool) -> list[tuple[Chunk, InlineKeyboardMarkup | None]]:
    """The messages to send, the buttons under the last. `inline`: the bot has inline mode, so that it can be shared."""
    chunks, more = render(reply), share(reply) if inline else ()
    return [(chunk, keyboard(reply.buttons, *more) if chunk is chunks[-1] else None) for chunk in chunks]


def keyboard(buttons: tuple[Button, ...], *more: InlineKeyboardButton) -> InlineKeyboardMarkup | None:
    """A row for each button and those beside it, then one for each of `more`. A button Telegram would refuse is left
    out: the message matters more."""
    rows: list[list[InlineKeyboardButton]] = []
    for button in buttons:
        if not (button.label.strip() and 1 <= len(button.id.encode()) <= CALLBACK_BYTES):
            log.error("button left out, its label is blank or its id not 1 to 64 bytes: %r", button)
            continue
        shown = InlineKeyboardButton(button.label, callback_data=button.id)
        if button.beside and rows and len(rows[-1]) < ROW:
            rows[-1].append(shown)
        else:
            rows.append([shown])
    rows += [[button] for button in more]
    return InlineKeyboardMarkup(rows) if rows else None


def notice(reply: Reply) -> str:
    """A word in passing, short enough to be shown on a pressed button; "" for any other reply."""
    text = "\n".join(chunk.text for chunk in render(reply)) if reply.brief else ""
    return text if utf16_length(text) <= NOTICE_LIMIT else ""


def share(reply: Reply) -> tuple[InlineKeyboardButton, ...]:
    """The button that asks the same question in another chat, through inline mode; none where nothing was asked, or
    more than an inline query holds."""
    if not reply.question.strip() or utf16_length(reply.question) > QUERY_LIMIT:
        return ()
    label = wording(reply.outcome.language).BUTTON_SHARE_CHAT
    return (InlineKeyboardButton(label, switch_inline_query=reply.question),)


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _compose(blocks: tuple[Block, ...]) -> tuple[str, tuple[Span, ...]]:
    """All blocks as one text with spans; the source stands right under its quote."""
    text, spans, before = "", list[Span](), None
    for block in blocks:
        part, marks = _stripped(*_block(block))
        if not part:
            continue
        if text:
            text += "\n" if isinstance(before, QuoteBlock) and isinstance(block, SourceBlock) else "\n\n"
        spans += (replace(mark, start=mark.start + len(text), end=mark.end + len(text)) for mark in marks)
        text += part
        before = block
    return text, tuple(spans)


def _block(block: Block) -> tuple[str, tuple[Span, ...]]:
    match block:
        case AnswerBlock(text=text):
            return text, (Span(kind=MessageEntity.BOLD, start=0, end=len(text)),)
        case QuoteBlock(text=text, marked=marked):
            bold = tuple(Span(kind=MessageEntity.BOLD, start=start, end=end) for start, end in marked)
            return text, (Span(kind=MessageEntity.BLOCKQUOTE, start=0, end=len(text)), *bold)
        case SourceBlock(text=text):
            return text, (Span(kind=MessageEntity.ITALIC, start=0, end=len(text)),)
        case NoteBlock(text=text):
            return text, ()
        case ChoicesBlock():
            return "\n".join(block.lines), ()


def _stripped(text: str, spans: tuple[Span, ...]) -> tuple[str, tuple[Span, ...]]:
    """Telegram trims messages and entities itself; doing it first keeps our offsets true."""
    left = len(text) - len(text.lstrip())
    kept = text.strip()
    return kept, tuple(_clipped(kept, spans, left, left + len(kept)))


def _clipped(text: str, spans: tuple[Span, ...], start: int, end: int) -> Iterator[Span]:
    """The parts of `spans` inside start..end, counted from `start`, without blanks at their edges."""
    for span in spans:
        first, last = max(span.start, start) - start, min(span.end, end) - start
        while first < last and text[first].isspace():
            first += 1
        while first < last and text[last - 1].isspace():
            last -= 1
        if first < last:
            yield Span(kind=span.kind, start=first, end=last)


def _split(text: str, spans: tuple[Span, ...]) -> Iterator[tuple[str, tuple[Span, ...]]]:
    while utf16_length(text) > LIMIT:
        cut = _cut(text, spans)
        yield _stripped(text[:cut], tuple(_clipped(text[:cut], spans, 0, cut)))
        rest = text[cut:]
        text, spans = _stripped(rest, tuple(_clipped(rest, spans, cut, len(text))))
    yield text, spans


def _cut(text: str, spans: tuple[Span, ...]) -> int:
    """Where to cut: outside every span if at all possible; there and elsewhere rather late and between sentences."""
    window = text[: _fits(text)]
    for allowed in (spans, ()):
        for pattern, least in ((_PARAGRAPH, len(window) // 2), (_SENTENCE, len(window) // 2), (_SPACE, 1)):
            cuts = [match.end() for match in pattern.finditer(window) if match.start() > 0]
            good = [cut for cut in cuts if cut >= least and not any(span.start < cut < span.end for span in allowed)]
            if good:
                return good[-1]
    return len(window)


def _fits(text: str) -> int:
    """How many characters of `text` fit into one message."""
    units = 0
    for index, character in enumerate(text):
        units += 2 if character > "\uffff" else 1
        if units > LIMIT:
            return index
    return len(text)


def _chunk(text: str, spans: tuple[Span, ...]) -> Chunk:
    return Chunk(text=text, entities=tuple(_entity(text, span) for span in spans))


def _entity(text: str, span: Span) -> MessageEntity:
    offset, length = utf16_length(text[: span.start]), utf16_length(text[span.start : span.end])
    return MessageEntity(type=span.kind, offset=offset, length=length)
