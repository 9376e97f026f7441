"""Conversation tests test: what runs, what does not, and what comes out."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree as ET

import pytest

from adapters.cli import main
from adapters.conversation_reading import read_cases
from adapters.conversation_report import junit_xml, report
from adapters.conversation_runner import run_case, run_files, run_from_command_line
from adapters.seen import Action, Room, Seen

ROOT = Path(__file__).parent.parent.parent
SEEDS = ROOT / "tests/conversations/artikel_seeds"


class Parrot:
    """A driver that repeats, in private only."""

    name = "parrot"
    platform: Literal["core"] = "core"

    def cannot(self, room: Room, actions: Sequence[Action]) -> str:
        return "" if room.place == "private" else "it is shy"

    async def act(self, room: Room, action: Action) -> Seen | None:
        if action.kind == "pressed":
            raise LookupError(f"there is no button {action.text!r}")
        return Seen(text=action.text)

    async def start(self, bot: object) -> None: ...

    async def stop(self) -> None: ...


def written(folder: Path, text: str) -> Path:
    path = folder / "a.yaml"
    path.write_text(text, encoding="utf-8")
    return path


async def test_a_failure_shows_the_dialogue_and_the_line(tmp_path: Path) -> None:
    """The report holds what was said before the failing turn, and stops there."""
    text = "name: N\nturns:\n  - {user: eins, bot: eins}\n  - {user: zwei, bot: drei}\n  - {user: x, bot: x}\n"
    path = written(tmp_path, text)
    result = await run_case(read_cases(path)[0], Parrot(), key="1")
    told = report([result])
    assert result.turns == 2
    assert f"{path}:4 N" in told
    assert "you: eins" in told
    assert "expected it to contain 'drei'" in told
    assert "parrot: 1 conversations, 2 turns, 0 not for this driver, 1 failed" in told
    assert ET.fromstring(junit_xml([result])).find("testsuite").get("failures") == "1"


async def test_what_cannot_be_done_is_a_failure(tmp_path: Path) -> None:
    """A button that is not there fails the turn and says so."""
    result = await run_case(
        read_cases(written(tmp_path, "name: N\nturns: [{press: Mehr, bot: x}]\n"))[0], Parrot(), key="1"
    )
    assert result.failure
    assert result.failure.complaints == ("could not be done: there is no button 'Mehr'",)


@pytest.mark.parametrize(("line", "reason"), [("place: group", "it is shy"), ("on: [slack]", "only on slack")])
async def test_what_is_not_for_a_driver_is_counted_and_skipped(tmp_path: Path, line: str, reason: str) -> None:
    """Such a conversation is neither passed nor failed: the report counts it, JUnit skips it with the reason."""
    path = written(tmp_path, f"name: N\n{line}\nturns: [{{user: a, bot: b}}]\n")
    result = await run_case(read_cases(path)[0], Parrot(), key="1")
    assert (result.turns, result.failure, result.not_run) == (0, None, reason)
    assert report([result]) == "parrot: 0 conversations, 0 turns, 1 not for this driver, 0 failed"
    suite = ET.fromstring(junit_xml([result])).find("testsuite")
    assert suite is not None
    assert suite.get("skipped") == "1"
    assert suite.find("testcase/skipped").get("message") == reason


def test_seeds_of_a_case_lie_beside_its_file(tmp_path: Path) -> None:
    """A conversation may be about other articles than the run, with their curated facts or without."""
    (tmp_path / "sub").symlink_to(SEEDS)
    asked = "{user: Wer hat die Brücke entworfen?, bot: "
    text = (
        f"- name: A\n  seeds: sub\n  turns: [{asked}entworfen}}]\n"
        f"- name: B\n  seeds: sub\n  curated: false\n  turns: [{asked}{{not: entworfen hat}}}}]\n"
    )
    run = run_files([written(tmp_path, text)], platform="core", seeds=ROOT / "seeds")
    assert [(result.turns, result.failure) for result in run.results] == [(1, None), (1, None)]


def test_the_facts_that_nothing_asks_for_are_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A line counts them, --facts lists them; a fact shown by a button and an unknown told count as asked for."""
    text = (
        "- name: A\n  turns:\n    - {user: Wer hat die Brücke entworfen?, bot: nicht im Artikel}\n"
        "    - {user: Wie heißt die Bürgermeisterin?, bot: Hanna Reuter}\n"
    )
    path = written(tmp_path, text)
    assert run_from_command_line([path], platform="core", seeds=SEEDS, junit=None) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "facts: 2 of 6 curated facts and known unknowns are asked for"
    assert run_from_command_line([path], platform="core", seeds=SEEDS, junit=None, facts=True) == 0
    listed = capsys.readouterr().out.splitlines()[2:]
    assert listed == [
        "  not asked for: bruecke:kosten  14 Millionen Euro",
        "  not asked for: orchard:signed  Owen Marsh",
        "  not asked for: orchard:price  2 million pounds",
        "  not asked for: orchard:size  The article does not say how large the orchard is.",
    ]


def test_a_run_in_which_nothing_ran_has_failed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Conversations that are for no driver chosen are no success."""
    path = written(tmp_path, "name: N\non: slack\nturns: [{user: a, bot: b}]\n")
    assert run_from_command_line([path], platform="core", seeds=SEEDS, junit=None) == 1
    assert "1 not for this driver" in capsys.readouterr().out


def test_a_mistake_is_one_line_on_standard_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command fails with the sentence that names file and line."""
    path = written(tmp_path, "name: N\nturns: [{user: a, bott: b}]\n")
    assert run_from_command_line([path], platform="core", seeds=SEEDS, junit=None) == 1
    assert capsys.readouterr().err.startswith(f"nachgefragt: {path}:2: 'bott' is no key of a turn")


def test_without_paths_the_files_beside_the_seeds_are_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`nachgefragt test` runs SEEDS/*.conversations.yaml, and tests/conversations where there is such a folder."""
    shutil.copytree(SEEDS, tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    assert main(["test"]) == 1
    assert "put NAME.conversations.yaml beside a seed" in capsys.readouterr().err
    asked = "name: N\nturns: [{user: Wie heißt die Bürgermeisterin?, bot: Hanna Reuter}]\n"
    (tmp_path / "seeds/bruecke.conversations.yaml").write_text(asked, encoding="utf-8")
    assert main(["test"]) == 0
    assert "core: 1 conversations, 1 turns" in capsys.readouterr().out
    (tmp_path / "tests/conversations").mkdir(parents=True)
    (tmp_path / "tests/conversations/a.yaml").write_text(asked, encoding="utf-8")
    assert main(["test", "--facts"]) == 0
    assert "core: 2 conversations, 2 turns" in (told := capsys.readouterr().out)
    assert "not asked for: bruecke:kosten" in told


def test_a_report_for_machines_is_written(tmp_path: Path) -> None:
    """--junit writes one suite for each driver."""
    path = written(tmp_path, "name: N\nturns: [{user: Wie heißt die Bürgermeisterin?, bot: Hanna Reuter}]\n")
    assert run_from_command_line([path], platform="core", seeds=SEEDS, junit=tmp_path / "j.xml") == 0
    suites = ET.parse(tmp_path / "j.xml").getroot().findall("testsuite")
    assert [(suite.get("name"), suite.get("tests")) for suite in suites] == [("core", "1")]
