"""Phrases that can answer a question: noun phrases in the lengths a person would say, what a preposition governs,
lists, clauses of purpose and cause, and what an apposition says something is. German and English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from knowledge import appositions, clause_spans, frequencies, measured, qualities
from knowledge.document import Language
from knowledge.facts import Kind, Mention
from knowledge.noun_phrases import CONTRACTED, NounPhrase, Phrases
from knowledge.store import Token

_TELLING = frozenset(
    ("zwischen", "aus", "vor", "nach", "bis", "über", "um", "ohne", "gegen", "durch", "als", "für", "zu", "mit", "seit",
     "unter", "ab", "hinter", "außerhalb", "innerhalb", "neben", "trotz", "auf", "an", "wie", "entlang",
     "until", "between", "before", "after", "for", "with", "without", "as", "through", "against", "like", "because",
     "behind", "under", "during", "near")
)  # fmt: skip
_NUMBERS = re.compile(r"C(?:,C)*KC(?![NEACGI-])")
_NOMINAL = frozenset({Kind.PHRASE, Kind.PREPOSITIONAL})
_TOLD = frozenset({Kind.DATE, Kind.DURATION, Kind.MONEY, Kind.PERCENT})
_TYPED_ALIKE = frozenset({Kind.NAME, Kind.ORGANISATION})  # asked for wherever a phrase is
_TELLING_KINDS = _TOLD | _TYPED_ALIKE | {Kind.NUMBER, Kind.PERSON}


def find(
    text: str, tokens: tuple[Token, ...], language: Language, typed: Sequence[Mention] = ()
) -> tuple[Mention, ...]:
    """All phrases of one sentence, offsets into `text`, by start and end; they nest and overlap.

    `typed` are the sentence's names, dates and amounts: what is said of them, the amounts with what is counted, and
    no phrase that only repeats one of them or is a piece of one.
    """
    phrases = Phrases(tokens, language, typed)
    said = (
        *appositions.find(text, phrases, typed),
        *measured.find(text, phrases, typed),
        *clause_spans.find(phrases),
        *(frequencies.find(text, tokens[0].start, tokens[-1].end, language) if tokens else ()),
    )
    purposes = {mention.start for mention in said if mention.kind is Kind.PURPOSE}
    telling = tuple(mention for mention in typed if mention.kind in _TELLING_KINDS)
    found = {(mention.start, mention.end, mention.kind): mention for mention in said}
    for mention in (*_lists(phrases), *_number_lists(phrases), *_nouns(phrases), *qualities.find(phrases)):
        within = mention.kind is Kind.PREPOSITIONAL and mention.start in purposes
        key = mention.start, mention.end, mention.kind
        repeated = mention.kind in _NOMINAL and any(_repeats(mention, other) for other in telling)
        if key not in found and not within and not repeated:
            found[key] = mention
    lists = [mention for mention in found.values() if mention.kind is Kind.LIST]
    tails = {id(one) for one in lists if any(_is_tail(text, one, other) for other in lists)}
    return tuple(found[key] for key in sorted(found) if id(found[key]) not in tails)


def _is_tail(text: str, one: Mention, other: Mention) -> bool:
    """Whether a list is another one without its first items."""
    return other.start < one.start and other.end == one.end and "," in text[other.start : one.start]


def _repeats(phrase: Mention, typed: Mention) -> bool:
    """Whether the phrase is a typed span again, or a piece of one."""
    if typed.end < phrase.end or phrase.start < typed.start:
        return False
    equal = (phrase.start, phrase.end) == (typed.start, typed.end)
    if typed.kind in _TOLD:
        return True
    if typed.kind is Kind.NUMBER:
        return not equal
    if typed.kind in _TYPED_ALIKE:
        return phrase.kind is Kind.PHRASE if equal else typed.kind is not Kind.NAME
    return typed.kind is Kind.PERSON and not equal


def _mention(phrases: Phrases, kind: Kind, start: int, end: int, head: str | None, syntax: str | None) -> Mention:
    tokens = phrases.tokens
    return Mention(kind=kind, start=tokens[start].start, end=tokens[end - 1].end, head=head, syntax=syntax)


def _nouns(phrases: Phrases) -> Iterator[Mention]:
    for phrase in phrases.all:
        syntax = _syntax(phrases, phrase)
        ends = tuple(dict.fromkeys(phrases.ends(phrase)))
        for start, stop, form in _spans(phrases, phrase, ends):
            head = phrases.tokens[min(stop, phrase.end) - 1].text
            yield _mention(phrases, Kind.PHRASE, start, stop, head, f"{syntax}+{form}" if form else syntax)
        yield from _governed(phrases, phrase, ends, syntax)


def _spans(phrases: Phrases, phrase: NounPhrase, ends: tuple[int, ...]) -> Iterator[tuple[int, int, str]]:
    """The lengths: bare, with attributes, without adjectives, with a quantifier or owner, halves of two nouns."""
    first = ends[0]
    yield phrase.start, first, ""
    yield from ((phrase.start, end, "wide") for end in ends[1:])
    if "A" in phrases.shape[phrase.start : phrase.noun]:
        yield phrase.noun, first, "short"
    determined = phrase.start - 1
    if determined >= phrase.opening and phrases.letter(determined) in "SQG":
        yield from ((determined, end, "owned") for end in ends)
    for at in phrases.joints(phrase):
        yield phrase.start, at, "half"
        yield at, first, "half"


def _governed(phrases: Phrases, phrase: NounPhrase, ends: tuple[int, ...], syntax: str) -> Iterator[Mention]:
    """What a preposition governs; with the preposition too where it says something of its own."""
    at = phrases.preposition(phrase)
    if at is None or (phrases.word(at) in measured.QUALIFIERS and phrases.letter(phrase.start) == "C"):
        return
    head = CONTRACTED.get(phrases.word(at), phrases.word(at))
    longest = phrases.list_end(phrase) or ends[-1]
    start = phrase.start - (phrases.letter(phrase.start - 1) == "Q")
    for end in {ends[0], ends[-1], longest}:
        yield _mention(phrases, Kind.PREPOSITIONAL, start, end, head, syntax)
    if head in _TELLING:
        for end in {phrases.core(phrase), longest}:
            yield _mention(phrases, Kind.PREPOSITIONAL, at, end, head, f"with:{head}")


def _lists(phrases: Phrases) -> Iterator[Mention]:
    inside: set[NounPhrase] = set()
    for phrase in phrases.all:
        items = phrases.items(phrase)
        if len(items) < 2 or (phrase in inside and not _starts_anew(phrases, phrase)):
            continue
        inside.update(items[1:])
        head = phrases.tokens[phrase.end - 1].text
        ends = tuple(phrases.ends(items[-1]))
        opened = phrases.word(phrase.opening - 1) in {"sowohl", "entweder", "both", "either"}
        start = phrase.opening - 1 if opened else phrase.start
        for end in dict.fromkeys((*ends[:2], ends[-1], *phrases.joints(items[-1], "N"))):
            yield _mention(phrases, Kind.LIST, start, end, head, _syntax(phrases, phrase))
        if phrase.is_determined and items[-1].is_determined and not opened:
            yield _mention(phrases, Kind.LIST, phrase.opening, ends[0], head, _syntax(phrases, phrase))


def _number_lists(phrases: Phrases) -> Iterator[Mention]:
    """ "Modelle Kogge 200, 400 und 800": the numbers, and with the name before them."""
    for match in _NUMBERS.finditer(phrases.shape):
        first = match.start()
        starts = {first}
        for phrase in phrases.all:
            if phrase.noun < first and phrase.end in (first, first + 1):
                starts |= {phrase.start, *(at for at in phrases.joints(phrase) if at < first)}
        for start in sorted(starts):
            head = phrases.tokens[first - 1].text if starts != {first} else None
            yield _mention(phrases, Kind.LIST, start, match.end(), head, "object")


def _starts_anew(phrases: Phrases, phrase: NounPhrase) -> bool:
    """Whether an item behind a comma starts a list of its own: "im Mai, Anna und Ben", "A und B, C und D"."""
    at = phrase.opening - 1
    if phrases.letter(at) != ",":
        return False
    before = next((one for one in phrases.all if one.end == at), None)
    if before is None or phrases.letter(at - 1) != phrases.letter(phrase.end - 1):
        return True
    return before.is_determined != phrase.is_determined or phrases.letter(before.opening - 1) == "K"


def _syntax(phrases: Phrases, phrase: NounPhrase) -> str:
    """What the phrase is in its sentence, as far as its neighbours tell."""
    at = phrases.preposition(phrase)
    if at is not None:
        return f"governed:{CONTRACTED.get(phrases.word(at), phrases.word(at))}"
    if phrases.letter(phrase.opening - 1) == "(":
        return "parenthesis"
    if phrases.is_genitive(phrase):
        return "genitive"
    verb = phrases.shape.find("V")
    inverted = phrase.opening == verb + 1 and phrases.shape[:1] in ("P", "B", "W", "J")
    return "subject" if verb < 0 or phrase.end <= verb or inverted else "object"
