"""Feedback in its file: what comes back, who can be known by it, and files that are none."""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from contextlib import closing
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


def test_only_its_owner_reads_the_file_and_the_key_is_not_in_it(path: Path) -> None:
    """Mode 0600 for the file, what SQLite keeps beside it, and the key, whose bytes stand nowhere else."""
    log = SqliteFeedbackLog(path)
    log.add(ONE)
    assert {"feedback.sqlite", "feedback.key"} < {file.name for file in path.parent.iterdir()}
    assert {file.stat().st_mode & 0o777 for file in path.parent.iterdir()} == {0o600}
    key = path.with_suffix(".key").read_bytes()
    assert [file.name for file in path.parent.iterdir() if key in file.read_bytes()] == ["feedback.key"]


def test_a_file_that_others_could_read_is_closed_to_them(path: Path) -> None:
    """One from before is its owner's alone when it has been opened."""
    SqliteFeedbackLog(path).close()
    path.chmod(0o644)
    SqliteFeedbackLog(path)
    assert path.stat().st_mode & 0o777 == 0o600


def earlier(path: Path, key: bytes) -> str:
    """A file as earlier versions made it, its key inside, with one entry; the pseudonym that this has."""
    SqliteFeedbackLog(path).close()
    path.with_suffix(".key").unlink()
    person = hashlib.blake2s(b"slack/U123", key=key, digest_size=16).hexdigest()
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE key (value BLOB NOT NULL)")
        database.execute("INSERT INTO key VALUES (?)", (key,))
        row = ("t0", person, "slack", 1.0, "Wo?", "answered", "de", "", "", "", -1, -1, 0.0, "")
        columns = "token, person, platform, at, question, status, language, answer, quote, article, start, end"
        columns += ", confidence, reason"
        database.execute(f"INSERT INTO feedback ({columns}, comment) VALUES ({', '.join('?' * len(row))}, '')", row)
    return person


def test_a_key_inside_the_file_moves_out_of_it(path: Path) -> None:
    """People keep their pseudonyms, and the key's bytes are gone from the file."""
    key = bytes(range(100, 132))
    person = earlier(path, key)
    assert key in path.read_bytes()
    log = SqliteFeedbackLog(path)
    log.add(ONE)
    assert [entry.sender for entry in log.all()] == [person, person]
    assert path.with_suffix(".key").read_bytes() == key
    log.close()
    assert key not in path.read_bytes()


def test_who_is_forgotten_leaves_nothing(path: Path) -> None:
    """Question, comment and pseudonym of one person are in none of the files; another's stay."""
    log = SqliteFeedbackLog(path)
    log.add(replace(ONE, helpful=False, comment="voellig falsch"))
    log.add(replace(ONE, sender="U9", token="t9", asked=replace(ONE.asked, question="Und wer?")))
    gone = log.all()[0].sender.encode()
    log.forget("slack/U123")
    assert [entry.asked.question for entry in log.all()] == ["Und wer?"]
    everything = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert not [text for text in (gone, b"Wo liegt es?", b"voellig falsch") if text in everything]
    assert b"Und wer?" in everything


def test_what_is_old_is_pruned(path: Path) -> None:
    """What is older than the time named is deleted; what is as old stays."""
    log = SqliteFeedbackLog(path)
    for at in (4.0, 5.0, 6.0):
        log.add(replace(ONE, token=str(at), at=at))
    log.prune(5.0)
    assert [entry.at for entry in log.all()] == [5.0, 6.0]


def test_what_cannot_be_deleted_says_so(path: Path) -> None:
    """A table gone under it is one sentence."""
    log = SqliteFeedbackLog(path)
    with sqlite3.connect(path) as other:
        other.execute("DROP TABLE feedback")
    with pytest.raises(FeedbackLogError, match="the feedback cannot be deleted"):
        log.forget("slack/U123")


def test_a_key_that_cannot_be_used_says_so(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`nachgefragt feedback` gives its sentence and fails."""
    SqliteFeedbackLog(path).close()
    path.with_suffix(".key").chmod(0o644)
    monkeypatch.setenv("NACHGEFRAGT_FEEDBACK", str(path))
    assert main(["feedback"]) == 1
    assert "others may use this key" in capsys.readouterr().err
