"""Rendered replies out to Slack: posts, ephemeral answers, edits.

Only a 429 is retried: a send whose connection dropped may have arrived."""

from __future__ import annotations

from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.slack_events import Inbound
from adapters.slack_render import Rendered

RATE_LIMIT_RETRIES: Final = 5
_TIMEOUT: Final = aiohttp.ClientTimeout(total=30)
_REFUSED_SHAPES: Final = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})


def new_session() -> aiohttp.ClientSession:
    """One pool of connections for everything; without it slack_sdk opens one a call."""
    return aiohttp.ClientSession(timeout=_TIMEOUT)


def new_client(api_base: str, session: aiohttp.ClientSession, token: str | None = None) -> AsyncWebClient:
    handlers = [AsyncRateLimitErrorRetryHandler(max_retry_count=RATE_LIMIT_RETRIES)]
    return AsyncWebClient(token=token, base_url=api_base, session=session, retry_handlers=list(handlers))


class ResponseUrlError(Exception):
    """A response_url did not take the answer; carries the HTTP status."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(f"response_url answered {status}")


class Sender:
    """Raises SlackApiError, ResponseUrlError, aiohttp.ClientError or TimeoutError."""

    def __init__(self, client: AsyncWebClient, session: aiohttp.ClientSession) -> None:
        self._client, self._session = client, session

    async def post(self, inbound: Inbound, rendered: Rendered) -> str:
        """For everyone, in the thread; the new message's ts."""
        answer = await self._call("chat.postMessage", rendered, channel=inbound.channel, thread_ts=inbound.thread)
        return str(answer["ts"])

    async def whisper(self, inbound: Inbound, rendered: Rendered) -> None:
        """Only to who asked."""
        where = {"channel": inbound.channel, "user": inbound.user, "thread_ts": inbound.thread}
        await self._call("chat.postEphemeral", rendered, **where)

    async def edit(self, channel: str, ts: str, rendered: Rendered) -> None:
        await self._call("chat.update", rendered, channel=channel, ts=ts)

    async def respond(self, url: str, rendered: Rendered, *, everyone: bool = False) -> None:
        """To a slash command or a button on an ephemeral message; works where the bot is no member, too."""
        hook = AsyncWebhookClient(
            url,
            session=self._session,
            retry_handlers=[AsyncRateLimitErrorRetryHandler(max_retry_count=RATE_LIMIT_RETRIES)],
        )
        response = await hook.send(
            text=rendered.text,
            blocks=list(rendered.blocks),
            response_type="in_channel" if everyone else "ephemeral",
            replace_original=False,
            unfurl_links=False,
            unfurl_media=False,
        )
        if response.status_code != 200:
            raise ResponseUrlError(response.status_code)

    async def _call(self, method: str, rendered: Rendered, **where: str | None) -> Any:
        """Blocks that Slack refuses are not worth losing the answer for: then the fallback text goes alone."""
        body: dict[str, Any] = {key: value for key, value in where.items() if value is not None}
        body |= {"text": rendered.text, "parse": "none"}
        if method == "chat.postMessage":
            body |= {"unfurl_links": False, "unfurl_media": False}
        try:
            return await self._client.api_call(method, json=body | {"blocks": list(rendered.blocks)})
        except SlackApiError as error:
            if error.response.get("error") not in _REFUSED_SHAPES:
                raise
        return await self._client.api_call(method, json=body)
