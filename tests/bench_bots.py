"""A bot as a process of its own, run as `python -m tests.bench_bots KIND` with the product's environment variables.

`product` is what `nachgefragt serve` runs, on a store that is built, with some functions timed. `volatile` is the same
without its inbox, `intake` the same but for the answers, which are the echo's. `echo` does nothing but answer each
message with the next of those in the file SAID (JSON: the arguments of the platform's call), through the same libraries
and connections. Each line on standard input is answered by one with the seconds used so far: {"cpu": of the process,
and where the product answers by the clock "answer", "parse", "render"}. The end of the input ends the process.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
import os
import resource
import signal
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, cast

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from telegram import InlineKeyboardMarkup, LinkPreviewOptions, MessageEntity, Update
from telegram.ext import ApplicationBuilder, TypeHandler

import adapters.slack
import adapters.slack_answers
import adapters.slack_work
import adapters.telegram_send
import adapters.telegram_settings
from adapters import serve, slack_settings
from adapters.feedback_log import SqliteFeedbackLog
from adapters.inbox import Inbox
from adapters.platforms import platforms
from adapters.slack_calls import new_client, new_session
from adapters.slack_settings import SlackSettings
from adapters.state_sqlite import open_state
from adapters.telegram_health import Health
from adapters.telegram_inbound import Listener
from adapters.telegram_polling import Polling
from adapters.telegram_settings import UNLIMITED, TelegramSettings
from adapters.telegram_transport import RepeatingRequest
from adapters.telegram_webhook import Endpoint
from adapters.volatile_inbox import VolatileInbox
from bot.bot import Bot
from bot.memory import Memory, VolatileMemory
from bot.messages import IncomingMessage, NoteBlock, Outcome, Reply, Status
from bot.settings import Secret, Settings, from_environment
from knowledge.sqlite_store import SqliteStore


@dataclass(slots=True)
class Running:
    """An echo that listens: the routes to serve, and what closes it."""

    routes: list[web.RouteDef]
    start: Callable[[], Awaitable[None]]
    stop: Callable[[], Awaitable[None]]


class Parts:
    """Seconds by part, of functions that do not wait. By the clock: where one question is worked on at a time that is
    CPU, and asking for a thread's CPU may cost more than the part."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()

    def time(self, owner: Any, name: str, part: str) -> None:
        """Puts a timed function in the place of `owner.name`."""
        timed = getattr(owner, name)

        def call(*given: Any, **named: Any) -> Any:
            started = time.perf_counter()
            try:
                return timed(*given, **named)
            finally:
                self.seconds[part] += time.perf_counter() - started

        setattr(owner, name, call)


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def _report(parts: Parts) -> None:
    """Answers the lines on standard input; at its end stops the process as a person would."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while await reader.readline():
        print(json.dumps({"cpu": cpu(), **parts.seconds}), flush=True)
    os.kill(os.getpid(), signal.SIGTERM)


async def product(settings: Settings) -> None:
    """With all that `nachgefragt serve` writes down."""
    with closing(open_state(settings.state)) as state:
        await _product(settings, state.inbox, state.memory)


async def volatile(settings: Settings) -> None:
    """Without the inbox: a killed process loses what it had taken in."""
    await _product(settings, VolatileInbox(), VolatileMemory(time.time))


async def intake(settings: Settings) -> None:
    """What comes before and after the answer, which is the echo's."""
    with closing(open_state(settings.state)) as state:
        await _serve(cast("Bot", Saying(_said())), settings, state.inbox, state.memory)


async def _product(settings: Settings, inbox: Inbox, memory: Memory) -> None:
    with (
        closing(SqliteStore.open(settings.store)) as store,
        closing(SqliteFeedbackLog(settings.feedback)) as feedback,
    ):
        bot = Bot(store, settings, feedback=feedback, memory=memory)
        bot.warm_up()
        await _serve(bot, settings, inbox, memory)


async def _serve(bot: Bot, settings: Settings, inbox: Inbox, memory: Memory) -> None:
    parts = Parts()
    timed = (
        (type(bot), "handle", "answer"),
        (Listener, "inbound", "parse"),
        (adapters.slack_work, "read", "parse"),
        (adapters.telegram_send, "pieces", "render"),
        (adapters.slack_answers, "render", "render"),
    )
    for owner, name, part in timed if isinstance(bot, Bot) else ():
        parts.time(owner, name, part)
    # Both allow far less than is to be measured.
    adapters.telegram_settings.TelegramSettings = partial(TelegramSettings, budgets=UNLIMITED)
    adapters.slack.SlackSettings = partial(SlackSettings, budgets=slack_settings.UNLIMITED)
    asking = asyncio.create_task(_report(parts))
    await serve.run(platforms(bot, settings, inbox, memory), settings, inbox)
    await asking


class Saying:
    """What the adapters need of a bot to send what the echo sends."""

    def __init__(self, said: list[dict[str, Any]]) -> None:
        self._texts = itertools.cycle(one["text"] for one in said)

    def handle(self, message: IncomingMessage) -> Reply | None:
        if not message.addressed:
            return None
        return Reply(
            blocks=(NoteBlock(text=next(self._texts)),),
            outcome=Outcome(status=Status.ANSWERED, language="de"),
            in_reply_to=message.event_id,
        )


async def echo(settings: Settings) -> None:
    said = itertools.cycle(_said())
    running = (_telegram if settings.telegram_token else _slack)(settings, said)
    application = web.Application()
    application.add_routes(running.routes)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, settings.host, settings.port).start()
    await running.start()
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    asking = asyncio.create_task(_report(Parts()))
    await stopped.wait()
    await asking
    await running.stop()
    await runner.cleanup()


def _said() -> list[dict[str, Any]]:
    said: list[dict[str, Any]] = json.loads(Path(os.environ["SAID"]).read_text("utf-8"))
    return said


def _telegram(settings: Settings, said: Iterator[dict[str, Any]]) -> Running:
    token, base = settings.telegram_token or Secret(""), settings.telegram_base_url
    request = RepeatingRequest(timeout=10.0)
    builder = ApplicationBuilder().token(token.reveal()).base_url(f"{base}/bot").base_file_url(f"{base}/file/bot")
    application = builder.request(request).get_updates_request(request).updater(None).job_queue(None).build()
    secret, tasks = settings.telegram_webhook_secret or Secret(""), set[asyncio.Task[None]]()
    unseen = LinkPreviewOptions(is_disabled=True)

    async def answer(update: Update, _: Any) -> None:
        if update.message is not None:
            reply = next(said)
            await application.bot.send_message(
                update.message.chat.id,
                reply["text"],
                entities=[MessageEntity(**entity) for entity in reply["entities"]],
                reply_markup=InlineKeyboardMarkup.de_json(reply["reply_markup"], None),
                link_preview_options=unseen,
            )

    async def receive(batch: Sequence[Any]) -> None:
        for raw in batch:
            task = asyncio.create_task(application.process_update(Update.de_json(raw, application.bot)))
            tasks.add(task)
            task.add_done_callback(tasks.discard)

    application.add_handler(TypeHandler(Update, answer))
    endpoint = Endpoint(secret, receive)

    async def start() -> None:
        await application.initialize()
        if settings.telegram_webhook_url:
            endpoint.open = True
            await application.bot.set_webhook(settings.telegram_webhook_url, secret_token=secret.reveal())
            return
        polling = Polling(application.bot, TelegramSettings(token=token), receive, Health(str))
        tasks.add(asyncio.create_task(polling.run()))

    async def stop() -> None:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await application.shutdown()

    return Running(routes=[web.post("/telegram", endpoint.answer)], start=start, stop=stop)


def _slack(settings: Settings, said: Iterator[dict[str, Any]]) -> Running:
    token = (settings.slack_bot_token or Secret("")).reveal()
    session = new_session()
    client = new_client(settings.slack_base_url, session, token)

    async def known() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id="T1", bot_user_id="UBOT", bot_id="BBOT", bot_token=token, team="bench"
        )

    secret = (settings.slack_signing_secret or Secret("")).reveal()
    app = AsyncApp(client=client, signing_secret=secret or None, authorize=known)

    @app.event("message")  # type: ignore[untyped-decorator]  # untyped upstream
    async def answer(event: dict[str, Any]) -> None:
        body = {"channel": event["channel"], "unfurl_links": False, "unfurl_media": False, **next(said)}
        await client.api_call("chat.postMessage", json=body)

    async def http(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    handler: list[AsyncSocketModeHandler] = []

    async def start() -> None:
        if settings.slack_app_token:
            handler.append(AsyncSocketModeHandler(app, settings.slack_app_token.reveal()))
            await handler[0].connect_async()  # type: ignore[no-untyped-call]  # untyped upstream

    async def stop() -> None:
        for one in handler:
            await one.close_async()  # type: ignore[no-untyped-call]  # untyped upstream
        await session.close()

    return Running(routes=[web.post("/slack/events", http)], start=start, stop=stop)


def main() -> None:
    logging.basicConfig(level=logging.WARNING)  # of libraries `nachgefragt serve` writes no more
    kinds = {"echo": echo, "intake": intake, "product": product, "volatile": volatile}
    asyncio.run(kinds[sys.argv[1]](from_environment(os.environ)))


if __name__ == "__main__":
    main()
