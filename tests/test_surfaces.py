"""The README's table of surfaces: as generated, and of tests that exist."""

from __future__ import annotations

import ast

import pytest

from tests.surfaces import ROOT, inserted, surfaces

TESTS = [test for shown in surfaces().values() for test in shown.values()]


def test_the_readme_has_the_table_as_generated() -> None:
    """`python -m tests.surfaces` would change nothing."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert inserted(readme) == readme


@pytest.mark.parametrize("named", TESTS)
def test_each_surface_names_a_test_that_exists(named: str) -> None:
    """The file defines a function of that name, which pytest runs and nothing skips."""
    path, _, name = named.partition("::")
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    found = [n for n in tree.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef) and n.name == name]
    assert len(found) == 1
    assert not [mark for mark in found[0].decorator_list if "skip" in ast.unparse(mark)]


def test_both_platforms_are_covered() -> None:
    """Neither is left out, and no test proves two surfaces of one platform."""
    assert {"Telegram", "Slack", "Both"} == set(surfaces())
    assert all(len(set(shown.values())) == len(shown) for shown in surfaces().values())
