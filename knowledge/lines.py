"""Paragraphs and the lines in them: which line break is only white space, and which one separates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from knowledge.abbreviations import MONTHS

Span = tuple[int, int]

_BREAK = re.compile(r"\r\n|[\n\r\u2028\u2029]")
_BULLET = re.compile(r"[-*•‣◦▪–—+·]\s+\S")
_NUMBERED = re.compile(r"\(?(?:\d{1,3}|[a-zA-Z])[.)]\s+(\w*)")
_ENDED = re.compile(r"[.!?…:;][\"'“”»«’‘›‹)\]]*\Z")
_LONGEST_HEADLINE = 90  # characters
_ROOM = 0.75  # a line this much shorter than its neighbours was ended on purpose
_DANGLING = frozenset(
    re.findall(
        r"\w+",
        "der die das den dem des ein eine einen einem einer eines und oder mit von vom zu zum zur im in am an auf für "
        "bei the a an and or of to in on at for with by from sowie als wie",
    )
)


def paragraphs(text: str, start: int, end: int) -> Iterator[Span]:
    """Runs of lines that are not blank, trimmed, between two offsets."""
    first = last = -1
    for line_start, line_end in _lines(text, start, end):
        if line_start == line_end:
            if first >= 0:
                yield first, last
            first = -1
        else:
            first, last = (line_start if first < 0 else first), line_end
    if first >= 0:
        yield first, last


def units(text: str, start: int, end: int) -> Iterator[Span]:
    """The parts of one paragraph that no sentence crosses: list items, headlines without a full stop, the rest."""
    lines = list(_lines(text, start, end))
    width = max((stop - begin for begin, stop in lines), default=0)
    items = _items(text, lines)
    first = start
    for (begin, stop), (next_begin, next_stop) in pairwise(lines):
        following = text[next_begin:next_stop]
        if next_begin in items or _ended_on_purpose(text[begin:stop], following, width):
            yield first, stop
            first = next_begin
    if lines:
        yield first, lines[-1][1]


def _lines(text: str, start: int, end: int) -> Iterator[Span]:
    """Trimmed lines; a blank one is an empty span."""
    for break_ in _BREAK.finditer(text, start, end):
        yield _trimmed(text, start, break_.start())
        start = break_.end()
    yield _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> Span:
    line = text[start:end]
    left = len(line) - len(line.lstrip())
    return start + left, max(start + left, start + len(line.rstrip()))


def _items(text: str, lines: list[Span]) -> frozenset[int]:
    """Where list items begin. A marker counts after a full stop or colon, or when the paragraph has it twice."""
    marked = [(index, begin) for index, (begin, end) in enumerate(lines) if _is_marker(text[begin:end])]
    if len(marked) > 1:
        return frozenset(begin for _, begin in marked)
    return frozenset(
        begin for index, begin in marked if index == 0 or _ENDED.search(text[slice(*lines[index - 1])][-8:])
    )


def _is_marker(line: str) -> bool:
    numbered = _NUMBERED.match(line[:60])
    return bool(_BULLET.match(line[:8])) or bool(numbered and numbered.group(1).casefold() not in MONTHS)


def _ended_on_purpose(line: str, following: str, width: int) -> bool:
    """A short line without an end mark before a line that begins like a sentence, though the next word had room."""
    if len(line) > _LONGEST_HEADLINE or line[-1] in ",;-–—(„" or _ENDED.search(line[-8:]):
        return False
    word = following[:60].split(maxsplit=1)[0]
    if not (word[0].isupper() or word[0].isdigit() or word[0] in "„“\"»«'"):
        return False
    fits = len(line) + 1 + len(word) <= _ROOM * width
    return fits and line[-30:].split()[-1].casefold() not in _DANGLING
