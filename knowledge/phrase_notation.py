"""How a fixed phrase is written down in `data/fixed_phrases.toml`, whose head says what the marks mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.analysis import fold, stem
from knowledge.document import Language

_COMMON: Mapping[Language, frozenset[str]] = {
    "de": frozenset(("durch", "unter", "außer", "hinter", "nicht", "seine", "ihre", "von", "auf", "aus", "mit")),
    "en": frozenset(("the", "over", "under", "behind", "into", "with", "from", "there", "their", "its")),
}
_AUXILIARIES = frozenset(("sein", "haben", "werden", "be", "have"))  # no content, whether of the phrase or not
_GAP, _END, _VERB, _MAYBE_VERB = "…", "$", "+", "+?"


class NotationError(ValueError):
    """A phrase that cannot be read; the message names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A fixed phrase, its words as stems, those of alternatives together."""

    text: str
    concepts: tuple[str, ...]  # what it means; last the phrase itself, "phrase:ums leben kommen"
    words: tuple[frozenset[str], ...]
    anchor: int  # the word by which it is looked for
    gaps: frozenset[int]  # words after which others may stand
    head: int | None  # the word that bears the meaning, None for the verb
    keeps: frozenset[int]  # words with a meaning of their own
    verbs: frozenset[str]  # lemmas, empty for a phrase without a verb
    optional: bool  # the verb need not be there
    object: bool  # English: an object may stand after the verb
    auxiliary: bool  # the verb is one that a question begins with
    bare: bool  # German: begins with a noun without an article
    closes: bool  # stands at the end of its clause
    never_before: frozenset[str]
    without: frozenset[str]  # stems beside which it is meant literally
    beside: frozenset[str]  # stems of which one must stand in the sentence


def parse(line: str, concepts: tuple[str, ...], language: Language) -> Phrase:
    """Raises NotationError."""
    written, _, condition = line.partition("|")
    words = written.split()
    verb, words, marks = _without_verb(words, language)
    closes = _END in words
    never = [word[1:] for word in words if word.startswith("!")]
    words = [word for word in words if word != _END and not word.startswith("!")]
    plain = [word for word in words if word != _GAP]
    if not plain:
        raise NotationError(f"{line!r} has no words beside its verb.")
    stems = tuple(_stems(word, language) for word in plain)
    starred = [at for at, word in enumerate(plain) if "*" in word]
    kind, _, listed = condition.strip().partition(" ")
    if len(starred) > 1 or kind not in ("", "not", "with"):
        raise NotationError(f"{line!r} has two heads or an unknown condition.")
    return Phrase(
        text=line,
        concepts=(*concepts, f"phrase:{_name(plain, verb)}"),
        words=stems,
        anchor=max(range(len(stems)), key=lambda at: _rarity(plain[at], language)),
        gaps=frozenset(at - 1 - words[:at].count(_GAP) for at, word in enumerate(words) if word == _GAP),
        head=starred[0] if starred else None,
        keeps=frozenset(at for at, word in enumerate(plain) if "=" in word),
        verbs=frozenset(_lemmas(verb, plain)) - (_AUXILIARIES if _MAYBE_VERB in marks else frozenset()),
        optional=_MAYBE_VERB in marks,
        object=language == "en" and _GAP in marks,
        auxiliary=not _AUXILIARIES.isdisjoint(verb.split("/")),
        bare=language == "de" and plain[0][0].isupper(),
        closes=closes,
        never_before=frozenset(stem(word, language) for word in never),
        without=_listed(listed, language) if kind == "not" else frozenset(),
        beside=_listed(listed, language) if kind == "with" else frozenset(),
    )


def _without_verb(words: list[str], language: Language) -> tuple[str, list[str], set[str]]:
    """The verb, the other words, and the mark between them; in English "call … off" has its verb first as well."""
    marks = {word for word in words if word in (_VERB, _MAYBE_VERB)}
    if language == "en" and len(words) > 1 and words[1] in (_VERB, _GAP):
        return words[0], words[2:], {words[1]}
    if not marks:
        return "", words, marks
    at = next(at for at, word in enumerate(words) if word in marks)
    return words[at + 1], words[:at] + words[at + 2 :], marks


def _name(words: list[str], verb: str) -> str:
    return fold(" ".join([*(word.rstrip("*=") for word in words), *([verb] if verb else [])]))


def _lemmas(verb: str, words: list[str]) -> list[str]:
    """The verb's alternatives, a German particle that is the only other word also joined to them: dichtmachen."""
    verbs = verb.split("/") if verb else []
    joined = [words[0].rstrip("*=") + each for each in verbs] if len(words) == 1 and words[0].islower() else []
    return verbs + joined


def _stems(word: str, language: Language) -> frozenset[str]:
    return frozenset(stem(each.rstrip("*="), language) for each in word.split("/"))


def _rarity(word: str, language: Language) -> tuple[bool, bool, int]:
    """How rare a word is, by its looks: nouns and long words are."""
    return word not in _COMMON[language], word[:1].isupper(), min(map(len, word.split("/")))


def _listed(words: str, language: Language) -> frozenset[str]:
    return frozenset(stem(word, language) for word in words.split())
