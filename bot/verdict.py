"""Whether one predicate of a sentence bears a statement out: the same relation with the same arguments in the same
roles, the same with one of them different, or something else."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.agreement import RoleMatch, names_whole, overlap
from bot.roles import Asked, Given
from knowledge.analysis import fold
from knowledge.document import Language, PartialDate
from knowledge.language import content_words
from knowledge.roles import Argument, Role, Voice
from knowledge.store import Token

_ENOUGH = 0.5
_SINGLE = re.compile(r"(?:^|[-‑])([A-Z]|\d+)(?=[-‑]|$)")
_ONLY_ONE = re.compile(r"\b(?:erste|zweite|dritte|letzte|einzige)[mnrs]?\b|\b(?:first|second|third|last|only)\b")
_PRONOUNS = ("PPER", "PDS", "PNP", "DT0")
_ATTRIBUTIVE = frozenset({"von", "of"})
_HOLDERS = frozenset({Role.AGENT, Role.SOURCE, Role.RECIPIENT})
_VALUES = frozenset({Role.TIME, Role.AMOUNT, Role.RESULT})
_ONE_PLACE = frozenset({"born", "die", "located", "begin", "open", "end"})
_ONE_HOLDER = frozenset(
    {"lead", "transfer", "found", "create", "contest", "coach", "succession", "appoint", "kill", "translate", "publish"}
)
_CORE = frozenset({Role.AGENT, Role.PATIENT, Role.RECIPIENT, Role.SOURCE})
_SYMMETRIC = frozenset({"meet", "marry", "merge", "cooperate", "agree"})


class Standing(StrEnum):
    """How an argument of the statement stands in a predicate, surest first."""

    RIGHT = "right"
    LIKELY = "likely"  # another word for it stands there, or it stands elsewhere in the sentence
    DIFFERENT = "different"
    ELSEWHERE = "elsewhere"  # in another role, but by words too general to be sure
    WRONG = "wrong"  # it stands in another role
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`instead` is what the sentence says in the place of the argument that differs. `polarity` None: the sentence
    speaks against the statement without saying no. `sure` is the share of arguments found in their own words."""

    polarity: bool | None
    sure: float
    instead: Argument | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A sentence to judge by. `text` is its own text, which begins at `start` of the document; `nearby` says whether
    a name stands in it or shortly before; `foreign`: its language is not the question's."""

    tokens: Sequence[Token]
    text: str
    start: int
    language: Language
    published: PartialDate | None
    nearby: Callable[[Given], bool]
    foreign: bool = False

    def words(self, argument: Argument) -> str:
        return self.text[argument.start - self.start : argument.end - self.start]


def judge(match: RoleMatch, passage: Passage, language: Language) -> Verdict | None:
    """None where the predicate says too little. `language` is the question's."""
    asked = match.asked
    if not asked.given:
        return None
    found = [(given, *_standing(given, match, passage, language)) for given in asked.given]
    states = [state for _, state, _ in found]
    sure = states.count(Standing.RIGHT) / len(states)
    if Standing.MISSING in states:
        against = any(state is Standing.DIFFERENT and given.named for given, state, _ in found)
        return Verdict(polarity=None, sure=0.0) if against else None
    if Standing.WRONG in states or Standing.ELSEWHERE in states:
        return _swapped(match, [(given, state) for given, state, _ in found])
    differing = [(given, instead) for given, state, instead in found if state is Standing.DIFFERENT]
    if not differing:
        return Verdict(polarity=not match.negation, sure=sure) if sure >= _ENOUGH else None
    if len(differing) > 1 or asked.negated or match.predicate.negated or set(states) == {Standing.DIFFERENT}:
        return None
    given, instead = differing[0]
    valued = instead is not None and same_value(given, instead, passage, language) is False
    sound = valued or Standing.RIGHT in states or match.predicate.voice is Voice.PARTICIPLE
    if instead is None or not sound or not _exclusive(asked, given, states, valued=valued):
        return Verdict(polarity=None, sure=sure)
    return Verdict(polarity=False, sure=sure, instead=instead)


def _swapped(match: RoleMatch, found: list[tuple[Given, Standing]]) -> Verdict | None:
    """No where two change places; a place or a time that stands with another word changed nothing."""
    if match.asked.frame in _SYMMETRIC or match.asked.negated or match.predicate.negated:
        return None
    states = [state for _, state in found]
    moved = [given for given, state in found if state in (Standing.WRONG, Standing.ELSEWHERE)]
    alone = len(moved) < 2 and (Standing.WRONG not in states or Standing.RIGHT not in states)
    if Standing.LIKELY in states or alone or any(given.role not in _CORE for given in moved):
        return Verdict(polarity=None, sure=0.0)
    return Verdict(polarity=False, sure=1.0)


def _exclusive(asked: Asked, given: Given, states: list[Standing], *, valued: bool) -> bool:
    """Whether the sentence's other filler rules the statement's out: one has one date, one chief, one buyer."""
    if given.role in _VALUES or _SINGLE.search(given.text) or valued:
        return True
    if given.role is Role.PLACE:
        return asked.frame in _ONE_PLACE
    if given.role not in _HOLDERS:
        return False
    single = asked.frame in _ONE_HOLDER or asked.frame.startswith("role:")
    single = single or any(_ONLY_ONE.search(fold(other.text)) for other in asked.given)
    return single and bool({Standing.RIGHT, Standing.LIKELY} & set(states))


def _standing(given: Given, match: RoleMatch, passage: Passage, language: Language) -> tuple[Standing, Argument | None]:
    own = [a for a in match.predicate.arguments if _in_role(given, a)]
    for argument in own:
        same = same_value(given, argument, passage, language)
        if same is True:
            return Standing.RIGHT, argument
        if same is False:
            return Standing.DIFFERENT, argument
        if overlap(given, argument, passage.tokens) >= _ENOUGH:
            if _other_letter(given, argument, passage):
                return Standing.DIFFERENT, argument
            right = _same_thing(given, argument, passage) and not _astray(given, argument, match, passage)
            return (Standing.RIGHT if right else Standing.MISSING), argument
    others = [
        a
        for a in match.predicate.arguments
        if a not in own and overlap(given, a, passage.tokens) >= _ENOUGH and names_whole(given, a, passage.tokens)
    ]
    if others and given.slot in _ATTRIBUTIVE and others[0].last - others[0].first > len(given.words):
        return Standing.LIKELY, others[0]  # "den Entwurf von X": it belongs to that argument
    if others and given.named:
        return Standing.WRONG, others[0]
    if others:
        named = [a for a in own if a.named]
        return (Standing.DIFFERENT, named[0]) if named else (Standing.ELSEWHERE, others[0])
    loose = match.predicate.voice is Voice.PARTICIPLE and bool(own) and not any(a.named for a in own)
    if loose and not given.named and passage.nearby(given):
        return Standing.LIKELY, None  # "Angeführt von X sind die Investoren …": led is what was told of before
    return _unstated(given, own, passage, language)


def _unstated(
    given: Given, own: list[Argument], passage: Passage, language: Language
) -> tuple[Standing, Argument | None]:
    """Nothing in the role carries the statement's words: a pronoun may stand for them, or a name for another."""
    named = [a for a in own if a.named]
    if passage.nearby(given) and any(passage.tokens[a.first].tag.startswith(_PRONOUNS) for a in own):
        return Standing.LIKELY, None
    if given.named and named:
        return Standing.DIFFERENT, named[0]
    if given.named and passage.nearby(given):
        return Standing.LIKELY, None
    if any("syn:money" in word for word in given.words) and any(_values(passage.words(a), "de", None) for a in own):
        return Standing.LIKELY, own[0]
    if _in_sentence(given, passage, language):
        return Standing.LIKELY, None
    if not given.named and (passage.foreign or (own and named)) and given.role not in _VALUES:
        return Standing.LIKELY, None
    return Standing.MISSING, None


def _in_role(given: Given, argument: Argument) -> bool:
    if given.role is Role.OTHER:
        return argument.slot == given.slot
    return argument.role is given.role


def _in_sentence(given: Given, passage: Passage, language: Language) -> bool:
    terms = {term for token in passage.tokens for term in token.terms if ":" not in term}
    values = _values(given.text, language, None)
    if values:
        here = _values(passage.text, passage.language, passage.published)
        return any(_agree(one, other) for one in values for other in here)
    return all(any(term in terms for term in word) for word in given.words)


def _other_letter(given: Given, argument: Argument, passage: Passage) -> bool:
    """Series A is not Series B, Covid-19 not Covid-20, though all other parts are the same."""
    asked, said = set(_SINGLE.findall(given.text)), set(_SINGLE.findall(passage.words(argument)))
    return bool(asked and said) and not asked & said


def _same_thing(given: Given, argument: Argument, passage: Passage) -> bool:
    """A shared part makes no two compounds the same: the cloud unit is not the enterprise unit, "unit" may be both."""
    tokens = passage.tokens[argument.first : argument.last]
    touched = [word for word in given.words if _touched(word, tokens)]
    if not given.named and len(touched) < len(given.words):
        words = [token for token in content_words(tuple(tokens), passage.language) if not token.text.isdigit()]
        if any(not any(_covers(word, token.terms) for word in touched) for token in words):
            return False  # each has a word that the other has not
    return all(any(_covers(word, token.terms) for token in tokens) for word in touched)


def _astray(given: Given, argument: Argument, match: RoleMatch, passage: Passage) -> bool:
    """Whether a word that the argument lacks stands in another one: two phrases were read as one."""
    inside = passage.tokens[argument.first : argument.last]
    lacking = [word for word in given.words if not _touched(word, inside)]
    others = [a for a in match.predicate.arguments if a is not argument]
    return any(_touched(word, passage.tokens[a.first : a.last]) for word in lacking for a in others)


def _touched(word: tuple[str, ...], tokens: Sequence[Token]) -> bool:
    return any(not set(word).isdisjoint(token.terms) for token in tokens)


def _covers(word: tuple[str, ...], terms: tuple[str, ...]) -> bool:
    """Whether one of two words is the other, a part of it, has all its parts, or means the same."""
    if not terms or set(word).isdisjoint(terms):
        return False
    parts = [part for part in word[1:] if ":" not in part and len(part) < len(word[0])]
    if word[0] in terms or terms[0] in word or (parts and all(part in terms for part in parts)):
        return True
    return not parts and any(part.startswith("syn:") for part in set(word) & set(terms))


def same_value(given: Given, argument: Argument, passage: Passage, language: Language) -> bool | None:
    """Whether both name the same number, sum or date; None where not both name one of the same kind."""
    asked = _values(given.text, language, None)
    if not asked:
        return None
    said = _values(passage.words(argument), passage.language, passage.published)
    pairs = [(one, other) for one in asked for other in said if one[0] == other[0]]
    return any(_agree(one, other) for one, other in pairs) if pairs else None


def _values(text: str, language: Language, published: PartialDate | None) -> list[tuple[str, str]]:
    """Kind and normalised value of what is measured or dated in a text; a sum without its currency."""
    from knowledge import dates, quantities  # here: their rules take long to load, and few questions need them

    times = dates.find(text, language, published)
    when = [("date", value) for m in times if (value := m.value)]
    amounts = () if when else quantities.find(text, language, times)
    return when or [("amount", value.split(" ")[0]) for m in amounts if (value := m.value) is not None]


def _agree(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """A date agrees with any of the time it lies in: 2021 with 2021-02-24."""
    if one[0] != other[0]:
        return False
    first, second = one[1], other[1]
    if one[0] == "date":
        return any(a.startswith(b) or b.startswith(a) for a in first.split("/") for b in second.split("/"))
    return first == second
