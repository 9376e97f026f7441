"""A script at a fake's control API, over a real connection."""

from __future__ import annotations

from typing import Any, Self

import aiohttp


class Script:
    """`async with Script(url) as script: await script.do("say", text="Wer?")`."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def do(self, action: str, /, **fields: object) -> dict[str, Any]:
        """Its answer; AssertionError, with the sentence, unless it is 200."""
        status, answer = await self.ask("POST", action, json=fields)
        assert status == 200, answer
        return answer

    async def sent(self, **query: str | int | float) -> list[dict[str, Any]]:
        status, answer = await self.ask("GET", "sent", params=query)
        assert status == 200, answer
        found: list[dict[str, Any]] = answer["sent"]
        return found

    async def wait(self, **query: str | int | float) -> list[dict[str, Any]]:
        """Fails where less was sent than `count`, which is 1 by default."""
        status, answer = await self.ask("GET", "wait", params=query)
        assert status == 200, answer
        assert len(answer["sent"]) >= int(query.get("count", 1)), answer
        found: list[dict[str, Any]] = answer["sent"]
        return found

    async def ask(self, method: str, path: str, **how: Any) -> tuple[int, dict[str, Any]]:
        """HTTP status and JSON."""
        async with self._session.request(method, f"{self._url}/{path}", **how) as response:
            return response.status, await response.json()
