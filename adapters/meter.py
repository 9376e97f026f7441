"""What is counted while the process runs: the seam, and what counts nothing."""

from __future__ import annotations

from typing import Literal, Protocol

Result = Literal["answered", "abstained", "clarify", "command", "ignored", "failed"]
"""What became of a message; `failed` after its last try."""
ErrorKind = Literal["429", "4xx", "5xx", "unreachable"]


class Meter(Protocol):
    """Times are in seconds. Safe to call from several threads; never raises, never waits."""

    def result(self, platform: str, result: Result) -> None: ...

    def engine(self, platform: str, seconds: float) -> None:
        """How long the bot worked on a message, without waiting before and sending after."""
        ...

    def over(self, platform: str, seconds: float) -> None:
        """How long after it came an event was answered, or passed over."""
        ...

    def error(self, platform: str, kind: ErrorKind) -> None:
        """A call to the platform that failed; one that is tried again counts each time."""
        ...


class NoMeter:
    def result(self, platform: str, result: Result) -> None: ...

    def engine(self, platform: str, seconds: float) -> None: ...

    def over(self, platform: str, seconds: float) -> None: ...

    def error(self, platform: str, kind: ErrorKind) -> None: ...


def kind_of(status: int) -> ErrorKind | None:
    """Of an HTTP status; None where it tells of no error."""
    if status < 400:
        return None
    return "429" if status == 429 else "4xx" if status < 500 else "5xx"
