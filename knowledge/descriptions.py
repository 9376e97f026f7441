"""Definite descriptions: "das Unternehmen", "der Container-Spezialist", "die Ministerin", "dort", "the city"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from knowledge import place_references
from knowledge import reference_words as listed
from knowledge.discourse import Anchor, Discourse, Pointed
from knowledge.document import Language
from knowledge.entities import Entity, role_of
from knowledge.facts import Kind
from knowledge.gazetteer import is_role
from knowledge.reference_words import ORGANISATIONS, PLACES
from knowledge.store import IndexedSentence, ReferenceKind, Token

_SINGULAR = frozenset({"das", "dem", "des", "dieses", "diesem", "im", "beim", "vom", "zum", "am"})
_DEFINITE: dict[Language, frozenset[str]] = {
    "de": _SINGULAR | {"der", "die", "den", "dieser", "diese", "diesen", "zur"},
    "en": frozenset({"the", "this"}),
}
_FEMININE_ONLY = frozenset({"die", "diese", "zur"})
_SAME_IN_PLURAL = ("er", "unternehmen", "en", "el")
_GOES_ON = frozenset(
    {"von", "vom", "des", "der", "um", "hinter", "namens", "of", "which", "that", "who", "whose", "called", "named"}
)  # what follows says which one is meant
_RELATIVE = frozenset({"der", "die", "das", "den", "dem", "deren", "dessen", "who", "which", "whose", "where"})
_ADJECTIVES = ("ADJ", "AJ", "ORD", "VVN", "VVG")
_SUPERLATIVE = ("ste", "sten", "ster", "stes", "est")
_NAMED_BEHIND = ("band", "club", "media", "university", "association")
_LONGEST_PHRASE = 9  # tokens from the determiner to the noun


def find(discourse: Discourse, indexed: IndexedSentence) -> Iterator[Pointed]:
    """The descriptions of one sentence that have exactly one thing to stand for."""
    language = discourse.document.language
    for at, token in enumerate(indexed.tokens):
        if token.text in {"dort", "Dort"} or (_there(indexed.tokens, at) and language == "en"):
            place = place_references.only(discourse, token.start)
            if place:
                yield Pointed(start=token.start, end=token.end, kind="place", to=discourse.anchor(place))
        elif token.tag.startswith("NN") or is_role(token.text):
            first = _determiner(indexed.tokens, at, language)
            if first is not None and not _goes_on(indexed.tokens, at) and not _generic(indexed.tokens, first, at):
                yield from _described(discourse, indexed.tokens, first, at)


def _there(tokens: Sequence[Token], at: int) -> bool:
    following = tokens[at + 1].tag if at + 1 < len(tokens) else ""
    return tokens[at].text == "there" and tokens[at].tag.startswith("AV") and not following.startswith(("VB", "VM"))


def _determiner(tokens: Sequence[Token], noun: int, language: Language) -> int | None:
    """The number of the noun's definite determiner, in the singular and with no adjective that makes it another."""
    at = noun - 1
    while at >= 0 and tokens[at].tag.startswith(_ADJECTIVES):
        if tokens[at].text in listed.words("new") or tokens[at].text.endswith(_SUPERLATIVE):
            return None
        at -= 1
    if tokens[noun].text.startswith("Jährige") and at > 0 and tokens[at].text == "-":
        at -= 2  # "der 45-Jährige" is four tokens
    if at >= 0 and tokens[at].text.casefold() not in _DEFINITE[language]:
        at = _before_participle(tokens, at, noun, language)
    if at < 0 or tokens[at].text.casefold() not in _DEFINITE[language] or tokens[at].tag.startswith("PREL"):
        return None
    if language == "de" and not _is_singular(tokens, at, tokens[noun].text):
        return None
    return at


def _before_participle(tokens: Sequence[Token], at: int, noun: int, language: Language) -> int:
    """For "das auf X zurückgehende Unternehmen": where the phrase before the participle begins, or -1."""
    if not tokens[noun - 1].text.endswith(("ende", "enden", "te", "ten", "ene", "enen")):
        return -1
    for earlier in range(at, max(-1, noun - _LONGEST_PHRASE), -1):
        if tokens[earlier].text in {",", ";", ":"} or tokens[earlier].tag.startswith("V"):
            return -1
        following = tokens[earlier + 1].tag
        if tokens[earlier].text.casefold() in _DEFINITE[language] and following.startswith("APPR"):
            return earlier
    return -1


def _is_singular(tokens: Sequence[Token], at: int, noun: str) -> bool:
    determiner, folded = tokens[at].text.casefold(), noun.casefold()
    if determiner in _SINGULAR:
        return True
    if folded.endswith(("unternehmen", "haus", "institut", "amt")):
        return False  # neuter: die, der and den are plural
    after_noun = at > 0 and tokens[at - 1].tag.startswith("NN")
    if determiner in _FEMININE_ONLY or (determiner == "der" and after_noun):
        return not folded.endswith(_SAME_IN_PLURAL) or noun in {"Jährige"}
    return not (determiner == "den" and folded.endswith("ern"))


def _goes_on(tokens: Sequence[Token], noun: int) -> bool:
    """Whether a name, a genitive or a clause behind the noun tells which one is meant."""
    if noun + 1 >= len(tokens):
        return False
    following = tokens[noun + 1]
    if following.text.casefold() in _GOES_ON or following.tag.startswith(("NE", "NP", "FM")):
        return True
    if following.tag == "NN" and _sort(tokens[noun].text) in _NAMED_BEHIND:  # NN is the German tag
        return True
    if following.text == "," and noun + 2 < len(tokens):
        return tokens[noun + 2].text in _RELATIVE
    return following.text in {"„", "“", '"'}


def _generic(tokens: Sequence[Token], first: int, noun: int) -> bool:
    """Whether the sentence has said the noun before ("a city … the city"), or the noun is part of a name."""
    word = tokens[noun].text
    in_name = noun > 0 and word[0].isupper() and tokens[first].text in {"the", "this", "The", "This"}
    return in_name or any(token.text == word for token in tokens[:first])


def _described(discourse: Discourse, tokens: Sequence[Token], first: int, noun: int) -> Iterator[Pointed]:
    word, start = tokens[noun].text.removesuffix("'s").removesuffix("’s"), tokens[first].start
    found: Anchor | None = None
    kind = _sort(_singular(word))
    if kind in PLACES:  # an adjective makes it another: "des armenischen Staates"
        found = place_references.find(discourse, kind, start) if noun == first + 1 else None
    elif kind is not None:
        found = _organisation(discourse, kind, start)
    elif is_role(word) or word in listed.words("person"):
        found = _person(discourse, tokens, first, noun)
    if found is not None and not _in_name(discourse, tokens[noun]):
        sort: ReferenceKind = "place" if kind in PLACES else "description" if kind else "role"
        yield Pointed(start=start, end=tokens[noun].end, kind=sort, to=found)


def _sort(noun: str) -> str | None:
    return listed.described(noun, "company", *ORGANISATIONS, *PLACES)


def _in_name(discourse: Discourse, noun: Token) -> bool:
    return any(m.start < noun.end and noun.start < m.end for m in discourse.named_here())


def _singular(word: str) -> str:
    """The noun without a genitive ending."""
    for ending in ("es", "s"):
        bare = word.removesuffix(ending)
        if bare != word and _sort(bare):
            return bare
    return word


def _organisation(discourse: Discourse, category: str, until: int) -> Anchor | None:
    """The only fitting one at hand, going back sentence by sentence; else the article's topic."""
    topic = discourse.entities.by_name.get(discourse.entities.organisation or "")
    if topic is not None and not (topic.mentions[0].start < until and _fits(discourse, topic, category)):
        topic = None
    for back in range(4):
        spoken = discourse.spoken_of(back) if back else None
        if spoken is not None and spoken.entity is None and back == 1 and _phrase_fits(discourse, spoken, category):
            return spoken
        named = spoken.entity if spoken is not None else None
        fitting = [
            e for e in discourse.present(back, until if not back else None) if _may_be(e, topic, named, category)
        ]
        fitting = [e for e in fitting if _fits(discourse, e, category)]
        for entity in fitting:
            if spoken is not None and spoken.entity == entity.name:
                return discourse.anchor(entity)
        if topic is not None and topic in fitting:
            return discourse.anchor(topic)
        hidden = category == "company" and back > 0 and (discourse.speaks_of_unknown(back) or _perhaps_none(spoken))
        if len(fitting) == 1 and not hidden:
            return discourse.anchor(fitting[0]) if topic is None else None
        if fitting:
            return None
    return discourse.anchor(topic) if topic is not None else None


def _perhaps_none(spoken: Anchor | None) -> bool:
    """Whether the subject is called a person though nothing in its name says so: it may well be a business."""
    return spoken is not None and spoken.kind is Kind.PERSON and spoken.gender is None


def _may_be(entity: Entity, topic: Entity | None, spoken: str | None, category: str) -> bool:
    """A name of unknown kind may be an organisation where it is a subject, the article's topic, or says its sort."""
    unknown = entity.kind is Kind.NAME and (entity.name == spoken or listed.fits(entity.name, category))
    return entity.kind is Kind.ORGANISATION or entity == topic or unknown


def _phrase_fits(discourse: Discourse, anchor: Anchor, category: str) -> bool:
    """Whether a common noun says of itself that it is of the category: "das Umweltbundesamt … die Behörde"."""
    noun = discourse.document.text[anchor.start : anchor.end].split()[-1]
    return category != "company" and not anchor.plural and listed.fits(noun, category)


def _fits(discourse: Discourse, entity: Entity, category: str) -> bool:
    """A business needs no cue but none of another sort; the others need one in the name or before it."""
    if category == "company":
        return not any(listed.fits(entity.name, other) for other in _NO_BUSINESS)
    if listed.fits(entity.name, category):
        return True
    text = discourse.document.text
    before = (text[max(0, m.start - 25) : m.start].split()[-1:] for m in entity.mentions)
    return any(words and listed.described(words[0], category) == category for words in before)


_NO_BUSINESS = ("club", "authority", "party", "university", "association", "media", "band")


def _person(discourse: Discourse, tokens: Sequence[Token], first: int, noun: int) -> Anchor | None:
    word = tokens[noun].text.removesuffix("'s")
    word = word if is_role(word) or not word.endswith("s") else word.removesuffix("s")
    language, start = discourse.document.language, tokens[first].start
    gender = listed.gender_of_role(word, language)
    if word.startswith("Jährige"):
        gender = "f" if tokens[first].text.casefold() == "die" else "m"
    people = [
        e for e in discourse.introduced(start) if e.kind is Kind.PERSON and e.gender in {gender, None} | _any(gender)
    ]
    with_role = [entity for entity in people if role_of(entity, word)]
    if len(with_role) == 1:
        return discourse.anchor(with_role[0])
    if with_role:
        return _nearest(discourse, with_role, start)
    return _nearest(discourse, people, start, alone=True) if word in listed.words("person") else None


def _any(gender: str | None) -> set[str]:
    return set() if gender else {"m", "f"}


def _nearest(discourse: Discourse, people: list[Entity], until: int, *, alone: bool = False) -> Anchor | None:
    """The one that this sentence or one of the two before names alone; `alone`: with no other person beside."""
    for back in range(3):
        present = [e for e in discourse.present(back, until if not back else None) if e.kind is Kind.PERSON]
        fitting = [entity for entity in present if entity in people]
        if present:
            return discourse.anchor(fitting[0]) if len(fitting) == 1 and (len(present) == 1 or not alone) else None
    return None
