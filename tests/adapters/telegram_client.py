"""Telegram's Bot API as the fake is asked for it, without the library."""

from __future__ import annotations

import json
from typing import Any

import aiohttp

from adapters.fakes.telegram import FakeTelegram


def keyboard(**button: str) -> dict[str, Any]:
    return {"inline_keyboard": [[button]]}


class Client:
    """Calls methods as PTB does: form fields, nested values as JSON."""

    def __init__(self, fake: FakeTelegram, session: aiohttp.ClientSession) -> None:
        self.fake, self.session = fake, session

    async def __call__(self, method: str, token: str = "", **params: Any) -> tuple[int, Any]:
        """(HTTP status, result or description)."""
        form = {name: value if isinstance(value, str) else json.dumps(value) for name, value in params.items()}
        url = f"{self.fake.base_url}/bot{token or self.fake.token}/{method}"
        async with self.session.post(url, data=form) as response:
            answer = await response.json()
            return response.status, answer["result"] if answer["ok"] else answer["description"]
