"""Text as Slack sends it → what the person typed."""

from __future__ import annotations

import re
from typing import Final

from bot.addressing import without_addressees

_CONTROL: Final = re.compile(r"<(?P<kind>[@#!]?)(?P<target>[^<>|]*)(?:\|(?P<label>[^<>]*))?>")
_ENTITY: Final = re.compile(r"&(amp|lt|gt);")
_PLAIN: Final = {"amp": "&", "lt": "<", "gt": ">"}


def plain(text: str, bot_user: str) -> str:
    """What the person typed: mentions of the bot taken out, of people whom it only addresses, too, links and names as
    their labels, entities decoded once. Ids of people and channels are nobody's words."""
    shown, people, at = "", [], 0
    for found in _CONTROL.finditer(text):
        shown += text[at : found.start()]
        label, at = _shown(found, bot_user), found.end()
        if found["kind"] == "@" and label:
            people.append((len(shown), len(shown) + len(label)))
        shown += label
    shown += text[at:]
    decoded = _ENTITY.sub(lambda found: _PLAIN[found[1]], without_addressees(shown, people))
    return re.sub(r"[ \t\u00a0]{2,}", " ", decoded).strip()


def mentioned(text: str) -> set[str]:
    """The users named in it, by id."""
    return {found["target"] for found in _CONTROL.finditer(text) if found["kind"] == "@"}


def _shown(found: re.Match[str], bot_user: str) -> str:
    kind, target, label = found["kind"], found["target"], found["label"]
    if kind == "@":
        return f"@{label}" if label and target != bot_user else ""
    if kind == "#":
        return f"#{label}" if label else ""
    if kind == "!":
        return label or " "
    return label or target
