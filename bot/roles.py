"""Which role a question asks for, and how well a sentence's predicates agree with it: who did what to whom.

The question is read with the same rules as the article (`knowledge.predicates`); converses share a frame, so that
"Wer kaufte X?" asks of "Y verkaufte X an Z" for its recipient.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from knowledge.analysis import fold
from knowledge.document import Language
from knowledge.language import content_words
from knowledge.predicates import predicates
from knowledge.roles import Argument, Predicate, Role, Voice
from knowledge.store import Token

Expansions = Mapping[str, frozenset[str]]
"""More index terms of a question's word, by its text: what a misspelt name is taken for."""

_QUESTION_WORDS: dict[Language, re.Pattern[str]] = {
    "de": re.compile(
        r"(?:wer|wen|wem|wessen|was|wann|wo|wohin|woher|wie|wieviele?|welche[mnrs]?|warum|wieso|weshalb|"
        r"wor?(?:an|auf|aus|bei|durch|fuer|gegen|mit|nach|ueber|um|unter|von|vor|zu|in))"
    ),
    "en": re.compile(r"(?:who|whom|whose|what|which|when|where|how|why)"),
}
_ADVERBIAL = {"wann": Role.TIME, "when": Role.TIME, "wo": Role.PLACE, "where": Role.PLACE}
_AMOUNTS = re.compile(r"(?:viele?n?|hoch|teuer|much|many|high|large)")
_TRANSITIVE = frozenset(
    {"transfer", "lead", "found", "create", "contest", "coach", "succession", "appoint", "sue", "criticise", "praise"}
    | {"attack", "support", "discover"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """An argument that the question names: its content words, each as its index terms (the stem first), `text` as
    written."""

    role: Role
    slot: str
    words: tuple[tuple[str, ...], ...]
    named: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One reading of a question. `role` is what it asks for, None for yes/no and for what no role stands for.
    `head`: its first index term, the stem of the word that says it."""

    frame: str
    relation: str
    head: str
    role: Role | None
    slot: str
    given: tuple[Given, ...]
    negated: bool
    voice: Voice


def asked(tokens: tuple[Token, ...], language: Language, expansions: Expansions | None = None) -> tuple[Asked, ...]:
    """The readings of a question, those first whose role it asks for; empty where no word says a relation."""
    question = _question_word(tokens, language)
    found = [_asked(p, tokens, language, question, expansions or {}) for p in predicates(tokens, language)]
    with_role = [each for each in found if each.role is not None]
    if with_role:
        return tuple(with_role)
    told = [each for each in found if each.given]
    verbs = [each for each in told if each.voice in {Voice.ACTIVE, Voice.PASSIVE}]  # a noun in it only names a thing
    return tuple(split for each in verbs or told for split in (each, *_split(each)))


def _split(question: Asked) -> Iterator[Asked]:
    """ "Hat Paul Lenz Velox gegründet?": two names without an article between them may be subject and object."""
    subject = next((each for each in question.given if each.slot == "subject" and each.named), None)
    slots = {each.slot for each in question.given}
    if (
        subject is None
        or question.frame not in _TRANSITIVE
        or {"object", "of"} & slots
        or question.voice is Voice.PASSIVE
    ):
        return
    words = subject.text.split()
    rest = tuple(each for each in question.given if each is not subject)
    for at in range(1, len(words) if len(words) == len(subject.words) else 1):
        first = replace(subject, words=subject.words[:at], text=" ".join(words[:at]))
        second = replace(subject, role=Role.PATIENT, slot="object", words=subject.words[at:], text=" ".join(words[at:]))
        yield replace(question, given=(first, second, *rest))


def _question_word(tokens: tuple[Token, ...], language: Language) -> int | None:
    pattern = _QUESTION_WORDS[language]
    return next((at for at, token in enumerate(tokens) if pattern.fullmatch(fold(token.text))), None)


def _asked(
    predicate: Predicate, tokens: tuple[Token, ...], language: Language, question: int | None, expansions: Expansions
) -> Asked:
    role, slot, given = None, "", []
    for argument in predicate.arguments:
        if question is not None and argument.first - 1 <= question < argument.last:
            role, slot = argument.role, argument.slot
        else:
            given.append(_given(argument, tokens, language, expansions))
    if role is None and question is not None:
        role = _adverbial(tokens, question)
        slot = "" if role is None else str(role)
    return Asked(
        frame=predicate.frame,
        relation=predicate.relation,
        head=next(iter(tokens[predicate.trigger].terms), ""),
        role=role,
        slot=slot,
        given=tuple(each for each in given if each.words),
        negated=predicate.negated,
        voice=predicate.voice,
    )


def _adverbial(tokens: tuple[Token, ...], at: int) -> Role | None:
    if at + 1 < len(tokens) and _AMOUNTS.fullmatch(fold(tokens[at + 1].text)):
        return Role.AMOUNT
    return _ADVERBIAL.get(fold(tokens[at].text))


def _given(argument: Argument, tokens: tuple[Token, ...], language: Language, expansions: Expansions) -> Given:
    inside = tokens[argument.first : argument.last]
    words = content_words(inside, language)
    return Given(
        role=argument.role,
        slot=argument.slot,
        words=tuple(
            tuple(dict.fromkeys((*word.terms, fold(word.text), *sorted(expansions.get(word.text, ())))))
            for word in words
        ),
        named=argument.named,
        text=_text(argument, tokens),
    )


def _text(argument: Argument, tokens: Sequence[Token]) -> str:
    return " ".join(token.text for token in tokens[argument.first : argument.last])


def without(question: Asked, given: Given) -> Asked:
    """The question with one of its arguments left open: what stands in its place?"""
    rest = tuple(each for each in question.given if each is not given)
    return replace(question, role=given.role, slot=given.slot, given=rest)


def spelt_as(question: tuple[Asked, ...], expansions: Expansions) -> tuple[Asked, ...]:
    """The readings with more index terms for words of theirs, by the word's stem: what a misspelt name stands for."""
    if not expansions:
        return question
    return tuple(replace(each, given=tuple(_spelt_as(given, expansions) for given in each.given)) for each in question)


def _spelt_as(given: Given, expansions: Expansions) -> Given:
    return replace(given, words=tuple((*word, *sorted(expansions.get(word[0], ()))) for word in given.words))
