"""Buttons: what their short ids mean. An id is at most 64 bytes, so facts stand in it as a hash."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.messages import Button
from bot.wording import wording
from knowledge.document import Document, Language
from knowledge.facts import Fact
from knowledge.store import FactStore

Action = Literal["source", "fact", "article", "command", "helpful", "unhelpful"]
_ACTIONS: dict[str, Action] = {
    "s": "source",
    "f": "fact",
    "a": "article",
    "c": "command",
    "y": "helpful",
    "n": "unhelpful",
}
_LINK = re.compile(r"f_([0-9a-f]{16})")
_LONGEST_ID, _LONGEST_LABEL = 64, 40  # bytes, characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """`argument` is a fact's hash ("" for the last answer's source), an article's number, a command line or an answer's
    token."""

    action: Action
    argument: str


def parse(button: str) -> Pressed | None:
    """None for an id that no button has."""
    letter, _, argument = button.partition(":")
    action = _ACTIONS.get(letter)
    return Pressed(action=action, argument=argument) if action else None


def fact_by_hash(wanted: str, store: FactStore) -> Fact | None:
    return next((fact for fact in store.facts() if _hash(fact.id) == wanted), None) if wanted else None


def source(fact: str | None, language: Language) -> Button:
    """Shows the evidence in context: of the fact with this id, or of the last answer."""
    return Button(label=wording(language).BUTTON_SOURCE, id=f"s:{_hash(fact)}" if fact else "s")


def facts(shown: Sequence[Fact], *, limit: int = 5) -> tuple[Button, ...]:
    """One for each distinct answer, at most `limit`."""
    unique: dict[str, Fact] = {}
    for fact in shown:
        unique.setdefault(fact.answer, fact)
    return tuple(choice(fact.answer, fact.id) for fact in tuple(unique.values())[:limit])


def choice(label: str, fact: str) -> Button:
    return Button(label=shortened(label, _LONGEST_LABEL), id=f"f:{_hash(fact)}")


def feedback(token: str, language: Language) -> tuple[Button, ...]:
    """Whether the answer with this token helped."""
    says = wording(language)
    return (
        Button(label=says.BUTTON_HELPFUL, id=f"y:{token}"),
        Button(label=says.BUTTON_UNHELPFUL, id=f"n:{token}", beside=True),
    )


def link(fact: str) -> str:
    """What a deep link to a fact carries: `f_` and its hash."""
    return f"f_{_hash(fact)}"


def linked(argument: str) -> str | None:
    """The hash in a deep link's argument; None for any other."""
    found = _LINK.fullmatch(argument)
    return found[1] if found else None


def articles(documents: Sequence[Document], language: Language, *, limit: int = 10) -> tuple[Button, ...]:
    """Numbered from 1 as listed; 0 is all of them."""
    if len(documents) < 2:
        return ()
    listed = enumerate(documents[:limit], start=1)
    chosen = tuple(Button(label=shortened(one.title, _LONGEST_LABEL), id=f"a:{number}") for number, one in listed)
    return (*chosen, Button(label=wording(language).BUTTON_ALL, id="a:0"))


def command(label: str, line: str) -> Button:
    """Runs a command line without its slash: `fakt Mirantis`; without the argument where that is too long."""
    button = f"c:{line}"
    return Button(label=label, id=button if len(button.encode()) <= _LONGEST_ID else f"c:{line.split()[0]}")


def shortened(text: str, limit: int) -> str:
    """One line of at most `limit` characters, cut at a word where that loses little."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    at_word = cut.rpartition(" ")[0]
    return (at_word if len(at_word) > limit * 2 // 3 else cut).rstrip(" ,;:–-") + "…"


def _hash(fact: str) -> str:
    return hashlib.blake2s(fact.encode(), digest_size=8).hexdigest()
