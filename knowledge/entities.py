"""Who and what an article names: each named thing with its mentions, its gender, and the article's topic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from knowledge.document import Document
from knowledge.facts import Fact, Kind
from knowledge.gazetteer import is_role
from knowledge.reference_words import Gender, gender_of_name, gender_of_role
from knowledge.store import IndexedSentence

NAMED = frozenset({Kind.PERSON, Kind.ORGANISATION, Kind.PLACE, Kind.PRODUCT, Kind.EVENT, Kind.NAME, Kind.ABBREVIATION})
_MAY_BE_ORGANISATION = frozenset({Kind.ORGANISATION, Kind.NAME, Kind.PRODUCT})
_ARTICLES: dict[str, Gender] = {"der": "m", "die": "f", "das": "n", "dem": "m", "den": "m", "im": "m", "zum": "m"}
_TITLE, _HEADING, _FIRST = 3, 1, 2  # what a mention there counts in finding the topic
_LEAST, _LEAD = 3, 1.5  # the topic's least score, and how many times that of the next


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """One mention of an entity. `entity` is its plain name; offsets into the document's text."""

    entity: str
    kind: Kind
    sentence: int
    start: int
    end: int
    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """`gender` is the grammatical one of a thing and a person's own; None where the text does not tell."""

    name: str
    kind: Kind
    gender: Gender | None
    roles: tuple[str, ...]
    mentions: tuple[Named, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entities:
    """All named things by plain name, their mentions by sentence, and the topics: an organisation, a place."""

    by_name: dict[str, Entity]
    in_sentence: tuple[tuple[Named, ...], ...]
    organisation: str | None
    place: str | None


def collect(document: Document, sentences: Sequence[IndexedSentence], facts: Sequence[Fact]) -> Entities:
    """From the extracted facts of the sentences."""
    found: list[list[Named]] = [[] for _ in sentences]
    for fact in facts:
        if fact.kind in NAMED and fact.origin == "extracted":
            found[fact.sentence] += _named(fact)
    by_name: dict[str, list[Named]] = {}
    for mention in (mention for each in found for mention in each):
        by_name.setdefault(mention.entity, []).append(mention)
    entities = {name: _entity(document, sentences, name, mentions) for name, mentions in by_name.items()}
    in_sentence = tuple(tuple(sorted(each, key=lambda m: (m.start, -m.end))) for each in found)
    return Entities(
        by_name=entities,
        in_sentence=in_sentence,
        organisation=_topic(document, entities, _MAY_BE_ORGANISATION),
        place=_topic(document, entities, {Kind.PLACE}),
    )


def _named(fact: Fact) -> list[Named]:
    if fact.answer_start is None or fact.answer_end is None:
        return []
    role = fact.head if fact.kind is Kind.PERSON else None
    place = {"sentence": fact.sentence, "start": fact.answer_start, "end": fact.answer_end}
    return [Named(entity=fact.value or fact.answer, kind=fact.kind, role=role, **place)]


def _entity(document: Document, sentences: Sequence[IndexedSentence], name: str, mentions: Sequence[Named]) -> Entity:
    counts: Counter[Kind] = Counter(mention.kind for mention in mentions if mention.kind is not Kind.ABBREVIATION)
    kind = max(counts, key=lambda k: (counts[k], k is not Kind.NAME, k)) if counts else Kind.ABBREVIATION
    roles = tuple(dict.fromkeys(mention.role for mention in mentions if mention.role))
    if kind is Kind.PERSON:
        gender = _of_person(document, name, roles, mentions)
    else:
        gender = _of_thing(document, sentences, mentions) if document.language == "de" else "n"
    return Entity(name=name, kind=kind, gender=gender, roles=roles, mentions=tuple(mentions))


def _of_person(document: Document, name: str, roles: Sequence[str], mentions: Sequence[Named]) -> Gender | None:
    told = [gender_of_role(role, document.language) for role in roles]
    for mention in mentions:
        before = document.text[max(0, mention.start - 12) : mention.start].split()
        told += [gender_of_role(before[-1], document.language)] if before else []
    if "f" in told:
        return "f"
    return gender_of_name(name) or ("m" if "m" in told else None)


def _of_thing(document: Document, sentences: Sequence[IndexedSentence], mentions: Sequence[Named]) -> Gender | None:
    """By the articles before it; without any, a bare name takes "es"."""
    seen: Counter[Gender] = Counter()
    for mention in mentions:
        for at, token in enumerate(sentences[mention.sentence].tokens):
            if token.start == mention.start and at:
                article = sentences[mention.sentence].tokens[at - 1].text.casefold()
                if article in _ARTICLES:
                    seen[_ARTICLES[article]] += 1
    if 3 * seen.total() < len(mentions):
        return "n"
    if "f" in seen and seen["f"] >= seen["n"]:
        return "f"  # "der" may be her dative
    return "n" if seen["n"] else "m"


def _topic(document: Document, entities: dict[str, Entity], kinds: Collection[Kind]) -> str | None:
    """The most frequent name of these kinds, weighted by title, headings and first sentence; None when unclear."""
    headings = [section.heading for section in document.sections if section.heading]
    scores = {
        name: len(entity.mentions)
        + _TITLE * (name in document.title)
        + _HEADING * sum(name in heading for heading in headings)
        + _FIRST * (entity.mentions[0].sentence == 0)
        for name, entity in entities.items()
        if entity.kind in kinds and len(entity.mentions) > 1
    }
    ranked = sorted(scores, key=lambda name: (-scores[name], entities[name].mentions[0].start))
    if not ranked or scores[ranked[0]] < _LEAST:
        return None
    if len(ranked) > 1 and scores[ranked[0]] < _LEAD * scores[ranked[1]]:
        return None
    return ranked[0]


def role_of(entity: Entity, noun: str) -> bool:
    """Whether a person was introduced with this role: "Trainer" for a Bundestrainer, "CEO" for a Docker-CEO."""
    wanted = noun.rsplit("-", 1)[-1].casefold()
    return any(
        word.rsplit("-", 1)[-1].casefold().endswith(wanted)
        for role in entity.roles
        for word in role.replace(",", " ").split()[:3]
        if is_role(word)
    )
