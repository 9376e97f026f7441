"""What a sentence says that something is: appositions, "X ist ein Y", "bei X handelt es sich um Y", abbreviations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set

from knowledge.analysis import is_familiar
from knowledge.facts import Kind, Mention
from knowledge.gazetteer import is_role
from knowledge.name_words import is_title
from knowledge.noun_phrases import NounPhrase, Phrases

_SHORT = re.compile(r"[A-ZÄÖÜ][A-Za-zÄÖÜäöü&-]{1,7}")
_GENITIVE_ARTICLES = frozenset(("des", "eines", "dieses", "seines", "ihres"))
_GENITIVE = re.compile(r"(?<=[a-zäöü]{3})(?:(?<=[tdsßzg])es|(?<![sßzxe])s)$")
_MARKERS = frozenset(("also", "nämlich", "sprich", "namely"))
_BEING = frozenset(("ist", "sind", "war", "waren", "is", "are", "was", "were"))
_INDEFINITE = frozenset(("ein", "eine", "einen", "einem", "einer"))
_LOCAL = frozenset(("auf", "in", "an", "bei", "am", "im", "beim"))
_CONCERNED = frozenset(("handelt", "handelte"))
_ENDINGS = frozenset((",", ".", ";", ")", "-", ""))
_NAMED = frozenset({Kind.PERSON, Kind.ORGANISATION, Kind.PLACE, Kind.PRODUCT, Kind.NAME, Kind.EVENT, Kind.TITLE})


def find(text: str, phrases: Phrases, typed: Sequence[Mention]) -> Iterator[Mention]:
    """Definitions and roles of the sentence; `head` is what they are said of."""
    being = not _BEING.isdisjoint(phrases.words)
    concerned = not _CONCERNED.isdisjoint(phrases.words)
    apposed = tuple(mention for phrase in phrases.all for mention in _apposed(text, phrases, phrase))
    yield from apposed
    for phrase in phrases.all:
        if being:
            yield from _predicated(text, phrases, phrase)
        if concerned:
            yield from _concerned(text, phrases, phrase)
    yield from _before_names(phrases, typed, {mention.head for mention in apposed})
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
    closing = _closing(phrases, phrase)
    if phrases.letter(closing) not in {",", "-", "("}:
        return
    at = closing + 1
    if closing > phrase.end and phrases.word(at) not in _INDEFINITE:
        return
    marked = phrases.word(at) in _MARKERS
    said = phrases.at(at + marked)
    if said is None or not (marked or phrases.letter(said.opening) == "D" or _is_role(phrases, said)):
        return
    ends = [end for end in phrases.ends(said, 3) if phrases.letter(end) in _ENDINGS]
    if ends:
        kind = Kind.ROLE if _is_role(phrases, said) else Kind.DEFINITION
        yield _said(phrases, kind, said.start, ends[-1], _text(text, phrases, phrase), "apposition")


def _closing(phrases: Phrases, phrase: NounPhrase) -> int:
    """The mark behind the phrase; a verb's last part may stand before it: "Sie bieten Grog an, ein Getränk aus Rum"."""
    at = phrase.end
    if phrases.letter(at + 1) != ",":
        return at
    particle = phrases.tokens[at].tag == "PTKVZ"
    return at + (particle or (phrases.letter(at) == "I" and phrases.preposition(phrase) is None))


def _is_role(phrases: Phrases, phrase: NounPhrase) -> bool:
    return is_role(phrases.tokens[phrase.end - 1].text)


def _predicated(text: str, phrases: Phrases, phrase: NounPhrase) -> Iterator[Mention]:
    """ "X ist ein Y", "X was the Y of Z"."""
    at = phrase.end
    if phrases.letter(at) == "(":
        at = phrases.shape.find(")", at) + 1
    if phrases.word(at) not in _BEING or phrases.preposition(phrase) is not None or phrases.is_genitive(phrase):
        return
    following = at + 1 + (phrases.letter(at + 1) == "B")
    said = phrases.at(following)
    if said is None or (phrases.letter(following) not in "DAN"):
        return
    if not said.is_determined and phrases.letter(said.end) in {"I", "J"}:
        return  # "in der Stadt sind Fahrzeuge | betroffen"
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


def _before_names(phrases: Phrases, typed: Sequence[Mention], told: Set[str | None]) -> Iterator[Mention]:
    """ "Der Container-Spezialist Docker", "Trainer-Legende Otto Rehhagel": the noun before a name says what it is. Not
    one at which something stands that is `told` behind it: "auf dem Markt | Grog an, ein Getränk"."""
    starts = {token.start: at for at, token in enumerate(phrases.tokens)}
    for name in typed:
        at = starts.get(name.start)
        if name.kind is Kind.PERSON and at:
            at = _before_title(phrases, at)
        if name.kind not in _NAMED or not at or phrases.letter(at - 1) != "N":
            continue
        first = at - 1
        while phrases.letter(first - 1) and phrases.letter(first - 1) in "ANE":
            first -= 1
        role = name.kind is Kind.PERSON or any(map(is_role, phrases.tokens[at - 1].text.split("-")))
        placed = name.value in told and phrases.word(first - 2) in _LOCAL
        if role or (phrases.letter(first - 1) == "D" and not placed):
            yield _said(phrases, Kind.ROLE if role else Kind.DEFINITION, first, at, name.value or "", "before-name")


def _before_title(phrases: Phrases, at: int) -> int:
    """Where a person's title begins: "die Ärztin | Dr. | Anna Kern"."""
    while at > 1 and phrases.tokens[at - 1].text == "." and is_title(phrases.tokens[at - 2].text):
        at -= 2
    return at


def _expansions(text: str, phrases: Phrases, typed: Sequence[Mention]) -> Iterator[Mention]:
    """ "Container Runtime Interface (CRI)" and the other way round: what the letters stand for."""
    known = {short.start: short.value for short in typed if short.kind is Kind.ABBREVIATION and short.value}
    for start, value in known.items():
        short = next(token.text for token in phrases.tokens if token.end > start)
        for long in typed:
            if long.value == value and long.kind is not Kind.ABBREVIATION:
                yield _expansion(phrases, long.start, long.end, short)
    for at, token in enumerate(phrases.tokens if "(" in phrases.words else ()):
        bracketed = phrases.word(at - 1) == "(" and phrases.word(at + 1) == ")"
        if bracketed and token.start not in known and _SHORT.fullmatch(token.text):
            found = _before_bracket(phrases, at - 1, token.text)
            if found is not None:
                start, end = phrases.tokens[found.start].start, phrases.tokens[at - 2].end
                yield _expansion(phrases, start, end, token.text)


def _before_bracket(phrases: Phrases, at: int, short: str) -> NounPhrase | None:
    """The noun phrase that ends at a bracket with letters that its words do not begin with: "Gewinn vor Steuern
    (Ebt)"; of several the one with the same first letter, else the nearest. None for a name or a role with its party.
    """
    if phrases.letter(at - 1) != "N" or is_role(phrases.tokens[at - 1].text) or is_familiar(short, phrases.language):
        return None
    reaching = [one for one in phrases.all if one.end <= at and _reaches(phrases, one, at)]
    if any("E" in phrases.shape[one.noun : one.end] for one in reaching):
        return None
    alike = (one for one in reaching if phrases.word(one.noun)[:1] == short[0].lower())
    whole = [one for one in reaching if not _belongs(phrases, one)]
    return next(alike, whole[-1] if whole else None)


def _belongs(phrases: Phrases, phrase: NounPhrase) -> bool:
    """Whether a phrase is an item of a list or what a preposition attaches to a noun: "vor Steuern | und Zinsen"."""
    before = phrases.letter(phrase.opening - 1)
    return before in {"K", ","} or (before == "P" and phrases.letter(phrase.opening - 2) in {"N", "E"})


def _reaches(phrases: Phrases, phrase: NounPhrase, at: int) -> bool:
    return at in phrases.ends(phrase, 3)


def _expansion(phrases: Phrases, start: int, end: int, short: str) -> Mention:
    """Without the ending of a genitive: what "des Bundesamts (BA)" stands for is Bundesamt."""
    opening = next((at for at, token in enumerate(phrases.tokens) if token.start == start), 0)
    last = next((token for token in phrases.tokens if token.end == end), None)
    genitive = phrases.word(opening - 1) in _GENITIVE_ARTICLES and last is not None and _GENITIVE.search(last.text)
    end -= len(genitive.group()) if genitive else 0
    return Mention(kind=Kind.DEFINITION, start=start, end=end, head=short, syntax="expansion")
