"""Versions as they are needed and as they are there."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError

import pytest

from adapters.doctor_versions import examine
from adapters.findings import todo

THERE = {"aiohttp": "3.12.1", "slack-bolt": "1.30.0", "slack-sdk": "3.48.0rc1", "python-telegram-bot": "23.0"}


def installed(name: str) -> str:
    if name not in THERE:
        raise PackageNotFoundError(name)
    return THERE[name]


@pytest.mark.parametrize("needed", ["aiohttp>=3.12", "aiohttp>=3.12.1", "aiohttp>=3.9,<4", "slack-bolt>=1.30,<2"])
def test_what_is_good_is_told_in_one_line(needed: str) -> None:
    """Numbers are compared, not letters."""
    (found,) = examine((needed,), installed)
    said = f"Python {platform.python_version()}, python-telegram-bot 23.0, slack-bolt 1.30.0, aiohttp 3.12.1."
    assert (found.level, found.text) == ("ok", said)


@pytest.mark.parametrize(
    ("needed", "said"),
    [
        ("aiohttp>=3.13", "aiohttp is 3.12.1: pip install 'aiohttp>=3.13'."),
        ("python-telegram-bot>=22.8,<23", "python-telegram-bot is 23.0: pip install 'python-telegram-bot>=22.8,<23'."),
        ("slack-sdk>=3.48", "slack-sdk is 3.48.0rc1: pip install 'slack-sdk>=3.48'."),
        ("numpy>=2", "numpy is not installed: pip install 'numpy>=2'."),
    ],
)
def test_what_is_wrong_is_told_with_what_to_install(needed: str, said: str) -> None:
    """Too old, too new, before its release, not there."""
    assert examine(("aiohttp>=3", needed), installed) == (todo("Versions", said),)


def test_what_is_installed_here_is_good() -> None:
    """The program's own requirements hold where its tests run."""
    assert [one.level for one in examine()] == ["ok"]
