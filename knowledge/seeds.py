"""Reading seeds: a text file becomes a Document. The text is kept exactly; everything else points into it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from knowledge import bylines, files, headings
from knowledge.authored import Mapping, Scalar, load
from knowledge.bylines import Byline
from knowledge.document import Document, Language, PartialDate
from knowledge.errors import SeedError
from knowledge.headings import Heading
from knowledge.language import detect

LARGEST = 5_000_000  # bytes
_ENDINGS = (".txt", ".md")
_ISO = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
_DATE = re.compile(r"\s*date[ \t]+(\d{4}[\d-]*)(?=\s|\Z)")
_MARK = re.compile(r"\(([^\W\d_]{2,5})\)\s*\Z")
_SENTENCE_ENDS = '.!?…"“”»«)'
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.*?)^---[ \t]*\r?$\n?", re.DOTALL | re.MULTILINE)
_OPENED = re.compile(r"---[ \t]*\r?\n")
_KEYS = ("title", "date", "author", "source", "language")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Field:
    """A value and where it stands in the text, None where it does not stand there as one stretch."""

    value: str
    span: Span | None


def paths(folder: Path) -> tuple[Path, ...]:
    """All seeds in a folder, by name; hidden files and folders are none.

    Raises SeedError when there is none, when two have one name, and for a link that leads out of the folder.
    """
    if not folder.is_dir():
        raise SeedError("this folder does not exist.", path=folder)
    try:
        inside = sorted(folder.iterdir())
    except OSError as error:
        raise SeedError(f"this folder cannot be read ({error.strerror}).", path=folder) from error
    found = [p for p in inside if p.suffix in _ENDINGS and not p.name.startswith(".") and not p.is_dir()]
    if not found:
        raise SeedError("there is no article here; put a .txt or .md file into it.", path=folder)
    names: dict[str, Path] = {}
    for path in found:
        files.refuse_elsewhere(path, folder)
        if path.stem in names:
            raise SeedError(f"{names[path.stem].name} has the same name; rename one of the two.", path=path)
        names[path.stem] = path
    return tuple(found)


def facts_beside(path: Path) -> Path | None:
    """The file of curated facts beside a seed, where there is one. Raises SeedError for a link that leads out of the
    folder."""
    beside = path.with_name(f"{path.stem}.facts.yaml")
    if not beside.exists():
        return None
    files.refuse_elsewhere(beside, path.parent)
    return beside


def content(path: Path) -> bytes:
    """The file's bytes. Raises SeedError when it is none, cannot be read or is larger than `LARGEST`."""
    return files.content(path, most=LARGEST)


def read(path: Path) -> Document:
    """The article in one file. Raises SeedError with one sentence for anything that is not a readable text."""
    return parse(_text(path), path)


def parse(text: str, path: Path) -> Document:
    """The article in `text`, as if it stood in the file `path`. Raises SeedError."""
    start = 1 if text.startswith("\ufeff") else 0
    start, fields = _front_matter(text, start, path) if path.suffix == ".md" else (start, {})
    start, leading = _leading_date(text, start, path)
    end, mark = _author_mark(text, start)
    language = _language(fields.get("language"), text[start:end])
    byline = bylines.find(text, start, language)
    date = leading or fields.get("date") or _written(byline.published_span if byline else None, text)
    author = fields.get("author") or mark or _written(byline.author_span if byline else None, text)
    above = ""
    if byline is not None and byline.end > byline.start:
        above, start = text[start : byline.start].strip(), byline.end
    found = headings.find(text, start, end, markdown=path.suffix == ".md")
    title = None if above else _title(text, found, start)
    if title is not None and not text[start : title.start].strip():
        start, found = title.end, found[1:]
    start = _skip_white(text, start, end)
    sections = headings.sections(text, found, start, end)
    if all(section.start == section.end for section in sections):
        raise SeedError("there is no text in this file but its title, date or author.", path=path)
    return Document(
        id=path.stem,
        title=fields["title"].value
        if "title" in fields
        else _one_line(above) or (title.text if title else _readable(path.stem)),
        language=language,
        text=text,
        body_start=start,
        body_end=end,
        sections=sections,
        published=_published(date, byline),
        author=author.value if author else None,
        source=fields["source"].value if "source" in fields else None,
        published_span=date.span if date else None,
        author_span=author.span if author else None,
    )


def _written(span: Span | None, text: str) -> _Field | None:
    return None if span is None else _Field(text[slice(*span)], span)


def _published(date: _Field | None, byline: Byline | None) -> PartialDate | None:
    if date is None:
        return None
    if byline is not None and date.span == byline.published_span:
        return byline.published
    return PartialDate.parse(date.value)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _text(path: Path) -> str:
    raw = content(path)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        complaint = f"byte {error.start} is not UTF-8; save the file in the encoding UTF-8."
        raise SeedError(complaint, path=path) from error
    if "\0" in text:
        raise SeedError(f"there is a NUL byte at byte {raw.index(0)}; this is not a text file.", path=path)
    if not text.strip("\ufeff \t\r\n") or text.isspace():
        raise SeedError("this file is empty.", path=path)
    return text


def _front_matter(text: str, start: int, path: Path) -> tuple[int, dict[str, _Field]]:
    """Where the text goes on, and the fields between two lines of dashes at its beginning."""
    matter = _FRONT_MATTER.match(text, start)
    if matter is None:
        if _OPENED.match(text, start):
            raise SeedError("the front matter that begins here has no second line of dashes.", path=path, line=1)
        return start, {}
    if not matter.group(1).strip():
        return matter.end(), {}
    root = load(path, text="\n" + matter.group(1))  # the dashes are line 1
    if not isinstance(root, Mapping):
        raise SeedError("the front matter must be lines of the form key: value.", path=path, line=root.line)
    fields: dict[str, _Field] = {}
    for key, value in root.items:
        if key.value not in _KEYS:
            complaint = f"{key.value!r} is no key of the front matter; it has {', '.join(_KEYS)}."
            raise SeedError(complaint, path=path, line=key.line)
        if not isinstance(value, Scalar) or not value.value.strip():
            raise SeedError(f"{key.value!r} must be a text.", path=path, line=key.line)
        _check(key.value, value, path)
        written = Scalar(" ".join(value.value.split()), value.line)
        fields[key.value] = _Field(written.value, _place(text, written, matter.end()))
    return matter.end(), fields


def _check(key: str, value: Scalar, path: Path) -> None:
    if key == "date":
        _check_date(value.value, path, value.line)
    if key == "language" and value.value not in ("de", "en"):
        raise SeedError(f"the language must be de or en, not {value.value!r}.", path=path, line=value.line)


def _check_date(value: str, path: Path, line: int) -> None:
    try:
        if not _ISO.fullmatch(value):
            raise ValueError(value)
        PartialDate.parse(value)
    except ValueError as error:
        complaint = f"{value!r} is no date; it is written like 2021, 2021-03 or 2021-03-09."
        raise SeedError(complaint, path=path, line=line) from error


def _place(text: str, value: Scalar, end: int) -> Span | None:
    """Where a value of the front matter, which ends at `end`, stands in the text: on its line, after the key."""
    start = 0
    for _ in range(value.line - 1):
        start = text.index("\n", start) + 1
    at = text.find(value.value, text.find(":", start) + 1, end)
    return (at, at + len(value.value)) if at >= 0 else None


def _leading_date(text: str, start: int, path: Path) -> tuple[int, _Field | None]:
    found = _DATE.match(text, start)
    if found is None:
        return start, None
    _check_date(found.group(1), path, text.count("\n", 0, found.start(1)) + 1)
    return found.end(), _Field(found.group(1), found.span(1))


def _author_mark(text: str, start: int) -> tuple[int, _Field | None]:
    """Where the body ends, and the mark behind it: on a line of its own or after a sentence's end."""
    end = start + len(text[start:].rstrip())
    found = _MARK.search(text, max(start, end - 7))
    if found is None:
        return end, None
    before = text[start : found.start()]
    body = before.rstrip()
    alone = not body or "\n" in before[len(body) :]
    if not alone and (len(body) == len(before) or body[-1] not in _SENTENCE_ENDS):
        return end, None
    return start + len(body), _Field(found.group(1), found.span(1))


def _title(text: str, found: tuple[Heading, ...], start: int) -> Heading | None:
    """The heading that is the title: the first of level 1, in plain text only at the very beginning."""
    first = next((heading for heading in found if heading.level == 1), None)
    if first is None:
        return None
    marked = text[first.start : first.end].lstrip().startswith("#")
    return first if marked or not text[start : first.start].strip() else None


def _skip_white(text: str, at: int, end: int) -> int:
    while at < end and text[at].isspace():
        at += 1
    return at


def _language(given: _Field | None, body: str) -> Language:
    if given is None:
        return detect(body)
    return "en" if given.value == "en" else "de"


def _readable(stem: str) -> str:
    """`docker-series-b` → `Docker Series B`."""
    return " ".join(word[:1].upper() + word[1:] for word in re.split(r"[-_ ]+", stem) if word) or stem
