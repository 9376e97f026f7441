"""One step along the paths of a word: from the states that a letter is reached in to those that follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from knowledge.tagger_model import Morpheme, Steps, Way

LOWEST = -1e6
_BEAM, _BEHIND = 3, 1.0  # so many states go on from each letter, and those at most so far behind the next

Row = dict[int, float]
"""State → log probability of the best path to it."""
Back = dict[int, tuple[int, int]]
"""State → the state before it, and where that ended."""
Reached = tuple[int, float]
"""A state and the log probability of the best path to it."""
Opening = tuple[int, float, int, int]
"""A state, the log probability of going on from it to an open class, that class's number, and the next state."""
Unknown = tuple[float, ...]
"""The log probability of a letter sequence as an unknown morpheme of each open class."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Net:
    """What may follow in each state; with `wanted`, only what leads to one part of speech. The rest is what was worked
    out on the way: by a morpheme's classes and by state what may follow, and the rows that unknown morphemes begin."""

    steps: Mapping[int, Steps]
    wanted: frozenset[int] | None = None
    known: dict[int, dict[int, tuple[tuple[float, int, int], ...]]] = field(default_factory=dict)
    either: dict[int, dict[int, tuple[tuple[float, int, int, int], ...]]] = field(default_factory=dict)
    unknown: dict[int, tuple[tuple[float, int, int], ...]] = field(default_factory=dict)
    begun: dict[tuple[str, int], tuple[Row, float]] = field(default_factory=dict)

    def ways(self, here: int) -> list[tuple[int, Way]]:
        """The classes that may follow, with the way there, in the model's order."""
        wanted = self.wanted
        return [(one, way) for one, way in self.steps[here].ways.items() if wanted is None or one in wanted]


def bound(row: Row) -> float:
    """What a path must reach at least to go on from here."""
    return sorted(row.values(), reverse=True)[_BEAM] - _BEHIND if len(row) > _BEAM else LOWEST


def opening_of(beam: Sequence[Reached], net: Net) -> list[Opening]:
    """The ways from the beam that an unknown morpheme may take."""
    found: list[Opening] = []
    for here, so_far in beam:
        ways = net.unknown.get(here)
        if ways is None:
            ways = net.unknown[here] = tuple(
                [(way.lp, way.then, way.number) for _, way in net.ways(here) if way.number >= 0]
            )
        for step_lp, then, number in ways:
            found.append((here, so_far + step_lp, number, then))
    return found


def follow_unknown(opening: Sequence[Opening], unknown: Unknown, at: int, row: Row, back: Back) -> None:
    """Adds an unknown morpheme to each path that one may follow."""
    for here, so_far, number, then in opening:
        value = so_far + unknown[number]
        if value > row.get(then, LOWEST):
            row[then] = value
            back[then] = (here, at)


def beam_of(row: Row, net: Net) -> list[Reached]:
    """The states worth going on from that anything follows."""
    if not row:
        return []
    least, steps = bound(row), net.steps
    return [(here, lp) for here, lp in row.items() if lp >= least and here in steps]


def follow(beam: Sequence[Reached], morpheme: Morpheme, at: int, row: Row, back: Back, net: Net) -> None:
    """Adds a known morpheme to each path of the beam."""
    classes, mask = morpheme
    known = net.known.setdefault(mask, {})
    for here, so_far in beam:
        ways = known.get(here)
        if ways is None:
            ways = known[here] = tuple([(way.lp, way.then, one) for one, way in net.ways(here) if one in classes])
        for step_lp, then, one in ways:
            value = so_far + step_lp + classes[one]
            if value > row.get(then, LOWEST):
                row[then] = value
                back[then] = (here, at)


def follow_any(
    beam: Sequence[Reached], morpheme: Morpheme, unknown: Unknown, at: int, row: Row, back: Back, net: Net
) -> None:
    """The same where the morpheme may as well be an unknown one of another class."""
    classes, mask = morpheme
    either = net.either.setdefault(mask, {})
    for here, so_far in beam:
        ways = either.get(here)
        if ways is None:
            ways = either[here] = tuple(
                [
                    (way.lp, way.then, one, way.number)
                    for one, way in net.ways(here)
                    if one in classes or way.number >= 0
                ]
            )
        for step_lp, then, one, number in ways:
            value = so_far + step_lp + (classes[one] if one in classes else unknown[number])
            if value > row.get(then, LOWEST):
                row[then] = value
                back[then] = (here, at)
