"""The paths of one word through HanTa's morpheme model: what it may be, and what it is made of (Wartena 2019).

The same beam search as HanTa's, in the same order and with the same sums, so that the results are the same to the bit.
What makes it fast: a letter sequence is looked up once for all morpheme classes, and what may follow in a state is laid
out beforehand.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.tagger_model import EMPTY, LONGEST_SUFFIX, START, UNKNOWN, Model, Morpheme, Steps, Way, last, state

_START = state(EMPTY, START)
_LOWEST = -1e6
_KEPT, _KEPT_WORDS = 16_384, 256  # entries of each table of what was worked out
_BEAM, _BEHIND = 3, 1.0  # so many states go on from each letter, and those at most so far behind the next
_WHOLE_WORD = -4.6  # for a whole word that is one unknown morpheme
_SHORT_WORD, _SHORTEST_UNKNOWN, _LONGEST_COUNTED = 4, 3, 24  # letters

Row = dict[int, float]
"""State → log probability of the best path to it."""
Back = dict[int, tuple[int, int]]
"""State → the state before it, and where that ended."""
Reached = tuple[int, float, Steps]
"""A state, the log probability of the best path to it, and what may follow."""
Opening = tuple[int, float, int, int]
"""A state, the log probability of going on from it to an open class, that class's number, and the next state."""
Path = tuple[tuple[str, int], ...]
"""Morphemes with their classes, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Net:
    """What may follow in each state, towards any part of speech or towards one; `begun` is kept by `Paths._begun`."""

    steps: Mapping[int, Steps]
    begun: dict[tuple[str, int], tuple[Row, float]]


class Paths:
    """Searches words in one model; keeps what it worked out about unknown morphemes of one ending and length."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._known = functools.lru_cache(_KEPT_WORDS)(self._known_in)
        self._unknown: dict[tuple[str, int], tuple[float, ...]] = {}
        most = [max(lps) for lps in zip(*model.suffixes.values(), strict=True)]
        lengths = zip(*model.unknown, strict=True)
        self._most = [max(map(sum, zip(lps, most, strict=True))) for lps in lengths][: _LONGEST_COUNTED + 1]
        self._every = Net(steps={here: one for here, one in model.steps.items() if one.ways}, begun={})
        self._towards: dict[int, Net] = {}

    def parts_of_speech(self, word: str) -> tuple[tuple[int, float], ...]:
        """What a lower-case word may be, with log probabilities, best first; none for the empty word."""
        rows, _ = self._search(word, self._every, strict=False)
        found: dict[int, float] = {}  # by last class and part of speech
        for here, so_far in rows[-1].items():
            steps = self._model.steps.get(here)
            for _, step, way in steps.ends if steps else ():
                if so_far + step > found.get(way, _LOWEST):
                    found[way] = so_far + step
        total: dict[int, float] = {}
        for way, lp in found.items():
            tag = last(way)
            total[tag] = _added(total[tag], lp) if tag in total else lp
        return tuple(sorted(total.items(), key=lambda pair: pair[1], reverse=True))

    def best(self, word: str, tag: int) -> Path:
        """The morphemes of a lower-case word whose part of speech is known: of known ones only, if that can be."""
        return self._trace(word, tag, strict=True) or self._trace(word, tag, strict=False) or ((word, UNKNOWN),)

    def _known_in(self, word: str) -> tuple[dict[int, Morpheme], ...]:
        """For each letter the known morphemes that begin there, by where they end."""
        known, size = self._model.morphemes, len(word)
        return tuple(
            [
                {end: one for end in range(at + 1, size + 1) if (one := known.get(word[at:end])) is not None}
                for at in range(size)
            ]
        )

    def _search(self, word: str, net: Net, *, strict: bool) -> tuple[list[Row], list[Back]]:
        """For each place in the word the best paths to it and their ways back; `strict`: of known morphemes only."""
        size = len(word)
        shortest = 1 if size < _SHORT_WORD else _SHORTEST_UNKNOWN
        rows: list[Row] = [{} for _ in range(size + 1)]
        backs: list[Back] = [{} for _ in range(size + 1)]
        rows[0][_START] = 0.0
        bounds = [_LOWEST] * (size + 1)
        most = self._most if size <= _LONGEST_COUNTED else [*self._most, *self._most[-1:] * (size - _LONGEST_COUNTED)]
        for at, known in enumerate(self._known(word)):
            beam = _beam(rows[at], net.steps)
            if not beam:
                continue
            first = at + shortest
            opening = [] if strict or first > size else _opening(beam)
            best = max([so_far for _, so_far, _, _ in opening]) if opening else _LOWEST
            for end, morpheme in known.items():
                if opening and end >= first and best + most[end - at] >= bounds[end]:
                    _follow(beam, morpheme, self._unknown_lp(word, at, end), at, rows[end], backs[end])
                elif len(morpheme.classes) == 1:
                    _follow_one(beam, morpheme, at, rows[end], backs[end])
                else:
                    _follow(beam, morpheme, None, at, rows[end], backs[end])
                if at == 0 and end < size:
                    bounds[end] = _bound(rows[end])
            for end in range(first, size + 1) if opening else ():
                if end in known or best + most[end - at] < bounds[end]:
                    continue
                if at == 0 and end < size:
                    rows[end], bounds[end] = self._begun(word, end, net, opening)
                else:
                    _open(opening, self._unknown_lp(word, at, end), at, rows[end], backs[end])
        return rows, backs

    def _begun(self, word: str, end: int, net: Net, opening: Sequence[Opening]) -> tuple[Row, float]:
        """The paths of one unknown morpheme from the word's beginning to `end`, and what others need to go on there."""
        key = word[max(1, end - LONGEST_SUFFIX) : end], end
        found = net.begun.get(key)
        if found is None:
            row: Row = {}
            _open(opening, self._unknown_lp(word, 0, end), 0, row, {})
            if len(net.begun) >= _KEPT:
                net.begun.clear()
            found = net.begun[key] = row, _bound(row)
        return found[0].copy(), found[1]

    def _unknown_lp(self, word: str, start: int, end: int) -> tuple[float, ...]:
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
            if step is not None and probability + step > ends.get(last(here), (_LOWEST, 0))[0]:
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
        """The model's steps without those to classes that no word of this part of speech is made of."""
        if tag not in self._towards:
            wanted = self._model.leads_to.get(tag, frozenset())
            steps = {
                here: Steps(
                    ways={one: way for one, way in steps.ways.items() if one in wanted},
                    open={one: way for one, way in steps.open.items() if one in wanted},
                    ends=steps.ends,
                    mask=steps.mask,
                )
                for here, steps in self._model.steps.items()
            }
            self._towards[tag] = Net(steps={here: one for here, one in steps.items() if one.ways}, begun={})
        return self._towards[tag]


def _bound(row: Row) -> float:
    """What a path must reach at least to go on from here."""
    return sorted(row.values(), reverse=True)[_BEAM] - _BEHIND if len(row) > _BEAM else _LOWEST


def _opening(beam: Sequence[Reached]) -> list[Opening]:
    return [
        (here, so_far + lp, number, then)
        for here, so_far, step in beam
        if step.open
        for _, lp, then, number in step.open.values()
    ]


def _open(opening: Sequence[Opening], unknown: tuple[float, ...], at: int, row: Row, back: Back) -> None:
    """Adds an unknown morpheme to each path that one may follow."""
    for here, so_far, number, then in opening:
        value = so_far + unknown[number]
        if value > row.get(then, _LOWEST):
            row[then] = value
            back[then] = (here, at)


def _beam(row: Row, steps: Mapping[int, Steps]) -> list[Reached]:
    """The states worth going on from that anything follows."""
    if not row:
        return []
    bound = _bound(row)
    return [(here, lp, step) for here, lp in row.items() if lp >= bound and (step := steps.get(here)) is not None]


def _follow_one(beam: Sequence[Reached], morpheme: Morpheme, at: int, row: Row, back: Back) -> None:
    """Adds a known morpheme of one class to each path of the beam."""
    ((one, lp),) = morpheme.classes.items()
    for here, so_far, step in beam:
        way = step.ways.get(one)
        if way is not None:
            _, step_lp, then, _ = way
            value = so_far + step_lp + lp
            if value > row.get(then, _LOWEST):
                row[then] = value
                back[then] = (here, at)


def _follow(
    beam: Sequence[Reached], morpheme: Morpheme, unknown: tuple[float, ...] | None, at: int, row: Row, back: Back
) -> None:
    """The same where the morpheme may be of several classes, known or unknown, in the order of the model."""
    classes, mask = morpheme
    for here, so_far, step in beam:
        if unknown is None and not step.mask & mask:
            continue
        ways = step.ways
        if len(ways) > len(classes) + len(step.open):
            ways = _among(step, classes)
        for one, way in ways.items():
            lp = classes.get(one)
            if lp is None:
                if unknown is None or way.number < 0:
                    continue
                lp = unknown[way.number]
            _, step_lp, then, _ = way
            value = so_far + step_lp + lp
            if value > row.get(then, _LOWEST):
                row[then] = value
                back[then] = (here, at)


def _among(step: Steps, classes: Mapping[int, float]) -> dict[int, Way]:
    """The ways that a morpheme of these classes, or an unknown one, may take; in the model's order."""
    ways = step.ways
    found = {**{one: ways[one] for one in classes if one in ways}, **step.open}
    return dict(sorted(found.items(), key=_place)) if len(found) > 1 else found


def _place(way: tuple[int, Way]) -> int:
    return way[1].place


def _added(one: float, other: float) -> float:
    """log(exp(one) + exp(other)), summed as numpy does."""
    if one == other:
        return one + math.log(2)
    more, less = max(one, other), min(one, other)
    return more + math.log1p(math.exp(less - more))
