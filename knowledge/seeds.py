"""Reading seeds: a text file becomes a Document. The text is kept exactly; everything else points into it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from knowledge import authored
from knowledge.document import Document, Language, PartialDate, Section
from knowledge.errors import SeedError
from knowledge.language import detect

LARGEST = 5_000_000  # bytes
_ENDINGS = (".txt", ".md")
_DATE = re.compile(r"\A\ufeff?\s*date (\d{4}(?:-\d{2}(?:-\d{2})?)?)(?=\s)")
_MARK = re.compile(r"\(([A-Za-zÄÖÜäöü]{2,5})\)\s*\Z")
_PARAGRAPH = re.compile(r"\S(?:.*?)(?=\s*(?:\r?\n[ \t]*\r?\n|\Z))", re.DOTALL)
_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^---[ \t]*\r?$\n?", re.DOTALL | re.MULTILINE)
_HEADING_MARK = re.compile(r"#{1,6}[ \t]+")
_LONGEST_HEADING = 80
_KEYS = ("title", "date", "author", "source", "language")


def paths(folder: Path) -> tuple[Path, ...]:
    """All seeds in a folder, by name. Raises SeedError when there is none, or two of one name."""
    if not folder.is_dir():
        raise SeedError("this folder does not exist", path=folder)
    found = sorted(path for path in folder.iterdir() if path.suffix in _ENDINGS and not path.name.startswith("."))
    if not found:
        raise SeedError("there is no article here; put a .txt or .md file into it", path=folder)
    names: dict[str, Path] = {}
    for path in found:
        if not path.resolve().is_relative_to(folder.resolve()):
            raise SeedError("this link leads out of the folder of seeds", path=path)
        if path.stem in names:
            raise SeedError(f"{names[path.stem].name} has the same name; rename one of the two", path=path)
        names[path.stem] = path
    return tuple(found)


def content(path: Path) -> bytes:
    """The file's bytes. Raises SeedError when it cannot be read or is larger than `LARGEST`."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise SeedError(f"this file has {size:,} bytes; an article may have {LARGEST:,}", path=path)
        return path.read_bytes()
    except OSError as error:
        raise SeedError(f"this file cannot be read ({error.strerror})", path=path) from error


def read(path: Path) -> Document:
    """The article in one file. Raises SeedError with one sentence for anything that is not a readable text."""
    return parse(_text(path), path)


def _text(path: Path) -> str:
    raw = content(path)
    if b"\0" in raw:
        raise SeedError(f"there is a NUL byte at position {raw.index(0)}; this is not a text file", path=path)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SeedError(f"byte {error.start} is not UTF-8; save the file in the encoding UTF-8", path=path) from error
    if not text.strip().strip("\ufeff"):
        raise SeedError("this file is empty", path=path)
    return text


def parse(text: str, path: Path) -> Document:
    """The article in `text`, as if it stood in the file `path`."""
    matter = _FRONT_MATTER.match(text) if path.suffix == ".md" else None
    fields = _front_matter(matter.group(1), path) if matter else {}
    start = matter.end() if matter else (1 if text.startswith("\ufeff") else 0)
    published, published_span, start = _published(text, start, fields.get("date"))
    author, author_span, end = _author(text, start, fields.get("author"))
    start = _skip(text, start)
    title, sections = _sections(text, start, max(start, end), markdown=path.suffix == ".md")
    language = fields.get("language") or detect(text[start:end])
    return Document(
        id=path.stem,
        title=fields.get("title") or title or _readable(path.stem),
        language="en" if language == "en" else "de",
        text=text,
        body_start=start,
        body_end=max(start, end),
        sections=sections,
        published=published,
        author=author,
        source=fields.get("source"),
        published_span=published_span,
        author_span=author_span,
    )


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _front_matter(raw: str, path: Path) -> dict[str, str]:
    node = authored.load(path, text="\n" + raw)  # the line of the dashes is line 1
    if not isinstance(node, authored.Mapping):
        raise SeedError("the front matter must be `key: value` lines", path=path, line=1)
    fields: dict[str, str] = {}
    for key, value in node.items:
        if key.value not in _KEYS:
            raise SeedError(f"unknown key {key.value!r}; known are {', '.join(_KEYS)}", path=path, line=key.line)
        if not isinstance(value, authored.Scalar):
            raise SeedError(f"{key.value} must be a text", path=path, line=key.line)
        _check(key.value, value.value, path, key.line)
        fields[key.value] = value.value
    return fields


def _check(key: str, value: str, path: Path, line: int) -> None:
    languages: tuple[Language, ...] = ("de", "en")
    if key == "language" and value not in languages:
        raise SeedError(f"language must be de or en, not {value!r}", path=path, line=line)
    if key == "date":
        try:
            PartialDate.parse(value)
        except ValueError as error:
            raise SeedError(
                f"date must be a year, month or day such as 2021-03, not {value!r}", path=path, line=line
            ) from error


def _published(text: str, start: int, given: str | None) -> tuple[PartialDate | None, tuple[int, int] | None, int]:
    found = _DATE.match(text) if start <= 1 else None
    if found is not None:
        try:
            return PartialDate.parse(found.group(1)), found.span(1), found.end()
        except ValueError:
            return None, None, start
    if given is None:
        return None, None, start
    at = text.find(given, 0, start)
    return PartialDate.parse(given), (at, at + len(given)) if at >= 0 else None, start


def _author(text: str, start: int, given: str | None) -> tuple[str | None, tuple[int, int] | None, int]:
    found = _MARK.search(text, start)
    end = found.start() if found else len(text)
    end = start + len(text[start:end].rstrip())
    if given is not None:
        at = text.find(given, 0, start)
        return given, (at, at + len(given)) if at >= 0 else None, end
    return (found.group(1), found.span(1), end) if found else (None, None, end)


def _sections(text: str, start: int, end: int, *, markdown: bool) -> tuple[str | None, tuple[Section, ...]]:
    """The title where a heading gives one, and the sections between headings; always at least one."""
    title: str | None = None
    bounds: list[tuple[str | None, int, int]] = []
    heading, begin = None, start
    for first, last, name in _headings(text, start, end, markdown):
        if first == start or (markdown and title is None and text.startswith("# ", first)):
            title = name
        if text[begin:first].strip():
            bounds.append((heading, begin, first))
        heading = None if name == title else name
        begin = _skip(text, last)
    bounds.append((heading, min(begin, end), end))
    sections = tuple(
        Section(index=at, heading=name, start=a, end=a + len(text[a:b].rstrip()))
        for at, (name, a, b) in enumerate(bounds)
    )
    return title, sections


def _headings(text: str, start: int, end: int, markdown: bool) -> Iterator[tuple[int, int, str]]:
    found = [match.span() for match in _PARAGRAPH.finditer(text, start, end)]
    for at, (first, last) in enumerate(found):
        line = text[first:last].split("\n")[0].rstrip()
        mark = _HEADING_MARK.match(line) if markdown else None
        if mark:
            yield first, first + len(line), line[mark.end() :].rstrip("# ")
        elif at < len(found) - 1 and _is_heading(text[first:last]):
            yield first, last, text[first:last]


def _is_heading(paragraph: str) -> bool:
    listed = re.match(r"[-*•\d(]", paragraph)
    short = len(paragraph) <= _LONGEST_HEADING and "\n" not in paragraph
    return short and paragraph[-1] not in '.,;:!"”“' and not listed


def _readable(stem: str) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in re.split(r"[-_ ]+", stem) if word) or stem
