"""Whether Python and the libraries are those that the program was made for."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from typing import Final

from packaging.requirements import Requirement

from adapters.findings import Finding, Findings, ok, todo

_TOLD: Final = ("python-telegram-bot", "slack-bolt", "aiohttp")


def examine(needed: tuple[str, ...] | None = None, installed: Callable[[str], str] = version) -> Findings:
    """`needed` as in pyproject.toml, where it is not given that of this program; nothing is compared where it is not
    installed but run from its folder."""
    wrong = tuple(_wrong(_own() if needed is None else needed, installed))
    return wrong or (ok("Versions", f"Python {platform.python_version()}, {', '.join(_told(installed))}."),)


def _wrong(needed: tuple[str, ...], installed: Callable[[str], str]) -> Iterator[Finding]:
    for text in needed:
        requirement = Requirement(text)
        try:
            there = installed(requirement.name)
        except PackageNotFoundError:
            yield todo("Versions", f"{requirement.name} is not installed: pip install '{text}'.")
            continue
        if not requirement.specifier.contains(there, prereleases=True):
            yield todo("Versions", f"{requirement.name} is {there}: pip install '{text}'.")


def _told(installed: Callable[[str], str]) -> Iterator[str]:
    for name in _TOLD:
        try:
            yield f"{name} {installed(name)}"
        except PackageNotFoundError:
            continue


def _own() -> tuple[str, ...]:
    try:
        return tuple(one for one in requires("nachgefragt") or () if ";" not in one)
    except PackageNotFoundError:
        return ()
