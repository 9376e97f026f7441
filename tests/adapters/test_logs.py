"""What is logged is one record a line, names its request, and holds no secret wherever one was put."""

from __future__ import annotations

import asyncio
import gc
import io
import json
import logging
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from adapters import logs
from adapters.inbox import TRIES, Event, NewEvent
from adapters.intake import Intake
from adapters.volatile_inbox import VolatileInbox
from bot.settings import Secret, Settings

HUSH = "12345:hush-hush"
Configured = Callable[..., io.StringIO]


@pytest.fixture
def configured() -> Iterator[Configured]:
    """Configures the log as `serve` does, into a text, and puts all back that it changed."""
    root, hooks = logging.root, (sys.excepthook, threading.excepthook, sys.unraisablehook)
    handlers, level, levels = root.handlers[:], root.level, {name: logging.getLogger(name).level for name in logs.OWN}
    written = io.StringIO()

    def configure(**chosen: Any) -> io.StringIO:
        logs.configure(Settings(telegram_token=Secret(HUSH), **chosen), written)
        return written

    yield configure
    logging.captureWarnings(False)
    root.handlers[:] = handlers
    root.setLevel(level)
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


def records(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def broken() -> None:
    raise ConnectionError(f"https://api.telegram.org/bot{HUSH}/getMe")


def logged_error(**more: Any) -> None:
    try:
        broken()
    except ConnectionError:
        logging.getLogger("telegram.ext").exception("while asking", **more)


class Careless:
    def __del__(self) -> None:
        broken()


def in_thread() -> None:
    thread = threading.Thread(target=broken)
    thread.start()
    thread.join()


async def in_loop() -> None:
    asyncio.get_running_loop().set_exception_handler(logs.loop_failed)
    task = asyncio.create_task(asyncio.to_thread(broken))
    await asyncio.wait([task])
    del task
    gc.collect()


def dropped() -> None:
    Careless()
    gc.collect()


WAYS: dict[str, Callable[[], object]] = {
    "message": lambda: logging.getLogger("httpx").warning(f"POST /bot{HUSH}/getMe"),
    "arguments": lambda: logging.getLogger("httpx").warning("POST %s", HUSH),
    "extra": lambda: logging.getLogger("bot").info("asked", extra={"url": f"/bot{HUSH}/", "more": [HUSH]}),
    "traceback": logged_error,
    "stack": lambda: logging.getLogger("bot").info("here 12345:hush-hush", stack_info=True),
    "warning": lambda: warnings.warn(f"old address /bot{HUSH}/", DeprecationWarning, stacklevel=1),
    "uncaught": lambda: sys.excepthook(ValueError, ValueError(HUSH), None),
    "in a thread": in_thread,
    "in the loop": lambda: asyncio.run(in_loop()),
    "when collected": dropped,
    "wrong arguments": lambda: logging.getLogger("bot").info("%d asked", HUSH),
    "unserialisable": lambda: logging.getLogger("bot").info("asked", extra={"who": {HUSH: object()}}),
    "bare token": lambda: logging.getLogger("slack_sdk").warning("xoxb-1-test-installed"),
}


@pytest.mark.parametrize("log", ["text", "json"])
@pytest.mark.parametrize("way", WAYS)
def test_a_secret_gets_through_nowhere(
    way: str, log: str, configured: Configured, capfd: pytest.CaptureFixture[str]
) -> None:
    """Whichever way a secret is taken into the log, something is written, and it is not in it; nor is it printed."""
    written = configured(log=log)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        WAYS[way]()
        logging.captureWarnings(False)
    assert written.getvalue().strip()
    assert "hush-hush" not in written.getvalue().replace('info("here 12345:hush-hush"', "")
    assert "xoxb-1" not in written.getvalue()
    assert "".join(capfd.readouterr()) == ""
    if log == "json":
        assert all({"timestamp", "level", "logger", "event"} <= record.keys() for record in records(written))


def test_records_for_machines(configured: Configured) -> None:
    """Each is an object in one line: level, logger, event, what was added, the traceback."""
    written = configured(log="json")
    logging.getLogger("bot.bot").info("two\nlines \u2028 and %s", "ümlaut", extra={"open": 3})
    logged_error()
    first, second = records(written)
    assert first == {
        "timestamp": first["timestamp"],
        "level": "info",
        "logger": "bot.bot",
        "event": "two\nlines \u2028 and ümlaut",
        "open": 3,
    }
    assert first["timestamp"].endswith("Z")
    assert (second["level"], second["event"]) == ("error", "while asking")
    assert second["exception"].splitlines()[0] == "Traceback (most recent call last):"
    assert second["exception"].splitlines()[-1] == "ConnectionError: https://api.telegram.org/bot**********/getMe"


def test_records_for_people(configured: Configured) -> None:
    """One line a record, whose text cannot begin another; below it the traceback."""
    written = configured(log="text")
    logging.getLogger("bot").warning("Hallo\n2026-01-01 INFO bot forged %s", "\x1b[31m", extra={"open": 3})
    logged_error()
    lines = written.getvalue().splitlines()
    assert lines[0].partition(" ")[2] == "WARNING bot Hallo\\n2026-01-01 INFO bot forged \\u001b[31m open=3"
    assert lines[1].partition(" ")[2] == "ERROR telegram.ext while asking"
    assert lines[2] == "Traceback (most recent call last):"
    assert lines[-1].startswith("ConnectionError: ")


@pytest.mark.parametrize(("level", "heard"), [("debug", ["d", "i", "e"]), ("info", ["i", "e"]), ("error", ["e"])])
def test_the_level_is_that_of_our_own(level: str, heard: list[str], configured: Configured) -> None:
    """Libraries are heard from their warnings on, whatever is set for this program's own loggers."""
    written = configured(log="json", log_level=level)
    own, library = logging.getLogger("adapters.serve"), logging.getLogger("aiohttp.access")
    own.debug("d")
    own.info("i")
    own.error("e")
    library.info("not heard")
    library.warning("heard")
    assert [*heard, "heard"] == [record["event"] for record in records(written)]


def test_what_libraries_were_sent_is_left_out(configured: Configured) -> None:
    """Their message stands there without its arguments; ours has them, and a warning its text."""
    written = configured(log="json")
    logging.getLogger("telegram.request").error('no JSON: "%s"', "Wer führte die Runde an?")
    logging.getLogger("nachgefragt.slack").error("not done: %s", "invalid_auth")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn("old", DeprecationWarning, stacklevel=1)
        logging.captureWarnings(False)
    library, own, warning = [record["event"] for record in records(written)]
    assert (library, own) == ('no JSON: "%s"', "not done: invalid_auth")
    assert "DeprecationWarning: old" in warning


async def test_a_request_is_named_by_all_that_belongs_to_it(configured: Configured) -> None:
    """In the work itself, in threads it waits for and in libraries, beside other work; not before and not after."""
    written = configured(log="json")

    async def work(number: int) -> None:
        logs.request("telegram", number)
        await asyncio.sleep(0)
        await asyncio.to_thread(logging.getLogger("slack_bolt").warning, f"{number}")

    logging.getLogger("bot").info("before")
    await asyncio.gather(work(7), work(8))
    logging.getLogger("bot").info("after")
    named = {record["event"]: record.get("request") for record in records(written)}
    assert named == {"before": None, "7": "telegram-7", "8": "telegram-8", "after": None}


async def test_what_an_event_breaks_is_logged_as_its_request(configured: Configured) -> None:
    """Each try of the intake's work and what it says at the end names the event's number in the inbox."""
    written = configured(log="json")

    async def work(event: Event) -> None:
        await asyncio.to_thread(logging.getLogger("bot").info, "worked on")
        raise ValueError("Wer führte die Runde an?")

    async def give_up(event: Event) -> None:
        logging.getLogger("bot").info("apologised")

    intake = Intake(VolatileInbox(), "slack", work, give_up)
    event = await intake.take(NewEvent(platform="slack", keys=("a",), lane="a", payload="{}"))
    assert event is not None
    intake.submit(event)
    async with asyncio.timeout(10):
        await intake.idle()
    found = records(written)
    assert [record["event"] for record in found].count("worked on") == TRIES
    assert found[-1]["event"] == "apologised"
    assert {record.get("request") for record in found} == {f"slack-{event.id}"}
    assert "Wer führte" not in written.getvalue()


def test_a_record_that_cannot_be_written_is_named(configured: Configured) -> None:
    """Its place stands there in its stead, once."""
    written = configured(log="json")
    logging.getLogger("bot").info("%d", "Wer führte die Runde an?")
    (record,) = records(written)
    assert record["event"].startswith("a record of bot could not be written (test_logs.py:")


def test_a_stream_that_is_closed_is_borne(configured: Configured) -> None:
    """Whoever logs is not told, and nothing is tried for ever."""
    configured().close()
    logging.getLogger("bot").info("nobody hears this")


@pytest.mark.parametrize(("log", "said"), [("text", "nachgefragt: /bot**********/ is refused.\n"), ("json", "")])
def test_a_refusal_is_said_as_the_log_is_written(log: str, said: str, configured: Configured) -> None:
    """As a sentence for people, as a record for machines, both without the secret."""
    written, stream = configured(log=log), io.StringIO()
    settings = Settings(telegram_token=Secret(HUSH), log="json" if log == "json" else "text")
    logs.refuse(f"/bot{HUSH}/ is refused.", settings, stream)
    assert said == stream.getvalue()
    if log == "json":
        assert records(written)[0]["event"] == "/bot**********/ is refused."
