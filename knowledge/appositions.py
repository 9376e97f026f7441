"""What a sentence says that something is: appositions, "X ist ein Y", "bei X handelt es sich um Y", abbreviations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from knowledge.facts import Kind, Mention
from knowledge.gazetteer import is_role
from knowledge.noun_phrases import NounPhrase, Phrases

_MARKERS = frozenset(("also", "nämlich", "sprich", "namely"))
_BEING = frozenset(("ist", "sind", "war", "waren", "is", "are", "was", "were"))
_CONCERNED = frozenset(("handelt", "handelte"))
_ENDINGS = frozenset((",", ".", ";", ")", "-", ""))
_NAMED = frozenset({Kind.PERSON, Kind.ORGANISATION, Kind.PLACE, Kind.PRODUCT, Kind.NAME, Kind.EVENT, Kind.TITLE})


def find(text: str, phrases: Phrases, typed: Sequence[Mention]) -> Iterator[Mention]:
    """Definitions and roles of the sentence; `head` is what they are said of."""
    being = not _BEING.isdisjoint(phrases.words)
    concerned = not _CONCERNED.isdisjoint(phrases.words)
    for phrase in phrases.all:
        yield from _apposed(text, phrases, phrase)
        if being:
            yield from _predicated(text, phrases, phrase)
        if concerned:
            yield from _concerned(text, phrases, phrase)
    yield from _before_names(phrases, typed)
    yield from _expansions(text, phrases, typed)


def _said(phrases: Phrases, kind: Kind, start: int, end: int, head: str, syntax: str) -> Mention:
    tokens = phrases.tokens
    return Mention(kind=kind, start=tokens[start].start, end=tokens[end - 1].end, head=head, syntax=syntax)


def _text(text: str, phrases: Phrases, phrase: NounPhrase) -> str:
    """The phrase as one would name it: the name alone where it ends in one."""
    start = phrase.end
    while start > phrase.start and phrases.letter(start - 1) == "E":
        start -= 1
    first = start if start < phrase.end else phrase.start
    return text[phrases.tokens[first].start : phrases.tokens[phrase.end - 1].end]


def _apposed(text: str, phrases: Phrases, phrase: NounPhrase) -> Iterator[Mention]:
    """ "X, also die Y,", "X, ein Y.", "X – der Y –", "X (ein Y)": Y is said of X."""
    if phrases.letter(phrase.end) not in {",", "-", "("}:
        return
    at = phrase.end + 1
    marked = phrases.word(at) in _MARKERS
    said = phrases.at(at + marked)
    if said is None or not (marked or phrases.letter(said.opening) == "D" or _is_role(phrases, said)):
        return
    ends = [end for end in phrases.ends(said, 3) if phrases.letter(end) in _ENDINGS]
    if ends:
        kind = Kind.ROLE if _is_role(phrases, said) else Kind.DEFINITION
        yield _said(phrases, kind, said.start, ends[-1], _text(text, phrases, phrase), "apposition")


def _is_role(phrases: Phrases, phrase: NounPhrase) -> bool:
    return is_role(phrases.tokens[phrase.end - 1].text)


def _predicated(text: str, phrases: Phrases, phrase: NounPhrase) -> Iterator[Mention]:
    """ "X ist ein Y", "X was the Y of Z"."""
    at = phrase.end
    if phrases.letter(at) == "(":
        at = phrases.shape.find(")", at) + 1
    if phrases.word(at) not in _BEING or phrases.preposition(phrase) is not None:
        return
    following = at + 1 + (phrases.letter(at + 1) == "B")
    said = phrases.at(following)
    if said is None or (phrases.letter(following) not in "DAN"):
        return
    kind = Kind.ROLE if _is_role(phrases, said) else Kind.DEFINITION
    ends = tuple(phrases.ends(said, 3))
    for end in {ends[-1], phrases.list_end(said) or ends[-1]}:
        yield _said(phrases, kind, said.start, end, _text(text, phrases, phrase), "predicate")


def _concerned(text: str, phrases: Phrases, phrase: NounPhrase) -> Iterator[Mention]:
    """ "Bei X handelt es sich um Y"."""
    at = phrase.end
    if phrases.word(at) not in _CONCERNED or phrases.word(phrase.opening - 1) not in {"bei", "beim"}:
        return
    for place in range(at + 1, at + 5):
        said = phrases.at(place + 1)
        if phrases.word(place) == "um" and said is not None:
            end = tuple(phrases.ends(said, 3))[-1]
            yield _said(phrases, Kind.DEFINITION, said.start, end, _text(text, phrases, phrase), "predicate")


def _before_names(phrases: Phrases, typed: Sequence[Mention]) -> Iterator[Mention]:
    """ "Der Container-Spezialist Docker", "Trainer-Legende Otto Rehhagel": the noun before a name says what it is."""
    starts = {token.start: at for at, token in enumerate(phrases.tokens)}
    for name in typed:
        at = starts.get(name.start)
        if name.kind not in _NAMED or not at or phrases.letter(at - 1) != "N":
            continue
        first = at - 1
        while phrases.letter(first - 1) and phrases.letter(first - 1) in "ANE":
            first -= 1
        role = name.kind is Kind.PERSON or any(map(is_role, phrases.tokens[at - 1].text.split("-")))
        if role or phrases.letter(first - 1) == "D":
            yield _said(phrases, Kind.ROLE if role else Kind.DEFINITION, first, at, name.value or "", "before-name")


def _expansions(text: str, phrases: Phrases, typed: Sequence[Mention]) -> Iterator[Mention]:
    """ "Container Runtime Interface (CRI)" and the other way round: what the letters stand for."""
    for short in typed:
        if short.kind is Kind.ABBREVIATION and short.value:
            for long in typed:
                if long.value == short.value and long.kind is not Kind.ABBREVIATION:
                    head = text[short.start : short.end]
                    yield Mention(kind=Kind.DEFINITION, start=long.start, end=long.end, head=head, syntax="expansion")
