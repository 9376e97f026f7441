"""Clauses: which words of a sentence belong to one finite verb, read off marks, conjunctions and verb places."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.clause_splitter import Clause
from knowledge.clauses_de import GermanSplitter
from knowledge.clauses_en import EnglishSplitter
from knowledge.document import Language
from knowledge.store import Token


def split(tokens: Sequence[Token], language: Language) -> tuple[Clause, ...]:
    """The clauses of one sentence; some are empty. `parent` and `shares` are indices into the result."""
    return tuple((GermanSplitter if language == "de" else EnglishSplitter)(tokens, language).run())
