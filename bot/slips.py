"""Slips of the keyboard: what may have been meant by a word, and how likely each slip is (the error model of the noisy
channel: Kernighan, Church & Gale 1990). Words are folded."""

from __future__ import annotations

import string
from collections.abc import Iterator

from rapidfuzz.distance import OSA

SURE = 0.0  # two neighbours swapped, a letter dropped or doubled, within the word
SWAPPED_FIRST = -1.0
EXTRA, WRONG = -4.0, -5.0  # another letter too many, another letter
TWO = -8.0
IMPOSSIBLE = -99.0
_LONG = 9  # letters of a word that may have two slips


def slip(typed: str, meant: str) -> float:
    """Log-likelihood of typing one word for another, up to a constant; `IMPOSSIBLE` for another first letter, another
    ending, which makes another form, or more slips than the word's length allows."""
    edits = OSA.distance(typed, meant, score_cutoff=2)
    if edits == 0:
        return SURE
    swapped_first = typed[:2] == meant[1::-1]
    if edits > 2 or (edits == 2 and len(meant) < _LONG) or (typed[:1] != meant[:1] and not swapped_first):
        return IMPOSSIBLE
    if sorted(typed) == sorted(meant) and edits == 1:
        return SWAPPED_FIRST if typed[:1] != meant[:1] else SURE
    if _is_doubled(typed, meant) or _is_doubled(meant, typed):
        return SURE
    if _shared(typed, meant) >= min(len(typed), len(meant)) - edits + (len(typed) != len(meant)):
        return IMPOSSIBLE
    if edits == 2:
        return TWO
    return SURE if len(typed) < len(meant) else EXTRA if len(typed) > len(meant) else WRONG


def _shared(one: str, other: str) -> int:
    """How many letters two words begin with together."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _is_doubled(typed: str, meant: str) -> bool:
    """Whether the letter too many is the one beside it once more."""
    return any(typed[:at] + typed[at + 1 :] == meant and typed[at] == typed[at - 1] for at in range(1, len(typed)))


def one_slip_from(typed: str) -> Iterator[str]:
    """Every word of which `typed` may be one slip, its first letter right or swapped; some more than once."""
    for at in range(1, len(typed) + 1):
        before, after = typed[:at], typed[at:]
        for letter in string.ascii_lowercase:
            yield before + letter + after
            if after:
                yield before + letter + after[1:]
        if after:
            yield before + after[1:]
            yield before[:-1] + after[0] + before[-1] + after[1:]
