"""English clauses: a second finite verb is that of the clause around, a participle after a noun opens one."""

from __future__ import annotations

from knowledge.clause_splitter import JOINING, Clause, ClauseKind, Splitter

_SAYING = [
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


class EnglishSplitter(Splitter):
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
        elif word in JOINING and self._joins(at):
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
