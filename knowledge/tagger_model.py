"""HanTa's models (Wartena 2019) as tables made for speed; read from the installed package without running its code.

A word is a path over morphemes: a state is the last two morpheme classes, a transition adds a morpheme of a third. What
HanTa keeps by class is kept by morpheme here, so that a letter sequence is looked up once, not once for each class.
"""

from __future__ import annotations

import gzip
import pickle  # noqa: TID251 - the form of the models; `_ModelUnpickler` builds nothing but numbers and containers
import struct
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import IO, Any, NamedTuple

EMPTY, START, END, UNKNOWN = 0, 1, 2, 3
_ADDED = {"EMPTY": EMPTY, "END": END, "UNKNOWN": UNKNOWN, "END_UNKNOWN": -UNKNOWN}
_STATES = 1 << 12  # more than there are classes
LONGEST_SUFFIX = 4
OPENING = 4  # letters


def state(before: int, one: int) -> int:
    """The last two morpheme classes as one number."""
    return before * _STATES + one


def last(state: int) -> int:
    return state % _STATES


class Way(NamedTuple):
    """A morpheme class that may follow: log probability, the state it leads to, and the class's number among the
    open ones or -1."""

    lp: float
    then: int
    number: int


class Morpheme(NamedTuple):
    """What a known letter sequence may be: log probability by class, and the classes as bits."""

    classes: Mapping[int, float]
    mask: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """What may follow in one state, with log probabilities."""

    ways: Mapping[int, Way]  # by class, in the model's order, as ties go to the first
    ends: tuple[tuple[int, float, int], ...]  # part of speech, log probability, last class and part of speech


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """The tables of one language. A part of speech is a positive class that a word may end in."""

    names: Mapping[int, str]
    morphemes: Mapping[str, Morpheme]
    longest: Mapping[str, int]
    """The first OPENING letters of morphemes → the length of the longest that begins with them."""
    steps: Mapping[int, Steps]
    open_classes: tuple[int, ...]
    suffixes: Mapping[str, tuple[float, ...]]
    """Ending of up to LONGEST_SUFFIX letters → log probability in each open class."""
    unknown: tuple[tuple[float, ...], ...]
    """For each open class, the log probability of an unknown morpheme by its length, 0 to 25."""
    words: Mapping[str, tuple[tuple[int, float], ...]]
    """Frequent lower-case words → their parts of speech."""
    follows: Mapping[tuple[int, int], array[float]]
    """Two parts of speech → the log probability of each as the third, by its place in `order`."""
    order: Mapping[int, int]
    shares: Mapping[int, float]
    capitals: Mapping[int, Mapping[bool, float]]
    leads_to: Mapping[int, frozenset[int]]
    """Part of speech → the classes that its words may be made of."""
    stems: Mapping[int, Mapping[str, str]]
    endings: Mapping[str, frozenset[str]]
    """Part of speech → classes that are no part of the lemma."""
    lemma_endings: Mapping[str, Mapping[str, str]]
    capitalised: frozenset[int]


class _Float64:
    """Stands for numpy's dtype in a pickle; numpy itself is not needed."""

    def __init__(self, code: str, *_: object) -> None:
        if code != "f8":
            raise pickle.UnpicklingError(f"a number of type {code}")

    def __setstate__(self, settings: tuple[object, ...]) -> None:
        if settings[1] != "<":
            raise pickle.UnpicklingError("numbers of the other byte order")


def _scalar(_: _Float64, content: bytes) -> float:
    number: float = struct.unpack("<d", content)[0]
    return number


class _ModelUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if module.startswith("numpy") and name in ("scalar", "dtype"):
            return {"scalar": _scalar, "dtype": _Float64}[name]
        raise pickle.UnpicklingError(f"{module}.{name} in a model")


def read(file: str) -> Model:
    """The model in one of HanTa's files. Raises FileNotFoundError and UnpicklingError."""
    with resources.files("HanTa").joinpath(file).open("rb") as packed, gzip.open(packed) as content:
        return parse(content)


def parse(content: IO[bytes] | gzip.GzipFile) -> Model:
    """The model in a pickle. Raises UnpicklingError where it names anything but numbers and containers."""
    raw = _ModelUnpickler(content).load()
    (_, names, suffixes, lengths, base, rarity, steps, morphemes, stems, follows, shares, capitals) = raw[:12]
    endings, lemma_endings, capitalised, words = raw[12:]
    names |= {number: name for name, number in _ADDED.items()}
    open_classes, by_morpheme = tuple(rarity), _by_morpheme(morphemes)
    return Model(
        names=names,
        morphemes=by_morpheme,
        longest=_longest(by_morpheme),
        steps=_steps(steps, open_classes),
        open_classes=open_classes,
        suffixes=_by_suffix(suffixes, open_classes),
        unknown=tuple(tuple(base + rarity[one] + length for length in lengths[one]) for one in open_classes),
        words=_shared(words),
        follows={before: array("d", lps.values()) for before, lps in follows.items()},  # all have the same order
        order={tag: place for place, tag in enumerate(next(iter(follows.values())))},
        shares=shares,
        capitals=capitals,
        leads_to=_leads_to(steps, names),
        stems=stems,
        endings={tag: frozenset(names_) for tag, names_ in endings.items()},
        lemma_endings=lemma_endings,
        capitalised=frozenset(capitalised),
    )


def _shared(words: Mapping[str, Iterable[tuple[int, float]]]) -> dict[str, tuple[tuple[int, float], ...]]:
    """With one tuple for all words that may be the same as often as each other: most are rare."""
    shared: dict[tuple[tuple[int, float], ...], tuple[tuple[int, float], ...]] = {}
    return {word: shared.setdefault(own, own) for word, own in zip(words, map(tuple, words.values()), strict=True)}


def _by_morpheme(classes: Mapping[int, Mapping[str, float]]) -> dict[str, Morpheme]:
    found: dict[str, Morpheme] = {}
    shared: dict[tuple[int, float], Morpheme] = {}  # most morphemes are as rare as many others of their class
    for one, morphemes in classes.items():
        if one <= 0:
            continue
        for morpheme, lp in morphemes.items():
            before = found.get(morpheme)
            if before is not None:
                found[morpheme] = _morpheme({**before.classes, one: lp})
            else:
                if (one, lp) not in shared:
                    shared[one, lp] = _morpheme({one: lp})
                found[morpheme] = shared[one, lp]
    return found


def _longest(morphemes: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for morpheme in morphemes:
        opening = morpheme[:OPENING]
        found[opening] = max(found.get(opening, 0), len(morpheme))
    return found


def _morpheme(classes: Mapping[int, float]) -> Morpheme:
    return Morpheme(classes=classes, mask=_mask(classes))


def _mask(classes: Iterable[int]) -> int:
    return sum(1 << one for one in classes)


def _by_suffix(
    suffixes: Mapping[int, Mapping[str, float]], open_classes: tuple[int, ...]
) -> dict[str, tuple[float, ...]]:
    return {suffix: tuple(suffixes[one][suffix] for one in open_classes) for suffix in suffixes[open_classes[0]]}


def _steps(steps: Mapping[tuple[int, int], Mapping[int, float]], open_classes: tuple[int, ...]) -> dict[int, Steps]:
    number = {one: place for place, one in enumerate(open_classes)}
    found: dict[int, Steps] = {}
    for (before, last_), following in steps.items():
        ways = {
            one: Way(lp=lp, then=state(last_, one), number=number.get(one, -1))
            for one, lp in following.items()
            if one > 0
        }
        found[state(before, last_)] = Steps(
            ways=ways,
            ends=tuple((-one, lp, state(last_, -one)) for one, lp in following.items() if one < 0),
        )
    return found


def _leads_to(
    steps: Mapping[tuple[int, int], Mapping[int, float]], names: Mapping[int, str]
) -> dict[int, frozenset[int]]:
    """By following the transitions backwards from each end."""
    before: dict[int, set[int]] = {}
    for (_, last), following in steps.items():
        for one in following:
            before.setdefault(one, set()).add(last)
    return {-end: _closure(before.get(end, set()), before) for end in names if end < 0}


def _closure(first: set[int], before: Mapping[int, set[int]]) -> frozenset[int]:
    found, waiting = set(first), list(first)
    while waiting:
        new = before.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return frozenset(found)
