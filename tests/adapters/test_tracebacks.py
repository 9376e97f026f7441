"""A traceback shows places and kinds, and nobody's words."""

from __future__ import annotations

import traceback
from collections.abc import Callable

import pytest

from adapters.feedback_log import FeedbackLogError
from adapters.tracebacks import named, trace

QUESTION = "Wer führte die Runde an?"


def caught(run: Callable[[], object]) -> BaseException:
    with pytest.raises(BaseException) as found:  # noqa: PT011 - whatever it is
        run()
    return found.value


def lookup() -> object:
    return {}[QUESTION]


def wrapped() -> None:
    try:
        lookup()
    except KeyError as error:
        raise ValueError(QUESTION) from error


def while_handling() -> None:
    try:
        lookup()
    except KeyError:
        raise FeedbackLogError("feedback.sqlite: the feedback cannot be kept.")  # noqa: B904 - on purpose


@pytest.mark.parametrize("run", [lookup, wrapped, while_handling])
def test_the_places_are_shown_and_the_words_are_not(run: Callable[[], object]) -> None:
    """Each function on the way stands there with its line, each kind of error, and no text that came from outside."""
    error = caught(run)
    shown = trace(error)
    assert QUESTION in "".join(traceback.format_exception(error))
    assert QUESTION not in shown
    assert "in lookup" in shown
    assert f"in {run.__name__}" in shown
    assert "KeyError" in shown.splitlines()[-1] or "KeyError\nand from it" in shown


def test_own_words_are_shown() -> None:
    """What the program and the system say of files and connections is."""
    assert named(FeedbackLogError("x.sqlite: no.")) == "adapters.feedback_log.FeedbackLogError: x.sqlite: no."
    assert named(ConnectionResetError(104, "reset by peer")) == "ConnectionResetError: [Errno 104] reset by peer"
    assert named(ValueError("Wer?")) == "ValueError"


def test_a_chain_without_end_ends() -> None:
    """Errors that name each other as their cause are each shown once."""
    first, second = ValueError("a"), TypeError("b")
    first.__cause__, second.__cause__ = second, first
    assert trace(first).count("ValueError") == 1


def test_a_group_shows_its_parts() -> None:
    """All errors of a group are there, without their text."""
    group = caught(lambda: (_ for _ in ()).throw(ExceptionGroup("both", [ValueError("Wer?"), OSError(2, "gone")])))
    shown = trace(group)
    assert "part 1 of it:\nValueError\npart 2 of it:\n" in shown
    assert "FileNotFoundError: [Errno 2] gone" in shown or "OSError: [Errno 2] gone" in shown
    assert "Wer?" not in shown.rpartition("ExceptionGroup")[2]
