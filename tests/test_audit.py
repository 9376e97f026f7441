"""The audit of pinned packages: the real pip-audit against a database on this machine."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.audit import CANARY, ROOT, pins, rounds

CANARY_NAME, _, CANARY_VERSION = CANARY.partition("==")
KNOWN = {(CANARY_NAME, CANARY_VERSION): "PYSEC-2019-217"}
LOCK = "# ours\nhttpx==0.28.1\nnumpy==2.4.6 ; python_version < '3.12'\nnumpy==2.5.5 ; python_version >= '3.12'\n"


@contextmanager
def database(known: Mapping[tuple[str, str], str], status: int = 200) -> Iterator[str]:
    """OSV's query API, knowing an advisory for each of these versions; its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            advisory = known.get((query["package"]["name"], query["version"]))
            body = json.dumps({"vulns": [_advisory(advisory, query)]} if advisory else {}).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/v1/query"
        finally:
            server.shutdown()
            thread.join()


def _advisory(advisory: str, query: dict[str, dict[str, str]]) -> dict[str, object]:
    events = [{"introduced": "0"}, {"fixed": "99.1"}]
    affected = {"package": query["package"], "ranges": [{"type": "ECOSYSTEM", "events": events}]}
    return {"id": advisory, "summary": "Bad.", "aliases": ["CVE-2099-1"], "affected": [affected]}


def run(lock: Path, url: str, **env: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.audit", str(lock)],
        cwd=ROOT,
        env={"OSV_URL": url, "HOME": str(lock.parent), **env},
        capture_output=True,
        text=True,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout.strip()


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    path = tmp_path / "requirements.lock"
    path.write_text(LOCK, "utf-8")
    return path


def test_a_known_vulnerability_fails(lock: Path) -> None:
    """Also of a version for another Python than this one; the package, the advisory and the remedy are named."""
    with database({**KNOWN, ("numpy", "2.5.5"): "PYSEC-2099-1"}) as url:
        code, said = run(lock, url)
    assert code == 1
    assert said.splitlines() == [
        "numpy 2.5.5: PYSEC-2099-1, fixed in 99.1",
        "3 pinned packages checked, 1 known vulnerabilities",
    ]


def test_nothing_known_passes(lock: Path) -> None:
    """With the number of what was checked."""
    with database(KNOWN) as url:
        assert run(lock, url) == (0, "3 pinned packages checked, 0 known vulnerabilities")


@pytest.mark.parametrize("known", [KNOWN, {}], ids=["broken", "knows nothing"])
def test_a_database_that_cannot_be_relied_on_is_no_pass(lock: Path, known: Mapping[tuple[str, str], str]) -> None:
    """Whether it answers with errors, or knows nothing against what is known to be bad."""
    with database(known, status=503 if known else 200) as url:
        code, said = run(lock, url)
    assert code == 0
    assert said.startswith("NOT CHECKED: whether 3 pinned packages have known vulnerabilities. OSV: ")


def test_an_audit_that_is_required_fails_where_there_is_none(lock: Path) -> None:
    """Nobody listens there; without AUDIT=required that is no failure."""
    nowhere = "http://127.0.0.1:1/v1/query"
    assert run(lock, nowhere)[0] == 0
    code, said = run(lock, nowhere, AUDIT="required")
    assert code == 2
    assert said.startswith("NOT CHECKED: ")


def test_every_version_of_a_package_is_asked_about() -> None:
    """In lists that have each package once, and all lines of our own lock."""
    asked = list(rounds(["a==1", "b==1", "a==2", "a==1"]))
    assert [set(one) for one in asked] == [{CANARY, "a==1", "b==1"}, {CANARY, "a==2"}]
    own = pins(ROOT / "requirements.lock")
    assert len(own) > 60
    assert {pin for one in rounds(own) for pin in one} == {*own, CANARY}
