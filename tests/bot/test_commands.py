"""The registry finds commands by either name and offers the nearest."""

from __future__ import annotations

import re

import pytest

from bot.commands import COMMANDS, Invocation, find, language_of, nearest, nearest_name, parse


def test_names_suit_every_platform() -> None:
    """Names are unique, and of the letters Telegram and Slack allow in a command."""
    names = [name for command in COMMANDS for name in {command.name, command.english}]
    assert len(names) == len(set(names)) > 20
    assert all(re.fullmatch(r"[a-z]{2,32}", name) for name in names)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_each_is_found_and_described(command) -> None:  # type: ignore[no-untyped-def]
    """A command is found by both names in any case, and says its usage and use in both languages."""
    assert command is find(command.name) is find(f"/{command.english.upper()}")
    assert command.usage("de").startswith(f"/{command.name}")
    assert command.usage("en").startswith(f"/{command.english}")
    assert command.describe("de") != command.describe("en")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("qelle", "quelle"), ("hlife", "hilfe"), ("artcles", "articles"), ("themn", "themen"), ("xyzzyplugh", None)],
)
def test_the_nearest_is_offered(typed: str, meant: str | None) -> None:
    """A slip leads to the name that was meant; a name like none leads nowhere, and neither is found as such."""
    assert find(typed) is None
    assert meant == nearest_name(typed)
    assert (find(meant) if meant else None) is nearest(typed)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/fakt Anna Weber", Invocation(name="fakt", argument="Anna Weber")),
        ("/fakt@some_bot  Anna\nWeber ", Invocation(name="fakt", argument="Anna\nWeber")),
        ("/hilfe", Invocation(name="hilfe", argument="")),
        ("/ hilfe", None),
        ("/etc/passwd", None),
        ("hilfe", None),
    ],
)
def test_parsing(text: str, expected: Invocation | None) -> None:
    """`/name@bot argument` is split; anything else is no command."""
    assert expected == parse(text)


def test_the_name_tells_the_language() -> None:
    """A German name is German, an alias English, a name of both neither."""
    assert [language_of(name) for name in ("wer", "who", "start", "unbekannt")] == ["de", "en", None, None]
