"""Which chunk of a clause is subject, object, dative or governed: by case, number and place beside the verb."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from knowledge import frames
from knowledge.chunk_reading import Chunk
from knowledge.clause_splitter import Clause
from knowledge.document import Language
from knowledge.roles import Voice
from knowledge.store import Token
from knowledge.verbs import VerbGroup

_AGENTS = frozenset({"von", "durch", "by"})
_WHICH = re.compile(r"welche[srn]?")
_DOERS = re.compile(
    r"(?:team|firma|unternehmen|konzern|verein|klub|club|gruppe|bank|partei|land|staat|stadt|person|mann|frau|leute|"
    r"organisation|behörde|mannschaft|institution|universität|armee|band|volk|könig|menschen|gesellschaft|regierung|"
    r"fonds|investoren|länder|firmen|parteien|stämme|stamm|tier|tiere|orden|kirche|gericht|ministerium|redaktion)$",
    re.IGNORECASE,
)
_THINGS = frozenset({"was", "what"})


@dataclass(slots=True)
class Slots:
    """Chunks by slot, in the order of the text; a slot may occur more than once."""

    filled: list[tuple[str, Chunk]] = field(default_factory=list)

    def get(self, slot: str) -> Chunk | None:
        return next((each for name, each in self.filled if name == slot), None)

    def items(self) -> Iterator[tuple[str, Chunk]]:
        return iter(self.filled)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clausal:
    """A clause with its chunks and verbs."""

    tokens: Sequence[Token]
    clause: Clause
    chunks: Sequence[Chunk]
    verbs: VerbGroup


def fill(clausal: Clausal, language: Language, outer: Chunk | None, antecedent: Chunk | None) -> Slots:
    """`outer`: the subject that the clause shares with another; `antecedent`: what a relative pronoun stands for."""
    bare = [c for c in clausal.chunks if _free(c, clausal)]
    cores = (_german if language == "de" else _english)(clausal, bare, outer)
    found: list[tuple[str, Chunk]] = []
    for slot, each in cores.items():
        if slot == "subject" and each is outer:
            found.append((slot, each))
    by_chunk = {id(each): slot for slot, each in cores.items()}
    stranded = _stranded(clausal) if language == "en" else None
    for each in clausal.chunks:
        own = by_chunk.get(id(each)) or _loose(each, clausal)
        if own is None or each is outer:
            continue
        if each.relative and antecedent is not None and not each.whose:
            found.append((own, replace(antecedent, preposition=each.preposition, attributes=())))
        else:
            found.append((own, each))
    if stranded is not None:
        found = [(stranded if slot == "fronted" else slot, each) for slot, each in found]
    if clausal.verbs.voice is not Voice.ACTIVE:
        found = _with_agent(found)
    return Slots([("object" if slot == "fronted" else slot, each) for slot, each in found])


def _free(each: Chunk, clausal: Clausal) -> bool:
    leading = clausal.verbs.leading
    inside = leading is not None and each.outer > leading and each.last <= (clausal.verbs.finite or 0)
    plain = each.preposition is None and not each.time and not each.apposed and each.cases != "g"
    return plain and not inside and not _possessor(each, clausal.tokens)


def _possessor(each: Chunk, tokens: Sequence[Token]) -> bool:
    return each.last < len(tokens) and tokens[each.last].tag == "POS"


def _loose(each: Chunk, clausal: Clausal) -> str | None:
    leading = clausal.verbs.leading
    if leading is not None and each.outer > leading and each.last <= (clausal.verbs.finite or 0):
        return None
    if each.apposed:
        return None
    if each.time:
        return "time"
    if each.preposition is None or each.preposition == "of":
        return None if each.preposition is None or not _after_verb(each, clausal) else "of"
    if each.preposition == "in" and clausal.tokens[each.head].lemma in {"Hand", "Hände"}:
        return "hand"
    return each.preposition


def _after_verb(each: Chunk, clausal: Clausal) -> bool:
    return clausal.verbs.main is not None and each.outer == clausal.verbs.main + 1


def _with_agent(found: list[tuple[str, Chunk]]) -> list[tuple[str, Chunk]]:
    """Of a passive's phrases the one that names who did it: durch and by before von."""
    through = any(slot in {"durch", "by"} and not each.time for slot, each in found)
    agents = {"durch", "by"} if through else _AGENTS
    return [("by" if slot in agents else slot, each) for slot, each in found]


def _german(clausal: Clausal, bare: list[Chunk], outer: Chunk | None) -> dict[str, Chunk]:
    verbs, kind = clausal.verbs, clausal.clause.kind
    if kind == "participle":
        return {"subject": outer} if outer is not None else {}
    subject = None if kind == "infinitive" else _subject(clausal, bare, shared=outer is not None)
    found: dict[str, Chunk] = {}
    rest = [c for c in bare if c is not subject]
    if subject is None:
        subject = outer
    if subject is not None:
        found["subject"] = subject
    datives = [c for c in rest if "d" in c.cases and "a" not in c.cases]
    objects = [c for c in rest if "a" in c.cases]
    if not datives and len(objects) > 1:
        names = [c for c in objects if "d" in c.cases and not c.number]
        datives = names[:1]
        objects = [c for c in objects if c not in datives]
    if datives:
        found["dative"] = datives[0]
    if objects:
        found["object"] = objects[0]
    if len(objects) > 1:
        found["object2"] = objects[1]
    if verbs.voice is Voice.PASSIVE and "object" in found and "subject" not in found:
        found["subject"] = found.pop("object")
    return found


def _subject(clausal: Clausal, bare: list[Chunk], *, shared: bool) -> Chunk | None:
    verbs, kind = clausal.verbs, clausal.clause.kind
    able = [c for c in bare if "n" in c.cases]
    agreeing = [c for c in able if verbs.plural is None or c.plural is None or c.plural == verbs.plural]
    able = agreeing or able
    if not able:
        return None
    finite = verbs.finite
    if shared and finite is not None and clausal.clause.kind == "main":
        able = [c for c in able if "a" not in c.cases or c.outer < finite]
        if not able:
            return None
    if shared and finite is None:
        return None
    strict = [c for c in able if "a" not in c.cases]
    only = [c for c in strict if c.cases == "n"]
    pool = only or strict or able
    if len(pool) > 1:
        pool = [c for c in pool if not _thing(c, clausal) and not c.number] or pool
    if kind == "main" and finite is not None and len(pool) > 1:
        before = [c for c in pool if c.last <= finite]
        return before[0] if before else pool[0]
    return pool[0]


def _thing(each: Chunk, clausal: Clausal) -> bool:
    """ "was" and "welches Buch" are objects where something else can be the subject, "welche Firma" is not."""
    head = clausal.tokens[each.head]
    if head.text.lower() in _THINGS:
        return True
    asked = _WHICH.fullmatch(clausal.tokens[each.outer].text.lower())
    return bool(asked) and not _DOERS.search(head.text) and not frames.names_person(head)


def _english(clausal: Clausal, bare: list[Chunk], outer: Chunk | None) -> dict[str, Chunk]:
    verbs = clausal.verbs
    found: dict[str, Chunk] = {}
    verb = verbs.main if verbs.main is not None else verbs.copula
    if clausal.clause.kind in {"infinitive", "participle"} and outer is not None:
        found["subject"] = outer
    if verb is None:
        return found
    first = verbs.finite if verbs.finite is not None else verb
    before = [c for c in bare if c.last <= first]
    between = [c for c in bare if first < c.outer and c.last <= verb]
    after = [c for c in bare if c.outer > verb]
    if verbs.main is None and not before:  # Is Ann the chief?
        before, after = after[:1], after[1:]
    if between:
        found["subject"] = between[-1]
        if before:
            found["fronted"] = before[-1]
    elif before:
        relative = next((c for c in before if c.relative and c is before[0]), None)
        found["subject"] = before[-1]
        if relative is not None and relative is not before[-1]:
            found["fronted"] = relative
    elif outer is not None:
        found["subject"] = outer
    if len(after) > 1 and after[0].last == after[1].outer and verbs.main is not None and not after[1].number:
        found["object2"], found["object"] = after[0], after[1]
    elif after:
        found["object"] = after[0]
        if len(after) > 1 and after[1].number:
            found["measure"] = after[1]
    return found


def _stranded(clausal: Clausal) -> str | None:
    """The preposition at the end of "Who did they sell it to?"; what is asked for belongs to it."""
    order = [at for at in clausal.clause.tokens if clausal.tokens[at].terms]
    if order and re.match(r"PRP|AVP", clausal.tokens[order[-1]].tag):
        return clausal.tokens[order[-1]].text.lower()
    return None
