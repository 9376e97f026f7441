"""Which clause of a sentence each word is in: by the marks between them, and by "und" or "but" between two verbs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.analysis import fold
from knowledge.store import Token

Clauses = NDArray[np.intp]

_JOINING = frozenset({"und", "aber", "oder", "sondern", "doch", "and", "but", "or"})
_RELATIVE = ("PREL", "DTQ", "PNQ")
_PRONOUNS = frozenset({"der", "die", "das", "dem", "den", "deren", "dessen", "denen", "who", "which", "whose", "that"})
_FINITE = ("VV(FIN)", "VA(FIN)", "VM(FIN)", "VVD", "VVZ", "VVB", "VM0", "VBZ", "VBD", "VBB", "VHZ", "VHD", "VHB", "VDD")


def clauses(tokens: Sequence[Token], marked: Clauses) -> Clauses:
    """The number of each token's clause (n). `marked`: by punctuation alone (n). What a relative clause interrupts is
    one clause."""
    if not len(marked):
        return marked
    return _rejoined(tokens, _split(tokens, marked))


def _split(tokens: Sequence[Token], marked: Clauses) -> Clauses:
    """Cut before a joining word that has a finite verb on either side within its clause."""
    cuts = np.zeros(len(tokens), dtype=np.intp)
    start = 0
    for at in range(1, len(tokens)):
        if marked[at] != marked[at - 1]:
            start = at
        elif fold(tokens[at].text) in _JOINING:
            end = at + int(np.argmin(marked[at:] == marked[at])) if (marked[at:] != marked[at]).any() else len(tokens)
            if _verbal(tokens[start:at]) and _verbal(tokens[at:end]):
                cuts[at], start = 1, at
    changes = np.concatenate([[0], np.diff(marked) != 0])
    return np.cumsum((changes + cuts) > 0)


def _rejoined(tokens: Sequence[Token], found: Clauses) -> Clauses:
    """The subject before an embedded relative clause and the verb after it have one number."""
    joined = found.copy()
    for number in range(int(found[-1]) - 1):
        before, inner, after = (_words(tokens, found, number + step) for step in range(3))
        if not (before and inner and after):
            continue
        opens = any(token.tag.startswith(_RELATIVE) or fold(token.text) in _PRONOUNS for token in inner[:2])
        if opens and not _verbal(before) and after[0].tag.startswith(_FINITE):
            joined[found == number + 2] = joined[found == number][0]
    return joined


def _words(tokens: Sequence[Token], found: Clauses, number: int) -> list[Token]:
    return [tokens[at] for at in np.flatnonzero(found == number).tolist() if tokens[at].terms]


def _verbal(tokens: Sequence[Token]) -> bool:
    return any(token.tag.startswith(_FINITE) for token in tokens)
