"""Chunks of a clause: noun phrases with their case and number, and what prepositions govern; no parser, only the
parts of speech and the forms of the articles. German and English."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from knowledge.chunk_reading import AMONG, LONGEST, Chunk, ChunkReader
from knowledge.document import Language
from knowledge.store import Token

GENITIVE = "g"
_CONJUNCTIONS = frozenset({"und", "oder", "sowie", "bzw", "&", "and", "or"})
_ALSO = frozenset({"also", "nämlich", "sprich", "namely", "darunter", "auch", "including", "etwa"})
_GENITIVE = frozenset(
    ["des", "der", "eines", "einer", "ihrer", "seiner", "ihres", "seines", "dieser", "dieses", "unserer", "beider"]
)


def chunk(tokens: Sequence[Token], clause: Sequence[int], language: Language) -> tuple[Chunk, ...]:
    """The chunks of the clause that consists of these token indices, in order."""
    return _Chunker(tokens, clause, language).run()


class _Chunker:
    def __init__(self, tokens: Sequence[Token], clause: Sequence[int], language: Language) -> None:
        self._tokens, self._language = tokens, language
        self._clause, self._order = frozenset(clause), clause
        self._reader = ChunkReader(tokens, clause, language)

    def run(self) -> tuple[Chunk, ...]:
        found: list[Chunk] = []
        beyond = -1
        for at in self._order:
            if at < beyond:
                continue
            new = self._reader.read(at)
            if new is None:
                continue
            beyond = new.last
            new = self._beside(new, found[-1] if found else None)
            measured = found and found[-1].number and found[-1].last == new.first and new.preposition is None
            dated = found and found[-1].time and new.time and found[-1].last == new.outer and not new.preposition
            amount = measured and not (new.number or new.time or new.pronoun)
            if found and (new.listed or amount or (dated and not new.number)):
                new = self._joined(found.pop(), new)
            found.append(new)
        return tuple(found)

    def _beside(self, new: Chunk, before: Chunk | None) -> Chunk:
        """What the chunk is to the one before: a genitive of it, one more item of a list, an apposition to it."""
        if before is None:
            return new
        between = [self._reader.word(at) if at in self._clause else "|" for at in range(before.last, new.outer)]
        if not between and new.preposition is None and self._genitive(new, before):
            return replace(new, cases=GENITIVE)
        if "|" in between or (new.preposition and new.preposition != before.preposition):
            return new
        if len(between) == 1 and between[0] in _CONJUNCTIONS:
            anew = self._reader.word(new.outer) in {"dessen", "deren"}
            return replace(new, listed=not (before.time or new.time or new.pronoun or anew))
        if between and AMONG & set(between) and set(between) <= {",", "–", *_ALSO}:
            return replace(new, apposed=True, among=True)
        if between and between[0] == "," and set(between[1:]) <= _ALSO:
            listed = len(between) == 1 and self._list_goes_on(new) and not new.time
            return replace(new, listed=listed, apposed=not listed and not new.time)
        return new

    def _genitive(self, new: Chunk, before: Chunk) -> bool:
        """A bare "der" after a name or a time is an article of its own; "des" belongs to what stands before. A word of
        the lexicon is no name, though without an article: Chefin der Bank."""
        word = self._reader.word(new.outer)
        if self._language != "de" or before.time or before.pronoun or word not in _GENITIVE:
            return False
        common = any(":" in term for term in self._tokens[before.head].terms)
        return new.cases == GENITIVE or not before.named or common or before.outer < before.first

    def _list_goes_on(self, new: Chunk) -> bool:
        """Whether after this item a conjunction closes the list: A, B und C."""
        at = new.last
        while at in self._clause and at - new.last < LONGEST:
            word = self._reader.word(at)
            if word in _CONJUNCTIONS:
                return True
            if word != "," and not self._reader.continues(at):
                return False
            at += 1
        return False

    def _joined(self, before: Chunk, new: Chunk) -> Chunk:
        return replace(
            before,
            last=new.last,
            plural=True if new.listed else before.plural,
            listed=False,
            named=before.named or new.named,
            attributes=before.attributes + new.attributes,
        )
