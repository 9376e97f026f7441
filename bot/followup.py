"""Questions that lean on the one before: "Und wann?", "Wer war noch dabei?", "Was hat er vor?"."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.question import Question
from knowledge.analysis import fold

_LEANS = re.compile(
    r"^(und|aber|and|but)\b|\b(er|sie|es|ihn|ihm|ihr|dies\w*|dabei|davon|dafuer|dazu|damit|dort|he|she|it|they|them|there|that|this)\b"
    r"|\b(noch|sonst|else)\b|\bwar das\b|\bdas\b[ ?!.]*$"
)


def leans(text: str, question: Question) -> bool:
    """Whether the words as typed point back: by a pronoun, a connective, or by having almost nothing of their own."""
    return len(question.terms) == 0 or bool(_LEANS.search(fold(text)))


def merge(question: Question, previous: Question) -> Question:
    """The question with what the previous one was about; its own kinds, prepositions and target win."""
    own = {term.terms[0] for term in question.terms}
    kept = tuple(term for term in previous.terms if term.terms[0] not in own and term != previous.target)
    return replace(
        question,
        terms=question.terms + kept,
        language=question.language if question.terms else previous.language,
        kinds=question.kinds or previous.kinds,
    )
