"""Authored YAML with line numbers: a small tree of texts, mappings and sequences; everything else is refused.

Scalars stay the strings that were written (`no`, `12:30` and `1.10` are texts). The parser's events are read, not its
objects, so that depth is checked before anything is built.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from knowledge import files
from knowledge.errors import SeedError

_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MOST_BYTES = 1_000_000
_DEEPEST = 20
_MOST_NODES = 50_000


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text, exactly as written but for YAML's own quoting and folding. Lines count from 1."""

    value: str
    line: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with their values, in the order written; no key twice."""

    items: tuple[tuple[Scalar, Node], ...]
    line: int


@dataclass(frozen=True, slots=True)
class Sequence:
    items: tuple[Node, ...]
    line: int


Node = Scalar | Mapping | Sequence


def load(path: Path, *, text: str | None = None) -> Node:
    """The one YAML document in `path` (or in `text`, then `path` only names it in errors).

    Raises SeedError with file and line: unreadable, no file, not UTF-8, over 1 MB, a tab, a syntax error, a duplicate
    key, an anchor or alias, a tag, nested deeper than 20, more than 50,000 values, empty, or a second document.
    """
    written = _read(path) if text is None else text
    if len(written.encode("utf-8", "surrogatepass")) > _MOST_BYTES:
        raise SeedError("this file is larger than 1 MB.", path=path)
    if "\t" in written:
        line = written.count("\n", 0, written.index("\t")) + 1
        raise SeedError("there is a tab here; YAML is indented with spaces.", path=path, line=line)
    try:
        return _document(_bounded(yaml.parse(written, Loader=_LOADER), path), path)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        complaint = " ".join((error.problem or error.context or "it cannot be parsed").split())
        raise SeedError(
            f"this is no valid YAML: {complaint}.", path=path, line=mark.line + 1 if mark else None
        ) from error
    except yaml.YAMLError as error:
        raise SeedError("this is no valid YAML: it holds characters that YAML does not allow.", path=path) from error
    except UnicodeEncodeError as error:
        raise SeedError("this is no valid YAML: it holds characters that are no Unicode text.", path=path) from error


def plain(node: Node) -> Any:
    """The node as texts, dicts and lists, without its lines."""
    if isinstance(node, Mapping):
        return {key.value: plain(value) for key, value in node.items}
    return [plain(item) for item in node.items] if isinstance(node, Sequence) else node.value


def _read(path: Path) -> str:
    content = files.content(path, most=_MOST_BYTES)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SeedError("this file is not UTF-8.", path=path, line=line) from error


def _bounded(events: Iterator[Event], path: Path) -> Iterator[Event]:
    for number, event in enumerate(events):
        if number > _MOST_NODES:
            raise SeedError(f"this file holds more than {_MOST_NODES:,} values.", path=path, line=_line(event))
        yield event


def _document(events: Iterator[Event], path: Path) -> Node:
    root: Node | None = None
    for event in events:
        if isinstance(event, DocumentStartEvent):
            if root is not None:
                raise SeedError("a second document begins here; one file holds one.", path=path, line=_line(event))
            root = _node(next(events), events, path, depth=1)
        elif isinstance(event, DocumentEndEvent):
            continue
    if root is None:
        raise SeedError("this file is empty.", path=path)
    return root


def _node(event: Event, events: Iterator[Event], path: Path, *, depth: int) -> Node:
    line = _line(event)
    _refuse_references(event, path)
    if depth > _DEEPEST:
        raise SeedError(f"this is nested deeper than {_DEEPEST} levels.", path=path, line=line)
    if isinstance(event, MappingStartEvent):
        return Mapping(tuple(_pairs(events, path, depth=depth)), line)
    if isinstance(event, SequenceStartEvent):
        return Sequence(tuple(_entries(events, path, depth=depth)), line)
    assert isinstance(event, ScalarEvent), event
    return Scalar(event.value, line)


def _entries(events: Iterator[Event], path: Path, *, depth: int) -> Iterator[Node]:
    while not isinstance(event := next(events), SequenceEndEvent):
        yield _node(event, events, path, depth=depth + 1)


def _pairs(events: Iterator[Event], path: Path, *, depth: int) -> Iterator[tuple[Scalar, Node]]:
    first: dict[str, int] = {}
    while not isinstance(event := next(events), MappingEndEvent):
        key = _node(event, events, path, depth=depth + 1)
        if not isinstance(key, Scalar):
            raise SeedError("a key must be a text.", path=path, line=key.line)
        if key.value in first:
            complaint = f"the key {key.value!r} is here twice (first in line {first[key.value]})."
            raise SeedError(complaint, path=path, line=key.line)
        first[key.value] = key.line
        yield key, _node(next(events), events, path, depth=depth + 1)


def _refuse_references(event: Event, path: Path) -> None:
    if isinstance(event, AliasEvent):
        raise SeedError(f"there is an alias here (*{event.anchor}); write the value out.", path=path, line=_line(event))
    if isinstance(event, NodeEvent) and event.anchor is not None:
        raise SeedError(f"there is an anchor here (&{event.anchor}); write without.", path=path, line=_line(event))
    tag = getattr(event, "tag", None)
    if tag is not None and tag != "!":
        raise SeedError(f"there is a tag here ({tag}); everything is a text.", path=path, line=_line(event))


def _line(event: Event) -> int:
    assert event.start_mark is not None
    return int(event.start_mark.line) + 1
