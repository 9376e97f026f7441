"""What stands above a text of who wrote it and when: "Von Anna Kern, 3. Mai 2024", or "Berlin, 3. Mai 2024 – …"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge import dates
from knowledge.document import Language, PartialDate
from knowledge.facts import Kind

Span = tuple[int, int]

_LINES = 3  # non-empty ones at the beginning, one of which may be the byline
_LONGEST = 120  # characters of a byline
_NAME = r"(?:[A-ZÄÖÜ][\w.'’-]*|und|and|von|van|de|der|den|zu|del|di|la)"
_AUTHOR = re.compile(
    rf"(?:[Vv]on|[Bb]y|Text|Autor(?:in)?|Author)(?::[ \t]*|[ \t]+)(?P<name>[A-ZÄÖÜ][\w.'’-]*(?:,?[ \t]+{_NAME})*)"
)
_NO_PLACE = "Am|Im|An|In|Ab|Seit|Bis|Vom|Nach|Vor|Zum|On|Since|Until|By|After|Before|Der|Die|Das|The"
_PLACE = rf"\(?(?!(?:{_NO_PLACE})\b)[A-ZÄÖÜ][\w./-]*\)?,?"  # or an agency, or a weekday
_BEFORE = re.compile(
    rf"(?:(?:Stand|Veröffentlicht|Erschienen|Published|Updated)(?: am| on)?:?|(?:{_PLACE}[ \t]+){{0,2}}{_PLACE})?"
)
_BEHIND = re.compile(r"(?:[ \t]*(?:[,|]|um|at)?[ \t]*\d{1,2}[:.]\d\d(?:[ \t]*Uhr)?)?[ \t\r\n]*")
_SEPARATORS = " \t,|•·–—/-"
_DATELINE = re.compile(r"[ \t]*[A-ZÄÖÜ][^\n]{2,70}?(?:[ \t][–—-]|\d{4}\.)[ \t]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Byline:
    """`start` to `end`: the line, its break included, nothing for a date that opens the first sentence. `author` and
    `published` with their places in the text, None where the line does not say."""

    start: int
    end: int
    author: str | None = None
    author_span: Span | None = None
    published: PartialDate | None = None
    published_span: Span | None = None


def find(text: str, start: int, language: Language) -> Byline | None:
    """The byline among the first lines of a text, or the dateline its first sentence opens with."""
    for first, last in _first_lines(text, start):
        found = _byline(text, first, last, language) or _dateline(text, first, language)
        if found is not None:
            return found
        if text[first:last].rstrip().endswith((".", "!", "?", "…")):
            break
    return None


def _first_lines(text: str, start: int) -> list[Span]:
    found: list[Span] = []
    for match in re.compile(r"[^\n]*\n?").finditer(text, start):
        if len(found) == _LINES or match.start() == match.end():
            break
        if match.group().strip():
            found.append(match.span())
    return found


def _byline(text: str, first: int, last: int, language: Language) -> Byline | None:
    line = text[first:last]
    if len(line.strip()) > _LONGEST:
        return None
    start, end, day = _day(line, language) or (len(line), len(line), None)
    if day is not None and not _BEHIND.fullmatch(line, end):
        return None
    before = line[:start].strip()
    author = _AUTHOR.match(before)
    rest = before[author.end() :].strip(_SEPARATORS) if author else before.strip(_SEPARATORS)
    if (day is None and (author is None or rest)) or not _BEFORE.fullmatch(rest):
        return None
    at = first + len(line) - len(line.lstrip())
    return Byline(
        start=first,
        end=last,
        author=author["name"] if author else None,
        author_span=(at + author.start("name"), at + author.end("name")) if author else None,
        published=day,
        published_span=(first + start, first + end) if day else None,
    )


def _dateline(text: str, start: int, language: Language) -> Byline | None:
    match = _DATELINE.match(text, start)
    found = _day(match.group(), language) if match else None
    if match is None or found is None or not _BEFORE.fullmatch(match.group()[: found[0]].strip(_SEPARATORS)):
        return None
    at = match.start()
    return Byline(start=at, end=at, published=found[2], published_span=(at + found[0], at + found[1]))


def _day(line: str, language: Language) -> tuple[int, int, PartialDate] | None:
    """The first date of a line that has a year and a month, with its place."""
    for mention in dates.find(line, language, None):
        if mention.kind is Kind.DATE and re.fullmatch(r"\d{4}-\d\d(?:-\d\d)?", mention.value or ""):
            return mention.start, mention.end, PartialDate.parse(mention.value or "")
    return None
