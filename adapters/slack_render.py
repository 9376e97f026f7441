"""Reply → Slack message: Block Kit blocks and an escaped fallback text.

Pure; nothing in it can become a link or a mention."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from bot.messages import AnswerBlock, Block, Button, ChoicesBlock, NoteBlock, QuoteBlock, Reply, SourceBlock
from bot.wording import wording

Json = dict[str, Any]

# Slack's limits, in characters unless said otherwise.
ELEMENT: Final = 3000
TEXT: Final = 40_000
BLOCKS: Final = 50  # blocks a message
ROW: Final = 25  # buttons an actions block, of which a message has one
LABEL: Final = 75
VALUE: Final = 2000
_BUDGET: Final = 10_000  # of all blocks together: beyond about 13,000 Slack answers msg_blocks_too_long
_LINE: Final = 500  # a source line, or a list item
_ELLIPSIS: Final = "…"

SHARE: Final = "share"  # the action id of the button that shows an ephemeral answer to the channel

_MARKS: Final = re.compile(r"[*_~`]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """`text` is the fallback (notifications, screen readers); `blocks` is what is shown."""

    text: str
    blocks: tuple[Json, ...]


def render(reply: Reply, *, share: str | None = None) -> Rendered:
    """Never empty, never over a limit. `share` adds a share button with that value, if the reply is for everyone and
    more than a note."""
    rows = actions(_offered(reply, share), "reply")
    shown = blocks(reply.blocks)[: BLOCKS - len(rows)]
    return Rendered(text=_fallback(reply.blocks), blocks=(*shown, *rows))


def shared(reply: Reply) -> Rendered:
    """What the share button shows to everyone: what was asked, and the answer without buttons."""
    asked = (NoteBlock(text=wording(reply.outcome.language).quoted(reply.question)),) if reply.question else ()
    return render(replace(reply, blocks=(*asked, *reply.blocks), buttons=()))


def blocks(parts: tuple[Block, ...]) -> list[Json]:
    """Within all limits of a message but their number."""
    return [_KINDS[type(part)](part) for part in _within_budget(parts)]


def actions(buttons: Sequence[Button], prefix: str) -> list[Json]:
    """One row, or none without buttons. Their action ids are `prefix-0`, `prefix-1`, …; a share button's is its own."""
    if not buttons:
        return []
    ids = (SHARE if button.id.startswith(SHARE) else f"{prefix}-{n}" for n, button in enumerate(buttons))
    return [{"type": "actions", "elements": [_button(*pair) for pair in zip(buttons[:ROW], ids, strict=False)]}]


def plain_text(text: str, limit: int) -> Json:
    """A label: one line, never empty."""
    return {"type": "plain_text", "text": cap(" ".join(text.split()) or _ELLIPSIS, limit), "emoji": False}


def escape(text: str) -> str:
    """`&`, `<` and `>` as Slack's three entities: no control sequence survives."""
    return html.escape(text, quote=False)


def cap(text: str, limit: int) -> str:
    """At most `limit` characters, ending with an ellipsis where something was cut."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + _ELLIPSIS


def _within_budget(blocks: tuple[Block, ...]) -> Iterator[Block]:
    left = _BUDGET
    for block in blocks:
        fitted = _fit(block, min(left, ELEMENT))
        if fitted is None:
            continue
        yield fitted
        left -= sum(len(escape(line)) for line in _lines(fitted))
        if left <= 1:
            return


def _fit(block: Block, limit: int) -> Block | None:
    """The block within `limit` characters, or None when it holds nothing to show."""
    if isinstance(block, ChoicesBlock):
        items = tuple(cap(item, _LINE) for item in block.items if item.strip())
        while items and sum(map(len, items)) > limit:
            items = items[:-1]
        return replace(block, items=items) if items else None
    if not block.text.strip():
        return None
    text = cap(block.text, min(limit, _LINE) if isinstance(block, SourceBlock) else limit)
    if isinstance(block, QuoteBlock):
        return QuoteBlock(text=text, marked=_clipped(block.marked, len(text)))
    return type(block)(text=text)


def _clipped(spans: tuple[tuple[int, int], ...], length: int) -> tuple[tuple[int, int], ...]:
    """In order, inside the text, not overlapping, not empty."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        start, end = max(start, kept[-1][1] if kept else 0), min(end, length)
        if start < end:
            kept.append((start, end))
    return tuple(kept)


def _words(text: str, **style: bool) -> Json:
    return {"type": "text", "text": text, **({"style": style} if style else {})}


def _rich(kind: str, elements: list[Json]) -> Json:
    return {"type": "rich_text", "elements": [{"type": kind, "elements": elements}]}


def _answer(block: AnswerBlock) -> Json:
    return _rich("rich_text_section", [_words(block.text, bold=True)])


def _note(block: NoteBlock) -> Json:
    return _rich("rich_text_section", [_words(block.text)])


def _quote(block: QuoteBlock) -> Json:
    elements, at = [], 0
    for start, end in block.marked:
        if at < start:
            elements.append(_words(block.text[at:start]))
        elements.append(_words(block.text[start:end], bold=True))
        at = end
    if at < len(block.text):
        elements.append(_words(block.text[at:]))
    return _rich("rich_text_quote", elements)


def _source(block: SourceBlock) -> Json:
    """Italic; as plain text where the line holds characters that mrkdwn would read as formatting."""
    line = " ".join(block.text.split())
    italic = f"_{escape(line)}_"
    if _MARKS.search(line) or len(italic) > ELEMENT:
        return {"type": "context", "elements": [{"type": "plain_text", "text": line, "emoji": False}]}
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": italic, "verbatim": True}]}


def _choices(block: ChoicesBlock) -> Json:
    items = [{"type": "rich_text_section", "elements": [_words(item)]} for item in block.items]
    style = "ordered" if block.numbered else "bullet"
    return {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": style, "elements": items}]}


_KINDS: Final[Mapping[type, Callable[[Any], Json]]] = {
    AnswerBlock: _answer,
    QuoteBlock: _quote,
    SourceBlock: _source,
    NoteBlock: _note,
    ChoicesBlock: _choices,
}


def _offered(reply: Reply, share: str | None) -> list[Button]:
    offered = list(reply.buttons[: ROW - 1])
    if share is not None and reply.visibility == "everyone" and (offered or reply.question):
        offered.append(Button(label=wording(reply.outcome.language).BUTTON_SHARE, id=share))
    return offered


def _button(button: Button, action_id: str) -> Json:
    label = plain_text(button.label, LABEL)
    return {"type": "button", "action_id": action_id, "text": label, "value": button.id[:VALUE]}


def _lines(block: Block) -> Iterator[str]:
    if isinstance(block, ChoicesBlock):
        yield from block.lines
    else:
        yield block.text


def _fallback(parts: tuple[Block, ...]) -> str:
    """One line a block; cut after escaping, but between entities."""
    lines = (line for part in parts for line in _lines(part) if line.strip())
    text, left = "", TEXT
    for line in lines:
        escaped = _escaped(line, left)
        text += f"{escaped}\n"
        left -= len(escaped) + 1
        if left <= 1:
            break
    return text.rstrip("\n") or _ELLIPSIS


def _escaped(line: str, limit: int) -> str:
    """At most `limit` characters, ending with an ellipsis where something was cut."""
    escaped = escape(line[:limit])
    if len(escaped) <= limit and len(line) <= limit:
        return escaped
    kept = escaped[: limit - 1]
    opened = kept.rfind("&")
    if opened >= 0 and ";" not in kept[opened:] and len(kept) - opened < len("&amp;"):
        kept = kept[:opened]
    return kept.rstrip() + _ELLIPSIS
