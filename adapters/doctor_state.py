"""What waits for an answer, what was given up, and whether the files it is kept in are sound."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Final

from adapters.doctor_asking import Now
from adapters.findings import Finding, Findings, note, ok, todo
from adapters.inbox import InboxError, SetAside, Standing
from adapters.pseudonyms import Pseudonyms, PseudonymsError, key_beside
from adapters.state_reading import check, in_use, read_state
from bot.settings import Settings

_LONG: Final = 300.0  # seconds that a question may be open while the bot runs
_SHOWN: Final = 10  # of what was set aside, the newest
_RESTORE: Final = "Put back a copy of it, or move it away; a new one is then begun."


def examine(settings: Settings, now: Now = time.time) -> Findings:
    """Reads only, also while `nachgefragt serve` writes."""
    return (*_state(settings, now()), *_feedback(settings), *_keys(settings))


def _state(settings: Settings, now: float) -> Iterator[Finding]:
    path = settings.state
    try:
        check(path)
        report, used = read_state(path), in_use(path)
    except InboxError as error:
        yield todo("State", f"{error} {_RESTORE}")
        return
    except OSError as error:
        yield todo("State", f"{path} cannot be looked at ({error.strerror}); run this as the bot's user.")
        return
    if used:
        yield ok("State", f"{path} is in use by a running nachgefragt.")
    elif not path.exists():
        yield ok("State", f"{path} is made when `nachgefragt serve` starts.")
    else:
        yield ok("State", f"{path} can be read, and nothing runs with it.")
    yield from _open(report.standing, used, now)
    yield from _set_aside(report.set_aside)


def _open(standing: Standing, used: bool, now: float) -> Iterator[Finding]:
    if standing.oldest is None:
        return
    counted = ", ".join(f"{count} from {platform}" for platform, count in sorted(standing.open.items()))
    said = f"not answered yet: {counted}, the oldest since {_when(standing.oldest)}"
    if not used:
        yield note("State", f"{said}. That is done when `nachgefragt serve` starts.")
    elif now - standing.oldest > _LONG:
        yield todo("State", f"{said}. See in its log why: the platform cannot be reached, or there is too much to do.")
    else:
        yield ok("State", f"{said}.")


def _set_aside(events: tuple[SetAside, ...]) -> Iterator[Finding]:
    """The people were told; nothing is left to do but to find out why."""
    for event in events[-_SHOWN:]:
        reason = " ".join(event.reason.split())[:200] or "no reason told"
        yield note("State", f"given up: one from {event.platform} of {_when(event.received_at)} ({reason}).")
    if len(events) > _SHOWN:
        yield note("State", f"{len(events) - _SHOWN} earlier ones were given up as well.")


def _feedback(settings: Settings) -> Iterator[Finding]:
    try:
        check(settings.feedback)
    except InboxError as error:
        yield todo("State", f"{error} {_RESTORE}")


def _keys(settings: Settings) -> Iterator[Finding]:
    for path in (key_beside(settings.state), key_beside(settings.feedback)):
        if path.exists():
            try:
                Pseudonyms(path)
            except PseudonymsError as error:
                yield todo("State", str(error))


def _when(at: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(at))
