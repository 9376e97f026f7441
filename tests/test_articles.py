"""The questions on the evaluation articles are well formed, and what they expect stands in their article."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

FOLDER = Path(__file__).parent / "articles"
TRAINING = Path(__file__).parent / "training"
HALVED = sorted(FOLDER.glob("*.yaml"))
FILES = [*HALVED, *sorted(TRAINING.glob("*.yaml"))]
HALVES = {"tune", "keep"}
KEYS = {"ask", "answer", "all", "not", "quote", "unknown", "polarity"}
KINDS = ("answer", "all", "unknown", "polarity")

Entry = dict[str, Any]


def entries(path: Path) -> list[Entry]:
    """The questions of a file in order, those of its conversations among them."""
    loaded = yaml.safe_load(path.read_text("utf-8"))
    return [turn for entry in loaded for turn in (entry["turns"] if set(entry) == {"turns"} else [entry])]


def article_of(path: Path) -> Path:
    """The article that a file `NAME.half.yaml`, or in training `NAME.yaml`, asks about."""
    if path.parent == TRAINING:
        return path.with_suffix(".txt")
    name = path.name.split(".")[0]
    return FOLDER / name / f"{name}.txt"


def strings(entry: Entry, key: str) -> list[str]:
    """The strings listed under a key, none when it is missing; anything else fails."""
    found = entry.get(key, [])
    assert isinstance(found, list)
    assert all(isinstance(string, str) and string.strip() for string in found)
    return found


def test_articles_are_found() -> None:
    """At least five articles are there, and each has both halves of its questions and nothing else."""
    halves = {(path.name.split(".")[0], path.name.split(".")[1]) for path in HALVED}
    names = {path.name for path in FOLDER.iterdir() if path.is_dir()}
    assert len(names) >= 5
    assert halves == {(name, half) for name in names for half in HALVES}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_entries_are_well_formed(path: Path) -> None:
    """Every entry asks something, has known keys only and says in one way what is expected."""
    for entry in entries(path):
        assert isinstance(entry["ask"], str)
        assert entry["ask"].strip()
        assert set(entry) <= KEYS, entry
        assert sum(kind in entry for kind in KINDS) == 1, entry
        assert all(strings(entry, key) for key in ("answer", "all", "not") if key in entry), entry
        assert entry.get("unknown", True) is True, entry
        assert entry.get("polarity", "ja") in ("ja", "nein"), entry
        assert "unknown" not in entry or set(entry) == {"ask", "unknown"}, entry


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_expectations_stand_in_the_article(path: Path) -> None:
    """Quotes stand verbatim in the article, one answer of several does, and so do all the parts of a list."""
    text = article_of(path).read_text("utf-8")
    for entry in entries(path):
        assert entry.get("quote", "") in text, entry
        assert any(string in text for string in strings(entry, "answer")) or "answer" not in entry, entry
        assert all(string in text for string in strings(entry, "all")), entry


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_both_outcomes_are_asked_for(path: Path) -> None:
    """A file has questions that the article answers and questions that it does not."""
    assert {False, True} == {"unknown" in entry for entry in entries(path)}


def test_halves_share_no_question() -> None:
    """No question on one article is asked twice, neither within a half nor across the two."""
    asked = Counter((article_of(path), entry["ask"].casefold()) for path in FILES for entry in entries(path))
    assert not [question for question, times in asked.items() if times > 1]
