"""Documents and the spans in them. Every offset is a character index into `Document.text`, end exclusive."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Literal

Language = Literal["de", "en"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialDate:
    """A date of known precision: a year, a year and month, or a day."""

    year: int
    month: int | None = None
    day: int | None = None

    def first(self) -> dt.date:
        return dt.date(self.year, self.month or 1, self.day or 1)

    def last(self) -> dt.date:
        month = self.month or 12
        return dt.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def iso(self) -> str:
        """`2021`, `2021-03` or `2021-03-09`."""
        parts = [f"{self.year:04d}"]
        parts += [f"{part:02d}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)

    @classmethod
    def parse(cls, iso: str) -> PartialDate:
        """The inverse of `iso`. Raises ValueError for anything else, or a day that does not exist."""
        parts = [int(part) for part in iso.split("-")]
        if not 1 <= len(parts) <= 3:
            raise ValueError(f"not a date: {iso!r}")
        found = cls(year=parts[0], month=parts[1] if len(parts) > 1 else None, day=parts[2] if len(parts) > 2 else None)
        found.first()
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A run of paragraphs under one heading; the text before the first heading has none."""

    index: int
    start: int
    end: int
    heading: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An article. `text` is the seed exactly as read; `body` is where its prose starts and ends in it."""

    id: str
    title: str
    language: Language
    text: str
    body_start: int
    body_end: int
    sections: tuple[Section, ...]
    published: PartialDate | None = None
    author: str | None = None
    source: str | None = None
    published_span: tuple[int, int] | None = None
    author_span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    document: str
    index: int
    start: int
    end: int
    section: int
    paragraph: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A verbatim passage. Invariant: `document.text[start:end] == quote`."""

    document: str
    start: int
    end: int
    quote: str

    def holds(self, text: str) -> bool:
        return text[self.start : self.end] == self.quote
