"""Answers that are no noun phrases: what something is like ("ungewiss", "britischen"), quoted words, gerunds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.document import Language
from knowledge.facts import Kind, Mention
from knowledge.noun_phrases import Phrases

_PREDICATE: dict[Language, re.Pattern[str]] = {
    "de": re.compile(r"(?<=[A-Z,])(?<!P)[BJ]?J(?=[,.;)V]|$)"),
    "en": re.compile(r"(?<=V)(?:[oB]{0,2}?)(?P<said>B?A)(?=[,.;)PWKTB]|$)"),
}
_CLASSIFYING = re.compile(
    r"(?:(?<!fr)isch|al|är|ell|iv)(?:e[nrsm]?)$|größte[nrsm]?$|(?:ic|al|ish|ese|an|ary|ive|ar)$", re.IGNORECASE
)
_ALONE = re.compile(r"(?<![AC,UBJ])A(?=[NE])")
_QUOTED = re.compile(r'"([^".;]{1,10})"')
_GERUND = re.compile(r"(?<=P)U")


def find(phrases: Phrases) -> Iterator[Mention]:
    """Qualities, quotations and gerunds as phrases; `syntax` says which."""
    predicate = _PREDICATE[phrases.language]
    for match in predicate.finditer(phrases.shape):
        yield _mention(phrases, *match.span("said" if predicate.groups else 0), "predicate")
    for match in _ALONE.finditer(phrases.shape):
        if _CLASSIFYING.search(phrases.word(match.start())):
            yield _mention(phrases, match.start(), match.end(), "quality")
    for match in _QUOTED.finditer(phrases.shape):
        yield _mention(phrases, *match.span(1), "quoted")
    if phrases.language == "en":
        for match in _GERUND.finditer(phrases.shape):
            phrase = phrases.at(match.end())
            if phrase is not None:
                yield _mention(phrases, match.start(), tuple(phrases.ends(phrase))[-1], "gerund")


def _mention(phrases: Phrases, start: int, end: int, syntax: str) -> Mention:
    tokens = phrases.tokens
    return Mention(
        kind=Kind.PHRASE, start=tokens[start].start, end=tokens[end - 1].end, head=tokens[end - 1].text, syntax=syntax
    )
