"""The log: one record a line, for people or for machines, with the request it belongs to and without any secret."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import threading
import types
from collections.abc import MutableMapping
from typing import Any, Final, TextIO

import structlog
from structlog.contextvars import bind_contextvars, merge_contextvars
from structlog.stdlib import ExtraAdder, ProcessorFormatter, add_log_level, add_logger_name
from structlog.typing import Processor

from adapters.scrubbing import Scrub
from adapters.tracebacks import trace
from bot.settings import Settings

OWN: Final = ("adapters", "bot", "knowledge", "nachgefragt")
"""The loggers of this program; of libraries only warnings are written."""
_BEFORE: Final = ("timestamp", "level", "logger", "event", "exception", "stack_info")

_LOG = logging.getLogger(__name__)
_Record = MutableMapping[str, Any]


def configure(settings: Settings, stream: TextIO) -> None:
    """From now on every record goes to `stream`, also warnings and what nobody caught, in this and in other threads."""
    handler = _Handler(stream)
    handler.setFormatter(_Formatter(Scrub(settings.secrets), as_json=settings.log == "json"))
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(logging.WARNING)
    for name in OWN:
        logging.getLogger(name).setLevel(settings.log_level.upper())
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    sys.unraisablehook = _unraisable


def request(platform: str, number: int) -> None:
    """What this task logs from now on, also in threads it waits for, names the inbox's event of this number."""
    bind_contextvars(request=f"{platform}-{number}")


def loop_failed(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """An event loop's exception handler: the loop's own shows what tasks and callbacks were given."""
    _LOG.error("%s", context["message"], exc_info=context.get("exception"))


def refuse(sentence: str, settings: Settings, stream: TextIO) -> None:
    """Says why the program does not start, as its command line does or as a record for machines."""
    if settings.log == "json":
        _LOG.critical("%s", sentence)
    else:
        print(f"nachgefragt: {Scrub(settings.secrets)(sentence)}", file=stream)


class _Formatter(ProcessorFormatter):
    """What is written is scrubbed at last, so that nothing gets around it. Libraries put what they were sent into the
    arguments of their messages: these are left out."""

    def __init__(self, scrub: Scrub, *, as_json: bool) -> None:
        before: list[Processor] = [
            merge_contextvars,
            add_log_level,
            add_logger_name,
            ExtraAdder(),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _with_exception,
        ]
        written = structlog.processors.JSONRenderer(sort_keys=True) if as_json else _line
        super().__init__(foreign_pre_chain=before, processors=[ProcessorFormatter.remove_processors_meta, written])
        self._scrub = scrub

    def format(self, record: logging.LogRecord) -> str:
        if record.args and record.name.partition(".")[0] not in (*OWN, "py"):  # py.warnings
            record = logging.makeLogRecord({**record.__dict__, "args": ()})
        return self._scrub(super().format(record))


class _Handler(logging.StreamHandler[TextIO]):
    """A record that cannot be written is named by its place: what Python would print shows all it was given."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name is the standard library's
        if record.name != __name__:
            _LOG.error("a record of %s could not be written (%s:%d)", record.name, record.filename, record.lineno)


def _with_exception(_: object, __: str, record: _Record) -> _Record:
    error = (record.pop("exc_info", None) or (None, None, None))[1]
    if error is not None:
        record["exception"] = trace(error)
    return record


def _line(_: object, __: str, record: _Record) -> str:
    """For people. What was logged cannot begin a line of its own."""
    more = "".join(f" {key}={_printable(value)}" for key, value in record.items() if key not in _BEFORE)
    head = f"{record['timestamp']} {record['level'].upper()} {record['logger']} {_printable(record['event'])}{more}"
    return "\n".join([head, *(record[key] for key in ("exception", "stack_info") if record.get(key))])


def _printable(value: object) -> str:
    text = str(value)
    return text if text.isprintable() else json.dumps(text, ensure_ascii=False)[1:-1]


def _uncaught(_: type[BaseException], error: BaseException, __: types.TracebackType | None) -> None:
    _LOG.critical("ended by an error that nobody caught", exc_info=error)


def _uncaught_in_thread(found: threading.ExceptHookArgs) -> None:
    _LOG.error("a thread ended by an error that nobody caught", exc_info=found.exc_value)


def _unraisable(found: sys.UnraisableHookArgs) -> None:
    _LOG.error("an error where none can be raised", exc_info=found.exc_value)
