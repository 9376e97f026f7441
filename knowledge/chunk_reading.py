"""One chunk of a clause, read from where it begins: a noun phrase with its case and number, what a preposition governs,
a pronoun, a question word. By parts of speech and the forms of the articles. German and English."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from knowledge import frames
from knowledge.chunk_forms import CASES, MASS, NAME, TIME, cases, is_name, is_plural
from knowledge.document import Language
from knowledge.store import Token

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
_SIGNS = frozenset("$€£¥")
AMONG = frozenset({"darunter", "including"})
_CONTRACTED = {"am": "an", "ans": "an", "im": "in", "ins": "in", "vom": "von", "zum": "zu", "zur": "zu", "beim": "bei"}
_ADVERBIAL = {"wann": "time", "wo": "place", "wohin": "place", "woher": "from", "when": "time", "where": "place"}
_GOVERNED = re.compile(r"(?:wo|da|hier)r?(an|auf|aus|bei|durch|für|gegen|mit|nach|über|um|unter|von|vor|zu|in)$")
LONGEST = 24


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


class ChunkReader:
    """Reads the chunks of the clause that consists of these token indices, in order."""

    def __init__(self, tokens: Sequence[Token], clause: Sequence[int], language: Language) -> None:
        self._tokens, self._language = tokens, language
        self._clause = frozenset(clause)
        self._begin = clause[0] if clause else -1
        self._words = {at: tokens[at].text.lower() for at in clause}

    def _is(self, at: int, table: Mapping[str, tuple[str, ...]]) -> bool:
        return at in self._clause and self._tokens[at].tag.startswith(table[self._language])

    def word(self, at: int) -> str:
        """In small letters, "" outside of the clause."""
        return self._words.get(at, "")

    def continues(self, at: int) -> bool:
        """Whether the token may stand inside a noun phrase."""
        return self._is(at, _NOUN) or self._is(at, _ADJECTIVE) or self._is(at, _DETERMINER)

    def read(self, at: int) -> Chunk | None:
        """The chunk that begins there, if one does."""
        word = self.word(at)
        if word in _ADVERBIAL:
            kind = _ADVERBIAL[word]
            time, prep = kind == "time", {"place": "in", "from": "aus"}.get(kind)
            return Chunk(outer=at, first=at, last=at + 1, head=at, preposition=prep, time=time, cases="")
        governed = _GOVERNED.match(word) if self._language == "de" and word not in AMONG else None
        if governed and self._tokens[at].tag.startswith(("PWAV", "PROAV")):
            return Chunk(outer=at, first=at, last=at + 1, head=at, preposition=governed[1], pronoun=True)
        if self._is(at, _PREPOSITION) or (
            word in {"zu", "um"} and self.word(at + 1) in {"wie", "welchem", "welcher", "welche", "wen", "wem"}
        ):
            return self._governed(at)
        if word in {"wie", "how"} and self.word(at + 1) in {"viel", "viele", "vielen", "much", "many"}:
            inner = self._noun_phrase(at + 2)
            last = inner.last if inner and inner.outer == at + 2 and not self._is(at + 2, _DETERMINER) else at + 2
            return Chunk(outer=at, first=at, last=last, head=last - 1, number=True, cases="na", plural=None)
        if word in {"wie", "how"} and self._tokens[at].tag.startswith(("PWAV", "AVQ")):
            return Chunk(outer=at, first=at, last=at + 1, head=at, preposition="wie", cases="", pronoun=True)
        return self._noun_phrase(at) or self._year(at)

    def _year(self, at: int) -> Chunk | None:
        if not YEAR.fullmatch(self.word(at)):
            return None
        return Chunk(outer=at, first=at, last=at + 1, head=at, time=True)

    def _governed(self, at: int) -> Chunk | None:
        word = self.word(at)
        prep = _CONTRACTED.get(word, word)
        inside = at + 1
        while self._is(inside, _ADVERB) and inside < at + 4:
            inside += 1
        if self._language == "en" and word == "out" and self.word(at + 1) == "of":
            inside, prep = at + 2, "from"
        if self.word(inside) in {"wie", "how"}:
            inner = self.read(inside)
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
        article = (tag == "PDS" or (tag == "PRELS" and at == self._begin)) and self._is(at + 1, _NOUN)
        possessive = self.word(at) in {"dessen", "deren"} or (self._language == "de" and article)
        if (self._is(at, _DETERMINER) or possessive) and not self._standing(at):
            det, at = self.word(at), at + 1
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
        if self.word(at) in {"which", "what"} and self._tokens[at].tag.startswith("DTQ"):
            return not self._is(at + 1, _NOUN) and not self._is(at + 1, _ADJECTIVE)
        return self._modifiers(at + 1) is None

    def _modifiers(self, at: int) -> tuple[int, tuple[tuple[int, tuple[Chunk, ...]], ...]] | None:
        """Where the nouns begin after adjectives and extended attributes; None where no noun or number follows."""
        begun, inner = at, list[Chunk]()
        attributes: list[tuple[int, tuple[Chunk, ...]]] = []
        while at in self._clause and at - begun < LONGEST:
            if self._is(at, _NOUN) and self.word(at) not in _SIGNS:
                return at, tuple(attributes)
            if self._language == "en" and self._tokens[at].tag in {"VVN", "VVG"} and not self._determined(at):
                break
            if self._is(at, _ADJECTIVE) or self.word(at) in _SIGNS:
                if self._tokens[at].tag.startswith(("CARD", "CRD")) and YEAR.fullmatch(self.word(at)):
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
        return self.word(at) == "." and self.word(at - 1).isdigit()

    def _range_mark(self, at: int) -> bool:
        """What joins two numbers: fünf bis zehn Jahre."""
        numbers = {"de": ("CARD",), "en": ("CRD",)}
        return self.word(at) in {"bis", "to", "-", "–"} and self._is(at - 1, numbers) and self._is(at + 1, numbers)

    def _initial_mark(self, at: int) -> bool:
        """The full stop of an initial or a king's number inside a name."""
        return self.word(at) == "." and self._is(at - 1, _NOUN) and self._is(at + 1, _NOUN)

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
            if at > begun and self._is(at, NAME) and TIME.fullmatch(self.word(at - 1)):
                return at  # "im Sommer Dirk Amann"
            if at - 1 > begun and (YEAR.fullmatch(self.word(at - 1)) or "." in self.word(at - 1)[:-1]):
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
        if not self._is(at - 1, NAME) or "-" in self.word(at) or self.word(at).endswith("s"):
            return False
        return any(usage.kind == "role" for usage in frames.usages(self._tokens[at], "de"))

    def _tokens_are_number(self, at: int) -> bool:
        if not self._is(at, {"de": ("CARD",), "en": ("CRD",)}) or not self._is(at - 1, _NOUN):
            return False
        if YEAR.fullmatch(self.word(at)):
            return bool(TIME.fullmatch(self.word(at - 1)))
        versioned = "." in self.word(at) and bool(TIME.fullmatch(self.word(at + 1)))
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
        token, word = self._tokens[at], self.word(at)
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
