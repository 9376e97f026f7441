"""Feedback in its file: what comes back, who can be known by it, and files that are none."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.cli import main
from adapters.feedback_log import FeedbackLogError, SqliteFeedbackLog
from bot.feedback import Asked, Feedback
from bot.messages import Outcome, Status

SAID = Outcome(
    status=Status.ANSWERED, language="de", answer="Linz", quote="Linz liegt hier.", article="a", start=3, end=9
)
ONE = Feedback(
    token="t1",
    sender="U123",
    platform="slack",
    at=5.0,
    asked=Asked(question="Wo liegt es?", outcome=SAID),
    helpful=None,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state/feedback.sqlite"


def test_what_is_kept_comes_back(path: Path) -> None:
    """Question, answer and evidence after the file was closed; the person under a pseudonym that stays the same."""
    log = SqliteFeedbackLog(path)
    log.add(replace(ONE, helpful=True))
    log.close()
    log = SqliteFeedbackLog(path)
    log.add(replace(ONE, token="t2", at=6.0))
    first, second = log.all()
    assert (first.asked, first.helpful, second.helpful) == (ONE.asked, True, None)
    assert first.sender == second.sender != "U123"
    assert b"U123" not in path.read_bytes()


def test_a_later_word_replaces_an_earlier_one(path: Path) -> None:
    """One person's word on one answer is one; a comment is not lost by a later press without one."""
    log = SqliteFeedbackLog(path)
    for later in (
        replace(ONE, helpful=True),
        replace(ONE, helpful=False, comment="falsch"),
        replace(ONE, helpful=False),
    ):
        log.add(later)
    log.add(ONE)  # that it was not answered says nothing of what was thought of it
    assert [(entry.helpful, entry.comment) for entry in log.all()] == [(False, "falsch")]


def test_many_threads_keep_everything(path: Path) -> None:
    """Eight writers at once lose nothing."""
    log = SqliteFeedbackLog(path)
    writers = [threading.Thread(target=lambda n=n: log.add(replace(ONE, token=str(n)))) for n in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(log.all()) == 8


def test_another_file_is_left_alone(path: Path) -> None:
    """A file that is no database gives one sentence and stays as it was."""
    path.parent.mkdir()
    path.write_text("kein Datenbankinhalt, aber lang genug, um einer zu sein " * 20, encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(FeedbackLogError, match=str(path)):
        SqliteFeedbackLog(path)
    assert path.read_bytes() == before


def test_a_log_that_cannot_be_written_says_so(path: Path) -> None:
    """A table gone under it is one sentence, no traceback of SQLite's."""
    log = SqliteFeedbackLog(path)
    with sqlite3.connect(path) as other:
        other.execute("DROP TABLE feedback")
    with pytest.raises(FeedbackLogError):
        log.add(ONE)


def test_the_command_lists_what_was_not_answered(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`nachgefragt feedback` before there is any, and with some."""
    monkeypatch.setenv("NACHGEFRAGT_FEEDBACK", str(path))
    assert main(["feedback"]) == 1
    assert "there is no feedback yet" in capsys.readouterr().err
    log = SqliteFeedbackLog(path)
    log.add(replace(ONE, helpful=False, comment="Linz ist falsch."))
    log.close()
    assert main(["feedback"]) == 0
    assert capsys.readouterr().out == "1 × Wo liegt es?\n    Linz, 1 times not helpful\n    “Linz ist falsch.”\n"
    assert main(["feedback", "--json"]) == 0
    assert '"questions": 1' in capsys.readouterr().out
