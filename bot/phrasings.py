"""Curated phrasings: which authored fact or known unknown a question means, by its words and what it expects."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from knowledge.language import detect, function_words
from rapidfuzz import fuzz, process

from bot.question import Question, expected
from knowledge.analysis import fold, stem
from knowledge.document import Language
from knowledge.facts import Fact, Unknown
from knowledge.store import FactStore

_WORD = re.compile(r"\w+(?:[.,]\d+)*")
_CLOSE = 82.0  # rapidfuzz ratio under which two stems are different words


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrasing:
    """One authored way to ask. `tokens` are folded stems, with `?KIND` for what the question word expects."""

    text: str
    language: Language
    tokens: frozenset[str]
    meant: Fact | Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class PhrasingMatch:
    """`similarity` is the weighted F1 of the two token sets, 0–1."""

    phrasing: Phrasing
    similarity: float


def tokens(text: str, language: Language) -> frozenset[str]:
    stops = function_words(language)
    folded = fold(text)
    kinds = expected(folded, language)
    words = {stem(word, language) for word in _WORD.findall(folded) if word not in stops}
    return frozenset(words | {f"?{kinds[0]}" if kinds else "?none"})


class Phrasings:
    """The phrasings of one article, indexed by token."""

    def __init__(self, store: FactStore, document: str) -> None:
        meant: list[Fact | Unknown] = [fact for fact in store.facts(document=document) if fact.origin == "curated"]
        meant += store.unknowns(document)
        self._all = tuple(
            Phrasing(text=text, language=language, tokens=tokens(text, language), meant=one)
            for one in meant
            for text in one.ask
            for language in (detect(text),)
        )
        counts = Counter(token for phrasing in self._all for token in phrasing.tokens)
        self._weights = {token: math.log(1 + len(self._all) / count) for token, count in counts.items()}
        self._rare = math.log(1 + len(self._all))
        self._index: dict[str, list[int]] = defaultdict(list)
        for at, phrasing in enumerate(self._all):
            for token in phrasing.tokens:
                self._index[token].append(at)
        self._words = tuple(sorted(token for token in counts if not token.startswith("?")))

    def match(self, question: Question, *, without: str | None = None) -> tuple[PhrasingMatch, ...]:
        """Best first, one for each fact or unknown meant. `without`: a phrasing's text to leave out (calibration)."""
        kind = f"?{question.kinds[0]}" if question.kinds else "?none"
        asked = frozenset(
            {stem(t, question.language) for term in question.terms for t in _WORD.findall(fold(term.text))} | {kind}
        )
        shared: dict[int, float] = defaultdict(float)
        for token in sorted(asked):
            for known, strength in self._close(token):
                for at in self._index.get(known, ()):
                    shared[at] += strength * self._weights[known]
        mass = sum(self._weights.get(self._nearest(token), self._rare) for token in asked)
        found: dict[str, PhrasingMatch] = {}
        for at, overlap in shared.items():
            phrasing = self._all[at]
            if phrasing.text == without:
                continue
            similarity = 2 * overlap / (mass + sum(self._weights[token] for token in phrasing.tokens))
            best = found.get(phrasing.meant.id)
            if best is None or similarity > best.similarity:
                found[phrasing.meant.id] = PhrasingMatch(phrasing=phrasing, similarity=min(1.0, similarity))
        return tuple(sorted(found.values(), key=lambda m: (-m.similarity, m.phrasing.meant.id)))

    def _nearest(self, token: str) -> str:
        close = self._close(token)
        return close[0][0] if close else token

    def _close(self, token: str) -> list[tuple[str, float]]:
        if token in self._weights:
            return [(token, 1.0)]
        if token.startswith("?") or len(token) < 4:
            return []
        hits = process.extract(token, self._words, scorer=fuzz.ratio, processor=None, score_cutoff=_CLOSE, limit=2)
        return [(str(hit[0]), float(hit[1]) / 100) for hit in hits]
