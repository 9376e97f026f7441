"""The one registry of commands: help, the Telegram menu and the Slack manifest are made from it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz.distance import DamerauLevenshtein

from bot.wording import wording
from knowledge.document import Language
from knowledge.facts import Kind

_NEAR = 0.55  # normalised similarity from which an unknown name is offered its nearest command
_INVOCATION = re.compile(r"/(?P<name>\w{1,64})(?:@\w+)?(?:\s+(?P<argument>.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """`name` is German and the identity; `english` its alias. `kinds` are the facts that a listing command shows."""

    name: str
    english: str
    kinds: tuple[Kind, ...] = ()

    def named(self, language: Language) -> str:
        return self.name if language == "de" else self.english

    def usage(self, language: Language) -> str:
        """As typed: `/fakt NAME`."""
        return f"/{self.named(language)} {wording(language).COMMANDS[self.name][0]}".rstrip()

    def describe(self, language: Language) -> str:
        return wording(language).COMMANDS[self.name][1]


COMMANDS: tuple[Command, ...] = (
    Command(name="frage", english="ask"),
    Command(name="fakt", english="fact"),
    Command(name="wer", english="who", kinds=(Kind.PERSON, Kind.ORGANISATION)),
    Command(name="wann", english="when", kinds=(Kind.DATE, Kind.DURATION)),
    Command(name="wieviel", english="howmuch", kinds=(Kind.MONEY, Kind.NUMBER, Kind.PERCENT)),
    Command(name="wo", english="where", kinds=(Kind.PLACE,)),
    Command(name="themen", english="topics"),
    Command(name="quelle", english="source"),
    Command(name="artikel", english="articles"),
    Command(name="vergiss", english="forget"),
    Command(name="hilfe", english="help"),
    Command(name="start", english="start"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """What was typed: `/fakt@somebot Mirantis` is name `fakt`, argument `Mirantis`."""

    name: str
    argument: str


def parse(text: str) -> Invocation | None:
    """None when the text is not `/name argument`."""
    found = _INVOCATION.fullmatch(text.strip())
    if found is None:
        return None
    return Invocation(name=found["name"], argument=(found["argument"] or "").strip())


def find(name: str) -> Command | None:
    """By German name or English alias, in any case, with or without the slash."""
    wanted = _plain(name)
    return next((command for command in COMMANDS if wanted in (command.name, command.english)), None)


def nearest(name: str) -> Command | None:
    """The command whose name is most like `name`, or None when none is near."""
    spelt = nearest_name(name)
    return find(spelt) if spelt else None


def nearest_name(name: str) -> str | None:
    """As `nearest`, but the spelling (German or English) that is near."""
    wanted = _plain(name)
    names = [spelt for command in COMMANDS for spelt in (command.name, command.english)]
    best = max(names, key=lambda spelt: DamerauLevenshtein.normalized_similarity(wanted, spelt))
    return best if DamerauLevenshtein.normalized_similarity(wanted, best) >= _NEAR else None


def language_of(name: str) -> Language | None:
    """The language whose name was used; None when both have it or neither."""
    wanted, command = _plain(name), find(name)
    if command is None or command.name == command.english:
        return None
    return "de" if wanted == command.name else "en"


def _plain(name: str) -> str:
    return name.strip().removeprefix("/").casefold()
