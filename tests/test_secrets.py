"""No secret is in the repository, and no warning of a security linter is silenced without a reason."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SECRETS = {
    "a Telegram bot's token": r"\b\d{8,12}:[A-Za-z0-9_-]{35}\b",
    "a Slack token": r"\b(?:xoxe\.)?xox[a-z]-\d[0-9A-Za-z-]{9,}",
    "a Slack app's token": r"\bxapp-\d-[0-9A-Za-z-]{10,}",
    "a Slack webhook": r"hooks\.slack\.com/(?:services|workflows|triggers)/[TE][A-Z0-9]{6,}/\S+",
    "a signing secret": r"(?i)signing.?secret\W{1,6}[0-9a-f]{32}\b",
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "a GitHub token": r"\b(?:gh[pousr]_|github_pat_)[A-Za-z0-9_]{30,}",
    "an AWS key": r"\bAKIA[0-9A-Z]{16}\b",
    "an API key": r"\bsk-[A-Za-z0-9_-]{20,}",
}
MADE_UP = re.compile(r"test|fake|example", re.IGNORECASE)
"""In a token for tests, for everybody to see."""

HELD = [
    ("a Telegram bot's token", "123456789:", "AAH" + "x" * 32),
    ("a Slack token", "xoxb-", "123456789012-1234567890123-" + "x" * 24),
    ("a Slack token", "xoxe.xoxb-", "1-" + "x" * 60),
    ("a Slack app's token", "xapp-", "1-A0123456789-1234567890123-" + "f" * 64),
    ("a Slack webhook", "https://hooks.slack.com/services/", "T0123456/B0123456/" + "x" * 24),
    ("a signing secret", "SLACK_SIGNING_SECRET=", "0123456789abcdef" * 2),
    ("a private key", "-----BEGIN RSA ", "PRIVATE KEY-----"),
    ("a GitHub token", "ghp_", "x" * 36),
    ("an AWS key", "AKIA", "A" * 16),
    ("an API key", "sk-", "proj-" + "x" * 40),
]


def found(text: str) -> Iterator[str]:
    """What kinds of secrets a text holds."""
    for kind, pattern in SECRETS.items():
        if any(not MADE_UP.search(match[0]) for match in re.finditer(pattern, text)):
            yield kind


@pytest.mark.parametrize(("kind", "begin", "rest"), HELD, ids=[f"{kind} {begin[:9]}" for kind, begin, _ in HELD])
def test_each_kind_would_be_found(kind: str, begin: str, rest: str) -> None:
    """In the midst of a line; not where it says that it is made up."""
    assert list(found(f'TOKEN = "{begin}{rest}"  # do not tell')) == [kind]
    if kind == "a Slack token":
        assert list(found(f"{begin}1-fake-{rest}")) == []


def test_no_tracked_file_holds_a_secret() -> None:
    """In all that is committed, texts and data alike."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("no git checkout: nothing says which files are the project's")
    listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    paths = [ROOT / name for name in listed.split("\0") if name]
    assert len(paths) > 500
    texts = {path: path.read_text("utf-8", "replace") for path in paths if path.is_file()}
    held = {str(path.relative_to(ROOT)): list(found(text)) for path, text in texts.items()}
    assert {name: kinds for name, kinds in held.items() if kinds} == {}


def test_a_silenced_warning_has_its_reason() -> None:
    """Behind `noqa: S…`, and behind that of a banned module, stands why it is safe here."""
    waiver = re.compile(r"# noqa: (?:S\d+|TID251)(?P<why>.*)")
    lines = [
        (path.relative_to(ROOT), number, match["why"])
        for package in ("knowledge", "bot", "adapters")
        for path in (ROOT / package).rglob("*.py")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if (match := waiver.search(line))
    ]
    assert len(lines) > 5
    assert [line for line in lines if len(re.findall(r"\w+", line[2])) < 2] == []
