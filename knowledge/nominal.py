"""The arguments of nouns and role words: genitives, what prepositions add, compounds, and who bears a role."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge import frames
from knowledge.analysis import fold
from knowledge.chunk_reading import Chunk
from knowledge.chunks import GENITIVE
from knowledge.document import Language
from knowledge.frames import Usage
from knowledge.roles import Role, Voice
from knowledge.slots import Slots
from knowledge.store import Token
from knowledge.verbs import VerbGroup

_OWNERS = frozenset({"von", "of"})
_AGENTS = frozenset({"durch", "by"})
_NAMED = ("NE", "FM", "NP")
_NOUNS = ("NN", "NE", "FM", "NP", "UNC")
_NOT_COUNTED = frozenset({Role.SOURCE, Role.RECIPIENT, Role.PLACE, Role.TOPIC, Role.OTHER})
_POSSESSIVE = ("'s", "’s", "s'", "s’")
_HEADS = frozenset({"Spitze", "helm"})
_HAPPENING = frozenset({"erfolgen", "stattfinden", "geschehen", "happen", "occur"})
_MOST = 5  # phrases that may follow one noun


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """An argument of a noun; `start`, `end` where it is only a part of a token (Docker in Docker-CEO)."""

    role: Role
    slot: str
    first: int
    last: int
    named: bool
    start: int | None = None
    end: int | None = None


class Nominal:
    """The nouns of one clause."""

    def __init__(
        self,
        *,
        tokens: Sequence[Token],
        chunks: Sequence[Chunk],
        verbs: VerbGroup,
        slots: Slots,
        antecedent: Chunk | None,
        language: Language,
    ) -> None:
        self._tokens, self._chunks, self._verbs = tokens, chunks, verbs
        self._slots, self._antecedent, self._language = slots, antecedent, language

    def claimed(self) -> Iterator[Chunk]:
        """The prepositional chunks that a noun before them licenses, unless it is the object: who sells a share
        in something sells it to someone, and both stand with the same preposition."""
        core = {"object", "object2"}
        objects = [each for slot, each in self._slots.items() if slot in core]
        for each in self._chunks:
            if any(each is other for other in objects):
                continue
            usages = [u for u in frames.usages(self._tokens[each.head], self._language) if u.kind != "verb"]
            for slot, other in self._following(each):
                if any(slot in usage.licensed or slot == "of" for usage in usages):
                    yield other

    def is_role(self, at: int) -> bool:
        if at >= len(self._tokens):
            return False
        return any(usage.kind == "role" for usage in frames.usages(self._tokens[at], self._language))

    def parts(self, each: Chunk, at: int, usage: Usage) -> Iterator[Part]:
        """The arguments of the noun at one token of a chunk."""
        found = list(self._owned(each, at, usage))
        if usage.kind == "noun" and each.preposition is None and at == each.head:
            found += self._is_what(each, usage)
        if usage.kind == "role":
            found += self._holders(each, at, usage)
        yield from found

    def _is_what(self, each: Chunk, usage: Usage) -> Iterator[Part]:
        """What the other side of "is" says of a noun: Der Preis war 3 Euro. Die Übergabe erfolgte im Mai."""
        verb = self._verbs.copula if self._verbs.copula is not None else self._verbs.main
        if verb is None or (self._verbs.copula is None and self._tokens[verb].lemma not in _HAPPENING):
            return
        for other in self._chunks:
            if other is each or other.apposed or other.outer == each.last:
                continue
            if other.time:
                yield Part(role=Role.TIME, slot="time", first=other.first, last=other.last, named=other.named)
            elif other.preposition is None and other.cases != GENITIVE and self._verbs.copula is not None:
                yield Part(role=usage.role("is"), slot="is", first=other.first, last=other.last, named=other.named)

    def _owned(self, each: Chunk, at: int, usage: Usage) -> Iterator[Part]:
        yield from self._inside(each, at, usage)
        yield from self._possessive(each, at, usage)
        if at != each.head and not self._names_after(each, at):
            return
        for slot, other in self._following(each):
            role = Role.TIME if slot == "time" else usage.role(slot)
            if other.number and role in _NOT_COUNTED and (slot == "of" or slot in usage.licensed):
                role = Role.AMOUNT
            if role is Role.OTHER and slot not in usage.licensed:
                continue
            yield Part(role=role, slot=slot, first=other.first, last=self._end(other), named=other.named)

    def _names_after(self, each: Chunk, at: int) -> bool:
        return all(self._tokens[place].tag.startswith(_NOUNS) for place in range(at, each.last))

    def _following(self, each: Chunk) -> Iterator[tuple[str, Chunk]]:
        """The phrases that directly follow, by slot: Verkauf [der Sparte] [an Mirantis] [2019]."""
        end, owned = each.last, False
        position = next(i for i, other in enumerate(self._chunks) if other is each)
        for other in self._chunks[position + 1 : position + 1 + _MOST]:
            if other.outer != end:
                return
            end = other.last
            if other.preposition is None and other.cases == GENITIVE:
                if not owned:
                    owned = True
                    yield "of", other
            elif other.time:
                yield "time", other
            elif other.preposition in _OWNERS:
                yield ("von" if owned else "of"), other
                owned = True
            elif other.preposition in _AGENTS:
                yield "by", other
            elif other.preposition:
                yield other.preposition, other
            else:
                return

    def _inside(self, each: Chunk, at: int, usage: Usage) -> Iterator[Part]:
        """What stands before the noun in its own word or name: Docker-CEO, Vereinschef, Docker CEO."""
        token = self._tokens[at]
        whole = frames.is_role_word(token.text, self._language)
        pieces = [token.text] if whole else re.split(r"[-‑]", token.text)
        slot = "compound" if "compound" in usage.slots else "of"
        if len(pieces) == 2 or (len(pieces) > 2 and usage.kind == "role"):
            length = len(token.text) - len(pieces[-1]) - 1
            yield self._piece(usage, slot, at, length, named=True)
        elif self._language == "de" and usage.kind == "role":
            length = _modifier(token.text)
            if length:
                yield self._piece(usage, slot, at, length, named=False)
        if self._language == "en" and at > each.first:
            first = at
            while at > each.first and self.is_role(at - 1):
                at, first = at - 1, at - 1
            while first > each.first and self._tokens[first - 1].tag.startswith(_NOUNS):
                first -= 1
            if first < at and self._tokens[at - 1].text.endswith(_POSSESSIVE):
                does = usage.kind == "noun" and self._does({name for name, _ in self._following(each)})
                slot = "possessive" if "possessive" in usage.slots and does else "subject" if does else "of"
                yield Part(role=usage.role(slot), slot=slot, first=first, last=at, named=True)
            elif first < at:
                yield Part(role=usage.role(slot), slot=slot, first=first, last=at, named=True)

    def _piece(self, usage: Usage, slot: str, at: int, length: int, *, named: bool) -> Part:
        start = self._tokens[at].start
        return Part(
            role=usage.role(slot), slot=slot, first=at, last=at + 1, named=named, start=start, end=start + length
        )

    def _possessive(self, each: Chunk, at: int, usage: Usage) -> Iterator[Part]:
        """Siemens' acquisition, Mirantis' Übernahme, dessen Übernahme."""
        owner, slot = self._owner(each, at), "possessive" if "possessive" in usage.slots else ""
        if owner is None:
            return
        following = {name for name, _ in self._following(each)}
        if usage.kind == "noun" and not self._does(following):
            slot = "of"
        elif not slot:
            slot = "subject" if usage.kind == "noun" else "of"
        first, last, named = owner
        yield Part(role=usage.role(slot), slot=slot, first=first, last=last, named=named)

    def _does(self, following: set[str]) -> bool:
        """Whether the possessor of a noun is who does it, rather than what it is done to."""
        if "by" in following:
            return False
        return "of" in following or self._language == "en" or bool(following - {"time"})

    def _owner(self, each: Chunk, at: int) -> tuple[int, int, bool] | None:
        if each.whose:
            if each.relative and self._antecedent is not None:
                return self._antecedent.first, self._antecedent.last, self._antecedent.named
            before = [c for c in self._chunks if c.last <= each.outer and not c.time and not c.pronoun]
            return (before[-1].first, before[-1].last, before[-1].named) if before else None
        if each.outer and self._tokens[each.outer - 1].tag == "POS":
            owner = next((c for c in self._chunks if c.last == each.outer - 1), None)
            return (owner.first, owner.last, owner.named) if owner else None
        if self._language == "de" and at > each.first:
            before_at = self._tokens[at - 1]
            if before_at.tag.startswith(_NAMED) and before_at.text.endswith(("s", "'", "’")):
                return each.first, at, True
        return None

    def _holders(self, each: Chunk, at: int, usage: Usage) -> Iterator[Part]:
        """Who bears the role: the name after it, an apposition, or the other side of "is"."""
        span = self._name_after(each, at)
        if span is None:
            holder = self._apposed_to(each) or self._predicated(each)
            if holder is None:
                return
            span = holder.first, holder.last
        yield Part(role=usage.role("holder"), slot="holder", first=span[0], last=span[1], named=True)

    def _name_after(self, each: Chunk, at: int) -> tuple[int, int] | None:
        end = at + 1
        while end < each.last and self._tokens[end].tag.startswith(_NOUNS):
            end += 1
        return (at + 1, end) if end > at + 1 else None

    def _apposed_to(self, each: Chunk) -> Chunk | None:
        position = next(i for i, other in enumerate(self._chunks) if other is each)
        if each.apposed:
            before = [c for c in self._chunks[:position] if c.cases != GENITIVE and not c.apposed]
            return next((c for c in reversed(before) if c.named), None)
        for other in self._chunks[position + 1 : position + 3]:
            if other.apposed:
                return other if other.named else None
        return None

    def _predicated(self, each: Chunk) -> Chunk | None:
        """Wer ist Chef von X? Sie wurde zur Chefin gewählt. Der Chef heißt Y."""
        subject = self._slots.get("subject")
        verbs = self._verbs
        named = verbs.main is not None and self._tokens[verbs.main].lemma in {"heißen", "call", "name"}
        if verbs.copula is not None or named:
            others = [c for c in self._chunks if c is not each and c.preposition is None and not c.time]
            others = [c for c in others if c.cases != GENITIVE and not c.apposed]
            if each.preposition in {None, "zu", "als", "as"}:
                return others[0] if others else next((c for c in self._chunks if c.preposition == "wie"), None)
        leads = each.preposition in {"an", "at"} and self._tokens[each.head].lemma in _HEADS
        if leads or each.preposition in {"zu", "als", "as"}:
            if verbs.voice is Voice.PASSIVE or self._slots.get("object") is None:
                return subject if subject is not each else None
            return self._slots.get("object")
        return None

    def _end(self, each: Chunk) -> int:
        end = each.last
        for other in self._chunks:
            if other.outer == end and other.cases == GENITIVE and other.preposition in {None, "of"}:
                end = other.last
        return end


def _modifier(word: str) -> int:
    """How many letters stand before the role word in a German compound: Verein(s) in Vereinschef; 0 where none do."""
    end = frames.suffix(word)
    if not end or fold(word) == end:
        return 0
    length = next((at for at in range(2, len(word)) if fold(word[at:]).startswith(end)), 0)
    return length - 1 if length > 3 and word[length - 1] == "s" else length
