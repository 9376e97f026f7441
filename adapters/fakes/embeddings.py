"""A fake OpenAI-compatible embeddings endpoint on 127.0.0.1. It refuses what the real ones refuse."""

from __future__ import annotations

import json
import threading
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Final

from adapters.fakes.encoder import hashed

Json = dict[str, Any]

MODEL: Final = "fake-embedding-small"
KEY: Final = "sk-fake-0123"  # it opens nothing
_KNOWN: Final = frozenset({"model", "input", "encoding_format", "dimensions", "user"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What becomes of the next request. `status` 0 drops the connection; 200 answers with `body` instead of vectors."""

    status: int = 0
    retry_after: str | None = None
    body: bytes = b"<html>bad gateway</html>"


class _Refusal(Exception):  # noqa: N818 (an answer, not an error of ours)
    def __init__(self, status: int, message: str, code: str | None = None) -> None:
        self.status, self.message, self.code = status, message, code
        super().__init__(message)


@dataclass(slots=True, kw_only=True)
class FakeEmbeddings:
    """`with FakeEmbeddings() as fake`. `requests` are the bodies that were answered or refused, `faults` come first."""

    key: str = KEY
    most_inputs: int = 2048
    most_characters: int = 8192 * 3
    requests: list[Json] = field(default_factory=list)
    faults: deque[Fault] = field(default_factory=deque)
    _server: ThreadingHTTPServer | None = None
    _thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        assert self._server is not None, "not started"
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> FakeEmbeddings:
        fake = self

        class Handler(_Handler):
            owner = fake

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        assert self._thread is not None
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, path: str, authorization: str, content: bytes) -> Json:
        if path != "/v1/embeddings":
            raise _Refusal(status=404, message=f"Invalid URL (POST {path})")
        if not authorization.startswith("Bearer "):
            raise _Refusal(status=401, message="You didn't provide an API key.")
        if authorization != f"Bearer {self.key}":
            shown = f"Incorrect API key provided: {authorization[7:]}."
            raise _Refusal(status=401, message=shown, code="invalid_api_key")
        try:
            body = json.loads(content)
        except ValueError as error:
            raise _Refusal(status=400, message="We could not parse the JSON body of your request.") from error
        self.requests.append(body)
        texts = self._checked(body)
        rows = [{"object": "embedding", "index": at, "embedding": hashed(text)} for at, text in enumerate(texts)]
        # The index says which is which; the order is nobody's promise.
        return {"object": "list", "data": rows[::-1], "model": MODEL, "usage": {"prompt_tokens": 0, "total_tokens": 0}}

    def _checked(self, body: Json) -> list[str]:
        for unknown in sorted(set(body) - _KNOWN):
            raise _Refusal(status=400, message=f"Unrecognized request argument supplied: {unknown}")
        if body.get("model") != MODEL:
            shown = f"The model `{body.get('model')}` does not exist or you do not have access to it."
            raise _Refusal(status=404, message=shown, code="model_not_found")
        given = body.get("input")
        texts = [given] if isinstance(given, str) else given
        if not isinstance(texts, list) or not texts or not all(isinstance(text, str) and text for text in texts):
            raise _Refusal(status=400, message="'$.input' is invalid. Please check the API reference.")
        if len(texts) > self.most_inputs:
            raise _Refusal(status=400, message=f"'$.input' is too long. Maximum length is {self.most_inputs} items.")
        if any(len(text) > self.most_characters for text in texts):
            raise _Refusal(status=400, message="This model's maximum context length is 8192 tokens.")
        return texts


class _Handler(BaseHTTPRequestHandler):
    owner: FakeEmbeddings
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.owner.faults:
            self._fail(self.owner.faults.popleft())
            return
        try:
            found = self.owner.answer(self.path, self.headers.get("Authorization", ""), content)
        except _Refusal as refusal:
            error = {"message": refusal.message, "type": "invalid_request_error", "param": None, "code": refusal.code}
            self._send(refusal.status, json.dumps({"error": error}).encode())
            return
        self._send(200, json.dumps(found).encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        """Tests read `requests` instead."""

    def _fail(self, fault: Fault) -> None:
        if fault.status == 0:
            self.close_connection = True
            return
        self._send(fault.status, fault.body, fault.retry_after)

    def _send(self, status: int, content: bytes, retry_after: str | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        if retry_after is not None:
            self.send_header("Retry-After", retry_after)
        self.end_headers()
        self.wfile.write(content)
