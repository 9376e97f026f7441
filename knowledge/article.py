"""One article with all that is known about it: the unit in which stores are written and rebuilt."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from knowledge.document import Document
from knowledge.facts import Alias, Fact, Unknown
from knowledge.store import IndexedSentence
from knowledge.vectors import SentenceVectors


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """`sentences` are in the order of the text; `key` is a hash of everything the rest was made from but `vectors`,
    which say themselves who made them."""

    document: Document
    sentences: tuple[IndexedSentence, ...]
    facts: tuple[Fact, ...]
    aliases: tuple[Alias, ...]
    unknowns: tuple[Unknown, ...]
    key: str
    vectors: SentenceVectors | None = None


def text_order(fact: Fact) -> tuple[int, bool, int, int, str]:
    """The sort key of facts within an article: by sentence, curated ones first, then by their place in the text."""
    start = fact.evidence.start if fact.answer_start is None else fact.answer_start
    end = fact.evidence.end if fact.answer_end is None else fact.answer_end
    return fact.sentence, fact.origin != "curated", start, end, fact.id


def frequencies(sentence: IndexedSentence) -> Counter[str]:
    """How often each index term stands in a sentence: every term of every token."""
    return Counter([term for token in sentence.tokens for term in token.terms])


def context_frequencies(sentence: IndexedSentence) -> Counter[str]:
    """How often each index term holds for a sentence by its context, without standing in it."""
    if not sentence.context:
        return Counter()
    own = {term for token in sentence.tokens for term in token.terms}
    return Counter(term for term in sentence.context if term not in own)
