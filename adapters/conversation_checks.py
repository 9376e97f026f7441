"""What was seen against what was expected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from adapters.conversation_cases import Expectation
from adapters.seen import Seen
from bot.messages import Outcome
from bot.wording import wording
from knowledge.document import Language

_OTHER: Mapping[Language, Language] = {"de": "en", "en": "de"}


def complaints(expected: Expectation, seen: Seen | None, outcome: Outcome | None) -> tuple[str, ...]:
    """What is not as expected, one sentence each. Without an outcome the quote need only be visible, and the language
    not be the other one."""
    if expected.nothing:
        return ("expected no reply",) if seen is not None else ()
    if seen is None:
        return ("expected a reply",)
    return (*_in_text(expected, seen), *_around(expected, seen), *_in_outcome(expected, seen, outcome))


def _in_text(expected: Expectation, seen: Seen) -> Iterator[str]:
    shown = plain(seen.text)
    yield from (f"expected it to contain {text!r}" for text in expected.contains if plain(text) not in shown)
    yield from (f"expected it not to contain {text!r}" for text in expected.absent if plain(text) in shown)
    if expected.one_of and not any(plain(text) in shown for text in expected.one_of):
        yield f"expected it to contain one of {', '.join(map(repr, expected.one_of))}"
    first = plain(seen.text.strip().partition("\n")[0])
    if expected.equals is not None and first != plain(expected.equals):
        yield f"expected the first line to be {expected.equals!r}"


def _around(expected: Expectation, seen: Seen) -> Iterator[str]:
    yield from (f"expected a button {label!r}" for label in expected.buttons if label not in seen.buttons)
    if expected.seen_by not in (None, seen.seen_by):
        yield f"expected it to be seen by {expected.seen_by}, not by {seen.seen_by}"
    if expected.edited not in (None, seen.edited):
        yield "expected the earlier answer to be edited" if expected.edited else "expected no edit"
    if expected.messages not in (None, seen.messages):
        yield f"expected {expected.messages} messages, not {seen.messages}"


def _in_outcome(expected: Expectation, seen: Seen, outcome: Outcome | None) -> Iterator[str]:
    if outcome is not None and expected.status not in (None, outcome.status):
        yield f"expected status {expected.status}, not {outcome.status}"
    quoted = plain(outcome.quote) if outcome is not None else plain(seen.text)
    if expected.quote is not None and plain(expected.quote) not in quoted:
        yield f"expected the quote to contain {expected.quote!r}"
    if expected.language is None:
        return
    other = _OTHER[expected.language]
    if other in ((outcome.language,) if outcome is not None else spoken(seen)):
        yield f"expected the language to be {expected.language}, not {other}"


def spoken(seen: Seen) -> set[Language]:
    """The languages whose fixed wording is to be seen; not the article's."""
    shown = plain(seen.text)
    return {
        language
        for language in _OTHER
        if _fixed(language) & set(seen.buttons)
        or any(" " in said and said.endswith((".", "!", "?", ":")) and said in shown for said in _fixed(language))
    }


def plain(text: str) -> str:
    """With single spaces."""
    return " ".join(text.split())


@cache
def _fixed(language: Language) -> frozenset[str]:
    """What the bot says in this language only, word for word: sentences and labels."""
    here, there = _said(language), _said(_OTHER[language])
    return here - there


def _said(language: Language) -> frozenset[str]:
    says = wording(language)
    constants = [getattr(says, name) for name in dir(says) if name.isupper()]
    texts = [text for text in constants if isinstance(text, str)]
    return frozenset(map(plain, (*texts, *says.SMALL_TALK.values())))
