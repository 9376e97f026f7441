"""What is left of a list when some of it was named: "Wer noch?", "Who else?", "Wer außer Holm?"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from bot.answers import Abstention, Answer, Decision, Reason
from bot.question_data import words_of
from knowledge.analysis import fold
from knowledge.facts import Fact

_BETWEEN = re.compile(r"\s*,\s+(?:(?:und|sowie|oder|and|or)\s+)?|\s+(?:und|sowie|oder|and|or)\s+")
_WORD = re.compile(r"\w+")

_Span = tuple[int, int]


def rest(lists: Iterable[Fact], said: tuple[str, ...], given: Answer | None) -> Decision | None:
    """The items that were not said of the longest list that has one which was, an abstention where all were; None where
    there is no such list, or something is left but no answer was `given` that it belongs to."""
    known = [_words(text) for text in said]
    parts = [_words(text[slice(*span)]) for text in said for span in _items(text)]
    for fact in sorted(lists, key=lambda fact: (-len(fact.answer), fact.id)):
        items = list(_items(fact.answer))
        left = [span for span in items if not _is_said(_words(fact.answer[slice(*span)]), known, parts)]
        if len(left) < len(items):
            if not left:
                return Abstention(reason=Reason.NOT_IN_ARTICLE, confidence=0.0)
            return _answer(fact, items, left, given) if given is not None else None
    return None


def _answer(fact: Fact, items: list[_Span], left: list[_Span], given: Answer) -> Answer:
    text, start = fact.answer, fact.answer_start or 0
    at = [items.index(span) for span in left]
    together = all(after == before + 1 for before, after in pairwise(at))
    runs = [(left[0][0], left[-1][1])] if together else left
    return replace(
        given,
        text=", ".join(text[slice(*run)] for run in runs),
        kind=fact.kind,
        evidence=(fact.evidence,),
        marked=tuple((start + first, start + last) for first, last in runs),
        derived=None,
        fact=None,
    )


def _items(text: str) -> Iterator[_Span]:
    start = 0
    for found in _BETWEEN.finditer(text):
        yield start, found.start()
        start = found.end()
    yield start, len(text)


def _is_said(words: frozenset[str], known: list[frozenset[str]], parts: list[frozenset[str]]) -> bool:
    """Whether the words of an item are among those of a text, or hold all of an item of one."""
    return any(words <= text for text in known) or any(part <= words for part in parts if part)


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(fold(text))) - words_of("determiners")
