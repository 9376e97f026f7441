"""A secret may lie in a file that only its owner can read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from adapters.secret_files import with_secret_files
from bot.settings import SECRETS, SettingsError, from_environment

NAME, VARIABLE = "SLACK_SIGNING_SECRET", "SLACK_SIGNING_SECRET_FILE"


def written(path: Path, content: bytes, mode: int = 0o400) -> Path:
    path.write_bytes(content)
    path.chmod(mode)
    return path


def complaint(environment: dict[str, str]) -> str:
    with pytest.raises(SettingsError) as caught:
        with_secret_files(environment)
    assert caught.value.variable == VARIABLE
    return str(caught.value)


@pytest.mark.parametrize("name", SECRETS)
def test_every_secret_may_lie_in_a_file(name: str, tmp_path: Path) -> None:
    """What the file holds, without the line's end, takes the variable's place; other variables stay."""
    path = written(tmp_path / "secret", b" hush-1 \r\n", 0o600)
    assert with_secret_files({f"{name}_FILE": str(path), "PATH": "/bin", name: ""}) == {
        f"{name}_FILE": str(path),
        "PATH": "/bin",
        name: "hush-1",
    }


def test_an_environment_without_files_stays_as_it_is() -> None:
    """Secrets given directly, and an empty NAME_FILE, change nothing."""
    environment = {NAME: "hush", VARIABLE: "", "TELEGRAM_BOT_TOKEN": "1:a"}
    assert environment == with_secret_files(environment)


@pytest.mark.parametrize("mode", [0o440, 0o404, 0o620, 0o602, 0o644, 0o610])
def test_a_file_that_others_may_use_is_refused(mode: int, tmp_path: Path) -> None:
    """Any right of the group or of all others is one, and the sentence names variable, file and mode."""
    path = written(tmp_path / "secret", b"hush", mode)
    assert complaint({VARIABLE: str(path)}) == (
        f"{VARIABLE} names {path}, which others than its owner may read or write (mode {mode:04o}); make that 0400."
    )


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"\xff\xfe", "not UTF-8 text"),
        (b"x" * 65_537, "too long"),
    ],
)
def test_what_is_no_secret_is_refused(content: bytes, what: str, tmp_path: Path) -> None:
    """One sentence says what is wrong with the file, and nothing of what is in it."""
    path = written(tmp_path / "secret", content)
    assert complaint({VARIABLE: str(path)}) == f"{VARIABLE} names {path}, which is {what}."


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """The sentence gives the reason."""
    path = tmp_path / "secret"
    sentence = f"{VARIABLE} names {path}, which cannot be read (No such file or directory)."
    assert complaint({VARIABLE: str(path)}) == sentence


def test_a_folder_and_a_pipe_are_no_files(tmp_path: Path) -> None:
    """Neither is waited for."""
    os.mkfifo(tmp_path / "pipe", 0o600)
    (tmp_path / "folder").mkdir(0o700)
    for path in tmp_path.iterdir():
        assert complaint({VARIABLE: str(path)}) == f"{VARIABLE} names {path}, which is no file."


def test_a_secret_given_twice_is_refused(tmp_path: Path) -> None:
    """Nobody need guess which counts."""
    path = written(tmp_path / "secret", b"hush")
    assert complaint({VARIABLE: str(path), NAME: "other"}) == f"{VARIABLE} must not be set where {NAME} is."


def test_what_the_file_holds_is_checked_like_the_variable(tmp_path: Path) -> None:
    """A token of the wrong shape is refused by its variable's rule, without being shown."""
    path = written(tmp_path / "secret", b"hush")
    with pytest.raises(SettingsError) as caught:
        from_environment(with_secret_files({"SLACK_APP_TOKEN_FILE": str(path)}))
    assert str(caught.value) == "SLACK_APP_TOKEN must begin with xapp-."
