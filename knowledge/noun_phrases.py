"""Noun phrases of a sentence: where they stand, and how far their attributes and lists reach. German and English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from knowledge.document import Language
from knowledge.facts import Kind, Mention
from knowledge.gazetteer import is_role
from knowledge.shapes import shape
from knowledge.store import Token

_LONGEST = 14  # tokens in one phrase: a person does not answer longer than that
_LONGEST_LIST = 24
_MOST_ITEMS = 8
_PHRASE = re.compile(
    r"""(?P<det>[DSQG]*)
        (?P<adjectives>(?:A(?:,(?=A)|K(?=A))?|C(?:[-K](?=C)|-(?=A))?|(?<=[DSQGA])[BJU](?=[AUC])|(?<=[DSQGA])U
                        |(?<![NEPY])Y(?=[NA]))*)
        (?P<noun>"[AJBNECDPKG]{1,6}"[NE]*|(?:[NE]-K[AU]*)?[NE]+(?:C(?![NEACGK-]))?)""",
    re.VERBOSE,
)
_SEPARATOR = re.compile(r",?-?B?K+B?|,")
_SEPARATING = frozenset(",-BK")
_BRACKET = re.compile(r"\([^()VWR.]{1,8}\)")
_NAMES = frozenset({Kind.PERSON, Kind.ORGANISATION, Kind.PLACE, Kind.PRODUCT, Kind.NAME, Kind.EVENT})
_YEARLESS = frozenset({Kind.PERSON, Kind.ORGANISATION, Kind.PLACE, Kind.PRODUCT})
_YEAR = re.compile(r"Y(?![NEA])")
_ATTRIBUTIVE = frozenset("PUDSQAG")
_GENITIVE = frozenset(
    ("des", "der", "eines", "einer", "ihrer", "seiner", "ihres", "seines", "dieser", "dieses", "aller", "vieler",
     "mehrerer", "beider", "einiger", "unserer", "deren", "dessen")
)  # fmt: skip
_INDEFINITE = frozenset(("ein", "eine", "einer", "einem", "einen", "eines", "a", "an"))
_TOGETHER = frozenset(("gemeinsam", "zusammen", "together", "along"))
_WITH = frozenset(("mit", "with"))
CONTRACTED = {
    "im": "in", "ins": "in", "am": "an", "ans": "an", "zum": "zu", "zur": "zu", "vom": "von", "beim": "bei",
    "fürs": "für", "durchs": "durch", "ums": "um", "aufs": "auf", "übers": "über",
}  # fmt: skip
_ATTACHING: dict[Language, frozenset[str]] = {
    "de": frozenset(
        ("von", "vom", "für", "über", "mit", "in", "im", "ins", "an", "am", "aus", "zu", "zum", "zur", "durch", "nach",
         "auf", "bei", "beim", "unter", "gegen", "zwischen", "vor", "um", "pro", "ohne", "gegenüber", "je", "ab")
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

    @property
    def is_determined(self) -> bool:
        return self.opening < self.start


class Phrases:
    """The noun phrases of one sentence, by the place of their determiner."""

    def __init__(self, tokens: Sequence[Token], language: Language, typed: Sequence[Mention] = ()) -> None:
        self.tokens, self.language = tokens, language
        self.words = tuple(token.text.lower() for token in tokens)
        self._items: dict[tuple[int, int], tuple[NounPhrase, ...]] = {}
        self.shape = shape(tokens, language, tuple(m for m in typed if m.kind in _NAMES))
        self.dates = frozenset(m.start for m in typed if m.kind is Kind.DATE)
        self._yearless = frozenset(m.end for m in typed if m.kind in _YEARLESS)
        persons = {m.end: m.start for m in typed if m.kind is Kind.PERSON}
        self.all = tuple(self._phrase(match, persons) for match in _PHRASE.finditer(self.shape))
        self._opening = {one.opening: one for one in self.all} | dict(self._extended())

    def _phrase(self, match: re.Match[str], persons: Mapping[int, int]) -> NounPhrase:
        """A person's name stands without what is said before it: "Bundeskanzler | Olaf Scholz"."""
        opening, start, noun, end = match.start(), match.end("det"), match.start("noun"), match.end()
        end = next((at for at in range(noun + 1, end) if self.tokens[at].start in self.dates), end)
        person = persons.get(self.tokens[end - 1].end)
        if person is not None and person > self.tokens[start].start:
            first = next((at for at in range(start, end) if self.tokens[at].start >= person), start)
            while first > start and self.shape[first - 1] == "E" and not is_role(self.tokens[first - 1].text):
                first -= 1  # a part of the name that was not known to be one: "Lady Gaga"
            start = noun = first
        return NounPhrase(opening=opening, start=start, noun=noun, end=end)

    def _extended(self) -> Iterator[tuple[int, NounPhrase]]:
        """ "Des in der Luft enthaltenen Wassers": the phrase with what stands between its article and its adjective."""
        for inner, outer in zip(self.all, self.all[1:], strict=False):
            at = inner.opening - 2
            if inner.end == outer.start == outer.opening < outer.noun and self.shape[max(at, 0) : at + 2] in (
                "DP",
                "SP",
            ):
                yield at, NounPhrase(opening=at, start=at + 1, noun=outer.noun, end=outer.end)

    def word(self, at: int) -> str:
        """The token in lower case; empty outside the sentence."""
        return self.words[at] if 0 <= at < len(self.words) else ""

    def letter(self, at: int) -> str:
        """The token's class; empty outside the sentence."""
        return self.shape[at : at + 1] if at >= 0 else ""

    def at(self, opening: int) -> NounPhrase | None:
        """The phrase whose determiner, or first word, stands there."""
        return self._opening.get(opening)

    def joints(self, phrase: NounPhrase, right: str = "NE") -> Iterator[int]:
        """Where two nouns meet that may belong apart: "die Gerichte | Grundsätze", "Hersteller | Celonis"."""
        classes = right if self.language == "de" else right.replace("N", "")
        for at in range(phrase.noun + 1, phrase.end):
            if self.shape[at - 1] == "N" and self.shape[at] in classes:
                yield at

    def preposition(self, phrase: NounPhrase) -> int | None:
        """The place of the preposition right before the phrase."""
        at = phrase.opening - 1
        if self.letter(at) == "B":
            at -= 1  # "mit nur 17 Sekunden"
        return at if self.letter(at) == "P" else None

    def ends(self, phrase: NounPhrase, most: int = 2) -> Iterator[int]:
        """Where the phrase may end as attributes are added, shortest first: genitives, prepositional ones, brackets."""
        end = phrase.end
        yield end
        for _ in range(most):
            behind = self._bracket(end) or self._year(end)
            following = None if behind else self._attribute(end)
            reached = [behind.end()] if behind else [following.end] if following else []
            listed = self.list_end(following) if following else None
            if listed is not None:
                reached.append(listed)
            if not reached or reached[-1] - phrase.start > _LONGEST:
                return
            yield from reached
            end = reached[-1]

    def core(self, phrase: NounPhrase) -> int:
        """The end with what surely belongs to the phrase: genitives and brackets, but nothing with a preposition."""
        end = phrase.end
        while True:
            bracket = self._bracket(end)
            following = None if bracket or self.letter(end) == "P" else self._attribute(end)
            if bracket is None and following is None:
                return end
            end = bracket.end() if bracket else following.end if following else end

    def _bracket(self, at: int) -> re.Match[str] | None:
        return _BRACKET.match(self.shape, at) if self.letter(at) == "(" else None

    def _year(self, at: int) -> re.Match[str] | None:
        """The year in a name, "Great Exhibition 1851", and in "Jahre 1855"."""
        if self.letter(at) != "Y" or not at:
            return None
        named = self.letter(at - 1) == "E" or self.word(at - 1) in {"jahr", "jahre"} or self.language == "en"
        before = self.tokens[at - 1]
        capital = before.text[0].isupper() and before.end not in self._yearless
        return _YEAR.match(self.shape, at) if named and capital else None

    def is_genitive(self, phrase: NounPhrase) -> bool:
        """Whether the phrase is a genitive attribute of the one before it."""
        before = self.letter(phrase.opening - 1)
        return before != "" and before in "NE" and self._attribute(phrase.opening) is not None

    def _attribute(self, at: int) -> NounPhrase | None:
        letter = self.letter(at)
        if letter not in _ATTRIBUTIVE:
            return None
        if letter == "P" and self.word(at) in _ATTACHING[self.language]:
            return self.at(at + 1)
        if letter == "U" and self.letter(at + 1) == "P":
            return self.at(at + 2)
        following = self.at(at)
        if following is None or self.language == "en":
            return None
        strong = letter == "A" and self.word(at).endswith("er") and following.noun > at
        return following if self.word(at) in _GENITIVE or letter == "G" or strong else None

    def list_end(self, phrase: NounPhrase) -> int | None:
        """The end of the list that starts with this phrase, None when it starts none."""
        items = self.items(phrase)
        return items[-1].end if len(items) > 1 else None

    def items(self, phrase: NounPhrase) -> tuple[NounPhrase, ...]:
        """The items of the list that starts with this phrase; the phrase alone when it starts none."""
        for later in reversed(self.all) if not self._items else ():
            self._item_lists(later)  # from the end, so that no chain of attributes is followed deeper than one
        return self._item_lists(phrase)

    def _item_lists(self, phrase: NounPhrase) -> tuple[NounPhrase, ...]:
        key = phrase.opening, phrase.end
        if key not in self._items:
            self._items[key] = self._list(phrase)
        return self._items[key]

    def _list(self, phrase: NounPhrase) -> tuple[NounPhrase, ...]:
        items, sure = [phrase], 1
        while len(items) < _MOST_ITEMS:
            found = self._following(items[-1])
            if found is None or found[0].end - phrase.start > _LONGEST_LIST:
                break
            following, separator = found
            if len(items) == 1 and (separator.startswith(",K") or self._is_apposed(phrase, following, separator)):
                break
            if sure > 1 and self._leaves(phrase, following):
                break
            items.append(following)
            if "K" in separator:
                sure = len(items)
        return tuple(items[:sure])

    def _leaves(self, phrase: NounPhrase, following: NounPhrase) -> bool:
        """Whether what follows a complete list is none of its items: "von Hafer und Dinkel sowie | die Zucht", "in der
        Bücherei und der Kirche sowie | 200 Bäume"."""
        governing = self.preposition(phrase)
        determined = phrase.is_determined or (governing is not None and self.word(governing) in CONTRACTED)
        if not determined:
            return following.is_determined
        return governing is not None and not following.is_determined and self.letter(following.start) == "C"

    def _is_apposed(self, first: NounPhrase, second: NounPhrase, separator: str) -> bool:
        """ "Das Werk, ein Betrieb von Ford und Volvo": what follows the comma says what the first is."""
        return (
            separator == ","
            and self.word(second.opening) in _INDEFINITE
            and self.word(first.opening) not in _INDEFINITE
            and self.letter(first.start) != "C"  # "zwei Ringe, ein Becken und ein Kamm"
        )

    def _following(self, item: NounPhrase) -> tuple[NounPhrase, str] | None:
        """The next item, and what stands between."""
        for end in (item.end, *self._one_attribute(item)):
            if self.word(end) in _TOGETHER and self.word(end + 1) in _WITH:
                with_it = self.at(end + 2)
                if with_it is not None:
                    return with_it, "K"
            separator = _SEPARATOR.match(self.shape, end) if self.letter(end) in _SEPARATING else None
            if separator:
                at = separator.end()
                before = self.preposition(item)
                if self.letter(at) == "P" and before is not None and self._governs_alike(before, at):
                    at += 1
                following = self.at(at)
                if following is not None:
                    return following, separator.group()
        return None

    def _governs_alike(self, one: int, other: int) -> bool:
        """Whether two prepositions are the same, with an article or without: in and im."""
        first, second = (CONTRACTED.get(self.word(at), self.word(at)) for at in (one, other))
        return first == second

    def _one_attribute(self, item: NounPhrase) -> tuple[int, ...]:
        """The end with the first attribute; with its whole list where the next item is like it: von A und B."""
        bracket = self._bracket(item.end)
        if bracket:
            return (bracket.end(),)
        attribute = self._attribute(item.end)
        if attribute is None:
            return ()
        items = self._item_lists(attribute)
        alike = len(items) > 1 and items[1].is_determined == attribute.is_determined != item.is_determined
        inner = alike or (len(items) > 1 and self.letter(items[1].opening - 1) == "P")  # "im Park und im Garten"
        return (items[-1].end if inner else attribute.end,)
