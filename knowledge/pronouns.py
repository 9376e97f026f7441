"""Third-person pronouns and possessives of one sentence, and what they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge import subjects
from knowledge.discourse import Anchor, Discourse, Pointed
from knowledge.entities import Entity
from knowledge.facts import Kind
from knowledge.reference_words import Gender, words
from knowledge.store import IndexedSentence, Token

_MASCULINE = frozenset({"er", "ihn", "ihm", "he", "him", "his", "himself"})
_FEMININE = frozenset({"she", "her", "hers", "herself"})
_HIS = re.compile(r"sein(?:e[mnrs]?)?")
_HER = re.compile(r"ihre?[mnrs]?")
_MASCULINE_NOUN = frozenset({"der", "den", "ein", "einen", "einem", "dieser", "diesen"})
_FEMININE_NOUN = frozenset({"die", "eine", "einer", "diese"})
_SPEECH = re.compile(r"[„“”\"«»]")
_EARLY = 2  # tokens that may stand before a pronoun that opens its sentence
_FAR = 3  # sentences back


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What a pronoun wants: a thing of this gender and number. `opens`: it is the sentence's own subject; `person`:
    only a person will do, as with "he" and "she"."""

    gender: Gender | None
    plural: bool = False
    possessive: bool = False
    opens: bool = False
    person: bool = False


def find(discourse: Discourse, indexed: IndexedSentence) -> Iterator[Pointed]:
    """The pronouns that have one thing to stand for; the subject among them becomes what the sentence speaks of."""
    tokens, language = indexed.tokens, discourse.document.language
    for at, token in enumerate(tokens):
        asked = _german(tokens, at) if language == "de" else _english(tokens, at)
        if asked is None or _quoted(discourse.document.text, indexed, token.start):
            continue
        anchor = _resolved(discourse, tokens, at, asked)
        if asked.opens and not asked.possessive:
            discourse.speak_of(anchor)
        if anchor is not None:
            yield Pointed(start=token.start, end=token.end, kind="pronoun", to=anchor)


def _quoted(text: str, indexed: IndexedSentence, start: int) -> bool:
    """In speech, another speaks of others."""
    return len(_SPEECH.findall(text, indexed.sentence.start, start)) % 2 == 1


def _german(tokens: Sequence[Token], at: int) -> _Asked | None:
    token, word = tokens[at], tokens[at].text.casefold()
    if token.text[0].isupper() and at > 0 and tokens[at - 1].text not in {"„", "“", '"', ":", "»"}:
        return None  # "Sie", "Ihr": polite address
    following = tokens[at + 1].tag if at + 1 < len(tokens) else ""
    before_noun = following.startswith(("NN", "NE", "ADJ", "CARD", "FM"))
    if _HIS.fullmatch(word) and token.tag.startswith("PPOSAT"):
        return _Asked(gender="m", possessive=True, opens=at == 0)
    if _HER.fullmatch(word) and (word != "ihr" or before_noun):
        return _Asked(gender="f", possessive=True, opens=at == 0) if token.tag.startswith("P") else None
    if word in {"er", "ihn", "ihm"}:
        return _Asked(gender="m", opens=word == "er" and _is_subject(tokens, at))
    if word == "sie":
        return _of_number(tokens, at)
    if word == "es" and at == 0 and following.startswith("V") and not _impersonal(tokens):
        return _Asked(gender="n", opens=True)
    return None


def _impersonal(tokens: Sequence[Token]) -> bool:
    """ "Es gibt …", "Es ist bekannt, dass …": then "es" stands for nothing."""
    rest = {token.text for token in tokens[2:]}
    return tokens[1].text in words("impersonal") or not rest.isdisjoint({"dass", "ob", "zu", "wie"})


def _of_number(tokens: Sequence[Token], at: int) -> _Asked | None:
    """ "sie" is her or them, as its verb tells; without a verb beside it, nobody knows."""
    for beside in (at + 1, at - 1):
        if 0 <= beside < len(tokens) and "FIN" in tokens[beside].tag:
            plural = subjects.is_plural(tokens[beside], "de")
            opens = _is_subject(tokens, at)
            if plural:
                return _Asked(gender=None, plural=True, opens=True) if opens else None
            return _Asked(gender="f", opens=opens) if opens or beside == at - 1 else None
    return None


def _is_subject(tokens: Sequence[Token], at: int) -> bool:
    """First in the sentence, or right behind its first verb with no noun phrase before that could be the subject."""
    if at == 0 or (at == 1 and not tokens[0].text[0].isalnum()):
        return True
    verb = subjects.finite(tokens, "de")
    return verb == at - 1 and subjects.find(tokens[:at], "de") is None


def _english(tokens: Sequence[Token], at: int) -> _Asked | None:
    word = tokens[at].text.casefold()
    first = at <= _EARLY and not any(t.tag.startswith(("NN", "NP")) for t in tokens[:at])
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if word in _MASCULINE | _FEMININE:
        possessive = tokens[at].tag.startswith("DPS")
        gender: Gender = "m" if word in _MASCULINE else "f"
        return _Asked(gender=gender, possessive=possessive, opens=first and word in {"he", "she"}, person=True)
    if word == "it" and at == 0 and following is not None and not _expletive(tokens):
        return _Asked(gender="n", opens=True)
    if word == "its" and tokens[at].tag.startswith("DPS"):
        return _Asked(gender="n", possessive=True, opens=at == 0)
    if word == "they" and at == 0:
        return _Asked(gender=None, plural=True, opens=True)
    return None


def _expletive(tokens: Sequence[Token]) -> bool:
    """ "It is clear that …", "It takes …", "It was in 1990 that …"."""
    if tokens[1].text in words("expletive") or tokens[1].tag.startswith("VM"):
        return True
    rest = [token.text for token in tokens[2:12]]
    return tokens[1].tag.startswith("VB") and ("that" in rest or "to" in rest[:3] or "who" in rest)


def _resolved(discourse: Discourse, tokens: Sequence[Token], at: int, asked: _Asked) -> Anchor | None:
    before_verb = subjects.finite(tokens[:at], discourse.document.language) is None
    if asked.opens or (asked.possessive and at <= _EARLY and before_verb):
        return _from_before(discourse, asked)
    if asked.plural:
        return None
    here = _fitting(discourse.present(0, tokens[at].start), asked)
    spoken = discourse.spoken_of(0)
    agrees = spoken is not None and _agrees(spoken, asked) and len(here) <= 1
    if spoken is not None and agrees and discourse.anchor_is_before(spoken, tokens[at].start):
        return spoken
    if asked.gender == "n" or _rival(tokens[:at], asked):
        return None
    if here:
        return discourse.anchor(here[0]) if len(here) == 1 else None
    return None if _someone(discourse, tokens[at].start, asked) else _person_before(discourse, asked)


def _someone(discourse: Discourse, until: int, asked: _Asked) -> bool:
    """Whether the sentence has named a person before the offset that the pronoun may mean, though nothing tells."""
    return any(
        (entity.kind is Kind.PERSON and entity.gender in {asked.gender, None})
        or (entity.kind is Kind.NAME and " " in entity.name)
        for entity in discourse.present(0, until)
    )


def _from_before(discourse: Discourse, asked: _Asked) -> Anchor | None:
    """The subject of the sentence before where it agrees; else a person there, when no common noun is in the way."""
    before = discourse.spoken_of()
    if before is not None and _agrees(before, asked):
        return before
    if asked.plural or asked.gender == "n":
        return None
    in_the_way = before is not None and before.entity is None and before.gender == asked.gender
    return None if in_the_way else _person_before(discourse, asked)


def _agrees(anchor: Anchor, asked: _Asked) -> bool:
    if asked.plural or anchor.plural:
        return asked.plural and anchor.plural
    if asked.gender == "n":
        return anchor.kind is not Kind.PERSON and anchor.gender in ({"n", None} if anchor.entity is None else {"n"})
    if anchor.kind is Kind.PERSON:
        return anchor.gender in {asked.gender, None}
    if asked.person:
        return False
    if asked.possessive:
        return anchor.entity is not None and (
            anchor.gender == asked.gender or {anchor.gender, asked.gender} == {"m", "n"}
        )
    return anchor.gender == asked.gender


def _fitting(entities: Sequence[Entity], asked: _Asked) -> list[Entity]:
    """The persons of the gender asked for; those of unknown gender only where there is no other."""
    people = [entity for entity in entities if entity.kind is Kind.PERSON]
    unknown = (e for e in people if e.gender is None and e.roles and len(e.mentions) > 1)
    return [e for e in people if e.gender == asked.gender] or list(unknown)


def _person_before(discourse: Discourse, asked: _Asked) -> Anchor | None:
    """The only fitting person of the last sentence that has one, with no noun of the gender in its subject's place."""
    for back in range(1, _FAR + 1):
        if back > 1 and not discourse.same_paragraph(back):
            return None
        spoken = discourse.spoken_of(back)
        fitting = _fitting(discourse.present(back), asked)
        for entity in fitting:
            if spoken is not None and spoken.entity == entity.name:
                return discourse.anchor(entity)
        if spoken is not None and spoken.entity is None and spoken.gender == asked.gender and not spoken.plural:
            return None
        if fitting:
            return discourse.anchor(fitting[0]) if len(fitting) == 1 else None
        if _rival(discourse.tokens(back), asked):
            return None
    return None


def _rival(tokens: Sequence[Token], asked: _Asked) -> bool:
    """Whether a common noun of the gender stands there, that a German pronoun could mean as well."""
    articles = _MASCULINE_NOUN if asked.gender == "m" else _FEMININE_NOUN
    return any(
        token.tag == "ART"
        and token.text.casefold() in articles
        and (at == 0 or not tokens[at - 1].tag.startswith("NN"))
        for at, token in enumerate(tokens)
    )
