"""The webhook's endpoint, asked as Telegram asks and as others do."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from adapters.fakes.telegram_world import Posted, Room
from adapters.secret import Secret
from adapters.telegram_settings import TelegramSettings
from tests.adapters.telegram_running import running

PAYLOADS = Path(__file__).parent / "payloads" / "telegram"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({SECRET_HEADER: "falsch"}, b'{"update_id": 1}', 403),
        ({}, b'{"update_id": 1}', 403),
        ({SECRET_HEADER: "geheim"}, b"{", 400),
        ({SECRET_HEADER: "geheim"}, b"\xff\xfe", 400),
        ({SECRET_HEADER: "geheim"}, b"[" * 100_000, 400),
        ({SECRET_HEADER: "geheim"}, b" " * 1_000_001, 413),
        ({SECRET_HEADER: "geheim"}, b"[1]", 200),
        ({SECRET_HEADER: "geheim", "Content-Type": "application/json; charset=utf-8"}, b'{"update_id": 1}', 200),
    ],
)
async def test_what_the_webhook_answers(headers: dict[str, str], body: bytes, status: int) -> None:
    """A wrong secret, broken JSON and too much are refused; what is merely no question is taken and dropped."""
    async with running("webhook") as at, aiohttp.ClientSession() as session:
        async with session.post(at.url, data=body, headers=headers) as response:
            assert response.status == status
        assert at.fake.sent == []


async def test_the_webhook_takes_nothing_once_stopped() -> None:
    """503, so that Telegram delivers again to the next start."""
    async with running("webhook") as at, aiohttp.ClientSession() as session:
        await at.adapter.stop()
        async with session.post(at.url, data=b'{"update_id": 1}', headers={SECRET_HEADER: "geheim"}) as response:
            assert response.status == 503
        await at.adapter.start()


def test_webhook_mode_needs_an_address_and_a_secret() -> None:
    """A wrong setting is a ValueError that says what is missing."""
    with pytest.raises(ValueError, match="webhook_url"):
        TelegramSettings(token=Secret("1:a"), mode="webhook", webhook_secret=Secret("x"))
    with pytest.raises(ValueError, match="webhook_secret"):
        TelegramSettings(token=Secret("1:a"), mode="webhook", webhook_url="https://example.org/t")


async def test_every_recorded_update_is_taken_and_costs_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    """Each kind of event goes through the real endpoint: what asks something is answered, the rest is let be without
    an error."""
    payloads = [json.loads(path.read_text("utf-8")) for path in sorted(PAYLOADS.glob("*.json"))]
    asks = [one for one in payloads if one["expected"] and one["expected"]["kind"] != "edit"]
    caplog.set_level(logging.INFO)
    async with running("webhook", inline=True) as at, aiohttp.ClientSession() as session:
        at.fake.private("Anna")
        for number in {chat["id"] for chat in _chats(payloads)}:
            at.fake.world.rooms.setdefault(
                number, Room(id=number, kind="supergroup", title="Lesekreis", forum=True, topics=frozenset({12}))
            )
        for one in payloads:
            async with session.post(at.url, json=one["update"], headers={SECRET_HEADER: "geheim"}) as response:
                assert response.status == 200
        await at.done(*(Posted(message_id=0, update_id=one["update"]["update_id"]) for one in payloads))
        assert len(asks) == len(at.fake.sent) == len([one for one in at.echo.heard if one.kind != "edit"]) > 20
    assert [record.message for record in caplog.records if record.levelno >= logging.WARNING] == []


def _chats(payloads: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for one in payloads:
        for value in one["update"].values():
            holder = value.get("message", value) if isinstance(value, dict) else {}
            if "chat" in holder:
                yield holder["chat"]
