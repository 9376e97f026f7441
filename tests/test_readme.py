"""The README's commands are real: they are run, or they are commands of the program."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from adapters.conversation_reading import KEYS
from adapters.conversation_runner import run_files
from adapters.http_server import Limits
from bot.settings import SECRETS, Settings
from knowledge import build, curated, seeds, sentences

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_two_commands_are_make_targets() -> None:
    """`make ask Q=…` and `make test` stand in the README, and make knows them."""
    commands = re.findall(r"^make (\w+)", README, re.MULTILINE)
    assert {"ask", "test"} <= set(commands)
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"`?make (\w+)", README)) <= targets


def test_the_first_command_answers(tmp_path: Path) -> None:
    """What `make ask` runs prints the answer first and the sentence after it, as the README shows."""
    question = re.search(r'^make ask Q="(.*)"$', README, re.MULTILINE)
    assert question
    done = subprocess.run(
        [sys.executable, "-m", "adapters.cli", "ask", "--store", str(tmp_path / "facts.db"), question[1]],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == "Tribe Capital"
    assert "Angeführt von Tribe Capital" in done.stdout


RUNS = {
    "ask": ["ask", "--json", "Wer führte die Runde an?"],
    "build": ["build"],
    "chat": ["chat"],
    "doctor": ["doctor"],
    "explain": ["explain", "Wer führte die Runde an?"],
    "facts": ["facts"],
    "feedback": ["feedback"],
    "fake": ["fake", "telegram", "--help"],  # it runs until a signal: test_fake_process has it at work
    "manifest": ["manifest"],
    "preview": ["preview"],
    "serve": ["serve"],
    "test": ["test", "--platform", "core"],
}


@pytest.mark.parametrize("command", sorted(set(re.findall(r"nachgefragt (\w+)", README)) - {"is"}))
def test_every_command_named_runs(command: str, tmp_path: Path) -> None:
    """Each `nachgefragt COMMAND` of the README does its work; `serve` without a token says what to set, `feedback`
    that there is none yet."""
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    called = [sys.executable, "-m", "adapters.cli", *RUNS[command]]
    done = subprocess.run(called, capture_output=True, text=True, cwd=ROOT, env=env, input="Hallo\n")
    lacking = command in ("serve", "feedback")
    assert done.returncode == (1 if lacking else 0), done.stderr
    assert done.stderr if lacking else done.stdout


def test_every_variable_is_in_the_table() -> None:
    """What the environment may set stands there, nothing else does, and what is secret is called so."""
    source = (ROOT / "bot" / "settings.py").read_text(encoding="utf-8")
    known = set(re.findall(r'"((?:NACHGEFRAGT|TELEGRAM|SLACK)_[A-Z_]+)"', source))
    rows = [line.split(" | ") for line in README.splitlines() if re.match(r"\| `[A-Z]+_", line)]
    listed = [name for row in rows for name in re.findall(r"`([A-Z_]+)`", row[0])]
    assert len(known) > 25
    assert sorted(listed) == sorted(known)
    secret = [name for row in rows if "secret" in row[1] for name in re.findall(r"`([A-Z_]+)`", row[0])]
    assert set(SECRETS) <= set(secret)


def test_the_defaults_in_the_table_are_the_settings() -> None:
    """Numbers and words of the last column are what holds where nothing is set."""
    default = Settings()
    said = dict(re.findall(r"^\| `(\w+)`(?:, `\w+`)? \| .* \| ([^|]*?) \|$", README, re.MULTILINE))
    expected = {
        "NACHGEFRAGT_RETENTION_DAYS": f"{default.retention / 86_400:.0f}",
        "NACHGEFRAGT_IDLE_MINUTES": f"{default.conversation_idle / 60:.0f}",
        "NACHGEFRAGT_CONVERSATIONS": str(default.conversation_limit),
        "NACHGEFRAGT_WORKERS": str(default.workers),
        "NACHGEFRAGT_DRAIN_SECONDS": f"{default.drain:.0f}",
        "NACHGEFRAGT_PER_USER": f"{default.per_user}, {default.per_chat}",
        "NACHGEFRAGT_HOST": f"{default.host}, {default.port}",
        "NACHGEFRAGT_LANGUAGE": f"`{default.language}`",
        "NACHGEFRAGT_LOG": f"`{default.log}`",
        "NACHGEFRAGT_LOG_LEVEL": f"`{default.log_level}`",
        "NACHGEFRAGT_VECTORS": f"`{default.vectors}`",
        "SLACK_INSTALLATIONS": f"`{default.slack_installations}`",
    }
    assert expected == {name: said.get(name) for name in expected}


def test_the_limits_of_http_are_those_in_force() -> None:
    """The README's figures are the server's."""
    limits = Limits()
    said = f"over {limits.body / 1e6:.0f} MB get 413; a client has {limits.head:.0f} s for its first request's head, "
    assert f"{said}{limits.handling:.0f} s for the rest; {limits.connections} connections." in README


def test_the_facts_example_is_valid(tmp_path: Path) -> None:
    """The example of curated facts can be read for the article it speaks of."""
    example = next(block for block in re.findall(r"```yaml\n(.*?)```", README, re.DOTALL) if block.startswith("facts:"))
    (tmp_path / "example.facts.yaml").write_text(example, encoding="utf-8")
    document = seeds.read(ROOT / "seeds" / "docker-series-b.txt")
    read = curated.read(tmp_path / "example.facts.yaml", document, sentences.split(document))
    assert len(read.facts) == len(read.unknowns) == len(read.aliases) == 1


def test_the_conversation_example_goes_as_written(tmp_path: Path) -> None:
    """The example of a conversation is played on every platform that has groups, and all of it is as expected."""
    blocks = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    path = tmp_path / "example.yaml"
    path.write_text(next(block for block in blocks if "turns:" in block), encoding="utf-8")
    for platform in ("telegram", "slack"):
        results = run_files([path], platform=platform, seeds=ROOT / "seeds").results
        assert [(result.turns, result.failure) for result in results] == [(5, None)] * 2


def test_every_key_of_a_conversation_is_in_the_readme() -> None:
    """Whatever may stand in a conversation, a turn or an expectation is explained."""
    section = README.partition("## Conversations as tests")[2].partition("## How it works")[0]
    missing = [key for key in KEYS if not re.search(rf"`{key}\b|\b{key}:", section)]
    assert not missing


def test_the_shipped_seed_is_the_article(tmp_path: Path) -> None:
    """The seed is the shared article byte for byte, where that lies beside the project."""
    shared = ROOT.parent / "shared" / "seeds" / "000_bebfd6f16163d000.txt"
    if not shared.exists():
        pytest.skip("../shared is not here: the article cannot be compared")
    assert (ROOT / "seeds" / "docker-series-b.txt").read_bytes() == shared.read_bytes()


def test_the_shipped_seeds_build(tmp_path: Path) -> None:
    """All seeds build, with curated facts and without."""
    for with_curated in (True, False):
        assert build.build(ROOT / "seeds", tmp_path / f"{with_curated}.db", curated=with_curated).facts > 100
