"""No text is ever put into a statement of SQL, and no rule of safety is broken without a reason."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.test_architecture import MODULES, ROOT

BUILT = {"places", "table", "both", "where", "' AND '.join(conditions)"}  # of constants, where they stand


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def statements() -> dict[str, list[str]]:
    """Module → what its f-strings that hold SQL put in."""
    found: dict[str, list[str]] = {}
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr) and _is_sql(node):
                parts = [ast.unparse(part.value) for part in node.values if isinstance(part, ast.FormattedValue)]
                found.setdefault(name(path), []).extend(parts)
    return found


def _is_sql(node: ast.JoinedStr) -> bool:
    said = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
    return re.search(r"\b(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|WHERE|PRAGMA|CREATE TABLE)\b", said) is not None


def test_statements_are_made_of_constants() -> None:
    """Nothing but names of columns and tables, and marks for parameters, is ever put into one."""
    found = {(module, part) for module, parts in statements().items() for part in parts}
    assert len({module for module, _ in found}) >= 3
    constant = re.compile(r"(?:\w+\.)?_?[A-Z_]+|', '\.join\((?:_[A-Z]+|'\?' \* len\(\w+\))\)")
    assert not [(module, part) for module, part in found if part not in BUILT and not constant.fullmatch(part)]


def test_every_exception_to_a_rule_of_safety_has_a_reason() -> None:
    """Behind each `noqa: S…` of what is shipped to answer stands why."""
    real = [path for path in MODULES if "fakes" not in path.parts]
    lines = [line for path in real for line in path.read_text(encoding="utf-8").splitlines() if "# noqa: S" in line]
    lines = [line for line in lines if re.search(r"# noqa: S\d", line)]
    assert len(lines) >= 5
    assert not [line for line in lines if not re.search(r"# noqa: S\d+ (?:\(|- )\w", line)]
