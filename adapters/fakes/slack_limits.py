"""What Slack refuses of a message, in Slack's own error names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

_KNOWN: Final = frozenset({"rich_text", "section", "context", "actions", "divider", "header"})
_RICH: Final = frozenset({"rich_text_section", "rich_text_quote", "rich_text_list", "rich_text_preformatted"})
_PER_ROW: Final = {"actions": 25, "context": 10}


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
    if len(blocks) > 50 or not all(_fits(block) for block in blocks):
        return "invalid_blocks"
    if sum(len(text) for block in blocks for text in texts(block)) > 13_000:
        return "msg_blocks_too_long"
    return None


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


def _fits(block: Mapping[str, Any]) -> bool:
    kind, elements = block.get("type"), block.get("elements")
    if kind not in _KNOWN or not all(0 < len(text) <= 3000 for text in texts(block)):
        return False
    if kind == "rich_text":
        return bool(elements) and all(e.get("type") in _RICH and e.get("elements") for e in elements or ())
    if kind not in _PER_ROW:
        return True
    if not elements or len(elements) > _PER_ROW[kind]:
        return False
    return kind != "actions" or (_distinct(elements) and all(_button(element) for element in elements))


def _distinct(elements: list[Mapping[str, Any]]) -> bool:
    return len({element.get("action_id") for element in elements}) == len(elements)


def _button(element: Mapping[str, Any]) -> bool:
    label = element.get("text") or {}
    return (
        element.get("type") == "button"
        and label.get("type") == "plain_text"
        and 0 < len(label.get("text", "")) <= 75
        and len(element.get("value", "")) <= 2000
        and 0 < len(element.get("action_id", "")) <= 255
    )
