"""What doctor says of the files: who may read them, whether they can be written, and the room for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.doctor_files import examine
from adapters.feedback_log import SqliteFeedbackLog
from adapters.findings import Findings, note, ok, todo
from bot.settings import Settings

WRITABLE = ok("Files", "state, feedback and store can be written.")
PRIVATE = ok("Files", "what is kept of people can be read by its owner alone.")
PLENTY = 5_000_000_000


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        state=tmp_path / "new/state.sqlite", feedback=tmp_path / "feedback.sqlite", store=tmp_path / "facts.sqlite"
    )


def files(settings: Settings) -> Findings:
    return tuple(one for one in examine(settings, lambda _: PLENTY) if one.area == "Files")


def disk(settings: Settings, free: int) -> Findings:
    return tuple(one for one in examine(settings, lambda _: free) if one.area == "Disk")


def test_files_that_are_not_there_yet(settings: Settings) -> None:
    """They can be made, and are not by looking."""
    assert files(settings) == (WRITABLE,)
    assert list(settings.feedback.parent.iterdir()) == []


def test_what_is_kept_of_people_is_private(settings: Settings) -> None:
    """A file that others may read is named with its mode, also what SQLite puts beside it."""
    settings.feedback.touch(mode=0o600)
    assert files(settings) == (WRITABLE, PRIVATE)
    beside = settings.feedback.with_name("feedback.sqlite-wal")
    beside.touch(mode=0o600)
    beside.chmod(0o640)
    settings.feedback.chmod(0o644)
    said = f"others may read what people wrote, in {settings.feedback} (0644), {beside} (0640): chmod 600."
    assert files(settings) == (WRITABLE, todo("Files", said))


def test_the_store_holds_nothing_of_people(settings: Settings) -> None:
    """Anybody may read the articles' facts."""
    settings.store.touch(mode=0o644)
    assert files(settings) == (WRITABLE,)


def test_installations_hold_tokens(settings: Settings, tmp_path: Path) -> None:
    """They count where workspaces install the app."""
    kept = tmp_path / "slack.sqlite"
    kept.touch()
    kept.chmod(0o604)
    several = Settings(
        state=settings.state,
        feedback=settings.feedback,
        store=settings.store,
        slack_client_id="1.2",
        slack_installations=kept,
    )
    said = f"others may read what people wrote, in {kept} (0604): chmod 600."
    assert files(several) == (WRITABLE, todo("Files", said))


def test_a_folder_that_is_a_file(settings: Settings) -> None:
    """What cannot be written, and why."""
    folder = settings.state.parent
    folder.touch()
    said = f"{settings.state} cannot be written: {folder} is no folder that the bot's user may write in."
    assert files(settings) == (todo("Files", said),)


def test_a_file_that_is_a_folder(settings: Settings) -> None:
    """Nothing can be kept there."""
    settings.feedback.mkdir()
    said = f"{settings.feedback} is no file that can be read and written; give it to the bot's user."
    assert files(settings) == (todo("Files", said),)


@pytest.mark.parametrize(
    ("free", "found"),
    [
        (100_000_000, ok("Disk", "100 MB are free where {folder} lies.")),
        (99_999_999, note("Disk", "99 MB are free where {folder} lies; make room before it is full.")),
        (10_000_000, note("Disk", "10 MB are free where {folder} lies; make room before it is full.")),
        (9_999_999, todo("Disk", "9 MB are free where {folder} lies; questions are lost when it is full. Make room.")),
    ],
)
def test_the_room_there_is(settings: Settings, free: int, found: object) -> None:
    """One line for one file system, however many files lie there."""
    (one,) = disk(settings, free)
    folder = settings.feedback.parent
    assert str(one) == str(found).replace("{folder}", str(folder))


def test_the_room_is_measured(settings: Settings) -> None:
    """Without a given figure the file system is asked."""
    (one,) = (finding for finding in examine(settings) if finding.area == "Disk")
    assert " MB are free where " in one.text


def test_a_log_as_it_is_made(settings: Settings) -> None:
    """The feedback file that the bot makes is looked at like any other."""
    SqliteFeedbackLog(settings.feedback).close()
    settings.feedback.chmod(0o600)
    assert files(settings) == (WRITABLE, PRIVATE)
