"""What English question words ask for. Prepositions are given in both languages, as the article may be German."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.asked_nouns import AMOUNTS, group_meant
from bot.expectation import (
    Expectation,
    Form,
    Wording,
    also_governed,
    kinds_called,
    kinds_of_noun,
    noun_after,
    only_names,
    subject_of_being,
)
from bot.expected_kinds import (
    BEING,
    EXPLAINED,
    GOVERNED,
    LONG_FORM,
    MANNER,
    MEASURED,
    THINGS,
    WHAT_FOR,
    WHO,
    WHY,
    Kinds,
)
from knowledge.analysis import word_class
from knowledge.facts import Kind

_GERMAN: Mapping[str, tuple[str, ...]] = {
    "about": ("über", "von", "um"),
    "against": ("gegen",),
    "as": ("als",),
    "at": ("an", "bei", "in"),
    "by": ("von", "durch"),
    "for": ("für", "zu"),
    "from": ("von", "aus"),
    "in": ("in",),
    "into": ("in",),
    "of": ("von", "aus"),
    "on": ("auf", "an", "über"),
    "since": ("seit",),
    "through": ("durch",),
    "to": ("an", "zu", "nach"),
    "under": ("unter",),
    "until": ("bis",),
    "with": ("mit",),
    "without": ("ohne",),
}
_WORD = re.compile(
    rf"\b(?:(?P<prep>{'|'.join(_GERMAN)}) )?(?P<word>who|whom|whose|what|which|when|where|why|how)\b(?P<rest>.*)"
)
_STRANDED = re.compile(rf" (?P<prep>{'|'.join(_GERMAN)})$")
_MONEY_VERBS = re.compile(
    r"\b(?:cost|pay|paid|earn|spen[dt]|invest|rais|sell|sold|worth|charge|fund|value|bought|bring in)"
)
_CAUSED = re.compile(
    r"(?:made|makes|caus\w+|brought|brings|led|leads|prompt\w+|forc\w+|drove|drives|trigger\w+|persuad\w+|stopp\w+|prevent\w+"
    r"|worri\w+|convinc\w+|delay\w+|sparked|spoil\w+|ruined)\b"
)
_HAPPENED = re.compile(r"\b(?:happen\w*|going on|new|planned|known|wrong|left|special)\b")
_SIZES: Kinds = (Kind.NUMBER, Kind.PERCENT, Kind.MONEY)


def expect(wording: Wording) -> Expectation | None:
    """By the first question word; None without one."""
    found = _WORD.search(wording.text)
    if found is None:
        return None
    rest = wording.after(wording.at(found.end("word")) + 1)
    stranded = _STRANDED.search(rest.text)
    if stranded and not found["prep"] and found["word"] in ("who", "whom", "what", "which", "where"):
        preposition = stranded["prep"]
        rest = Wording(words=rest.words[:-1], folded=rest.folded[:-1], language="en")
    else:
        preposition = found["prep"] or ""
    prepositions = tuple(dict.fromkeys((preposition, *_GERMAN[preposition]))) if preposition else ()
    return _ASKED[found["word"]](rest, prepositions, found["word"])


def _who(rest: Wording, prepositions: tuple[str, ...], word: str) -> Expectation:
    being = subject_of_being(rest) if word == "who" and not prepositions else None
    if being and only_names(being):
        return Expectation(kinds=BEING, form=Form.DEFINITION, asked="who is")
    kinds = (*WHO, Kind.PREPOSITIONAL) if prepositions else WHO
    return Expectation(kinds=kinds, prepositions=prepositions, asked=" ".join((*prepositions[:1], word)))


def _when(rest: Wording, prepositions: tuple[str, ...], word: str) -> Expectation:
    return Expectation(kinds=(Kind.DATE,), prepositions=prepositions, asked=word)


def _where(rest: Wording, prepositions: tuple[str, ...], word: str) -> Expectation:
    fitting = prepositions or ("in", "at", "on", "from", "im", "bei", "auf", "an", "aus", "nach")
    return Expectation(kinds=(Kind.PLACE, Kind.PREPOSITIONAL), prepositions=fitting, asked=word)


def _why(rest: Wording, prepositions: tuple[str, ...], word: str) -> Expectation:
    fitting = ("because", "due", "wegen", "aufgrund", "dank", "durch", "infolge", "für")
    return Expectation(kinds=WHY, prepositions=fitting, asked=word)


def _what_for(rest: Wording, word: str) -> Expectation:
    kinds = (*WHAT_FOR, *THINGS[1:])
    return Expectation(kinds=kinds, prepositions=("for", "für", "zu", "zum", "zur"), asked=f"{word} for")


def _which(rest: Wording, prepositions: tuple[str, ...], word: str) -> Expectation:
    text = rest.text
    kind = re.match(r"(?:kinds?|types?|sorts?) of ", text)
    noun = noun_after(rest.after(2 if kind else 0))
    kinds = (*THINGS, Kind.DEFINITION, Kind.ROLE) if kind else kinds_of_noun(noun, "en")
    if kinds == WHY:
        return replace(_why(rest, (), word), target=noun)
    if kinds == WHAT_FOR:
        return replace(_what_for(rest, word), target=noun)
    kinds = kinds or (*THINGS, Kind.PERSON, Kind.ROLE, *MEASURED)
    return Expectation(kinds=also_governed(kinds, prepositions), prepositions=prepositions, target=noun, asked=word)


def _what(rest: Wording, prepositions: tuple[str, ...], word: str) -> Expectation:
    text = rest.text
    if prepositions and prepositions[0] == "for":
        if re.match(r"(?:does|do|did) .* stand$|(?:is|are) .* short$", text):
            return Expectation(kinds=LONG_FORM, form=Form.DEFINITION, asked="what does it stand for")
        if re.match(r"reasons?\b", text):
            return replace(_why(rest.after(1), (), "for what reason"), target=rest.words[0])
        return _what_for(rest, word)
    if re.search(r"\bstands? for$|\b(?:does|do|did) .*\bmean$|^is meant by\b|\bmeans$", text):
        return Expectation(kinds=LONG_FORM, form=Form.DEFINITION, asked="what does it mean")
    if re.match(r"(?:does|do|did|will|would) .*\bcost\b", text):
        return Expectation(kinds=(Kind.MONEY, Kind.NUMBER), asked="what does it cost")
    if re.match(r"(?:is|are|was|were) .*\bcalled$|(?:is|are|was|were) (?:\w+ ){1,2}names?\b", text):
        of = re.search(r"\bnames? of ", text)
        noun = noun_after(rest.after(rest.at(of.end())) if of else rest.after(1))
        noun = None if noun and noun.lower() in ("name", "names") else noun
        kinds = kinds_called(noun, "en", determined=re.search(r"\bthe\b", text) is not None)
        return Expectation(kinds=kinds, target=noun, asked="what is the name")
    if not prepositions and _CAUSED.match(text):
        kinds = (*THINGS, Kind.CAUSE, Kind.PREPOSITIONAL, Kind.CLAUSE)
        return Expectation(kinds=kinds, asked="what caused")
    if re.match(r"(?:is|are|was|were) .*\b(?:doing|planning)\b", text):
        return Expectation(kinds=(Kind.CLAUSE, *THINGS), prepositions=prepositions, asked="what doing")
    being = subject_of_being(rest)
    if being is not None and not prepositions:
        return _what_is(being, plural=not {"are", "were"}.isdisjoint((rest.folded[0], rest.folded[-1])))
    if being is None and rest.words and not _is_verb(rest.folded[0]) and noun_after(rest) is not None:
        return _which(rest, prepositions, word)
    if prepositions:
        return Expectation(kinds=GOVERNED, prepositions=prepositions, asked=f"{prepositions[0]} what")
    return Expectation(kinds=(*THINGS, Kind.CLAUSE, *MEASURED), asked="what")


def _is_verb(folded: str) -> bool:
    return word_class(folded, "en").startswith(("VB", "VD", "VH", "VM", "VVZ", "VVD")) or folded in (
        "did",
        "does",
        "do",
    )


def _what_is(asked: Wording, *, plural: bool) -> Expectation:
    if asked.words and word_class(asked.words[0], "en") == "VVG":
        return Expectation(kinds=(*THINGS, Kind.CLAUSE, Kind.CAUSE), asked="what happened")
    noun = noun_after(asked)
    definite = len(asked.words) > 1 and asked.folded[0] not in ("a", "an")
    of_something = definite and noun is not None and group_meant(noun, "en") is not None
    if _HAPPENED.search(asked.text) or (asked.words and word_class(asked.words[-1], "en") in ("VVN", "VVG", "VVD")):
        return Expectation(kinds=(*THINGS, Kind.CLAUSE), asked="what happened")
    if of_something:
        kinds = kinds_of_noun(noun, "en")
        return Expectation(kinds=kinds, target=noun, asked="what is the")
    if asked.folded[:1] == ("the",) and plural:
        return Expectation(kinds=(*THINGS, Kind.CLAUSE), target=noun, asked="what are the")
    return Expectation(kinds=EXPLAINED, form=Form.DEFINITION, asked="what is")


def _how(rest: Wording, prepositions: tuple[str, ...], word: str) -> Expectation:
    text = rest.text
    first = rest.folded[0] if rest.folded else ""
    if first in ("many", "much", "more"):
        return _how_much(rest.after(1), plural=first == "many")
    if first in _MEASURES:
        noun = next((w for w in rest.words if group_meant(w, "en") in AMOUNTS), None)
        kinds = kinds_of_noun(noun, "en") if noun and _MEASURES[first] == _SIZES else _MEASURES[first]
        return Expectation(kinds=kinds, asked=f"how {first}")
    if first == "come":
        return _why(rest, (), "how come")
    if re.search(r"\b(?:end|finish|score)\b", text) and re.search(r"\b(?:game|match|final|it|they)\b", text):
        return Expectation(kinds=(Kind.SCORE, *MANNER), asked="how did it end")
    return Expectation(kinds=MANNER, prepositions=("by", "with", "through", "durch", "mit", "per", "von"), asked=word)


def _how_much(rest: Wording, *, plural: bool) -> Expectation:
    noun = noun_after(rest, first=True)
    group = group_meant(noun, "en") if noun and noun in rest.words[:3] else None
    if rest.folded[:1] == ("times",):
        return Expectation(kinds=_MEASURES["often"], asked="how often")
    asked = "how many" if plural else "how much"
    if group == "units" or rest.folded[:1] == ("time",):
        return Expectation(kinds=(Kind.DURATION, Kind.NUMBER), target=noun, asked=asked)
    if group in ("percent", "currency") or (group == "money" and not plural):
        return Expectation(kinds=kinds_of_noun(noun, "en"), target=noun, asked=asked)
    if plural:
        return Expectation(kinds=(Kind.NUMBER, Kind.PERCENT), target=noun, asked=asked)
    if _MONEY_VERBS.search(rest.text):
        return Expectation(kinds=(Kind.MONEY, Kind.NUMBER), asked=asked)
    return Expectation(kinds=(Kind.NUMBER, Kind.MONEY, Kind.PERCENT), target=noun, asked=asked)


_MEASURES: Mapping[str, Kinds] = {
    "long": (Kind.DURATION, Kind.DATE, Kind.NUMBER),
    "old": (Kind.DURATION, Kind.NUMBER),
    "young": (Kind.DURATION, Kind.NUMBER),
    **dict.fromkeys(("often", "frequently"), (Kind.NUMBER, Kind.DURATION, Kind.PERCENT)),
    "expensive": (Kind.MONEY, Kind.NUMBER),
    "far": (Kind.NUMBER, Kind.PREPOSITIONAL),
    **dict.fromkeys(
        ("big", "large", "high", "tall", "heavy", "fast", "deep", "wide", "hot", "cold", "small", "strong", "thick"),
        _SIZES,
    ),
}
_ASKED: Mapping[str, Callable[[Wording, tuple[str, ...], str], Expectation]] = {
    **dict.fromkeys(("who", "whom", "whose"), _who),
    "when": _when,
    "where": _where,
    "why": _why,
    "which": _which,
    "what": _what,
    "how": _how,
}
