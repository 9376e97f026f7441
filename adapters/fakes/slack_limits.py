"""What Slack refuses of a message or a view, in Slack's own error names."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

_KNOWN: Final = frozenset({"rich_text", "section", "context", "actions", "divider", "header", "input"})
_RICH: Final = frozenset({"rich_text_section", "rich_text_quote", "rich_text_list", "rich_text_preformatted"})
_PER_ROW: Final = {"actions": 25, "context": 10}
_HEADER, _LABEL, _VALUE, _ID, _METADATA, _TITLE = 150, 75, 2000, 255, 3000, 24  # characters
_FIELD: Final = 3000
_VIEW_BYTES: Final = 250_000

Json = Mapping[str, Any]


def refusal(text: object, blocks: object) -> str | None:
    """Slack's error for this message, or None when it would be taken."""
    if not text and not blocks:
        return "no_text"
    if isinstance(text, str) and len(text) > 40_000:
        return "msg_too_long"
    if not blocks:
        return None
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        return "invalid_blocks_format"
    if len(blocks) > 50 or not _all_fit(blocks):
        return "invalid_blocks"
    if sum(len(text) for block in blocks for text in texts(block)) > 13_000:
        return "msg_blocks_too_long"
    return None


def view_refusal(view: object, kind: str) -> str | None:
    """Slack's error for a view of that type (`home` or `modal`), or None when it would be taken."""
    if not isinstance(view, Mapping) or view.get("type") != kind:
        return "invalid_arguments"
    blocks = view.get("blocks")
    if not isinstance(blocks, list) or not 0 < len(blocks) <= 100 or not _all_fit(blocks):
        return "invalid_arguments"
    if len(view.get("private_metadata", "")) > _METADATA or len(view.get("callback_id", "")) > _ID:
        return "invalid_arguments"
    if len(json.dumps(view).encode()) > _VIEW_BYTES:
        return "view_too_large"
    return _modal(view, blocks) if kind == "modal" else None


def _modal(view: Json, blocks: Sequence[Json]) -> str | None:
    """A title, and with a field to fill in a button to send it."""
    fields = any(block["type"] == "input" for block in blocks)
    named = ("title", "submit") if fields else ("title",)
    if not all(_plain(view.get(name), _TITLE) for name in named):
        return "invalid_arguments"
    return None if "close" not in view or _plain(view["close"], _TITLE) else "invalid_arguments"


def texts(element: object) -> Iterator[str]:
    """Every text in a block, depth first."""
    if isinstance(element, Mapping):
        if isinstance(element.get("text"), str):
            yield element["text"]
        for value in element.values():
            yield from texts(value)
    elif isinstance(element, list):
        for part in element:
            yield from texts(part)


def _all_fit(blocks: Sequence[Any]) -> bool:
    ids = [block["block_id"] for block in blocks if isinstance(block, Mapping) and "block_id" in block]
    return len(set(ids)) == len(ids) and all(isinstance(block, Mapping) and _fits(block) for block in blocks)


def _fits(block: Json) -> bool:
    kind, elements = block.get("type"), block.get("elements")
    if kind not in _KNOWN or not all(0 < len(text) <= 3000 for text in texts(block)):
        return False
    if not 0 < len(block.get("block_id", "b")) <= _ID:
        return False
    if kind == "header":
        return _plain(block.get("text"), _HEADER)
    if kind == "input":
        return _field(block)
    if kind == "rich_text":
        return bool(elements) and all(e.get("type") in _RICH and e.get("elements") for e in elements or ())
    if kind not in _PER_ROW:
        return True
    if not elements or len(elements) > _PER_ROW[kind]:
        return False
    return kind != "actions" or (_distinct(elements) and all(_button(element) for element in elements))


def _distinct(elements: Sequence[Json]) -> bool:
    return len({element.get("action_id") for element in elements}) == len(elements)


def _field(block: Json) -> bool:
    field = block.get("element") or {}
    longest, begun = field.get("max_length", _FIELD), field.get("initial_value", "")
    return (
        _plain(block.get("label"), 2000)
        and field.get("type") == "plain_text_input"
        and 0 < len(field.get("action_id", "")) <= _ID
        and 0 < longest <= _FIELD
        and len(begun) <= longest
    )


def _button(element: Json) -> bool:
    return (
        element.get("type") == "button"
        and _plain(element.get("text"), _LABEL)
        and len(element.get("value", "")) <= _VALUE
        and 0 < len(element.get("action_id", "")) <= _ID
    )


def _plain(text: object, limit: int) -> bool:
    """A plain_text object of 1 to `limit` characters."""
    if not isinstance(text, Mapping) or text.get("type") != "plain_text":
        return False
    return 0 < len(text.get("text", "")) <= limit
