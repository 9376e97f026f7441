"""The predicates of a sentence: its verbs, nouns, participles and role words with their arguments by role.

Read off parts of speech, clause marks and the forms of articles, without a parser; the same for articles and questions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from knowledge import clauses, frames
from knowledge.chunk_reading import Chunk
from knowledge.chunks import chunk
from knowledge.clause_splitter import Clause
from knowledge.document import Language
from knowledge.frames import Usage
from knowledge.nominal import Nominal
from knowledge.retagging import retagged
from knowledge.roles import Argument, Predicate, Role, Voice
from knowledge.slots import Clausal, Slots, fill
from knowledge.store import Token
from knowledge.verbs import VerbGroup, group, intransitive

_NEGATIONS = frozenset({"nicht", "nie", "niemals", "keineswegs", "not", "never", "n't"})
_ONLY = frozenset({"nur", "allein", "zuletzt", "unbedingt", "only", "just", "least"})


def predicates(tokens: tuple[Token, ...], language: Language) -> tuple[Predicate, ...]:
    """All predicates of one sentence, in the order of their triggers; a word with two relations gives two."""
    found = _Sentence(retagged(tokens, language), language).run()
    return tuple(sorted(found, key=lambda p: (p.trigger, p.relation)))


class _Sentence:
    def __init__(self, tokens: tuple[Token, ...], language: Language) -> None:
        self._tokens, self._language = tokens, language
        self._clauses = clauses.split(tokens, language)
        self._chunks = [chunk(tokens, _inner(clause), language) for clause in self._clauses]
        self._home = {each.outer: number for number, found in enumerate(self._chunks) for each in found}
        self._groups = [group(tokens, clause, language) for clause in self._clauses]
        self._filled: dict[int, Slots] = {}

    def run(self) -> Iterator[Predicate]:
        for number, clause in enumerate(self._clauses):
            if clause.tokens:
                yield from self._verb(number)
                yield from self._leading(number)
                yield from self._attributes(number)
                yield from self._nouns(number)

    # Verbs

    def slots(self, number: int) -> Slots:
        """The chunks of a clause by slot; computed once, the shared subject of a joined clause included."""
        if number not in self._filled:
            self._filled[number] = Slots()  # a clause never waits for itself
            clause, verbs = self._clauses[number], self._groups[number]
            clausal = Clausal(tokens=self._tokens, clause=clause, chunks=self._chunks[number], verbs=verbs)
            subject = self._outer_subject(number)
            found = fill(clausal, self._language, subject, self._antecedent(number))
            self._filled[number] = found
        return self._filled[number]

    def _outer_subject(self, number: int) -> Chunk | None:
        """The subject that a joined, infinitive or participle clause takes from the clause before or around it."""
        clause = self._clauses[number]
        if clause.kind == "participle":
            return self._antecedent(number) or self._next_subject(number)
        around = clause.shares if clause.shares is not None else clause.parent if clause.kind == "infinitive" else None
        if around is None and clause.kind == "infinitive":
            return self._next_subject(number)
        return self.slots(around).get("subject") if around is not None else None

    def _next_subject(self, number: int) -> Chunk | None:
        later = (n for n in range(number + 1, len(self._clauses)) if self._clauses[n].kind == "main")
        following = next((n for n in later if self._clauses[n].tokens), None)
        return self.slots(following).get("subject") if following is not None else None

    def _antecedent(self, number: int) -> Chunk | None:
        clause = self._clauses[number]
        if clause.antecedent is None or clause.parent is None or clause.kind not in {"relative", "participle"}:
            return None
        before = (c for c in reversed(self._chunks[clause.parent]) if c.outer <= clause.antecedent)
        return next((c for c in before if not c.pronoun and not c.time), None)

    def _verb(self, number: int) -> Iterator[Predicate]:
        verbs = self._groups[number]
        if verbs.main is None:
            return
        token = self._tokens[verbs.main]
        usages = frames.usages(token, self._language)
        if not token.tag.startswith("VV"):
            lemma = frames.participle(token.text, token.lemma, self._language) or token.lemma
            usages = frames.usages(_as_verb(token, lemma), self._language)
        usages = self._phrasal(verbs.main) or usages
        slots = self.slots(number)
        for usage in usages:
            if usage.requires and slots.get(usage.requires) is None:
                continue
            arguments = self._arguments(usage, slots, verbs, number)
            yield self._predicate(usage, verbs.voice, verbs.main, arguments, self._negated(number, slots))

    def _phrasal(self, at: int) -> tuple[Usage, ...]:
        """The frames of an English verb with its particle: taken over, step down."""
        token, following = self._tokens[at], self._tokens[at + 1] if at + 1 < len(self._tokens) else None
        if self._language != "en" or following is None:
            return ()
        return frames.phrasal(f"{token.lemma} {following.text.lower()}")

    def _arguments(self, usage: Usage, slots: Slots, verbs: VerbGroup, number: int) -> list[Argument]:
        passive = verbs.voice is not Voice.ACTIVE
        found = []
        taken = self._taken(number)
        for slot, each in slots.items():
            if each.preposition and each.outer in taken and (slot not in usage.licensed or slot == "by"):
                continue
            role = _role(usage, slot, each, passive)
            if passive and slot == "object" and slots.get("subject") is not None:
                role = Role.RESULT  # wird Gemeinde genannt
            found.append(self._argument(role, slot, each, number))
            found += [self._argument(role, slot, some, number) for some in self._among(each)]
        return found + list(self._content(usage, number))

    def _content(self, usage: Usage, number: int) -> Iterator[Argument]:
        """Clauses that are arguments: what is said, and what for."""
        for other in self._clauses:
            if other.parent != number or not other.tokens or other.kind not in {"sub", "infinitive"}:
                continue
            first, last = other.tokens[0], other.tokens[-1] + 1
            if other.word in {"dass", "daß", "ob", "that", "whether"}:
                if last - first < 2:
                    continue  # cut off after the conjunction
                yield self._range(usage.role("clause"), "clause", first + 1, last, named=False)
            elif other.word in {"um", "damit", "to"}:
                yield self._range(Role.PURPOSE, "purpose", first, last, named=False)
            elif other.kind == "infinitive" and not other.word:
                yield self._range(usage.role("clause"), "clause", first, last, named=False)

    def _negated(self, number: int, slots: Slots) -> bool:
        for at in self._clauses[number].tokens:
            word = self._tokens[at].text.lower()
            if (word in _NEGATIONS or word.endswith(("n't", "n’t"))) and not (
                at + 1 < len(self._tokens) and self._tokens[at + 1].text.lower() in _ONLY
            ):
                return True
        return any(each.negative for _, each in slots.items())

    # Participles

    def _leading(self, number: int) -> Iterator[Predicate]:
        """Angeführt von Tribe Capital sind die Investoren …: a participle before the clause's own verb."""
        verbs = self._groups[number]
        if verbs.leading is None:
            return
        patient = self.slots(number).get("subject")
        chunks = [c for c in self._chunks[number] if c.outer > verbs.leading and c.last <= (verbs.finite or 0)]
        yield from self._participle(verbs.leading, tuple(chunks), patient, number)

    def _attributes(self, number: int) -> Iterator[Predicate]:
        for each in self._chunks[number]:
            for at, inner in each.attributes:
                yield from self._participle(at, inner, each, number)

    def _participle(self, at: int, inner: Sequence[Chunk], noun: Chunk | None, number: int) -> Iterator[Predicate]:
        token = self._tokens[at]
        lemma = frames.participle(token.text, token.lemma, self._language) or token.lemma
        if token.tag.startswith(("ADJ", "AJ")) and lemma == token.lemma:
            return
        present = self._language == "de" and bool(re.search(r"end(?:e[mnrs]?)?$", token.text))
        active = present or intransitive(lemma)
        for usage in frames.usages(_as_verb(token, lemma), self._language):
            if not usage.relation and not inner:
                continue
            arguments = [
                self._argument(_role(usage, slot, each, not active), slot, each, number)
                for slot, each in _loose(inner, passive=not active)
            ]
            if noun is not None:
                slot = "subject" if active else "object"
                role = usage.role(slot)
                first = at + 1 if noun.first <= at < noun.last - 1 else noun.first
                arguments.append(self._range(role, slot, first, self._end(noun, number), named=noun.named))
                arguments += [self._argument(role, slot, some, number) for some in self._among(noun)]
            yield self._predicate(usage, Voice.PARTICIPLE, at, arguments, negated=False)

    # Nouns and role words

    def _nominal(self, number: int) -> Nominal:
        return Nominal(
            tokens=self._tokens,
            chunks=self._chunks[number],
            verbs=self._groups[number],
            slots=self.slots(number),
            antecedent=self._antecedent(number),
            language=self._language,
        )

    def _nouns(self, number: int) -> Iterator[Predicate]:
        nominal = self._nominal(number)
        for each in self._chunks[number]:
            for at in range(each.first, each.last):
                if self._language == "en" and nominal.is_role(at) and nominal.is_role(at + 1):
                    continue  # the chief of chief executive
                for usage in frames.usages(self._tokens[at], self._language):
                    if usage.kind == "verb":
                        continue
                    arguments = [
                        Argument(
                            role=part.role,
                            slot=part.slot,
                            first=part.first,
                            last=part.last,
                            start=part.start if part.start is not None else self._tokens[part.first].start,
                            end=part.end if part.end is not None else self._owner_end(part.last - 1),
                            named=part.named,
                        )
                        for part in nominal.parts(each, at, usage)
                    ]
                    if any(a.role is not Role.TIME or usage.kind == "noun" for a in arguments):
                        voice = Voice.ROLE if usage.kind == "role" else Voice.NOUN
                        said = usage.kind == "role" and self._groups[number].copula is not None
                        negated = said and self._negated(number, self.slots(number))
                        yield self._predicate(usage, voice, at, arguments, negated or each.negative)

    def _owner_end(self, at: int) -> int:
        """The end of a name without the English "'s"."""
        token = self._tokens[at]
        return token.end - 2 * (self._language == "en" and token.text.endswith(("'s", "’s")))

    def _among(self, each: Chunk) -> list[Chunk]:
        """Some of those a phrase speaks of: die Investoren – darunter Benchmark und Insight Partners –."""
        home = self._home.get(each.outer)
        found = [c for c in self._chunks[home] if c.among and c.outer >= each.last] if home is not None else []
        for number, clause in enumerate(self._clauses):
            told = clause.kind == "aside" and clause.word in {"darunter", "including"}
            if told and clause.antecedent is not None and each.outer <= clause.antecedent < self._end(each, home or 0):
                found += [c for c in self._chunks[number] if not c.time][:1]
        return found[:1]

    def _taken(self, number: int) -> frozenset[int]:
        """The chunks that a noun's own frame claims: "den Verkauf an Mirantis"."""
        return frozenset(each.outer for each in self._nominal(number).claimed())

    # Values

    def _end(self, each: Chunk, number: int) -> int:
        """The end of a phrase with the genitives that belong to it."""
        end = each.last
        for other in self._chunks[number]:
            attached = other.cases == "g" and other.preposition in {None, "of"}
            if other.outer == end and attached:
                end = other.last
        return end

    def _argument(self, role: Role, slot: str, each: Chunk, number: int) -> Argument:
        if slot == "hand":
            following = next((c for c in self._chunks[number] if c.outer == each.last), None)
            each = following or each
            return self._range(role, slot, each.first, each.last, named=each.named)
        home = self._home.get(each.outer, number)
        extended = [at + 1 for at, inner in each.attributes if inner]
        first = max([each.first, *extended])  # without "von Linus Torvalds entwickelte"
        return self._range(role, slot, first, self._end(each, home), named=each.named)

    def _range(self, role: Role, slot: str, first: int, last: int, *, named: bool) -> Argument:
        start, end = self._tokens[first].start, self._tokens[last - 1].end
        return Argument(role=role, slot=slot, first=first, last=last, start=start, end=end, named=named)

    def _predicate(self, usage: Usage, voice: Voice, at: int, arguments: list[Argument], negated: bool) -> Predicate:
        token = self._tokens[at]
        return Predicate(
            frame=usage.frame,
            relation=usage.relation,
            voice=voice,
            trigger=at,
            start=token.start,
            end=token.end,
            negated=negated,
            arguments=tuple(arguments),
        )


def _inner(clause: Clause) -> list[int]:
    """The clause without "um", which the tagger takes for a preposition."""
    opened = clause.kind == "infinitive" and clause.word in {"um", "ohne", "statt", "anstatt"}
    return clause.tokens[1:] if opened else clause.tokens


def _as_verb(token: Token, lemma: str) -> Token:
    return Token(text=token.text, start=token.start, end=token.end, tag="VV(PP)", lemma=lemma, terms=token.terms)


def _loose(inner: Sequence[Chunk], *, passive: bool) -> Iterator[tuple[str, Chunk]]:
    for each in inner:
        if each.time:
            yield "time", each
        elif each.preposition in {"von", "durch", "by"} and passive:
            yield "by", each
        elif each.preposition:
            yield each.preposition, each


def _role(usage: Usage, slot: str, each: Chunk, passive: bool) -> Role:
    if slot == "time" or each.time:
        measured = usage.slots.get(each.preposition or ("object" if each.number else ""))
        return Role.AMOUNT if measured is Role.AMOUNT and slot == "time" else Role.TIME
    if passive and slot == "subject":
        return usage.role("object")
    if slot == "hand":
        return usage.slots.get("hand", Role.RECIPIENT)
    if passive and slot == "by" and "by" not in usage.licensed:
        return usage.role("subject")
    role = usage.role(slot)
    return Role.AMOUNT if each.number and role in {Role.PLACE, Role.TOPIC, Role.OTHER} else role
