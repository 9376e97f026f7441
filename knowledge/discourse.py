"""What an article has spoken of so far, sentence by sentence: the state that references are resolved against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from knowledge.document import Document
from knowledge.entities import Entities, Entity, Named
from knowledge.facts import Kind
from knowledge.gazetteer import is_role
from knowledge.reference_words import Gender
from knowledge.store import IndexedSentence, ReferenceKind, Token
from knowledge.subjects import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A thing that can be pointed at: a named one (`entity` is its plain name) or a noun phrase of the text."""

    start: int
    end: int
    kind: Kind
    entity: str | None
    gender: Gender | None
    plural: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointed:
    """A stretch of the sentence and what it stands for."""

    start: int
    end: int
    kind: ReferenceKind
    to: Anchor


@dataclass(slots=True, kw_only=True)
class _Past:
    """One sentence as it was read."""

    indexed: IndexedSentence
    speaks_of: Anchor | None = None
    unknown: bool = False  # whether the subject is a noun that nothing tells more of
    pointed: list[Pointed] = field(default_factory=list)


class Discourse:
    """Grows by `enter` for each sentence in order; all questions are about the sentence last entered."""

    def __init__(self, *, document: Document, sentences: Sequence[IndexedSentence], entities: Entities) -> None:
        self.document, self.entities = document, entities
        self._sentences = sentences
        self._past: list[_Past] = []

    def enter(self, indexed: IndexedSentence) -> None:
        self._past.append(_Past(indexed=indexed))

    def add(self, pointed: Pointed) -> None:
        """A stretch that is part of one already resolved is left out."""
        if not any(p.start < pointed.end and pointed.start < p.end for p in self._past[-1].pointed):
            self._past[-1].pointed.append(pointed)

    def pointed(self) -> tuple[Pointed, ...]:
        return tuple(sorted(self._past[-1].pointed, key=lambda p: p.start))

    def speak_of(self, anchor: Anchor | None, *, unknown: bool = False) -> None:
        """The subject of this sentence, when it is known; `unknown`: there is one of which nothing is known."""
        self._past[-1].speaks_of, self._past[-1].unknown = anchor, unknown

    def speaks_of_unknown(self, back: int) -> bool:
        past = self._before(back)
        return past is not None and past.unknown

    def spoken_of(self, back: int = 1) -> Anchor | None:
        """The subject of the sentence so many before this one; None also beyond the beginning of its section."""
        past = self._before(back)
        return past.speaks_of if past else None

    def tokens(self, back: int) -> tuple[Token, ...]:
        """Those of the sentence so many before, in the same section."""
        past = self._before(back)
        return past.indexed.tokens if past else ()

    def same_paragraph(self, back: int) -> bool:
        past, here = self._before(back), self._past[-1]
        return past is not None and past.indexed.sentence.paragraph == here.indexed.sentence.paragraph

    def _before(self, back: int) -> _Past | None:
        if back >= len(self._past):
            return None
        past, here = self._past[-1 - back], self._past[-1]
        return past if past.indexed.sentence.section == here.indexed.sentence.section else None

    def named(self, sentence: int) -> tuple[Named, ...]:
        return self.entities.in_sentence[sentence]

    def named_here(self) -> tuple[Named, ...]:
        return self.named(self._past[-1].indexed.sentence.index)

    def present(self, back: int, until: int | None = None) -> tuple[Entity, ...]:
        """The named things in the sentence so many before, by name or pronoun, each once; those before an offset."""
        past = self._before(back)
        if past is None:
            return ()
        places = [(m.start, m.entity) for m in self.named(past.indexed.sentence.index)]
        places += [(p.start, p.to.entity) for p in past.pointed if p.to.entity]
        names = dict.fromkeys(name for start, name in sorted(places) if until is None or start < until)
        return tuple(self.entities.by_name[name] for name in names)

    def anchor_is_before(self, anchor: Anchor, until: int) -> bool:
        """Whether this sentence has named or pointed at the anchor's thing before an offset."""
        past = self._past[-1]
        if anchor.entity is None:
            return anchor.start < until and any(p.to == anchor and p.start < until for p in past.pointed)
        return any(entity.name == anchor.entity for entity in self.present(0, until))

    def introduced(self, until: int) -> tuple[Entity, ...]:
        """All things named before an offset."""
        return tuple(entity for entity in self.entities.by_name.values() if entity.mentions[0].start < until)

    def anchor(self, entity: Entity) -> Anchor:
        """The thing at the earliest place where it is named in full."""
        text = self.document.text
        exact = (m for m in entity.mentions if text[m.start : m.end] == entity.name)
        longer = (m for m in entity.mentions if text[m.start : m.end].startswith(entity.name))
        return self.at(next(exact, next(longer, entity.mentions[0])))

    def at(self, mention: Named) -> Anchor:
        entity = self.entities.by_name[mention.entity]
        return Anchor(
            start=mention.start, end=mention.end, kind=entity.kind, entity=entity.name, gender=entity.gender
        )  # fmt: skip

    def anchor_of(self, subject: Subject) -> Anchor | None:
        """What the subject's noun phrase denotes: the name at its end, what it points at, or itself."""
        tokens = self._past[-1].indexed.tokens
        start, end = tokens[subject.first].start, tokens[subject.last].end
        if subject.joined:
            return Anchor(start=start, end=end, kind=Kind.PHRASE, entity=None, gender=None, plural=True)
        for mention in self.named(self._past[-1].indexed.sentence.index):
            if start <= mention.start and mention.end >= end > mention.start:
                entity = self.entities.by_name[mention.entity]
                if _holds_more(tokens, subject, mention):
                    break
                told = entity.kind is not Kind.PERSON and subject.gender is not None
                gender = subject.gender if told else entity.gender
                return replace(self.anchor(entity), plural=subject.plural, gender=gender)
        for pointed in self._past[-1].pointed:
            if start <= pointed.start and pointed.end == end:
                return pointed.to
        if not subject.determined and not subject.plural:
            return None
        return Anchor(
            start=start, end=end, kind=Kind.PHRASE, entity=None, gender=subject.gender, plural=subject.plural
        )  # fmt: skip

    def inherited(self) -> Anchor | None:
        """What the sentence before speaks of, for one that names and points at nothing; it then speaks of it too."""
        here = self._past[-1]
        if here.pointed or self.named(here.indexed.sentence.index) or not self.same_paragraph(1):
            return None
        before = self.spoken_of()
        return before if before is not None and before.entity is not None else None


def _holds_more(tokens: Sequence[Token], subject: Subject, mention: Named) -> bool:
    """Whether a common noun that is no role heads the phrase: "die Firma Meier" is not Meier, "Trainer Meier" is."""
    return any(
        tokens[at].tag.startswith("NN") and not is_role(tokens[at].text) and tokens[at].end < mention.start
        for at in range(subject.first, subject.last + 1)
    ) and mention.kind is Kind.PERSON  # fmt: skip
