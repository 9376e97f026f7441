"""A traceback that shows where and what kind of error, and its text only where that cannot be somebody's words."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from typing import Final

_OWN_WORDS: Final = ("adapters", "bot", "knowledge", "sqlite3", "telegram")
"""The packages whose errors speak of files, states and calls. Others may quote what they were given."""
_DEEPEST: Final = 10  # errors in a chain


def trace(error: BaseException) -> str:
    """Like Python's own, causes first; no line end at the end."""
    return "\n".join(_chained(error, frozenset())).rstrip("\n")


def _chained(error: BaseException, above: frozenset[int]) -> Iterator[str]:
    if id(error) in above or len(above) >= _DEEPEST:
        return
    above |= {id(error)}
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _chained(before, above)
        yield "and from it, or while it was dealt with:\n"
    if error.__traceback__ is not None:
        yield "Traceback (most recent call last):\n" + "".join(traceback.format_tb(error.__traceback__)).rstrip("\n")
    yield named(error)
    if isinstance(error, BaseExceptionGroup):
        for number, part in enumerate(error.exceptions, start=1):
            yield f"part {number} of it:"
            yield from _chained(part, above)


def named(error: BaseException) -> str:
    """The error's kind, with what it says where that is its own words."""
    kind = type(error)
    package = kind.__module__.partition(".")[0]
    name = kind.__qualname__ if package == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    if isinstance(error, OSError) or package in _OWN_WORDS:
        return f"{name}: {error}"
    return name
