"""Clauses: which words of a sentence belong to one finite verb, read off marks, conjunctions and verb places."""

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
_JOINING = frozenset({"und", "oder", "aber", "sondern", "denn", "doch", "and", "or", "but"})
_SUBORDINATING = frozenset(
    {"wobei", "während", "indem", "bevor", "sodass", "nachdem", "obwohl", "weil", "damit", "falls"}
)
_INFINITIVAL = frozenset({"um", "ohne", "statt", "anstatt"})
_SAYING = frozenset(
    [
        "say",
        "warn",
        "announce",
        "demand",
        "claim",
        "report",
        "believe",
        "think",
        "expect",
        "explain",
        "state",
        "tell",
        "hope",
        "know",
        "show",
        "argue",
        "decide",
        "agree",
        "plan",
        "suggest",
        "insist",
        "deny",
        "confirm",
        "promise",
        "fear",
        "find",
    ]
)
_RELATIVE = frozenset({"der", "die", "das", "den", "dem", "deren", "dessen", "denen", "welche", "welcher", "welches"})


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


def split(tokens: Sequence[Token], language: Language) -> tuple[Clause, ...]:
    """The clauses of one sentence; some are empty. `parent` and `shares` are indices into the result."""
    return tuple((_German if language == "de" else _English)(tokens, language).run())


def is_finite(token: Token, language: Language) -> bool:
    return token.tag in _FINITE[language]


class _Splitter:
    def __init__(self, tokens: Sequence[Token], language: Language) -> None:
        self._tokens, self._language = tokens, language
        self._clauses: list[Clause] = [Clause(kind="main")]
        self._stack = [0]

    @property
    def _top(self) -> Clause:
        return self._clauses[self._stack[-1]]

    def _word(self, at: int) -> str:
        return self._tokens[at].text.lower() if 0 <= at < len(self._tokens) else ""

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


class _German(_Splitter):
    def _open(self, at: int) -> None:
        """A sentence that begins with a subordinate clause."""
        kind = self._subordinate(at)
        if kind in {"sub", "infinitive"} and self._tag(at) != "PWAV" and self._tag(at) != "PWS":
            self._stack.pop()
            self._clauses.pop()
            self._push(kind or "sub", word=self._word(at))

    def _subordinate(self, at: int) -> ClauseKind | None:
        """The kind of clause that begins with this word, after a comma."""
        tag, word = self._tag(at), self._word(at)
        if tag.startswith("PREL") or (word in _RELATIVE and at and self._verb_last(at) and not tag.startswith("APPR")):
            return "relative"
        if tag.startswith("APPR") and (self._tag(at + 1).startswith("PREL")):
            return "relative"
        if word in _INFINITIVAL and any(self._tag(ahead) in {"PTKZU", "VV(IZU)"} for ahead in self._ahead(at)):
            return "infinitive"
        if (
            tag.startswith("KOUS")
            or (at and word in _SUBORDINATING)
            or (tag.startswith("PW") and at and self._verb_last(at))
        ):
            return "sub"
        return None

    def _verb_last(self, at: int) -> bool:
        """Whether the words from here end in a finite verb and have none before."""
        ahead = list(self._ahead(at))
        joint = next((i for i in ahead if self._word(i) in _JOINING and self._finite(i - 1)), None)
        if joint is not None:
            ahead = [i for i in ahead if i < joint]
        places = [i for i in ahead if self._finite(i)]
        return bool(places) and places[0] >= ahead[-1] - 1 and len(ahead) > 1 and places[0] > at + 1

    def _closed(self, clause: Clause) -> bool:
        return bool(clause.tokens) and (
            self._tag(clause.tokens[-1]).startswith(("VV", "VA", "VM", "PTKVZ")) or clause.kind == "participle"
        )

    def _comma(self, at: int) -> None:
        while self._top.kind not in {"main", "aside"} and self._closed(self._top):
            self._pop()
        kind = self._subordinate(at + 1)
        if kind is not None:
            self._push(kind, antecedent=at - 1, word=self._word(at + 1))
        elif self._infinitive_ahead(at + 1):
            self._push("infinitive", antecedent=at - 1)
        elif self._top.kind == "main" and self._has_finite(self._top) and self._finite_ahead(at + 1) is not None:
            self._sibling(shares=self._finite(at + 1))
        elif self._tag(at + 1) == "VV(PP)" and self._finite_ahead(at + 1) is None:
            self._push("participle", antecedent=at - 1)
        elif self._top.tokens:
            self._top.tokens.append(at)

    def _infinitive_ahead(self, at: int) -> bool:
        ahead = self._ahead(at)
        marked = any(self._tag(place) in {"PTKZU", "VV(IZU)"} for place in ahead)
        return marked and self._finite_ahead(at) is None and self._has_finite(self._top)

    def _take(self, at: int) -> None:
        if self._word(at) in _JOINING and self._joins(at):
            self._sibling(shares=not self._own_subject(at))
            return
        self._top.tokens.append(at)

    def _joins(self, at: int) -> bool:
        """Whether a conjunction begins a new clause rather than the next item of a list."""
        top = self._top
        if not top.tokens:
            return False
        if top.kind in {"sub", "relative", "infinitive"}:
            return self._closed(top) and any(self._tag(place).startswith("V") for place in self._ahead(at + 1))
        if top.kind != "main" or not self._has_finite(top):
            return False
        if self._finite_ahead(at + 1) is not None:
            return True
        return self._tag(at - 1) in {"VV(PP)", "VV(INF)"} and any(
            self._tag(place) in {"VV(PP)", "VV(INF)"} for place in self._ahead(at + 1)
        )

    def _own_subject(self, at: int) -> bool:
        """Whether a subject stands before or right after the next clause's verb: und Mirantis zahlte."""
        finite = self._finite_ahead(at + 1)
        return finite is not None and finite > at + 1 and self._top.kind == "main"


class _English(_Splitter):
    _relative = frozenset({"which", "who", "whom", "that", "whose"})

    def _open(self, at: int) -> None:
        if self._tag(at).startswith("CJS") or (self._tag(at) == "VVN" and self._comma_ahead(at)):
            kind: ClauseKind = "sub" if self._tag(at).startswith("CJS") else "participle"
            self._stack.pop()
            self._clauses.pop()
            self._push(kind, word=self._word(at))

    def _comma_ahead(self, at: int) -> bool:
        end = self._ahead(at).stop
        return self._word(end) == ","

    def _comma(self, at: int) -> None:
        while self._top.kind not in {"main", "aside"} and self._complete(self._top):
            self._pop()
        following = at + 1
        if self._top.kind == "main" and self._has_finite(self._top) and self._clause_follows(following):
            self._sibling(shares=False)
        elif self._tag(following) in {"VVN", "VVG"} and self._finite_ahead(following) is None:
            self._push("participle", antecedent=at - 1)
        elif self._top.tokens:
            self._top.tokens.append(at)

    def _complete(self, clause: Clause) -> bool:
        return clause.kind in {"participle", "infinitive"} or self._has_finite(clause)

    def _clause_follows(self, at: int) -> bool:
        """Whether an own subject and a finite verb come next: ", the rival paid"."""
        if self._tag(at).startswith(("DTQ", "PNQ", "CJ", "VVN", "VVG", "TO0")):
            return False
        return self._finite_ahead(at) is not None

    def _take(self, at: int) -> None:
        tag, word = self._tag(at), self._word(at)
        top = self._top
        if self._resumes(at):
            self._pop()
        elif word in _JOINING and self._joins(at):
            self._sibling(shares=self._shared_ahead(at))
            return
        elif self._begins_relative(at):
            self._push("relative", antecedent=at - 1 - (self._word(at - 1) == ","), word=word)
        elif tag.startswith(("CJS", "CJT")) and top.tokens:
            self._push("sub", antecedent=at - 1, word=word)
        elif tag.startswith("TO0") and top.tokens and self._tag(at + 1).startswith(("VVI", "VBI", "VHI", "VDI", "AV0")):
            self._push("infinitive", antecedent=at - 1, word=word)
        elif tag == "VVN" and self._reduced(at):
            self._push("participle", antecedent=at - 1, word=word)
        self._top.tokens.append(at)

    def _begins_relative(self, at: int) -> bool:
        if self._word(at) not in self._relative or not self._top.tokens:
            return False
        if self._word(at) == "that" and any(self._tokens[place].lemma in _SAYING for place in self._top.tokens):
            return False
        before = at - 1 - (self._word(at - 1) == ",")
        nominal = self._tag(before).startswith(("NN", "NP", "CRD", "UNC"))
        return nominal and self._finite_ahead(at) is not None and not self._tag(at).startswith("AT")

    def _resumes(self, at: int) -> bool:
        """A second finite verb is that of the clause around: The company which was founded by her sold it."""
        top = self._top
        if top.kind not in {"relative", "participle", "sub"} or top.parent is None or not self._finite(at):
            return False
        if self._tag(at - 1).startswith(("CJ", "TO0", "AV", "XX")) or self._has_finite(self._clauses[top.parent]):
            return False
        return top.kind == "participle" or self._has_finite(top)

    def _joins(self, at: int) -> bool:
        if not self._top.tokens or not (self._has_finite(self._top) or self._top.kind in {"infinitive", "participle"}):
            return False
        return self._shared_ahead(at) or (self._top.kind == "main" and self._finite_ahead(at + 1) is not None)

    def _shared_ahead(self, at: int) -> bool:
        """Whether the verb comes next, so that the subject is shared."""
        following = at + 1 + self._tag(at + 1).startswith("AV")
        if self._finite(following):
            return True
        return self._tag(following) in {"VVN", "VVI"} and self._word(following) not in {"-"}

    def _reduced(self, at: int) -> bool:
        """A participle right after its noun: the unit acquired by Mirantis."""
        if not self._tag(at - 1).startswith(("NN", "NP")) or not self._top.tokens:
            return False
        if any(self._tag(place).startswith(("VB", "VH", "VD")) for place in self._top.tokens):
            return False
        return self._word(at + 1) in {"by", "in", "from", "at"} and (
            self._finite_ahead(at + 1) is not None or self._has_finite(self._top)
        )
