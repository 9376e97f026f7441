"""Every regular expression of ours, by a tool that looks for those a text can be made for on which they never end."""

from __future__ import annotations

import ast
import importlib
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from typing import Any

import pytest

from tests.test_architecture import MODULES, ROOT

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # it reads patterns with the module of Python's old name
    from regexploit.ast.sre import SreOpParser
    from regexploit.redos import find

NAMES = ("compile", "match", "search", "fullmatch", "finditer", "findall", "sub", "subn", "split")
CALLS = {f"re.{name}" for name in NAMES}
Found = dict[tuple[str, int], str]


@cache
def patterns() -> Found:
    """Pattern and flags → the module: compiled ones in what modules hold, and those written where they are used."""
    found: Found = {}
    for path in MODULES:
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        with suppress(ImportError):  # of what only training needs
            for one in _held(vars(importlib.import_module(name)).values()):
                found.setdefault((str(one.pattern), one.flags), name)
        for written in _written(ast.parse(path.read_text(encoding="utf-8"))):
            found.setdefault((written, 0), name)
    return found


def _held(values: Iterable[Any], depth: int = 4) -> Iterator[re.Pattern[Any]]:
    for value in values:
        if isinstance(value, re.Pattern):
            yield value
        elif depth and isinstance(value, Mapping):
            yield from _held(tuple(value.values()), depth - 1)
        elif depth and isinstance(value, tuple | list | frozenset | set) and len(value) < 1000:
            yield from _held(tuple(value), depth - 1)


def _written(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in CALLS and isinstance(node.args[0], ast.Constant):
            yield node.args[0].value


def verdicts(pattern: str, flags: int) -> list[str]:
    """Texts on which the pattern takes the cube of their length, or more."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [one.example() for one in find(SreOpParser().parse_sre(pattern, flags)) if one.starriness > 2]


def test_patterns_are_found() -> None:
    """Those of all three packages, hundreds, also those in tables."""
    assert len(patterns()) > 300
    assert {name.partition(".")[0] for name in patterns().values()} == {"knowledge", "bot", "adapters"}


@pytest.mark.parametrize("pattern", [r"(a+)+$", r"(\w+\s?)*$", r"\s*\s*\s*x"])
def test_the_tool_finds_what_it_is_for(pattern: str) -> None:
    """Repeats within repeats, and several of the same after each other."""
    assert verdicts(pattern, 0)


def test_no_pattern_can_be_made_to_hang() -> None:
    """The tool finds no text that one of ours would take the cube of its length for."""
    assert not {name: verdicts(*pattern) for pattern, name in patterns().items() if verdicts(*pattern)}
