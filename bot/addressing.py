"""Who a message is put to: people named before or after what is asked are not what it asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable

_ENDS = ".?!,;:…\n"
_AROUND = " \t\n,;:–—-()"


def without_addressees(text: str, people: Iterable[tuple[int, int]]) -> str:
    """`text` without those mentions of `people` (characters, end exclusive) that it opens or closes with; "" where it
    has nothing else. One that a sentence ends with ("Was macht @Benjamin?") is what is asked for."""
    mentions = sorted(people)
    bare = _blanked(text, mentions)
    if not mentions or not _says(bare):
        return text if not mentions else ""
    start, end = 0, len(text)
    for first, last in mentions:
        if _says(text[start:first]):
            break
        start = last
    for first, last in reversed(mentions):
        asked_for = "?" in text[last:] and bare[:first].rstrip(" \t")[-1:] not in _ENDS
        if first < start or _says(text[last:end]) or asked_for:
            break
        end = first
    opened = text[start:].lstrip(_AROUND) if start else text
    if end == len(text):
        return opened
    closing = "?" if "?" in text[mentions[-1][1] :] else ""
    return opened[: len(opened) - (len(text) - end)].rstrip(_AROUND) + closing


def _blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    for first, last in spans:
        text = text[:first] + " " * (last - first) + text[last:]
    return text


def _says(text: str) -> bool:
    return re.search(r"\w", text) is not None
