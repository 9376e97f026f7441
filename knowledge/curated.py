"""Curated facts: `NAME.facts.yaml` beside a seed, checked against its text. Every error names file, line and text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge.authored import Mapping, Node, Scalar, Sequence, load
from knowledge.document import Document, Evidence, Sentence
from knowledge.errors import SeedError
from knowledge.facts import Alias, Fact, Kind, Unknown

MOST = 2_000  # facts, aliases or known unknowns beside one seed; each quote is looked for in all of it
_TOP = ("facts", "aliases", "unknown")
_FACT = ("id", "answer", "quote", "kind", "ask", "derived")
_UNKNOWN = ("id", "ask", "tell")


@dataclass(frozen=True, slots=True, kw_only=True)
class Curated:
    """What people wrote about one document; ids are `DOCUMENT:ID`."""

    facts: tuple[Fact, ...] = ()
    aliases: tuple[Alias, ...] = ()
    unknowns: tuple[Unknown, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """A mapping whose keys have been checked. `what` names it in errors: "fact", "unknown"."""

    path: Path
    what: str
    line: int
    values: dict[str, Node]

    def text(self, key: str) -> Scalar:
        return _text(self.values[key], self.path, f"{key!r} of {_article(self.what)}")

    def given(self, key: str) -> Scalar | None:
        return self.text(key) if key in self.values else None

    def asked(self) -> tuple[Scalar, ...]:
        return _texts(self.values["ask"], self.path, f"'ask' of {_article(self.what)}") if "ask" in self.values else ()


def read(path: Path, document: Document, sentences: tuple[Sentence, ...]) -> Curated:
    """The curated facts, aliases and known unknowns in `path` for `document`, whose sentences are given in order.

    Raises SeedError naming file, line and the offending text.
    """
    root = _entry(load(path), path, "facts file", allowed=_TOP)
    facts = tuple(_entries(root, "facts", "fact", allowed=_FACT, needed=("id", "answer", "quote")))
    unknowns = tuple(_entries(root, "unknown", "unknown", allowed=_UNKNOWN, needed=("ask", "tell")))
    _refuse_repeats(path, [entry.text("id") for entry in (*facts, *unknowns) if "id" in entry.values], "id")
    _refuse_repeats(path, [said for entry in (*facts, *unknowns) for said in entry.asked()], "phrasing")
    return Curated(
        facts=tuple(_fact(entry, document, sentences) for entry in facts),
        aliases=tuple(_aliases(root, document)),
        unknowns=tuple(_unknown(entry, number, document) for number, entry in enumerate(unknowns, 1)),
    )


def _fact(entry: _Entry, document: Document, sentences: tuple[Sentence, ...]) -> Fact:
    answer, derived = entry.text("answer"), entry.given("derived")
    quote = entry.text("quote")
    start = _place(quote, document, entry.path)
    sentence, evidence = _evidence(start, start + len(quote.value), document, sentences)
    within = quote.value.find(answer.value)
    if derived is None and within < 0:
        complaint = f"the answer {answer.value!r} stands neither in the quote nor has it 'derived'."
        raise SeedError(complaint, path=entry.path, line=answer.line)
    return Fact(
        id=f"{document.id}:{entry.text('id').value}",
        answer=answer.value,
        kind=_kind(entry.given("kind"), entry.path),
        sentence=sentence,
        evidence=evidence,
        origin="curated",
        answer_start=start + within if derived is None else None,
        answer_end=start + within + len(answer.value) if derived is None else None,
        derivation=derived.value if derived else None,
        ask=tuple(said.value for said in entry.asked()),
    )


def _place(quote: Scalar, document: Document, path: Path) -> int:
    """Where the quote starts in the document's text; it must stand there once."""
    start = document.text.find(quote.value)
    if start < 0:
        raise SeedError(f"the quote {quote.value!r} does not stand in the seed.", path=path, line=quote.line)
    if document.text.find(quote.value, start + 1) >= 0:
        complaint = f"the quote {quote.value!r} stands in the seed more than once; quote more of it."
        raise SeedError(complaint, path=path, line=quote.line)
    return start


def _evidence(start: int, end: int, document: Document, sentences: tuple[Sentence, ...]) -> tuple[int, Evidence]:
    """The first sentence's index and the whole sentences around the span. A span outside of all of them (a heading,
    the date) is its own evidence and goes to the last sentence before it, else to the first."""
    around = [sentence for sentence in sentences if sentence.start < end and start < sentence.end]
    if around:
        index, start, end = around[0].index, min(start, around[0].start), max(end, around[-1].end)
    else:
        index = max((sentence.index for sentence in sentences if sentence.end <= start), default=0)
    return index, Evidence(document=document.id, start=start, end=end, quote=document.text[start:end])


def _kind(named: Scalar | None, path: Path) -> Kind:
    if named is None:
        return Kind.PHRASE
    if named.value not in set(Kind):
        complaint = f"{named.value!r} is no kind; there are {', '.join(Kind)}."
        raise SeedError(complaint, path=path, line=named.line)
    return Kind(named.value)


def _unknown(entry: _Entry, number: int, document: Document) -> Unknown:
    name = entry.given("id")
    return Unknown(
        id=f"{document.id}:{name.value if name else f'unknown-{number}'}",
        document=document.id,
        ask=tuple(said.value for said in entry.asked()),
        tell=entry.text("tell").value,
    )


def _aliases(root: _Entry, document: Document) -> Iterator[Alias]:
    for node in _list(root.values["aliases"], root.path, "'aliases'") if "aliases" in root.values else ():
        names = _texts(node, root.path, "an entry of 'aliases'")
        if len(names) < 2:
            complaint = f"an alias needs two names or more; {names[0].value!r} stands alone."
            raise SeedError(complaint, path=root.path, line=node.line)
        yield Alias(document=document.id, names=tuple(name.value for name in names))


def _entries(
    root: _Entry, key: str, what: str, *, allowed: tuple[str, ...], needed: tuple[str, ...]
) -> Iterator[_Entry]:
    for node in _list(root.values[key], root.path, f"{key!r}") if key in root.values else ():
        yield _entry(node, root.path, what, allowed=allowed, needed=needed)


def _entry(node: Node, path: Path, what: str, *, allowed: tuple[str, ...], needed: tuple[str, ...] = ()) -> _Entry:
    if not isinstance(node, Mapping):
        complaint = f"{_article(what)} must be a mapping with the keys {', '.join(allowed)}, not {_called(node)}."
        raise SeedError(complaint, path=path, line=node.line)
    for key, _ in node.items:
        if key.value not in allowed:
            complaint = f"{key.value!r} is no key of {_article(what)}; it has {', '.join(allowed)}."
            raise SeedError(complaint, path=path, line=key.line)
    values = {key.value: value for key, value in node.items}
    for name in needed:
        if name not in values:
            raise SeedError(f"this {what} has no {name!r}.", path=path, line=node.line)
    return _Entry(path=path, what=what, line=node.line, values=values)


def _refuse_repeats(path: Path, texts: list[Scalar], what: str) -> None:
    first: dict[str, int] = {}
    for text in texts:
        if text.value in first:
            complaint = f"the {what} {text.value!r} is here twice (first in line {first[text.value]})."
            raise SeedError(complaint, path=path, line=text.line)
        first[text.value] = text.line


def _text(node: Node, path: Path, what: str) -> Scalar:
    if not isinstance(node, Scalar):
        raise SeedError(f"{what} must be a text, not {_called(node)}.", path=path, line=node.line)
    if not node.value.strip():
        raise SeedError(f"{what} is empty.", path=path, line=node.line)
    return node


def _list(node: Node, path: Path, what: str) -> tuple[Node, ...]:
    if isinstance(node, Scalar) and not node.value.strip():
        raise SeedError(f"{what} is empty.", path=path, line=node.line)
    if not isinstance(node, Sequence):
        raise SeedError(f"{what} must be a list, not {_called(node)}.", path=path, line=node.line)
    if not node.items:
        raise SeedError(f"{what} is empty.", path=path, line=node.line)
    if len(node.items) > MOST:
        raise SeedError(f"{what} has more than {MOST:,} entries.", path=path, line=node.items[MOST].line)
    return node.items


def _texts(node: Node, path: Path, what: str) -> tuple[Scalar, ...]:
    return tuple(_text(item, path, what) for item in _list(node, path, what))


def _article(what: str) -> str:
    return f"an {what}" if what[0] in "aeiou" else f"a {what}"


def _called(node: Node) -> str:
    if isinstance(node, Scalar):
        return f"the text {node.value!r}" if node.value else "nothing"
    return "a mapping" if isinstance(node, Mapping) else "a list"
