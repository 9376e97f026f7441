"""Phrases that can answer a question: noun phrases, what a preposition governs, lists, clauses of purpose and cause,
and what an apposition says something is. Read off the parts of speech; German and English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.document import Language
from knowledge.facts import Kind, Mention
from knowledge.store import Token

_LONGEST = 14  # tokens in one phrase: a person does not answer longer than that


@dataclass(frozen=True, slots=True, kw_only=True)
class _Classes:
    noun: tuple[str, ...]
    adjective: tuple[str, ...]
    determiner: tuple[str, ...]
    preposition: tuple[str, ...]
    purpose: frozenset[str]
    cause: frozenset[str]
    content: frozenset[str]
    conjunction: frozenset[str]
    apposition: frozenset[str]
    genitive: frozenset[str]
    attaching: frozenset[str]


_CLASSES: dict[Language, _Classes] = {
    "de": _Classes(
        noun=("NN", "NE", "FM", "XY"),
        adjective=("ADJ(A)", "CARD", "ADJA"),
        determiner=("ART", "PPOSAT", "PIAT", "PDAT", "PRELAT", "PIDAT"),
        preposition=("APPR", "APPRART"),
        purpose=frozenset({"um", "damit", "sodass"}),
        cause=frozenset({"weil", "da", "denn"}),
        content=frozenset({"dass", "ob"}),
        conjunction=frozenset({"und", "oder", "sowie", "&"}),
        apposition=frozenset({"also", "nämlich", "sprich"}),
        genitive=frozenset({"des", "der", "eines", "einer", "ihrer", "seiner", "ihres", "seines", "dieser", "dieses"}),
        attaching=frozenset({"von", "vom", "für", "über", "mit", "in", "im", "an", "am", "aus", "zu", "zum", "zur"}),
    ),
    "en": _Classes(
        noun=("NN", "NP", "UNC", "ZZ"),
        adjective=("AJ", "CRD", "ORD", "VVG", "VVN"),
        determiner=("AT0", "DPS", "DT0"),
        preposition=("PRP", "PRF"),
        purpose=frozenset({"to"}),
        cause=frozenset({"because", "since"}),
        content=frozenset({"that"}),
        conjunction=frozenset({"and", "or", "&"}),
        apposition=frozenset({"namely"}),
        genitive=frozenset(),
        attaching=frozenset({"of", "for", "in", "with", "to", "on", "at", "from"}),
    ),
}
_YEAR = re.compile(r"[12]\d{3}")
_STOPS = frozenset({",", ";", ".", ":", "–", "—", "!", "?"})


def find(text: str, tokens: tuple[Token, ...], language: Language) -> tuple[Mention, ...]:
    """All phrases of one sentence, offsets into `text`, by start and end; they nest and overlap."""
    chunks = _Chunker(tokens, _CLASSES[language])
    found = [*chunks.nouns(), *chunks.governed(), *chunks.lists(), *chunks.clauses(), *chunks.appositions(text)]
    return tuple(sorted(set(found), key=lambda m: (m.start, m.end, m.kind)))


class _Chunker:
    def __init__(self, tokens: tuple[Token, ...], classes: _Classes) -> None:
        self._tokens, self._classes = tokens, classes
        self._base = tuple(self._bases())

    def _is(self, at: int, tags: tuple[str, ...]) -> bool:
        return at < len(self._tokens) and self._tokens[at].tag.startswith(tags) and bool(self._tokens[at].terms)

    def _is_number(self, at: int) -> bool:
        """A number that belongs to the noun before it ("Docker 20.10"); a year says when."""
        return self._is(at, ("CARD", "CRD")) and not _YEAR.fullmatch(self._tokens[at].text)

    def _word(self, at: int) -> str:
        return self._tokens[at].text.lower() if 0 <= at < len(self._tokens) else ""

    def _bases(self) -> Iterator[tuple[int, int]]:
        """Token ranges of noun phrases without their determiner."""
        at = 0
        while at < len(self._tokens):
            end = at
            while self._is(end, self._classes.adjective):
                end += 1
            nouns = end
            while self._is(end, self._classes.noun) or (end > nouns and self._is_number(end)):
                end += 1
            if end > nouns:
                yield at, end
                at = end
            else:
                at = max(end, at + 1)

    def _extended(self, start: int, end: int) -> Iterator[int]:
        """Ends of the phrase as attributes are added: genitives and prepositional ones, and a parenthesis."""
        yield end
        for _ in range(2):
            longer = self._attribute(end)
            if longer is None or longer - start > _LONGEST:
                return
            end = longer
            yield end

    def _attribute(self, end: int) -> int | None:
        if self._word(end) == "(" and self._word(end + 2) == ")":
            return end + 3
        at = end
        if self._word(at) in self._classes.genitive or self._word(at) in self._classes.attaching:
            at += 1
            while self._is(at, self._classes.determiner):
                at += 1
            for start, stop in self._base:
                if start == at:
                    return stop
        return None

    def _mention(self, kind: Kind, start: int, end: int, head: str | None = None) -> Mention:
        return Mention(kind=kind, start=self._tokens[start].start, end=self._tokens[end - 1].end, head=head)

    def nouns(self) -> Iterator[Mention]:
        for start, end in self._base:
            for stop in self._extended(start, end):
                yield self._mention(Kind.PHRASE, start, stop, self._tokens[end - 1].text)

    def governed(self) -> Iterator[Mention]:
        for start, end in self._base:
            at = start - 1
            while at >= 0 and self._is(at, self._classes.determiner):
                at -= 1
            if at >= 0 and self._is(at, self._classes.preposition):
                head = self._word(at)
                for stop in self._extended(start, end):
                    yield self._mention(Kind.PREPOSITIONAL, start, self._list_end(stop), head)

    def _list_end(self, end: int) -> int:
        longest = end
        while True:
            at = longest
            if self._word(at) == "," or self._word(at) in self._classes.conjunction:
                at += 1
            else:
                return longest
            while self._is(at, self._classes.determiner):
                at += 1
            following = [stop for start, stop in self._base if start == at]
            if not following:
                return longest
            longest = following[0]

    def lists(self) -> Iterator[Mention]:
        for start, end in self._base:
            stop = self._list_end(end)
            inner = {self._word(at) for at in range(end, stop)}
            if stop > end and inner & self._classes.conjunction:
                yield self._mention(Kind.LIST, start, stop, self._tokens[end - 1].text)

    def clauses(self) -> Iterator[Mention]:
        for at in range(len(self._tokens)):
            kind = self._clause_kind(at)
            if kind is not None:
                end = self._clause_end(at + 1)
                if end - at > 2:
                    yield self._mention(kind, at, end, self._word(at))

    def _clause_kind(self, at: int) -> Kind | None:
        word, tag = self._word(at), self._tokens[at].tag
        if word in self._classes.purpose and (tag.startswith(("KOU", "TO0")) or word == "damit"):
            return Kind.PURPOSE
        if word in self._classes.cause and tag.startswith(("KOU", "KON", "CJS")):
            return Kind.CAUSE
        if word in self._classes.content and tag.startswith(("KOUS", "CJT", "CJS")):
            return Kind.CLAUSE
        return None

    def _clause_end(self, at: int) -> int:
        while at < len(self._tokens) and self._tokens[at].text not in _STOPS:
            at += 1
        return at

    def appositions(self, text: str) -> Iterator[Mention]:
        """ "X, also die Y," and "X, ein Y,": Y is a definition of X."""
        for start, end in self._base:
            at = end + 1
            if self._word(end) != ",":
                continue
            marked = self._word(at) in self._classes.apposition
            at += marked
            determined = at
            while self._is(at, self._classes.determiner):
                at += 1
            if not (marked or at > determined):
                continue
            for first, stop in self._base:
                ends = [last for last in self._extended(first, stop) if self._word(last) in _STOPS]
                if first == at and ends:
                    named = text[self._tokens[start].start : self._tokens[end - 1].end]
                    yield self._mention(Kind.DEFINITION, first, ends[0], named)
