"""German clauses: subordinate ones begin with their conjunction or pronoun and end with their verb."""

from __future__ import annotations

from knowledge.clause_splitter import JOINING, Clause, ClauseKind, Splitter

_SUBORDINATING = frozenset(
    {"wobei", "während", "indem", "bevor", "sodass", "nachdem", "obwohl", "weil", "damit", "falls"}
)
_INFINITIVAL = frozenset({"um", "ohne", "statt", "anstatt"})
_RELATIVE = frozenset({"der", "die", "das", "den", "dem", "deren", "dessen", "denen", "welche", "welcher", "welches"})


class GermanSplitter(Splitter):
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
        joint = next((i for i in ahead if self._word(i) in JOINING and self._finite(i - 1)), None)
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
        if self._word(at) in JOINING and self._joins(at):
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
