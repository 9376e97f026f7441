"""What goes out to Slack: posts, ephemeral answers, edits, pages, and all else that the Web API is called for.

Only a 429 is retried: a send whose connection dropped may have arrived."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.slack_inbound import Place
from adapters.slack_render import Rendered

RATE_LIMIT_RETRIES: Final = 5
_TIMEOUT: Final = aiohttp.ClientTimeout(total=30)
_REFUSED_SHAPES: Final = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})


def new_session() -> aiohttp.ClientSession:
    """One pool of connections for everything; without it slack_sdk opens one a call."""
    return aiohttp.ClientSession(timeout=_TIMEOUT)


def new_client(api_base: str, session: aiohttp.ClientSession, token: str | None = None) -> AsyncWebClient:
    return AsyncWebClient(
        token=token,
        base_url=api_base,
        session=session,
        retry_handlers=[AsyncRateLimitErrorRetryHandler(max_retry_count=RATE_LIMIT_RETRIES)],
        logger=discreet(),
    )


def discreet(level: int = logging.INFO) -> logging.Logger:
    """For Slack's libraries, which log whole answers, tokens with them, at DEBUG. One logger a level."""
    logger = logging.getLogger(f"nachgefragt.slack.sdk.{level}")
    logger.setLevel(level)
    return logger


class SendError(Exception):
    """Slack did not take something, or nobody knows whether it did. `reason` is Slack's error name, an HTTP status, or
    what became of the connection."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Sender:
    """Speaks for the bot in one workspace. Everything raises SendError."""

    def __init__(self, client: AsyncWebClient, session: aiohttp.ClientSession) -> None:
        self._client, self._session = client, session

    async def post(self, place: Place, rendered: Rendered) -> str:
        """For everyone, in the thread; the new message's ts."""
        answer = await self._say("chat.postMessage", rendered, channel=place.channel, thread_ts=place.thread)
        return str(answer["ts"])

    async def whisper(self, place: Place, rendered: Rendered) -> None:
        """Only to the person."""
        if place.response_url:
            await self.respond(place.response_url, rendered)
            return
        where = {"channel": place.channel, "user": place.user, "thread_ts": place.thread}
        await self._say("chat.postEphemeral", rendered, **where)

    async def edit(self, channel: str, ts: str, rendered: Rendered) -> None:
        await self._say("chat.update", rendered, channel=channel, ts=ts)

    async def respond(self, url: str, rendered: Rendered, *, everyone: bool = False) -> None:
        """To a command, a shortcut or a button on an ephemeral message; works where the bot is no member, too."""
        hook = AsyncWebhookClient(
            url,
            session=self._session,
            retry_handlers=[AsyncRateLimitErrorRetryHandler(max_retry_count=RATE_LIMIT_RETRIES)],
            logger=discreet(),
        )
        kind = "in_channel" if everyone else "ephemeral"
        with _mapped():
            response = await hook.send(
                text=rendered.text,
                blocks=list(rendered.blocks),
                response_type=kind,
                replace_original=False,
                unfurl_links=False,
                unfurl_media=False,
            )
        if response.status_code != 200:
            raise SendError(f"response_url: {response.status_code} {response.body[:40]}")

    async def publish(self, user: str, view: Mapping[str, Any], seen: str | None) -> None:
        """The person's page. `seen` is the hash of the page it takes the place of, None for any."""
        await self.call("views.publish", user_id=user, view=view, hash=seen)

    async def open(self, trigger: str, view: Mapping[str, Any]) -> None:
        """A dialogue; `trigger` is good once, for three seconds."""
        await self.call("views.open", trigger_id=trigger, view=view)

    async def suggest(self, channel: str, thread: str, prompts: Sequence[Mapping[str, str]]) -> None:
        await self.call("assistant.threads.setSuggestedPrompts", channel_id=channel, thread_ts=thread, prompts=prompts)

    async def status(self, channel: str, thread: str, status: str) -> None:
        """Shown until the next message, or until it is ""."""
        await self.call("assistant.threads.setStatus", channel_id=channel, thread_ts=thread, status=status)

    async def title(self, channel: str, thread: str, title: str) -> None:
        await self.call("assistant.threads.setTitle", channel_id=channel, thread_ts=thread, title=title)

    async def call(self, method: str, **body: Any) -> Any:
        given = {key: one for key, one in body.items() if one is not None}
        with _mapped():
            return await self._client.api_call(method, json=given)

    async def _say(self, method: str, rendered: Rendered, **where: str | None) -> Any:
        """Blocks that Slack refuses are not worth losing the answer for: then the fallback text goes alone."""
        body: dict[str, Any] = {**where, "text": rendered.text, "parse": "none"}
        if method == "chat.postMessage":
            body |= {"unfurl_links": False, "unfurl_media": False}
        try:
            return await self.call(method, **body, blocks=list(rendered.blocks))
        except SendError as error:
            if error.reason not in _REFUSED_SHAPES:
                raise
        return await self.call(method, **body)


@contextmanager
def _mapped() -> Iterator[None]:
    try:
        yield
    except SlackApiError as error:
        raise SendError(reason_of(error)) from error
    except (aiohttp.ClientError, TimeoutError, json.JSONDecodeError) as error:
        raise SendError(type(error).__name__) from error


def reason_of(error: SlackApiError) -> str:
    """Slack's error name; the HTTP status where the answer is not Slack's usual."""
    data = getattr(error.response, "data", None)
    named = data.get("error") if isinstance(data, Mapping) else None
    return str(named or f"status {getattr(error.response, 'status_code', 'unknown')}")
