"""Which files are conversation tests, and what holds where."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.conversation_cases import Expectation, Turn, find_files
from adapters.seen import Action


def test_a_folder_gives_its_conversations_without_the_curated_facts(tmp_path: Path) -> None:
    """Every YAML file below is found in order, once, but what is curated about seeds."""
    for name in ("b.yaml", "a.conversations.yaml", "seeds/x.facts.yaml", "seeds/x.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    found = [path.name for path in find_files([tmp_path, tmp_path / "b.yaml"])]
    assert found == ["a.conversations.yaml", "b.yaml"]


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    """What does not exist is an error of one sentence."""
    with pytest.raises(FileNotFoundError, match="there is no such file or folder"):
        find_files([tmp_path / "weg"])


def test_what_differs_replaces_what_is_common() -> None:
    """On a platform named, only what is written for it counts."""
    common, other = Expectation(contains=("a",), messages=1), Expectation(nothing=True)
    turn = Turn(line=1, action=Action(kind="said", text="x"), expected=common, differs=(("slack", other),))
    assert turn.expected_on("core") == common
    assert turn.expected_on("slack") == other


@pytest.mark.parametrize(
    ("text", "mention", "named"),
    [
        ("Wer?", True, "@x_bot Wer?"),
        ("Wer? @bot", True, "Wer? @x_bot"),
        ("/frage@bot Wer?", True, "/frage@x_bot Wer?"),
        ("", True, "@x_bot"),
        ("Frag @bot", False, "Frag @bot"),
    ],
)
def test_the_bot_is_named_in_its_place(text: str, mention: bool, named: str) -> None:
    """Its name stands where the text has @bot, else before it; without a mention the text is as it is."""
    assert Action(kind="said", text=text, mention=mention).named("@x_bot") == named
