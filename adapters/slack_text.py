"""Text as Slack sends it → what the person typed."""

from __future__ import annotations

import re
from typing import Final

_CONTROL: Final = re.compile(r"<(?P<kind>[@#!]?)(?P<target>[^<>|]*)(?:\|(?P<label>[^<>]*))?>")
_ENTITY: Final = re.compile(r"&(amp|lt|gt);")
_PLAIN: Final = {"amp": "&", "lt": "<", "gt": ">"}


def plain(text: str, bot_user: str) -> str:
    """What the person typed: mentions of the bot taken out, links and names as their labels, entities decoded once."""
    without = _CONTROL.sub(lambda found: _shown(found, bot_user), text)
    decoded = _ENTITY.sub(lambda found: _PLAIN[found[1]], without)
    return re.sub(r"[ \t\u00a0]{2,}", " ", decoded).strip()


def mentioned(text: str) -> set[str]:
    """The users named in it, by id."""
    return {found["target"] for found in _CONTROL.finditer(text) if found["kind"] == "@"}


def _shown(found: re.Match[str], bot_user: str) -> str:
    kind, target, label = found["kind"], found["target"], found["label"]
    if kind == "@":
        return " " if target == bot_user else f"@{label or target}"
    if kind == "#":
        return f"#{label or target}"
    if kind == "!":
        return label or " "
    return label or target
