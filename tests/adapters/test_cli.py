"""The command line, as scripts call it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SEEDS = Path(__file__).parents[2] / "seeds"
PLATFORM_LIBRARIES = ("telegram", "slack_bolt", "slack_sdk", "aiohttp", "prompt_toolkit")


def run(*arguments: str, tmp: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp), "NACHGEFRAGT_SEEDS": str(SEEDS)}
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
