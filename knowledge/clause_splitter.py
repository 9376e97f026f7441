"""A sentence cut into clauses at marks and conjunctions; how its language opens and joins them is in `clauses_de` and
`clauses_en`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from knowledge.document import Language
from knowledge.store import Token

ClauseKind = Literal["main", "sub", "relative", "infinitive", "participle", "aside"]
_FINITE = {
    "de": frozenset({"VV(FIN)", "VA(FIN)", "VM(FIN)", "VV(IMP)"}),
    "en": frozenset(["VVD", "VVZ", "VVB", "VBD", "VBZ", "VBB", "VHD", "VHZ", "VHB", "VDD", "VDZ", "VDB", "VM0"]),
}
_DASHES = frozenset({"–", "—", "-"})
_OPENING, _CLOSING = frozenset({"(", "["}), frozenset({")", "]"})
_BOUNDARIES = frozenset({";", ":", ".", "!", "?"})
JOINING = frozenset({"und", "oder", "aber", "sondern", "denn", "doch", "and", "or", "but"})


@dataclass(slots=True, kw_only=True)
class Clause:
    """Token indices of one clause. `antecedent`: the token before it, which a relative pronoun or a participle
    speaks of. `parent`: the clause it stands in; `shares`: the clause whose subject it continues."""

    kind: ClauseKind
    tokens: list[int] = field(default_factory=list)
    parent: int | None = None
    antecedent: int | None = None
    shares: int | None = None
    word: str = ""  # what opens it: dass, weil, um


def is_finite(token: Token, language: Language) -> bool:
    return token.tag in _FINITE[language]


class Splitter:
    def __init__(self, tokens: Sequence[Token], language: Language) -> None:
        self._tokens, self._language = tokens, language
        self._words = tuple(token.text.lower() for token in tokens)
        self._clauses: list[Clause] = [Clause(kind="main")]
        self._stack = [0]

    @property
    def _top(self) -> Clause:
        return self._clauses[self._stack[-1]]

    def _word(self, at: int) -> str:
        return self._words[at] if 0 <= at < len(self._words) else ""

    def _tag(self, at: int) -> str:
        return self._tokens[at].tag if 0 <= at < len(self._tokens) else ""

    def _push(self, kind: ClauseKind, antecedent: int | None = None, word: str = "") -> None:
        parent = self._stack[-1] if self._stack else None
        self._clauses.append(Clause(kind=kind, parent=parent, antecedent=antecedent, word=word))
        self._stack.append(len(self._clauses) - 1)

    def _pop(self) -> None:
        self._stack.pop()
        if not self._stack:
            self._clauses.append(Clause(kind="main"))
            self._stack.append(len(self._clauses) - 1)

    def _sibling(self, *, shares: bool) -> None:
        at = self._stack.pop()
        old = self._clauses[at]
        new = Clause(kind=old.kind, parent=old.parent, antecedent=old.antecedent, word=old.word)
        new.shares = at if shares else None
        self._clauses.append(new)
        self._stack.append(len(self._clauses) - 1)

    def _finite(self, at: int) -> bool:
        return self._tag(at) in _FINITE[self._language]

    def _has_finite(self, clause: Clause) -> bool:
        return any(self._finite(at) for at in clause.tokens)

    def _ahead(self, at: int) -> range:
        """The tokens from here up to the next mark."""
        end = at
        while end < len(self._tokens) and self._word(end) not in {",", "("}:
            if self._word(end) in _BOUNDARIES and not (self._word(end) == "." and self._inside(end)):
                break
            end += 1
        return range(at, end)

    def _finite_ahead(self, at: int) -> int | None:
        return next((place for place in self._ahead(at) if self._finite(place)), None)

    def run(self) -> list[Clause]:
        self._open(0)
        for at in range(len(self._tokens)):
            word = self._word(at)
            if word in _OPENING or (word in _DASHES and self._dash_later(at)):
                self._push("aside", antecedent=at - 1, word=self._word(at + 1))
            elif word in _CLOSING or (word in _DASHES and self._top.kind == "aside"):
                while self._top.kind != "aside" and len(self._stack) > 1:
                    self._pop()
                if self._top.kind == "aside":
                    self._pop()
            elif word == "." and self._inside(at):
                self._top.tokens.append(at)
            elif word in _BOUNDARIES:
                self._clauses.append(Clause(kind="main"))
                self._stack = [len(self._clauses) - 1]
                self._open(at + 1)
            elif word == ",":
                self._comma(at)
            else:
                self._take(at)
        return self._clauses

    def _inside(self, at: int) -> bool:
        """A full stop that ends no sentence: of an ordinal, an initial or an abbreviation."""
        before = self._tokens[at - 1].text if at else ""
        short = before.isdigit() or (len(before) == 1 and before.isupper()) or re.fullmatch(r"[IVXL]+", before)
        return bool(short) and at + 1 < len(self._tokens)

    def _dash_later(self, at: int) -> bool:
        inside = any(self._clauses[place].kind == "aside" for place in self._stack)
        return not inside and any(self._word(later) == self._word(at) for later in range(at + 1, len(self._tokens)))

    def _open(self, at: int) -> None:
        raise NotImplementedError

    def _comma(self, at: int) -> None:
        raise NotImplementedError

    def _take(self, at: int) -> None:
        raise NotImplementedError
