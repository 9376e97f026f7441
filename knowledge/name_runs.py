"""Runs of name words: which words of a sentence belong to one name."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.facts import Kind
from knowledge.gazetteer import (
    LONGEST,
    cues,
    endings,
    first_names,
    is_event_word,
    is_organisation_word,
    known,
    known_starts,
)
from knowledge.name_words import Observed, is_determined, is_name, is_unknown, opens
from knowledge.store import Token

LEGAL = re.compile(
    r",?\s(?:GmbH(?:\s&\sCo\.?\sKG(?:aA)?)?|AG(?:\s&\sCo\.?\sKG(?:aA)?)?|SE(?:\s&\sCo\.?\sKG(?:aA)?)?|KGaA|KG|OHG|UG|eG"
    r"|e\.\s?V\.|Inc\.?|Corp\.?|Ltd\.?|LLC|LLP|PLC|plc|Co\.|S\.A\.|N\.V\.|B\.V\.|SA|NV|BV|AB|Oy)(?!\w)"
)  # a company's legal form behind its name
_VERSION = re.compile(r"\d+(?:\.\d+)+")
_TIME_NOUNS = frozenset({"Anfang", "Ende", "Mitte", "Jahr", "Tag", "Woche"})
_FOREIGN = frozenset(("de", "del", "della", "dello", "delle", "di", "dos", "do", "la", "los", "las", "le", "el", "y"))
_PLACE_OPENINGS = frozenset(("Neu", "Alt", "Groß", "Klein", "Hohen", "Bad", "Sankt", "Ober", "Unter", "Nieder"))
_NAME_TAGS = ("NE", "NP", "FM")
_NOUN_TAGS = ("NN", "NE", "FM", "ADJ", "XY")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Tokens `first` to `last` (inclusive) form one name; `start`, `end` are offsets into the document's text.
    `kind` is known when a word list has the name."""

    first: int
    last: int
    start: int
    end: int
    kind: Kind | None = None
    role: str | None = None
    value: str | None = None


def runs(text: str, tokens: Sequence[Token], seen: Observed) -> tuple[Run, ...]:
    """The names of a sentence, in order, not overlapping. `tokens` are those of one sentence of `text`."""
    listed = _listed(text, tokens)
    flags = [is_name(tokens, at, seen) for at in range(len(tokens))]
    for first, last, _ in listed:
        flags[first : last + 1] = [True] * (last + 1 - first)
    _join(text, tokens, flags, seen)
    found: list[Run] = []
    at = 0
    while at < len(tokens):
        if flags[at]:
            last = _last(tokens, flags, at)
            found += _cut(text, tokens, at, last, listed)
            at = last
        at += 1
    return tuple(found)


def _listed(text: str, tokens: Sequence[Token]) -> list[tuple[int, int, Kind]]:
    """Known names as (first token, last token, kind); the longest at each place."""
    found: list[tuple[int, int, Kind]] = []
    at = 0
    while at < len(tokens):
        match = _longest_known(text, tokens, at) if tokens[at].text in known_starts() else None
        if match:
            found.append((at, *match))
            at = match[0]
        elif (kind := _genitive(tokens[at])) is not None:
            found.append((at, at, kind))
        at += 1
    return found


def _longest_known(text: str, tokens: Sequence[Token], at: int) -> tuple[int, Kind] | None:
    for last in range(min(len(tokens) - 1, at + LONGEST), at - 1, -1):
        entry = text[tokens[at].start : tokens[last].end]
        kind = known().get(entry)
        if kind is Kind.PLACE and tokens[at].tag.startswith(("PPOSAT", "VV", "ADV", "KO", "APP", "CJ", "AV", "VB")):
            continue
        if kind and not (entry in cues("ambiguous") and _is_doubtful(tokens, at)):
            return last, kind
    return None


def _is_doubtful(tokens: Sequence[Token], at: int) -> bool:
    if tokens[at].text == "Amazon":
        return at > 0 and tokens[at - 1].text.casefold() in {"the", "der", "des"}
    return opens(tokens, at) or not tokens[at].tag.startswith(_NAME_TAGS)


def _genitive(token: Token) -> Kind | None:
    """Deutschlands, Berlin's: the kind of the name without its ending."""
    for ending in ("'s", "’s", "s"):
        if token.text.endswith(ending) and len(token.text) > 5:
            stem = token.text.removesuffix(ending)
            kind = known().get(stem)
            if kind and stem not in cues("ambiguous") and (ending != "s" or token.tag.startswith(_NAME_TAGS)):
                return kind
    return None


def _join(text: str, tokens: Sequence[Token], flags: list[bool], seen: Observed) -> None:
    """Flag what belongs to a neighbour: Tribe → Capital, die Docker → Distribution, CRI-O und → containerd."""
    german = seen.language == "de"
    for at, token in enumerate(tokens):
        before = at - 1
        if not token.text[0].isalpha():
            continue
        if german and _is_foreign_organisation(tokens, at):
            flags[before] = flags[at] = True
        elif flags[at]:
            continue
        elif token.text[0].isupper():
            flags[at] = (
                (german and _opens_place(tokens, flags, at))
                or (german and _heads_name(text, tokens, flags, at))
                or (before >= 0 and flags[before] and _continues(tokens, at, seen))
            )
        elif token.text in {"und", "wie", "and"}:
            _flag_listed(tokens, flags, at, seen)


def _heads_name(text: str, tokens: Sequence[Token], flags: Sequence[bool], at: int) -> bool:
    """A noun that is part of a name by what follows: Universität Heidelberg, Lebenshilfe e. V., Docker 20.10."""
    token = tokens[at]
    following = tokens[at + 1].text if at + 1 < len(tokens) else ""
    if not token.tag.startswith(_NOUN_TAGS) or token.text in cues("never"):
        return False
    if LEGAL.match(text, token.end) or (following == "&" and at + 2 < len(tokens) and tokens[at + 2].text[0].isupper()):
        return True
    if token.tag == "NN" and at and token.text not in _TIME_NOUNS and tokens[at - 1].text in _apposed():
        return True
    if is_organisation_word(token.text) and not token.text.endswith("behörde") and token.text not in cues("org-cue"):
        governs = following in {"für", "zu"} and token.text.endswith(endings("for-suffix"))
        seat = token.text == "Universität" and following == "von" and _flagged(flags, at + 2)
        return governs or seat or _flagged(flags, at + 1) or (token.text.count("-") > 1 and token.text[0].isupper())
    if is_event_word(token.text) and ("-" in token.text or (following.isdigit() and len(following) == 4)):
        return True
    return token.tag == "NN" and bool(_VERSION.fullmatch(following)) and not is_determined(tokens, at)


def _opens_place(tokens: Sequence[Token], flags: Sequence[bool], at: int) -> bool:
    """The Neu of Neu Trebnitz."""
    return tokens[at].text in _PLACE_OPENINGS and not opens(tokens, at) and _flagged(flags, at + 1)


def _apposed() -> frozenset[str]:
    """Words whose next noun is a name: die Band Kraftklub."""
    return cues("org-cue") | cues("product-cue")


def _continues(tokens: Sequence[Token], at: int, seen: Observed) -> bool:
    token = tokens[at]
    if token.text in cues("legal") or token.text in cues("org-head") or token.text in cues("event-head"):
        return True
    if token.tag == "NN" and _is_cued(tokens, at) and not _is_object(tokens, at):
        return True
    if seen.language == "en" or not token.tag.startswith(_NOUN_TAGS) or token.text in cues("never"):
        return False
    first = at - 1
    while first > 0 and tokens[first - 1].tag in _NAME_TAGS:
        first -= 1
    if tokens[at - 1].tag == "ADJ(A)" and tokens[at - 1].text[0].isupper():
        return True
    if tokens[at - 1].text in first_names() | {"Bad"}:
        return True
    return token.tag == "NN" and first > 0 and tokens[first - 1].tag in {"ART", "APPRART"} and len(token.text) < 16


def _is_cued(tokens: Sequence[Token], at: int) -> bool:
    """Whether the one name word before stands behind a word for a company: die Firma Reiter → Reisen."""
    return at > 1 and tokens[at - 2].text in cues("org-cue") and tokens[at - 1].tag in {*_NAME_TAGS, "NN"}


def _is_object(tokens: Sequence[Token], at: int) -> bool:
    """Whether a noun is the object of the verb behind it: dass die Firma Kern Mitarbeiter entlässt."""
    following = tokens[at + 1].tag if at + 1 < len(tokens) else ""
    if following.startswith(("VV(INF)", "VV(PP)", "VV(IZU)", "PTKZU")):
        return True
    clause = itertools.takewhile(lambda token: token.text not in {",", ";"}, reversed(tokens[:at]))
    return following.startswith(("VV", "VA", "VM")) and any(token.tag == "KOUS" for token in clause)


def _is_foreign_organisation(tokens: Sequence[Token], at: int) -> bool:
    """Insight Partners: two nouns side by side without an article, the second one a foreign company word."""
    before = tokens[at - 1]
    return (
        tokens[at].text in cues("org-head")
        and before.tag in {"NN", "NE", "FM"}
        and before.text[0].isupper()
        and before.text not in cues("never")
        and not is_determined(tokens, at - 1)
    )


def _flag_listed(tokens: Sequence[Token], flags: list[bool], at: int, seen: Observed) -> None:
    """A word of unknown form beside a name, joined to it by und or wie, is one as well."""
    for name, other in ((at - 1, at + 1), (at + 1, at - 1)):
        if not (0 <= name < len(tokens) and 0 <= other < len(tokens)) or flags[other] or tokens[at].text == "wie":
            continue
        word = tokens[other]
        free = word.text.isalpha() and len(word.text) > 4 and word.text not in cues("never")
        strange = free and is_unknown(word.text, seen.language) and not is_determined(tokens, other)
        if flags[name] and strange and not word.tag.startswith(("VV", "ADV")):
            flags[other] = True


def _last(tokens: Sequence[Token], flags: Sequence[bool], first: int) -> int:
    """The last token of the run that starts at `first`, over particles, initials and `&`."""
    last = first
    while last + 1 < len(tokens):
        if flags[last + 1]:
            last += 1
            continue
        bridge = _bridge(tokens, flags, first, last)
        if bridge is None:
            return last
        last = bridge
    return last


def _bridge(tokens: Sequence[Token], flags: Sequence[bool], first: int, last: int) -> int | None:
    """The next name token behind something that may stand inside a name, else None."""
    at = last + 1
    word = tokens[at].text
    if word == "." and len(tokens[last].text) == 1 and _flagged(flags, at + 1):
        return at + 1
    if word == "&" and at + 1 < len(tokens) and tokens[at + 1].text[0].isupper():
        return at + 1
    if word in {"für", "zu"} and tokens[last].text.endswith(endings("for-suffix")):
        return _governed(tokens, at + 1)
    if word == "von" and tokens[last].text == "Universität" and _flagged(flags, at + 1):
        return at + 1
    if word == "of" and tokens[last].text in cues("of-head"):
        at += 1 if at + 1 < len(tokens) and tokens[at + 1].text == "the" else 0
        return at + 1 if _flagged(flags, at + 1) else None
    if word in _FOREIGN and tokens[first].text[0].isupper():
        while at + 1 < len(tokens) and tokens[at].text in _FOREIGN:
            at += 1
        named = tokens[at].text[0].isupper() and tokens[at].tag in _NAME_TAGS
        return at if named or _flagged(flags, at) else None
    if word in cues("particle") and (tokens[first].text in first_names() or len(tokens[first].text) == 1):
        while at < len(tokens) and tokens[at].text in cues("particle"):
            at += 1
        capital = at < len(tokens) and tokens[at].text[:1].isupper() and tokens[at].tag != "PPER"
        return (
            at
            if capital and (word not in {"der", "den", "dem", "zu", "zur", "zum", "la"} or _flagged(flags, at))
            else None
        )
    return None


def _governed(tokens: Sequence[Token], at: int) -> int | None:
    """The last noun of `für Bildung und Forschung`, `für Deutsche Sprache`."""
    while at < len(tokens) and tokens[at].tag == "ADJ(A)" and tokens[at].text[0].isupper():
        at += 1
    if at >= len(tokens) or not tokens[at].text[0].isupper():
        return None
    if at + 2 < len(tokens) and tokens[at + 1].text == "und" and tokens[at + 2].text[0].isupper():
        return at + 2
    return at


def _flagged(flags: Sequence[bool], at: int) -> bool:
    return at < len(flags) and flags[at]


def _cut(
    text: str, tokens: Sequence[Token], first: int, last: int, listed: Sequence[tuple[int, int, Kind]]
) -> list[Run]:
    """The run as one name; two where the first part is a known place with a genitive: Victoria's North Coast."""
    for a, b, kind in listed:
        if (a, b) == (first, last):
            return [_run(text, tokens, first, last, kind)]
        if a == first and b < last and kind is Kind.PLACE and tokens[b].text.endswith(("'s", "’s")):
            return [_run(text, tokens, a, b, kind), *_cut(text, tokens, b + 1, last, listed)]
    whole = _run(text, tokens, first, last, None)
    words = {token.text for token in tokens[first : last + 1]}
    alone = (first == last and words <= cues("single-never")) or words <= cues("legal") | {"&"}
    alone = alone or (first == last and len(tokens[first].text) == 1)
    return [] if alone or whole.end <= whole.start else [whole]


def _run(text: str, tokens: Sequence[Token], first: int, last: int, kind: Kind | None) -> Run:
    end = tokens[last].end
    for ending in ("'s", "’s", "'", "’"):
        if text[tokens[last].start : end].endswith(ending):
            end -= len(ending)
            break
    return Run(first=first, last=last, start=tokens[first].start, end=end, kind=kind)
