"""Runs every platform that the environment sets up, in one process, with one HTTP server for all of them.

Begins: state, HTTP, platforms. Ends: said to be ending, nothing more taken in, what is in hand done, HTTP, state."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import sys
from collections.abc import Callable, Coroutine, Iterable, Mapping
from contextlib import ExitStack, closing
from typing import Any, Final

from adapters import logs
from adapters.feedback_log import SqliteFeedbackLog
from adapters.http_server import HttpServer
from adapters.inbox import Inbox, InboxError
from adapters.measured import MeasuredBot, MeasuredInbox
from adapters.metrics import Metrics
from adapters.platform import Platform
from adapters.platforms import NOTHING_SET, platforms, refusals, slack_mode
from adapters.state_sqlite import State, open_state
from adapters.status_pages import StatusPages
from adapters.upkeep import Prunable, keep_up
from bot.limits import Limits
from bot.settings import Settings
from knowledge.store import FactStore
from knowledge.vectors import Encoder

_LOG = logging.getLogger(__name__)
_YOUNG: Final = 10_000  # objects made before the collector looks through them
_CLOSING: Final = 5.0  # seconds for the connections, beyond those for the answers under way


def serve(settings: Settings, open_store: Callable[[], FactStore], encoder: Encoder | None = None) -> int:
    """Until SIGTERM or SIGINT: 0 after an orderly end; 1 with one sentence when it cannot start. A second signal ends
    at once."""
    logs.configure(settings, sys.stderr)
    if not settings.telegram_token and not slack_mode(settings):
        logs.refuse(NOTHING_SET, settings, sys.stderr)
        return 1
    try:
        _serve(settings, open_store, encoder)
    except refusals(settings) as error:
        logs.refuse(str(error), settings, sys.stderr)
        return 1
    return 0


def building(done: int, total: int, _: str) -> None:
    """How far the store is, told by whoever builds it after each article."""
    if done == total or not done % 50:
        _LOG.info("building: %d of %d articles", done, total)


def _serve(settings: Settings, open_store: Callable[[], FactStore], encoder: Encoder | None) -> None:
    with ExitStack() as opened:
        state = opened.enter_context(closing(open_state(settings.state)))
        feedback = opened.enter_context(closing(SqliteFeedbackLog(settings.feedback)))
        store = opened.enter_context(closing(open_store()))
        asyncio.run(_answer(settings, state, feedback, store, encoder))


async def _answer(
    settings: Settings, state: State, feedback: SqliteFeedbackLog, store: FactStore, encoder: Encoder | None
) -> None:
    metrics = Metrics()
    inbox = MeasuredInbox(state.inbox, metrics)
    bot = MeasuredBot(
        store,
        settings,
        encoder=encoder,
        feedback=feedback,
        limits=Limits(per_user=settings.per_user, per_chat=settings.per_chat),
        memory=state.memory,
        on_forget=_forgetting(inbox),
    ).measured_by(metrics)
    await asyncio.to_thread(bot.warm_up)
    shown = metrics if settings.metrics else None
    await run(platforms(bot, settings, inbox, state.memory, metrics), settings, inbox, feedback, metrics=shown)


def _forgetting(inbox: Inbox) -> Callable[[str], None]:
    """For the bot's threads: what was set aside of a person goes as well."""
    loop = asyncio.get_running_loop()

    async def forget(person: str) -> None:
        try:
            await inbox.forget(person)
        except InboxError as error:
            _LOG.error("%s", error)

    def forgotten(person: str) -> None:
        asyncio.run_coroutine_threadsafe(forget(person), loop)

    return forgotten


async def run(
    adapters: Mapping[str, Platform],
    settings: Settings,
    inbox: Inbox,
    *pruned: Prunable,
    metrics: Metrics | None = None,
) -> None:
    """Starts all, waits for a signal, stops all within the deadline. `pruned` are kept as short as the inbox. Raises
    what a platform raises at its start."""
    asked = _signalled()
    asyncio.get_running_loop().set_exception_handler(logs.loop_failed)
    pages = StatusPages(adapters, inbox, metrics)
    routes = [*pages.routes(), *(route for adapter in adapters.values() for route in adapter.routes())]
    server = HttpServer(routes, host=settings.host, port=settings.port)
    _spare_the_collector()
    await server.start()
    upkeep = asyncio.create_task(keep_up(inbox, *pruned, retention=settings.retention))
    try:
        await _before(asked, _start(adapters, pages.started))
        if not asked.is_set():
            _LOG.info("serving on %s", server.url)
        await asked.wait()
        _LOG.info("stopping")
    finally:
        pages.stopping = True
        await _stop([adapters[name] for name in pages.started], settings.drain)
        upkeep.cancel()
        await asyncio.gather(upkeep, return_exceptions=True)
        await server.stop()


async def _before(asked: asyncio.Event, work: Coroutine[Any, Any, None]) -> None:
    """Does the work; gives it up when asked to stop."""
    working, waiting = asyncio.create_task(work), asyncio.create_task(asked.wait())
    await asyncio.wait((working, waiting), return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if not working.done():
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
    elif not asked.is_set():
        working.result()


async def _start(adapters: Mapping[str, Platform], started: set[str]) -> None:
    """All at once: none waits for another that cannot be reached."""

    async def begin(name: str) -> None:
        await adapters[name].start()
        started.add(name)

    try:
        async with asyncio.TaskGroup() as group:
            for name in adapters:
                group.create_task(begin(name))
    except ExceptionGroup as refused:
        raise refused.exceptions[0] from None


async def _stop(started: Iterable[Platform], drain: float) -> None:
    stopping = [asyncio.create_task(adapter.stop()) for adapter in started]
    if not stopping:
        return
    _, late = await asyncio.wait(stopping, timeout=drain + _CLOSING)
    if late:
        _LOG.error("gave up waiting for %d platforms after %.0f s", len(late), drain + _CLOSING)
    for task in late:
        task.cancel()
    for error in await asyncio.gather(*stopping, return_exceptions=True):
        if isinstance(error, Exception):
            _LOG.error("a platform did not end well", exc_info=error)


def _spare_the_collector() -> None:
    """What is there now stays: it need not be looked through for garbage again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG)


def _signalled() -> asyncio.Event:
    asked, loop = asyncio.Event(), asyncio.get_running_loop()

    def heard(number: int) -> None:
        if asked.is_set():
            os._exit(128 + number)
        asked.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, heard, number)
    return asked
