"""Slack over HTTP: what does not come from Slack goes no further, whatever it looks like."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from adapters.fakes import slack_payloads as payloads
from adapters.fakes.slack import FakeSlack
from adapters.fakes.slack_running import running
from adapters.slack import SlackAdapter
from adapters.slack_http import BODY_LIMIT
from bot.messages import IncomingMessage, Reply


class Silent:
    """Notes what was said."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def handle(self, message: IncomingMessage) -> Reply | None:
        self.heard.append(message.text)
        return None


class Endpoint:
    def __init__(self, fake: FakeSlack, adapter: SlackAdapter, bot: Silent) -> None:
        self.fake, self.adapter, self.bot = fake, adapter, bot

    async def post(self, body: Any, headers: dict[str, str]) -> int:
        assert self.fake.events_url is not None
        async with aiohttp.ClientSession() as session:
            try:
                async with session.post(self.fake.events_url, data=body, headers=headers) as response:
                    return response.status
            except aiohttp.ClientError:  # cut off while sending
                return 0


@pytest.fixture
async def endpoint() -> AsyncIterator[Endpoint]:
    bot = Silent()
    async with running(bot, "http") as (fake, adapter):  # type: ignore[arg-type]
        yield Endpoint(fake, adapter, bot)


def said(fake: FakeSlack) -> str:
    event = payloads.said("message", channel="D1", user="U1", text="Wer?", ts=fake.now(), thread=None)
    return json.dumps(payloads.envelope(event, "Ev1"))


JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    "spoilt",
    [
        {"X-Slack-Request-Timestamp": "now"},
        {"X-Slack-Request-Timestamp": "²"},
        {"X-Slack-Request-Timestamp": "9" * 40},
        {"X-Slack-Request-Timestamp": "-1"},
        {"X-Slack-Request-Timestamp": ""},
        {"X-Slack-Signature": "v0=ä"},
        {"X-Slack-Signature": ""},
    ],
    ids=str,
)
async def test_headers_that_are_none_are_no_signature(endpoint: Endpoint, spoilt: dict[str, str]) -> None:
    """401, where the library would raise."""
    body = said(endpoint.fake)
    assert await endpoint.post(body, endpoint.fake.signed(body) | JSON | spoilt) == 401
    assert endpoint.bot.heard == []


async def test_a_request_is_good_for_five_minutes(endpoint: Endpoint) -> None:
    """Either way; within them it is answered once however often it is sent."""
    body, now = said(endpoint.fake), time.time()
    for late, status in ((-310, 401), (310, 401), (-290, 200), (-290, 200), (0, 200)):
        assert await endpoint.post(body, endpoint.fake.signed(body, at=now + late) | JSON) == status
    await endpoint.adapter.idle()
    assert endpoint.bot.heard == ["Wer?"]


async def test_a_body_that_is_too_long_is_not_read_to_its_end(endpoint: Endpoint) -> None:
    """With its length in front, or in chunks without one."""
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 50 * BODY_LIMIT:
            sent += 65_536
            yield b"x" * 65_536

    assert await endpoint.post(b"x" * (BODY_LIMIT + 1), dict(JSON)) in (413, 0)
    assert await endpoint.post(endless(), dict(JSON)) in (413, 0)
    assert sent < 20 * BODY_LIMIT


async def test_a_body_of_the_greatest_length_is_read(endpoint: Endpoint) -> None:
    """In chunks, too."""
    body = said(endpoint.fake)
    padded = body + " " * (BODY_LIMIT - len(body))

    async def chunks() -> AsyncIterator[bytes]:
        for at in range(0, len(padded), 100_000):
            yield padded[at : at + 100_000].encode()

    assert await endpoint.post(chunks(), endpoint.fake.signed(padded) | JSON) == 200
    await endpoint.adapter.idle()
    assert endpoint.bot.heard == ["Wer?"]


async def test_whoever_sends_slowly_is_cut_off() -> None:
    """408 after a while, however little is lacking."""
    async with running(Silent(), "http", body_seconds=0.2) as (fake, _):  # type: ignore[arg-type]
        assert fake.events_url is not None
        host, port = fake.events_url.removeprefix("http://").partition("/")[0].split(":")
        reader, writer = await asyncio.open_connection(host, int(port), family=socket.AF_INET)
        writer.write(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
        async with asyncio.timeout(5):
            assert (await reader.readline()).startswith(b"HTTP/1.1 408 ")
        writer.close()


async def test_signed_depths_break_nothing(endpoint: Endpoint, caplog: pytest.LogCaptureFixture) -> None:
    """JSON nested beyond measure, and bytes that are no text, are 400 or 401; the next is taken."""
    deep = "[" * 500_000
    assert await endpoint.post(deep, endpoint.fake.signed(deep) | JSON) == 400
    headers = endpoint.fake.signed("x") | JSON
    assert await endpoint.post(b"\xff\xfe", headers) == 401
    body = said(endpoint.fake)
    assert await endpoint.post(body, endpoint.fake.signed(body) | JSON) == 200
    assert "Traceback" not in caplog.text
