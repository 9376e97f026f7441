"""Part of speech, lemma and morphemes of words, as HanTa gives them (Wartena 2019)."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from knowledge.tagger_model import EMPTY, END, START, UNKNOWN, Model
from knowledge.word_paths import Path, Paths

_LOWEST = -1e6
_BEAM, _BEHIND = 5, 1.0
_CUTOFF = 5.0  # what is so much less likely than the likeliest is left out
_QUOTE = re.compile(r"[`´']|``|´´|''")
_KEPT = 8_192  # words


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """A word in its sentence. `tag` is of STTS in German, of CLAWS in English, as the model has them."""

    word: str
    lemma: str
    tag: str


class Tagger:
    """Tags words with one model; keeps what it found out about each."""

    def __init__(self, model: Model) -> None:
        self._model, self._paths = model, Paths(model)
        self._every = functools.lru_cache(_KEPT)(self._paths.parts_of_speech)
        self._tags = functools.lru_cache(_KEPT)(self._weigh)
        self._given = functools.lru_cache(_KEPT)(self._ordered)
        self._analysis = functools.lru_cache(_KEPT)(self._analyse)
        self._tagged = functools.lru_cache(_KEPT)(self._as_tagged)

    def tag(self, words: Sequence[str], *, cased: bool = True) -> tuple[Tagged, ...]:
        """The words of one sentence, none empty. `cased`: whether capital letters tell anything."""
        return tuple(map(self._tagged, words, self._sentence(words, cased)))

    def tag_word(self, word: str) -> tuple[tuple[str, float], ...]:
        """What one word may be, with log probabilities, best first."""
        return tuple((self._model.names[tag], lp) for tag, lp in self._tags(*self._normal(word, True), False))

    def known(self) -> Iterator[str]:
        """The words that the model has, in lower case, the frequent ones first; the rest are morphemes, few of which
        are no words."""
        yield from self._model.words
        yield from self._model.morphemes

    def alone(self, word: str) -> Tagged:
        """One word without its sentence, as its likeliest part of speech."""
        return self._tagged(word, self._tags(*self._normal(word, True), False)[0][0])

    def morphemes(self, word: str) -> tuple[tuple[str, str], ...]:
        """What one word is made of as its likeliest part of speech: lower-case morphemes with their classes."""
        tag = self._tags(*self._normal(word, True), False)[0][0]
        return tuple((morpheme, self._model.names[one]) for morpheme, one in self._analysis(word.lower(), tag)[0])

    def _as_tagged(self, word: str, tag: int) -> Tagged:
        return Tagged(word=word, lemma=self._analysis(word.lower(), tag)[1], tag=self._model.names[tag])

    def _weigh(self, word: str, capital: bool | None, conditional: bool) -> tuple[tuple[int, float], ...]:
        """What a normalised word may be; with `capital` None its case is not looked at. `conditional`: given the
        part of speech, instead of jointly with it."""
        model = self._model
        known = model.words.get(word)
        found = []
        for tag, probability in known or self._every(word) or ((UNKNOWN, 0.0),):
            if tag != UNKNOWN:
                if capital is not None:
                    probability += model.capitals[tag][capital]
                if conditional:
                    probability -= model.shares[tag]
            found.append((tag, probability))
        found.sort(key=lambda pair: pair[1], reverse=True)
        if known is None:
            found = [pair for pair in found if pair[1] >= found[0][1] - _CUTOFF]
        return tuple(found)

    def _ordered(self, word: str, capital: bool | None) -> tuple[tuple[int, int, float], ...]:
        """As `_weigh` conditionally, in the model's order of tags, each with its place in it; of an unknowable word
        anything goes."""
        order = self._model.order
        found = {tag: lp for tag, lp in self._weigh(word, capital, True) if tag != UNKNOWN}
        found = found or dict.fromkeys(order, 0.0)
        return tuple((tag, place, found[tag]) for tag, place in order.items() if tag in found and tag != END)

    @staticmethod
    def _normal(word: str, cased: bool) -> tuple[str, bool | None]:
        plain = '"' if len(word) <= 2 and _QUOTE.fullmatch(word) else word.lower()
        return plain, word[0].isupper() if cased else None

    def _sentence(self, words: Sequence[str], cased: bool) -> list[int]:
        """The likeliest parts of speech together; the first word's case says nothing."""
        follows = self._model.follows
        row: dict[tuple[int, int], float] = {(EMPTY, START): 0.0}
        backs: list[dict[tuple[int, int], tuple[int, int]]] = []
        for at, word in enumerate(words):
            may_be = self._given(*self._normal(word, cased and at > 0))
            bound = sorted(row.values(), reverse=True)[_BEAM] - _BEHIND if len(row) > _BEAM else _LOWEST
            then: dict[tuple[int, int], float] = {}
            back: dict[tuple[int, int], tuple[int, int]] = {}
            for here, so_far in row.items():
                if so_far < bound:
                    continue
                following, last = follows[here], here[1]
                for tag, place, probability in may_be:
                    value = so_far + following[place] + probability
                    new = (last, tag)
                    if value > then.get(new, _LOWEST):
                        then[new] = value
                        back[new] = here
            row = then
            backs.append(back)
        end = self._model.order[END]
        here = max(row, key=lambda state: row[state] + follows[state][end])
        tags = []
        for back in reversed(backs):
            tags.append(here[1])
            here = back[here]
        return tags[::-1]

    def _analyse(self, word: str, tag: int) -> tuple[Path, str]:
        """The morphemes of a lower-case word that is of this part of speech, and its lemma."""
        model = self._model
        atomic = model.leads_to.get(tag, frozenset()) == {START, tag}
        path = ((word, tag),) if atomic else self._paths.best(word, tag)
        if not atomic and path == ((word, UNKNOWN),):
            tag = UNKNOWN
        return path, self._lemma(path, tag)

    def _lemma(self, path: Path, tag: int) -> str:
        model, name = self._model, self._model.names[tag]
        group = name.split("(")[0]
        kept = [one for one in path if one[1] not in model.endings.get(group, ())] or list(path)
        last, of = kept[-1]
        kind = model.names[of]
        if kind[:2] == name[:2] or kind.startswith("SUF"):
            last = model.stems.get(of, {}).get(last, last)
        lemma = "".join(morpheme for morpheme, _ in kept[:-1]) + last
        ending = self._lemma_ending(f"#{lemma}", model.lemma_endings.get(group, {}))
        if tag in model.capitalised:
            lemma = lemma[:1].upper() + lemma[1:]
        return lemma + ending

    @staticmethod
    def _lemma_ending(lemma: str, endings: Mapping[str, str]) -> str:
        """What is added after the longest of the endings that the lemma has."""
        starts = range(max(0, len(lemma) - max(map(len, endings), default=0) - 1), len(lemma))
        return next((endings[lemma[start:]] for start in starts if lemma[start:] in endings), "")
