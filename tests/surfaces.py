"""Writes the README's table of surfaces, each with the test that proves it: `python -m tests.surfaces`."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
BEGIN, END = "<!-- surfaces: python -m tests.surfaces -->", "<!-- end of surfaces -->"


def surfaces() -> dict[str, dict[str, str]]:
    """Platform → surface → the test, as pytest names it."""
    return tomllib.loads((ROOT / "tests/surfaces.toml").read_text(encoding="utf-8"))


def table() -> str:
    rows = [
        f"| {platform} | {surface} | [{test.partition('::')[2]}]({test.partition('::')[0]}) |"
        for platform, shown in surfaces().items()
        for surface, test in shown.items()
    ]
    return "\n".join(["| | Surface | Proved by |", "| --- | --- | --- |", *rows])


def inserted(readme: str) -> str:
    """The README with the table as it should be. Raises ValueError where its marks are missing."""
    before, mark, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not mark or not end:
        raise ValueError("README.md lacks the marks of the table of surfaces.")
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{after}"


if __name__ == "__main__":
    path = ROOT / "README.md"
    path.write_text(inserted(path.read_text(encoding="utf-8")), encoding="utf-8")
