"""Headings and the sections between them: `#` lines in Markdown, short lines between blank ones in plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.document import Section
from knowledge.lines import paragraphs

_LONGEST = 80  # characters
_MOST_IN_A_ROW = 2  # more short lines after one another are a list or a poem
_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")  # the line ends of str.splitlines
_HASHES = re.compile(r" {0,3}(#{1,6})[ \t]+(?=\S)")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_CLOSERS = "\"'“”»«’‘)]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """`start` and `end` are those of the whole line, `level` counts from 1."""

    start: int
    end: int
    text: str
    level: int = 1


def find(text: str, start: int, end: int, *, markdown: bool) -> tuple[Heading, ...]:
    """The headings in `text[start:end]`. Markdown without any `#` line is read as plain text."""
    found = tuple(_marked(text, start, end)) if markdown else ()
    return found or tuple(_short_lines(text, start, end))


def sections(text: str, headings: tuple[Heading, ...], start: int, end: int) -> tuple[Section, ...]:
    """The trimmed stretches between the headings, which belong to none; those with neither text nor heading are
    left out."""
    bounds = [(None, start), *((heading.text, heading.end) for heading in headings)]
    stops = [*(heading.start for heading in headings), end]
    found: list[Section] = []
    for (heading, first), stop in zip(bounds, stops, strict=True):
        stretch = text[first:stop]
        first += len(stretch) - len(stretch.lstrip()) if stretch.strip() else 0
        if heading or stretch.strip():
            last = first + len(text[first:stop].rstrip())
            found.append(Section(index=len(found), start=first, end=last, heading=heading))
    return tuple(found)


def _marked(text: str, start: int, end: int) -> Iterator[Heading]:
    fence: str | None = None
    for line in _LINE.finditer(text, start, end):
        fenced = _FENCE.match(text, *line.span())
        if fenced:
            if fence is None:
                fence = fenced.group(1)
            elif fence == fenced.group(1):
                fence = None
        mark = _HASHES.match(text, *line.span()) if fence is None else None
        if mark:
            name = text[mark.end() : line.end()].rstrip()
            yield Heading(start=line.start(), end=line.end(), text=_without_closing(name), level=len(mark.group(1)))


def _without_closing(name: str) -> str:
    """`Title ##` is `Title`, `C#` stays."""
    bare = name.rstrip("#")
    return bare.rstrip() if bare.endswith((" ", "\t")) else name


def _short_lines(text: str, start: int, end: int) -> Iterator[Heading]:
    row: list[Heading] = []
    for first, last in paragraphs(text, start, end):
        if last - first <= _LONGEST and _like_heading(text[first:last]):
            row.append(Heading(start=first, end=last, text=text[first:last]))
            continue
        if len(row) <= _MOST_IN_A_ROW:
            yield from row
        row = []


def _like_heading(paragraph: str) -> bool:
    """One line that neither ends like a sentence nor begins like a list item or in the middle of one."""
    if (
        len(paragraph.splitlines()) > 1
        or "://" in paragraph
        or not (paragraph[0].isalnum() or paragraph[0] in "„“\"»«'")
    ):
        return False
    if paragraph[:2].islower() and paragraph[:2].isalpha():
        return False
    return any(map(str.isalpha, paragraph)) and paragraph.rstrip(_CLOSERS)[-1:] not in ".,;:!…"
