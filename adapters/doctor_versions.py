"""Whether Python and the libraries are those that the program was made for."""

from __future__ import annotations

import platform
import re
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from typing import Final

from adapters.findings import Finding, Findings, ok, todo

_TOLD: Final = ("python-telegram-bot", "slack-bolt", "aiohttp")
_BOUND: Final = re.compile(r"(>=|<)([\d.]+)")


def examine(needed: tuple[str, ...] | None = None, installed: Callable[[str], str] = version) -> Findings:
    """`needed` as in pyproject.toml, where it is not given that of this program; nothing is compared where it is not
    installed but run from its folder."""
    wrong = tuple(_wrong(_own() if needed is None else needed, installed))
    return wrong or (ok("Versions", f"Python {platform.python_version()}, {', '.join(_told(installed))}."),)


def _wrong(needed: tuple[str, ...], installed: Callable[[str], str]) -> Iterator[Finding]:
    for requirement in needed:
        name = re.split(r"[><=]", requirement, maxsplit=1)[0]
        bounds = _BOUND.findall(requirement)
        try:
            there = installed(name)
        except PackageNotFoundError:
            yield todo("Versions", f"{name} is not installed: pip install '{requirement}'.")
            continue
        if not all(_holds(there, sign, bound) for sign, bound in bounds):
            yield todo("Versions", f"{name} is {there}: pip install '{requirement}'.")


def _holds(there: str, sign: str, bound: str) -> bool:
    return (_order(there) >= _order(bound)) if sign == ">=" else (_order(there) < _order(bound))


def _order(number: str) -> tuple[int, ...]:
    """Of the digits alone; zeros at the end count for nothing."""
    digits = re.match(r"[\d.]*", number)
    parts = [int(part) for part in (digits[0] if digits else "").split(".") if part]
    while parts and not parts[-1]:
        parts.pop()
    return tuple(parts)


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
