"""Telegram's updates and Slack's payloads, as bodies of HTTP requests, read as the adapters read them."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from adapters import slack_events
from adapters.secret import Secret
from adapters.slack_inbound import STRANGE, Identity, lane
from adapters.telegram_inbound import Listener
from adapters.telegram_lanes import lane_of, update_id
from adapters.telegram_webhook import SECRET_HEADER, Endpoint
from tests import fuzz_mutation as mutation
from tests.fuzz_target import Target

_PAYLOADS = Path(__file__).parent / "adapters" / "payloads"
_ME = Identity(team="T1", user="UBOT", bot="B1")


@cache
def _updates() -> tuple[bytes, ...]:
    files = sorted((_PAYLOADS / "telegram").glob("*.json"))
    return tuple(json.dumps(json.loads(file.read_bytes())["update"]).encode() for file in files)


@cache
def _payloads() -> tuple[bytes, ...]:
    return tuple(file.read_bytes() for file in sorted((_PAYLOADS / "slack").glob("*.json")))


def _request(body: bytes, headers: dict[str, str]) -> web.Request:
    """A request whose body has arrived."""
    from aiohttp.base_protocol import BaseProtocol
    from aiohttp.streams import StreamReader

    loop = asyncio.get_running_loop()
    stream = StreamReader(BaseProtocol(loop), 2**22, loop=loop)
    stream.feed_data(body)
    stream.feed_eof()
    return make_mocked_request("POST", "/", headers={**headers, "Content-Length": str(len(body))}, payload=stream)


def _telegram() -> Callable[[bytes], object]:
    from telegram import Update, User

    logging.getLogger("adapters.telegram").setLevel(logging.CRITICAL)
    me = User(id=4242, first_name="Nachgefragt", is_bot=True, username="nachgefragt_bot")
    listener = Listener(me=me, commands=frozenset({"frage", "ask", "start"}))
    loop = asyncio.new_event_loop()

    async def take(raw: Any) -> None:
        if update_id(raw) is None:
            return
        assert isinstance(lane_of(raw), str)
        try:
            update = Update.de_json(raw, None)
        except Exception:  # noqa: BLE001 - the adapter skips what the library cannot read
            return
        inbound = listener.inbound(update)
        if inbound is not None:
            mutation.encoded(inbound.message.text)
            assert isinstance(inbound.chat_id, int)
            assert isinstance(inbound.message_id, int)
            assert inbound.thread is None or isinstance(inbound.thread, int)

    async def read(body: bytes) -> None:
        endpoint = Endpoint(Secret("s"), take)
        endpoint.open = True
        answer = await endpoint.answer(_request(body, {SECRET_HEADER: "s"}))
        assert answer.status in (200, 400, 413)

    return lambda body: loop.run_until_complete(read(body))


def _bodies(body: bytes) -> tuple[tuple[str, bytes], ...]:
    """As JSON, and as the form that commands and interactivity come in."""
    form = {"payload": body.decode("utf-8", "replace")}
    return ("application/json", body), ("application/x-www-form-urlencoded", urlencode(form).encode())


def _slack() -> Callable[[bytes], object]:
    from slack_bolt.adapter.aiohttp import to_bolt_request

    loop = asyncio.new_event_loop()

    async def read(body: bytes) -> None:
        for kind, sent in _bodies(body):
            try:
                request = await to_bolt_request(_request(sent, {"Content-Type": kind}))
            except (ValueError, RecursionError, *STRANGE):
                continue
            _read_payload(request.body)

    return lambda body: loop.run_until_complete(read(body))


def _read_payload(body: Any) -> None:
    try:
        keys = slack_events.dedupe_keys(body)
        work = slack_events.read(body, _ME, received_at=1.0)
    except STRANGE:
        return
    assert all(isinstance(key, str) for key in keys)
    assert work is None or isinstance(lane(work), str)


TELEGRAM = Target(name="telegram", corpus=_updates, mutate=mutation.in_json, open=_telegram)
SLACK = Target(name="slack", corpus=_payloads, mutate=mutation.in_json, open=_slack)
