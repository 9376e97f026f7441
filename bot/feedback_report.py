"""Feedback put together into what is worth doing next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.feedback import Feedback
from bot.messages import Status
from bot.question import analyse

_SIMILAR = 85.0  # rapidfuzz token_sort_ratio of content stems, 0-100


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Questions that ask much the same. `question` is the one asked most; `answers`: what was said to them, most often
    first ("" for an abstention)."""

    question: str
    questions: int
    helpful: int
    unhelpful: int
    answers: tuple[str, ...]
    comments: tuple[str, ...]


def unanswered(entries: Iterable[Feedback]) -> tuple[Group, ...]:
    """What was not answered, or not helpfully: similar questions together, the most frequent first."""
    groups: list[tuple[str, list[Feedback]]] = []
    lacking = [one for one in entries if one.helpful is False or one.asked.outcome.status is not Status.ANSWERED]
    for one in lacking:
        key = _key(one.asked.question)
        near = next((members for known, members in groups if fuzz.token_sort_ratio(key, known) >= _SIMILAR), None)
        if near is None:
            groups.append((key, [one]))
        else:
            near.append(one)
    return tuple(sorted((_group(members) for _, members in groups), key=lambda g: (-g.questions, g.question)))


def _key(question: str) -> str:
    """The question's content stems and what it asks for; the words as typed where it has no content."""
    asked = analyse(question)
    stems = sorted(term.terms[0] for term in asked.terms)
    return " ".join([*stems, *(str(kind) for kind in asked.kinds[:1])]) if stems else asked.text


def _group(members: list[Feedback]) -> Group:
    said = Counter(one.asked.outcome.answer if one.asked.outcome.status is Status.ANSWERED else "" for one in members)
    return Group(
        question=Counter(one.asked.question for one in members).most_common(1)[0][0],
        questions=len({one.token for one in members}),
        helpful=sum(one.helpful is True for one in members),
        unhelpful=sum(one.helpful is False for one in members),
        answers=tuple(answer for answer, _ in said.most_common()),
        comments=tuple(one.comment for one in members if one.comment),
    )
