"""Slips of the keyboard: what may have been meant by a word, and how likely each slip is (the error model of the noisy
channel: Kernighan, Church & Gale 1990). Words are folded."""

from __future__ import annotations

import string
from collections.abc import Iterator

from rapidfuzz.distance import OSA

SURE = 0.0  # two neighbours swapped, a letter dropped or doubled, within the word
SWAPPED_FIRST = -1.0
EXTRA, LAST, WRONG = -4.0, -4.0, -5.0  # another letter too many, a letter more or less at the end, another letter
TWO = -8.0
IMPOSSIBLE = -99.0
_LONG = 9  # letters of a word that may have two slips


def slip(typed: str, meant: str) -> float:
    """Log-likelihood of typing one word for another, up to a constant; `IMPOSSIBLE` for another first letter or more
    slips than the word's length allows."""
    edits = OSA.distance(typed, meant, score_cutoff=2)
    if edits == 0:
        return SURE
    if edits > 2 or min(len(typed), len(meant)) < 2 or (edits == 2 and len(meant) < _LONG):
        return IMPOSSIBLE
    swapped_first = typed[:2] == meant[1::-1]
    if typed[0] != meant[0] and not swapped_first:
        return IMPOSSIBLE
    if edits == 2:
        return TWO
    if len(typed) == len(meant):
        same_letters = sorted(typed) == sorted(meant)
        return WRONG if not same_letters else SWAPPED_FIRST if swapped_first else SURE
    longer, shorter = (typed, meant) if len(typed) > len(meant) else (meant, typed)
    if longer[:-1] == shorter and longer[-1] != shorter[-1]:
        return LAST
    return EXTRA if longer is typed and not _is_doubled(typed, meant) else SURE


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
