"""Noun phrases of a sentence: where they stand, and how far their attributes and lists reach. German and English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.document import Language
from knowledge.shapes import shape
from knowledge.store import Token

_LONGEST = 14  # tokens in one phrase: a person does not answer longer than that
_LONGEST_LIST = 24
_MOST_ITEMS = 8
_PHRASE = re.compile(
    r"""(?P<det>[DSQG]*)
        (?P<adjectives>(?:A(?:,(?=A)|K(?=A))?|C(?:-(?=C))?|(?<=[DSQGA])[BJU](?=[AUC])|(?<=[DSQGA])U
                        |(?<![NEPY])Y(?=[NA]))*)
        (?P<noun>"[AJBNECDPKG]{1,6}"[NE]*|(?:[NE]-K[AU]*)?[NE]+(?:C(?![NEACG-]))?)""",
    re.VERBOSE,
)
_SEPARATOR = re.compile(r",?-?B?K+B?|,")
_BRACKET = re.compile(r"\([^()VWR.]{1,8}\)")
_GENITIVE = frozenset(
    ("des", "der", "eines", "einer", "ihrer", "seiner", "ihres", "seines", "dieser", "dieses", "aller", "vieler",
     "mehrerer", "beider", "einiger", "unserer", "deren", "dessen")
)  # fmt: skip
_ATTACHING: dict[Language, frozenset[str]] = {
    "de": frozenset(
        ("von", "vom", "für", "über", "mit", "in", "im", "ins", "an", "am", "aus", "zu", "zum", "zur", "durch", "nach",
         "auf", "bei", "beim", "unter", "gegen", "zwischen", "vor", "um", "pro", "ohne", "gegenüber", "je")
    ),
    "en": frozenset(
        ("of", "for", "in", "with", "to", "on", "at", "from", "per", "by", "between", "against", "about", "into",
         "under", "over", "without", "behind", "among")
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class NounPhrase:
    """Token numbers: the determiner's first, the phrase's first without it, the noun's first, the end (exclusive)."""

    opening: int
    start: int
    noun: int
    end: int


class Phrases:
    """The noun phrases of one sentence, by the place of their determiner."""

    def __init__(self, tokens: Sequence[Token], language: Language) -> None:
        self.tokens, self.language = tokens, language
        self.shape = shape(tokens, language)
        self.all = tuple(
            NounPhrase(opening=m.start(), start=m.end("det"), noun=m.start("noun"), end=m.end())
            for m in _PHRASE.finditer(self.shape)
        )
        self._opening = {one.opening: one for one in self.all}

    def word(self, at: int) -> str:
        """The token in lower case; empty outside the sentence."""
        return self.tokens[at].text.lower() if 0 <= at < len(self.tokens) else ""

    def letter(self, at: int) -> str:
        """The token's class; empty outside the sentence."""
        return self.shape[at] if 0 <= at < len(self.shape) else ""

    def at(self, opening: int) -> NounPhrase | None:
        """The phrase whose determiner, or first word, stands there."""
        return self._opening.get(opening)

    def preposition(self, phrase: NounPhrase) -> int | None:
        """The place of the preposition right before the phrase."""
        at = phrase.opening - 1
        if self.letter(at) == "B":
            at -= 1  # "mit nur 17 Sekunden"
        return at if self.letter(at) == "P" else None

    def ends(self, phrase: NounPhrase) -> Iterator[int]:
        """Where the phrase may end as attributes are added, shortest first: genitives, prepositional ones, brackets."""
        end = phrase.end
        yield end
        for _ in range(3):
            bracket = _BRACKET.match(self.shape, end)
            following = None if bracket else self._attribute(end)
            reached = [bracket.end()] if bracket else [following.end] if following else []
            listed = self.list_end(following) if following else None
            if listed is not None:
                reached.append(listed)
            if not reached or reached[-1] - phrase.start > _LONGEST:
                return
            yield from reached
            end = reached[-1]

    def _attribute(self, at: int) -> NounPhrase | None:
        if self.letter(at) == "P" and self.word(at) in _ATTACHING[self.language]:
            return self.at(at + 1)
        following = self.at(at)
        if following is None or self.language == "en":
            return None
        strong = self.letter(at) == "A" and self.word(at).endswith("er") and following.noun > at
        return following if self.word(at) in _GENITIVE or self.letter(at) == "G" or strong else None

    def list_end(self, phrase: NounPhrase) -> int | None:
        """The end of the list that starts with this phrase, None when it starts none."""
        items = self.items(phrase)
        return items[-1].end if len(items) > 1 else None

    def items(self, phrase: NounPhrase) -> tuple[NounPhrase, ...]:
        """The items of the list that starts with this phrase; the phrase alone when it starts none."""
        items, sure = [phrase], 1
        while len(items) < _MOST_ITEMS:
            found = self._following(items[-1])
            if found is None or found[0].end - phrase.start > _LONGEST_LIST:
                break
            items.append(found[0])
            if found[1]:
                sure = len(items)
        return tuple(items[:sure])

    def _following(self, item: NounPhrase) -> tuple[NounPhrase, bool] | None:
        """The next item, and whether a conjunction stands before it."""
        for end in (item.end, *self._one_attribute(item)):
            separator = _SEPARATOR.match(self.shape, end)
            if separator:
                at = separator.end()
                before = self.preposition(item)
                if self.letter(at) == "P" and before is not None and self.word(at) == self.word(before):
                    at += 1
                following = self.at(at)
                if following is not None:
                    return following, "K" in separator.group()
        return None

    def _one_attribute(self, item: NounPhrase) -> tuple[int, ...]:
        bracket = _BRACKET.match(self.shape, item.end)
        following = self._attribute(item.end)
        return (bracket.end(),) if bracket else (following.end,) if following else ()
