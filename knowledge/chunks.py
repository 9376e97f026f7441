"""Chunks of a clause: noun phrases with their case and number, and what prepositions govern; no parser, only the
parts of speech and the forms of the articles. German and English."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from knowledge import frames
from knowledge.chunk_forms import CASES, MASS, NAME, TIME, cases, is_name, is_plural
from knowledge.document import Language
from knowledge.store import Token

GENITIVE = "g"
_NOUN = {"de": ("NN", "NE", "FM", "TRUNC"), "en": ("NN", "NP", "UNC", "ZZ")}
_ADJECTIVE = {"de": ("ADJ(A)", "CARD"), "en": ("AJ", "CRD", "ORD", "VVG", "VVN")}
_DETERMINER = {
    "de": ("ART", "PPOSAT", "PIAT", "PDAT", "PRELAT", "PIDAT", "PWAT"),
    "en": ("AT0", "DPS", "DT0", "DTQ"),
}
_PRONOUN = {"de": ("PPER", "PDS", "PIS", "PWS", "PRELS", "PRF", "PPOSS", "NNA"), "en": ("PN", "PNQ", "DTQ", "DT0")}
_PREPOSITION = {"de": ("APPR",), "en": ("PRP", "PRF")}
_ADVERB = {"de": ("ADV", "PTKNEG", "ADJ(D)"), "en": ("AV0", "XX0", "ORD")}
_PRONOUNS = {
    "er": "n", "wer": "n", "man": "n", "ich": "n", "wir": "n", "sie": "na", "es": "na", "was": "na", "ihn": "a",
    "wen": "a", "ihm": "d", "wem": "d", "ihnen": "d", "ihr": "d", "denen": "d", "wessen": "g", "dessen": "g",
    "deren": "g", "he": "n", "she": "n", "they": "n", "him": "a", "them": "a", "whom": "a",
}  # fmt: skip
YEAR = re.compile(r"[12]\d{3}")
_CONJUNCTIONS = frozenset({"und", "oder", "sowie", "bzw", "&", "and", "or"})
_SIGNS = frozenset("$€£¥")
_AMONG = frozenset({"darunter", "including"})
_ALSO = frozenset({"also", "nämlich", "sprich", "namely", "darunter", "auch", "including", "etwa"})
_GENITIVE = frozenset(
    ["des", "der", "eines", "einer", "ihrer", "seiner", "ihres", "seines", "dieser", "dieses", "unserer", "beider"]
)
_CONTRACTED = {"am": "an", "ans": "an", "im": "in", "ins": "in", "vom": "von", "zum": "zu", "zur": "zu", "beim": "bei"}
_ADVERBIAL = {"wann": "time", "wo": "place", "wohin": "place", "woher": "from", "when": "time", "where": "place"}
_GOVERNED = re.compile(r"(?:wo|da|hier)r?(an|auf|aus|bei|durch|für|gegen|mit|nach|über|um|unter|von|vor|zu|in)$")
_LONGEST = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """A phrase of a clause. `first`, `last`: token indices without preposition and article, end exclusive; `outer`:
    where it begins with them. `cases`: those its form allows. `whose`: it begins with a possessive. `attributes`
    are participles before the noun with what belongs to them (token of the participle, its chunks)."""

    outer: int
    first: int
    last: int
    head: int
    preposition: str | None = None
    cases: str = "nadg"
    plural: bool | None = None
    time: bool = False
    number: bool = False
    named: bool = False
    pronoun: bool = False
    relative: bool = False
    listed: bool = False
    among: bool = False  # after "darunter": some of those named before
    apposed: bool = False
    whose: bool = False
    negative: bool = False
    attributes: tuple[tuple[int, tuple[Chunk, ...]], ...] = field(default=())


def chunk(tokens: Sequence[Token], clause: Sequence[int], language: Language) -> tuple[Chunk, ...]:
    """The chunks of the clause that consists of these token indices, in order."""
    return _Chunker(tokens, clause, language).run()


class _Chunker:
    def __init__(self, tokens: Sequence[Token], clause: Sequence[int], language: Language) -> None:
        self._tokens, self._language = tokens, language
        self._clause = frozenset(clause)
        self._order = clause
        self._words = {at: tokens[at].text.lower() for at in clause}

    def _is(self, at: int, table: Mapping[str, tuple[str, ...]]) -> bool:
        return at in self._clause and self._tokens[at].tag.startswith(table[self._language])

    def _word(self, at: int) -> str:
        return self._words.get(at, "")

    def run(self) -> tuple[Chunk, ...]:
        found: list[Chunk] = []
        beyond = -1
        for at in self._order:
            if at < beyond:
                continue
            new = self._phrase(at)
            if new is None:
                continue
            beyond = new.last
            new = self._beside(new, found[-1] if found else None)
            measured = found and found[-1].number and found[-1].last == new.first and new.preposition is None
            dated = found and found[-1].time and new.time and found[-1].last == new.outer and not new.preposition
            amount = measured and not (new.number or new.time or new.pronoun)
            if found and (new.listed or amount or (dated and not new.number)):
                new = self._joined(found.pop(), new)
            found.append(new)
        return tuple(found)

    def _phrase(self, at: int) -> Chunk | None:
        word = self._word(at)
        if word in _ADVERBIAL:
            kind = _ADVERBIAL[word]
            time, prep = kind == "time", {"place": "in", "from": "aus"}.get(kind)
            return Chunk(outer=at, first=at, last=at + 1, head=at, preposition=prep, time=time, cases="")
        governed = _GOVERNED.match(word) if self._language == "de" and word not in _AMONG else None
        if governed and self._tokens[at].tag.startswith(("PWAV", "PROAV")):
            return Chunk(outer=at, first=at, last=at + 1, head=at, preposition=governed[1], pronoun=True)
        if self._is(at, _PREPOSITION) or (
            word in {"zu", "um"} and self._word(at + 1) in {"wie", "welchem", "welcher", "welche", "wen", "wem"}
        ):
            return self._governed(at)
        if word in {"wie", "how"} and self._word(at + 1) in {"viel", "viele", "vielen", "much", "many"}:
            inner = self._noun_phrase(at + 2)
            last = inner.last if inner and inner.outer == at + 2 and not self._is(at + 2, _DETERMINER) else at + 2
            return Chunk(outer=at, first=at, last=last, head=last - 1, number=True, cases="na", plural=None)
        if word in {"wie", "how"} and self._tokens[at].tag.startswith(("PWAV", "AVQ")):
            return Chunk(outer=at, first=at, last=at + 1, head=at, preposition="wie", cases="", pronoun=True)
        return self._noun_phrase(at) or self._year(at)

    def _year(self, at: int) -> Chunk | None:
        if not YEAR.fullmatch(self._word(at)):
            return None
        return Chunk(outer=at, first=at, last=at + 1, head=at, time=True)

    def _governed(self, at: int) -> Chunk | None:
        word = self._word(at)
        prep = _CONTRACTED.get(word, word)
        inside = at + 1
        while self._is(inside, _ADVERB) and inside < at + 4:
            inside += 1
        if self._language == "en" and word == "out" and self._word(at + 1) == "of":
            inside, prep = at + 2, "from"
        if self._word(inside) in {"wie", "how"}:
            inner = self._phrase(inside)
        else:
            inner = self._noun_phrase(inside) or self._year(inside)
        if inner is None:
            return None
        able = "g" if prep == "of" else ""
        negative = inner.negative
        return replace(inner, outer=at, preposition=prep, cases=able, negative=negative)

    def _noun_phrase(self, at: int) -> Chunk | None:
        if at not in self._clause:
            return None
        outer, det = at, ""
        tag = self._tokens[at].tag
        article = (tag == "PDS" or (tag == "PRELS" and at == self._order[0])) and self._is(at + 1, _NOUN)
        possessive = self._word(at) in {"dessen", "deren"} or (self._language == "de" and article)
        if (self._is(at, _DETERMINER) or possessive) and not self._standing(at):
            det, at = self._word(at), at + 1
        elif self._is(at, _PRONOUN) or self._is(at, _DETERMINER):
            return self._pronoun(at)
        modified = self._modifiers(at)
        if modified is None:
            return self._pronoun(outer) if det and self._tokens[outer].tag.startswith(("ART", "DT")) else None
        nouns, attributes = modified
        end = self._noun_run(nouns, det)
        if end == nouns:
            number = at < nouns and self._tokens[nouns - 1].tag.startswith(("CARD", "CRD"))
            if not number and not (at < nouns and det):
                return None
            end = nouns
        return self._made(outer, at, end, det, attributes)

    def _standing(self, at: int) -> bool:
        """Whether a determiner stands for a noun: nothing follows that it could determine."""
        if self._word(at) in {"which", "what"} and self._tokens[at].tag.startswith("DTQ"):
            return not self._is(at + 1, _NOUN) and not self._is(at + 1, _ADJECTIVE)
        return self._modifiers(at + 1) is None

    def _modifiers(self, at: int) -> tuple[int, tuple[tuple[int, tuple[Chunk, ...]], ...]] | None:
        """Where the nouns begin after adjectives and extended attributes; None where no noun or number follows."""
        begun, inner = at, list[Chunk]()
        attributes: list[tuple[int, tuple[Chunk, ...]]] = []
        while at in self._clause and at - begun < _LONGEST:
            if self._is(at, _NOUN) and self._word(at) not in _SIGNS:
                return at, tuple(attributes)
            if self._language == "en" and self._tokens[at].tag in {"VVN", "VVG"} and not self._determined(at):
                break
            if self._is(at, _ADJECTIVE) or self._word(at) in _SIGNS:
                if self._tokens[at].tag.startswith(("CARD", "CRD")) and YEAR.fullmatch(self._word(at)):
                    inner.append(Chunk(outer=at, first=at, last=at + 1, head=at, time=True))
                elif self._tokens[at].tag.startswith(("ADJ", "AJ", "VV")):
                    attributes.append((at, tuple(inner)))
                    inner = []
                at += 1
            elif self._ordinal_mark(at) or self._range_mark(at) or (self._language == "de" and self._is(at, _ADVERB)):
                at += 1
            elif self._language == "de" and at > begun - 1 and self._is(at, _PREPOSITION) and self._attribute_ahead(at):
                nested = self._governed(at)
                if nested is None:
                    return None
                inner.append(nested)
                at = nested.last
            else:
                break
        counted = at > begun and self._tokens[at - 1].tag.startswith(("CARD", "CRD", "ADJ(A)", "ORD"))
        return (at, tuple(attributes)) if counted and not inner else None

    def _determined(self, at: int) -> bool:
        """Whether an English participle stands before its noun rather than as a verb: the acquired unit."""
        return at - 1 in self._clause and self._tokens[at - 1].tag.startswith((*_DETERMINER["en"], "AJ", "CRD"))

    def _ordinal_mark(self, at: int) -> bool:
        """The full stop of "am 7. Januar"."""
        return self._word(at) == "." and self._word(at - 1).isdigit()

    def _range_mark(self, at: int) -> bool:
        """What joins two numbers: fünf bis zehn Jahre."""
        numbers = {"de": ("CARD",), "en": ("CRD",)}
        return self._word(at) in {"bis", "to", "-", "–"} and self._is(at - 1, numbers) and self._is(at + 1, numbers)

    def _initial_mark(self, at: int) -> bool:
        """The full stop of an initial or a king's number inside a name."""
        return self._word(at) == "." and self._is(at - 1, _NOUN) and self._is(at + 1, _NOUN)

    def _attribute_ahead(self, at: int) -> bool:
        """Whether a preposition inside a noun phrase leads up to an attribute: auf Solomon Hykes zurückgehende."""
        nouns = False
        for ahead in range(at + 1, at + 9):
            if self._is(ahead, _NOUN):
                nouns = True
            elif nouns and self._is(ahead, {"de": ("ADJ(A)",), "en": ()}):
                return True
            elif not self._is(ahead, _DETERMINER) and not self._is(ahead, _ADJECTIVE) and not self._is(ahead, _ADVERB):
                return False
        return False

    def _noun_run(self, at: int, det: str) -> int:
        begun = at
        while self._is(at, _NOUN) or self._tokens_are_number(at) or self._initial_mark(at):
            if self._language == "de" and at > begun and self._role_after_name(at):
                return at
            apart = det or (at and self._is(at - 1, NAME))
            if self._language == "de" and at > begun and apart and self._plural_of_its_own(begun, at):
                return at
            if at > begun and self._is(at, NAME) and TIME.fullmatch(self._word(at - 1)):
                return at  # "im Sommer Dirk Amann"
            if at - 1 > begun and (YEAR.fullmatch(self._word(at - 1)) or "." in self._word(at - 1)[:-1]):
                return at  # "2015", "20.10": what follows is another phrase
            at += 1
        return at

    def _plural_of_its_own(self, begun: int, at: int) -> bool:
        """Of two common nouns the second begins a phrase: "in der Höhle Werkzeuge gefunden"."""
        token, counted = self._tokens[at], self._tokens[begun - 1].tag.startswith("CARD") if begun else False
        plural = token.text.endswith(("e", "en", "er")) and token.text.startswith(token.lemma)
        if token.text in MASS:
            return True
        return token.tag == "NN" and not counted and token.lemma != token.text and plural

    def _role_after_name(self, at: int) -> bool:
        """In German a role stands before its name: "Ist Anna Weber Chefin?" has two phrases there."""
        if not self._is(at - 1, NAME) or "-" in self._word(at) or self._word(at).endswith("s"):
            return False
        return any(usage.kind == "role" for usage in frames.usages(self._tokens[at], "de"))

    def _tokens_are_number(self, at: int) -> bool:
        if not self._is(at, {"de": ("CARD",), "en": ("CRD",)}) or not self._is(at - 1, _NOUN):
            return False
        if YEAR.fullmatch(self._word(at)):
            return bool(TIME.fullmatch(self._word(at - 1)))
        versioned = "." in self._word(at) and bool(TIME.fullmatch(self._word(at + 1)))
        return versioned or (not self._is(at + 1, _NOUN) and not self._is(at + 1, _ADJECTIVE))

    def _made(
        self, outer: int, first: int, end: int, det: str, attributes: tuple[tuple[int, tuple[Chunk, ...]], ...]
    ) -> Chunk:
        while first < end - 1 and self._language == "de" and self._is(first, _ADVERB):
            first += 1  # auch Benchmark
        words = [self._tokens[at] for at in range(first, end)]
        nouns = [token for token in words if token.tag.startswith(_NOUN[self._language])]
        time = bool(words) and (
            bool(YEAR.fullmatch(words[-1].text) and (len(words) == 1 or TIME.fullmatch(words[-2].text)))
            or bool(nouns and TIME.fullmatch(nouns[-1].text))
        )
        tag = self._tokens[outer].tag
        plural = is_plural(det, words, self._language)
        bare = max([0, *(at + 1 - first for at, inner in attributes if inner)])  # after "von X entwickelte"
        numbers = any(token.tag.startswith(("CARD", "CRD")) and not YEAR.fullmatch(token.text) for token in words)
        return Chunk(
            outer=outer,
            first=first,
            last=end,
            head=end - 1,
            cases=cases(det, words, self._language),
            plural=plural,
            time=time,
            number=numbers,
            named=is_name(det, words[bare:], self._language),
            whose=tag.startswith(("PPOSAT", "PRELAT", "DPS")) or det in {"dessen", "deren", "whose"},
            relative=tag.startswith("PRELAT") or det == "whose",
            negative=det.startswith("kein") or det == "no",
            attributes=attributes,
        )

    def _pronoun(self, at: int) -> Chunk | None:
        token, word = self._tokens[at], self._word(at)
        if token.tag.startswith("PRF") and self._language == "de":
            return None  # sich
        if not token.tag.startswith((*_PRONOUN[self._language], "ART", "DT")):
            return None
        relative = token.tag.startswith("PRELS") or (self._language == "en" and word in {"who", "which", "that"})
        able = _PRONOUNS.get(word) or CASES.get(word) or "nad"
        if word == "der":
            able = "n" if relative else "nd"
        plural = True if word == "they" else None
        return Chunk(
            outer=at, first=at, last=at + 1, head=at, cases=able, pronoun=not token.tag.startswith("NNA"),
            relative=relative, plural=plural, negative=word in {"niemand", "nichts", "nobody", "nothing"},
        )  # fmt: skip

    def _beside(self, new: Chunk, before: Chunk | None) -> Chunk:
        """What the chunk is to the one before: a genitive of it, one more item of a list, an apposition to it."""
        if before is None:
            return new
        between = [self._word(at) if at in self._clause else "|" for at in range(before.last, new.outer)]
        if not between and new.preposition is None and self._genitive(new, before):
            return replace(new, cases=GENITIVE)
        if "|" in between or (new.preposition and new.preposition != before.preposition):
            return new
        if len(between) == 1 and between[0] in _CONJUNCTIONS:
            anew = self._word(new.outer) in {"dessen", "deren"}
            return replace(new, listed=not (before.time or new.time or new.pronoun or anew))
        if between and _AMONG & set(between) and set(between) <= {",", "–", *_ALSO}:
            return replace(new, apposed=True, among=True)
        if between and between[0] == "," and set(between[1:]) <= _ALSO:
            listed = len(between) == 1 and self._list_goes_on(new) and not new.time
            return replace(new, listed=listed, apposed=not listed and not new.time)
        return new

    def _genitive(self, new: Chunk, before: Chunk) -> bool:
        """A bare "der" after a name or a time is an article of its own; "des" belongs to what stands before. A word of
        the lexicon is no name, though without an article: Chefin der Bank."""
        word = self._word(new.outer)
        if self._language != "de" or before.time or before.pronoun or word not in _GENITIVE:
            return False
        common = any(":" in term for term in self._tokens[before.head].terms)
        return new.cases == GENITIVE or not before.named or common or before.outer < before.first

    def _list_goes_on(self, new: Chunk) -> bool:
        """Whether after this item a conjunction closes the list: A, B und C."""
        at = new.last
        while at in self._clause and at - new.last < _LONGEST:
            word = self._word(at)
            if word in _CONJUNCTIONS:
                return True
            token = self._tokens[at]
            inside = (*_NOUN[self._language], *_ADJECTIVE[self._language], *_DETERMINER[self._language])
            if word != "," and not token.tag.startswith(inside):
                return False
            at += 1
        return False

    def _joined(self, before: Chunk, new: Chunk) -> Chunk:
        return replace(
            before,
            last=new.last,
            plural=True if new.listed else before.plural,
            listed=False,
            named=before.named or new.named,
            attributes=before.attributes + new.attributes,
        )
