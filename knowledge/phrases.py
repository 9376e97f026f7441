"""Phrases that can answer a question: noun phrases in the lengths a person would say, what a preposition governs,
lists, clauses of purpose and cause, and what an apposition says something is. German and English."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from knowledge import appositions, clauses, measured
from knowledge.document import Language
from knowledge.facts import Kind, Mention
from knowledge.noun_phrases import NounPhrase, Phrases
from knowledge.store import Token

_CONTRACTED = {
    "im": "in", "ins": "in", "am": "an", "ans": "an", "zum": "zu", "zur": "zu", "vom": "von", "beim": "bei",
    "fürs": "für", "durchs": "durch", "ums": "um", "aufs": "auf", "übers": "über",
}  # fmt: skip
_ARTICLES = frozenset("D")


def find(
    text: str, tokens: tuple[Token, ...], language: Language, typed: Sequence[Mention] = ()
) -> tuple[Mention, ...]:
    """All phrases of one sentence, offsets into `text`, by start and end; they nest and overlap.

    `typed` are the sentence's names, dates and amounts: what is said of them, and the amounts with what is counted.
    """
    phrases = Phrases(tokens, language)
    found: dict[tuple[int, int, Kind], Mention] = {}
    for mention in (
        *appositions.find(text, phrases, typed),
        *measured.find(text, phrases, typed),
        *clauses.find(phrases),
        *_lists(phrases),
        *_nouns(phrases),
    ):
        found.setdefault((mention.start, mention.end, mention.kind), mention)
    return tuple(found[key] for key in sorted(found))


def _mention(phrases: Phrases, kind: Kind, start: int, end: int, head: str | None, syntax: str | None) -> Mention:
    tokens = phrases.tokens
    return Mention(kind=kind, start=tokens[start].start, end=tokens[end - 1].end, head=head, syntax=syntax)


def _nouns(phrases: Phrases) -> Iterator[Mention]:
    for phrase in phrases.all:
        head = phrases.tokens[phrase.end - 1].text
        syntax = _syntax(phrases, phrase)
        ends = tuple(dict.fromkeys(phrases.ends(phrase)))
        for start, stop in _spans(phrases, phrase, ends):
            yield _mention(phrases, Kind.PHRASE, start, stop, head, syntax)
        yield from _governed(phrases, phrase, ends, syntax)


def _spans(phrases: Phrases, phrase: NounPhrase, ends: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """The lengths: with and without adjectives, a quantifier or a possessive, and the halves of two nouns."""
    for end in ends:
        yield phrase.start, end
    first, last = ends[0], ends[-1]
    if phrase.noun > phrase.start:
        yield from ((phrase.noun, end) for end in {first, last})
    determined = phrase.start - 1
    if determined >= phrase.opening and phrases.letter(determined) in "SQ":
        yield from ((determined, end) for end in {first, last})
    if phrases.language == "de":
        for at in range(phrase.noun + 1, phrase.end):
            if phrases.letter(at - 1) == "N" and phrases.letter(at) in "NE":
                yield phrase.start, at
                yield at, first


def _governed(phrases: Phrases, phrase: NounPhrase, ends: tuple[int, ...], syntax: str | None) -> Iterator[Mention]:
    at = phrases.preposition(phrase)
    if at is None:
        return
    head = _CONTRACTED.get(phrases.word(at), phrases.word(at))
    listed = phrases.list_end(phrase)
    for end in dict.fromkeys((*ends, listed or ends[-1])):
        yield _mention(phrases, Kind.PREPOSITIONAL, phrase.start, end, head, syntax)
    for end in {ends[0], listed or ends[-1]}:
        yield _mention(phrases, Kind.PREPOSITIONAL, at, end, head, f"with:{head}")


def _lists(phrases: Phrases) -> Iterator[Mention]:
    inside: set[NounPhrase] = set()
    for phrase in phrases.all:
        items = phrases.items(phrase)
        if len(items) < 2 or (phrase in inside and not _starts_anew(phrases, phrase)):
            continue
        inside.update(items[1:])
        head = phrases.tokens[phrase.end - 1].text
        for end in dict.fromkeys((items[-1].end, tuple(phrases.ends(items[-1]))[-1])):
            yield _mention(phrases, Kind.LIST, phrase.start, end, head, _syntax(phrases, phrase))


def _starts_anew(phrases: Phrases, phrase: NounPhrase) -> bool:
    """Whether an item of a longer chain is of another kind than what stands before it: "im Mai, Anna und Ben"."""
    return phrases.letter(phrase.opening - 1) == "," and phrases.letter(phrase.opening - 2) != phrases.letter(
        phrase.end - 1
    )


def _syntax(phrases: Phrases, phrase: NounPhrase) -> str | None:
    """What the phrase is in its sentence, as far as its neighbours tell."""
    at = phrases.preposition(phrase)
    if at is not None:
        return f"governed:{_CONTRACTED.get(phrases.word(at), phrases.word(at))}"
    before = phrases.letter(phrase.opening - 1)
    if before == "(":
        return "parenthesis"
    if before and before in "NE" and phrase.opening < phrase.end:
        return "genitive"
    verb = phrases.shape.find("V")
    if verb < 0:
        return None
    if phrase.end <= verb:
        return "subject"
    inverted = phrase.opening == verb + 1 and phrases.shape[:1] in ("P", "B", "W", "J")
    return "subject" if inverted else "object"
