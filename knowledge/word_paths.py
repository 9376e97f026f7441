"""The paths of one word through HanTa's morpheme model: what it may be, and what it is made of (Wartena 2019).

The same beam search as HanTa's, in the same order and with the same sums, so that the results are the same to the bit.
What makes it fast: a letter sequence is looked up once for all morpheme classes, and what may follow in a state is laid
out beforehand.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence

from knowledge.tagger_model import EMPTY, LONGEST_SUFFIX, OPENING, START, UNKNOWN, Model, Morpheme, last, state
from knowledge.word_steps import (
    LOWEST,
    Back,
    Net,
    Opening,
    Row,
    Unknown,
    beam_of,
    bound,
    follow,
    follow_any,
    follow_unknown,
    opening_of,
)

_START = state(EMPTY, START)
_KEPT, _KEPT_WORDS = 16_384, 256  # entries of each table of what was worked out
_WHOLE_WORD = -4.6  # for a whole word that is one unknown morpheme
_SHORT_WORD, _SHORTEST_UNKNOWN, _LONGEST_COUNTED = 4, 3, 24  # letters
_LONGEST_WORD = 80  # letters; the search grows with the square, and no word of either language is as long

Path = tuple[tuple[str, int], ...]
"""Morphemes with their classes, in order."""


class Paths:
    """Searches words in one model; keeps what it worked out about unknown morphemes of one ending and length."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._known = functools.lru_cache(_KEPT_WORDS)(self._known_in)
        self._unknown: dict[tuple[str, int], Unknown] = {}
        most = [max(lps) for lps in zip(*model.suffixes.values(), strict=True)]
        lengths = zip(*model.unknown, strict=True)
        self._most = [max(map(sum, zip(lps, most, strict=True))) for lps in lengths][: _LONGEST_COUNTED + 1]
        self._every = Net(steps={here: one for here, one in model.steps.items() if one.ways})
        self._towards: dict[int, Net] = {}

    def parts_of_speech(self, word: str) -> tuple[tuple[int, float], ...]:
        """What a lower-case word may be, with log probabilities, best first; none for the empty word, nor for one of
        more than 80 letters."""
        if len(word) > _LONGEST_WORD:
            return ()
        rows, _ = self._search(word, self._every, strict=False)
        found: dict[int, float] = {}  # by last class and part of speech
        for here, so_far in rows[-1].items():
            steps = self._model.steps.get(here)
            for _, step, way in steps.ends if steps else ():
                if so_far + step > found.get(way, LOWEST):
                    found[way] = so_far + step
        total: dict[int, float] = {}
        for way, lp in found.items():
            tag = last(way)
            total[tag] = _added(total[tag], lp) if tag in total else lp
        return tuple(sorted(total.items(), key=lambda pair: pair[1], reverse=True))

    def best(self, word: str, tag: int) -> Path:
        """The morphemes of a lower-case word whose part of speech is known: of known ones only, if that can be. One of
        more than 80 letters is a single unknown one."""
        if len(word) > _LONGEST_WORD:
            return ((word, UNKNOWN),)
        return self._trace(word, tag, strict=True) or self._trace(word, tag, strict=False) or ((word, UNKNOWN),)

    def _known_in(self, word: str) -> tuple[dict[int, Morpheme], ...]:
        """For each letter the known morphemes that begin there, by where they end."""
        known, longest, size = self._model.morphemes, self._model.longest, len(word)
        ends = [min(size, at + longest.get(word[at : at + OPENING], OPENING - 1)) + 1 for at in range(size)]
        return tuple(
            [
                {end: one for end in range(at + 1, last) if (one := known.get(word[at:end])) is not None}
                for at, last in enumerate(ends)
            ]
        )

    def _search(self, word: str, net: Net, *, strict: bool) -> tuple[list[Row], list[Back]]:
        """For each place in the word the best paths to it and their ways back; `strict`: of known morphemes only."""
        size = len(word)
        shortest = 1 if size < _SHORT_WORD else _SHORTEST_UNKNOWN
        rows: list[Row] = [{} for _ in range(size + 1)]
        backs: list[Back] = [{} for _ in range(size + 1)]
        rows[0][_START] = 0.0
        bounds = [LOWEST] * (size + 1)
        most = self._most if size <= _LONGEST_COUNTED else [*self._most, *self._most[-1:] * (size - _LONGEST_COUNTED)]
        for at, known in enumerate(self._known(word)):
            beam = beam_of(rows[at], net)
            if not beam:
                continue
            first = at + shortest
            opening = [] if strict or first > size else opening_of(beam, net)
            best = max([so_far for _, so_far, _, _ in opening]) if opening else LOWEST
            for end, morpheme in known.items():
                if opening and end >= first and best + most[end - at] >= bounds[end]:
                    follow_any(beam, morpheme, self._unknown_lp(word, at, end), at, rows[end], backs[end], net)
                else:
                    follow(beam, morpheme, at, rows[end], backs[end], net)
                if at == 0 and end < size:
                    bounds[end] = bound(rows[end])
            for end in range(first, size + 1) if opening else ():
                if end in known or best + most[end - at] < bounds[end]:
                    continue
                if at == 0 and end < size:
                    rows[end], bounds[end] = self._begun(word, end, net, opening)
                    continue
                unknown = self._unknown_lp(word, at, end)
                if best + max(unknown) >= bounds[end]:
                    follow_unknown(opening, unknown, at, rows[end], backs[end])
                    bounds[end] = bound(rows[end]) if end < size else LOWEST
        return rows, backs

    def _begun(self, word: str, end: int, net: Net, opening: Sequence[Opening]) -> tuple[Row, float]:
        """The paths of one unknown morpheme from the word's beginning to `end`, and what others need to go on there."""
        key = word[max(1, end - LONGEST_SUFFIX) : end], end
        found = net.begun.get(key)
        if found is None:
            row: Row = {}
            follow_unknown(opening, self._unknown_lp(word, 0, end), 0, row, {})
            if len(net.begun) >= _KEPT:
                net.begun.clear()
            found = net.begun[key] = row, bound(row)
        return found[0].copy(), found[1]

    def _unknown_lp(self, word: str, start: int, end: int) -> Unknown:
        """The log probability of an unknown morpheme in each open class, by its ending and its length."""
        size = end - start
        length = size if size < _LONGEST_COUNTED else _LONGEST_COUNTED
        key = word[max(start + 1, end - LONGEST_SUFFIX) : end], length
        found = self._unknown.get(key)
        if found is None:
            ending = key[0]
            while ending not in self._model.suffixes:
                ending = ending[1:]
            pairs = zip(self._model.unknown, self._model.suffixes[ending], strict=True)
            if len(self._unknown) >= _KEPT:
                self._unknown.clear()
            found = self._unknown[key] = tuple([lengths[length] + suffix for lengths, suffix in pairs])
        return found if size < len(word) else tuple([one + _WHOLE_WORD for one in found])

    def _trace(self, word: str, tag: int, *, strict: bool) -> Path:
        """The best path that ends in the part of speech; empty where none does."""
        rows, backs = self._search(word, self._net(tag), strict=strict)
        ends: dict[int, tuple[float, int]] = {}
        for here, probability in rows[-1].items():
            step = self._end(here, tag)
            if step is not None and probability + step > ends.get(last(here), (LOWEST, 0))[0]:
                ends[last(here)] = (probability + step, here)
        if not ends:
            return ()
        here, at = max(ends.values(), key=lambda pair: pair[0])[1], len(word)
        found: list[tuple[str, int]] = []
        while at > 0:
            before, start = backs[at].get(here, (_START, 0))
            found.append((word[start:at], last(here)))
            here, at = before, start
        return tuple(reversed(found))

    def _end(self, here: int, tag: int) -> float | None:
        steps = self._model.steps.get(here)
        return next((step for end, step, _ in steps.ends if end == tag), None) if steps else None

    def _net(self, tag: int) -> Net:
        """The model's steps but for those to classes that no word of this part of speech is made of."""
        if tag not in self._towards:
            self._towards[tag] = Net(steps=self._every.steps, wanted=self._model.leads_to.get(tag, frozenset()))
        return self._towards[tag]


def _added(one: float, other: float) -> float:
    """log(exp(one) + exp(other)), summed as numpy does."""
    if one == other:
        return one + math.log(2)
    more, less = max(one, other), min(one, other)
    return more + math.log1p(math.exp(less - more))
