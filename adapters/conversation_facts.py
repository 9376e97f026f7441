"""Which curated facts and known unknowns the conversations asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.messages import NoteBlock, Reply, Status
from knowledge.facts import Fact, Unknown
from knowledge.store import FactStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """`known` are ids with what is answered or told, in the order of the file; `asked` those that were seen."""

    known: tuple[tuple[str, str], ...] = ()
    asked: frozenset[str] = frozenset()

    @property
    def missing(self) -> tuple[tuple[str, str], ...]:
        return tuple(one for one in self.known if one[0] not in self.asked)

    def __add__(self, other: Coverage) -> Coverage:
        known = dict(self.known) | dict(other.known)
        return Coverage(known=tuple(known.items()), asked=self.asked | other.asked)


def coverage(replies: Iterable[Reply], store: FactStore) -> Coverage:
    """Of what is curated in `store`."""
    facts = [fact for fact in store.facts() if fact.origin == "curated"]
    unknowns = [unknown for document in store.documents() for unknown in store.unknowns(document.id)]
    return Coverage(
        known=tuple([(fact.id, fact.answer) for fact in facts] + [(unknown.id, unknown.tell) for unknown in unknowns]),
        asked=frozenset(found for reply in replies for found in _seen_in(reply, facts, unknowns)),
    )


def _seen_in(reply: Reply, facts: Sequence[Fact], unknowns: Sequence[Unknown]) -> Iterable[str]:
    outcome = reply.outcome
    if outcome.status is Status.ANSWERED:
        shown = (outcome.article, outcome.start, outcome.end, outcome.answer)
        return [f.id for f in facts if (f.document, f.evidence.start, f.evidence.end, f.answer) == shown]
    if outcome.status is Status.ABSTAINED:
        told = {block.text for block in reply.blocks if isinstance(block, NoteBlock)}
        return [unknown.id for unknown in unknowns if unknown.tell in told]
    return ()
