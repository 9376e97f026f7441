"""Pseudonyms and their key: the same again, nobody else's, never a half one."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from adapters.pseudonyms import Pseudonyms, PseudonymsError, key_beside, make_private


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new/state.key"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_person_has_one_pseudonym_and_only_this_key_makes_it(path: Path, tmp_path: Path) -> None:
    """The same after a restart, another for another person, platform or key, and nothing of the id in it."""
    made = Pseudonyms(path)
    first = made.of("slack/U123")
    assert first == Pseudonyms(path).of("slack/U123")
    others = {made.of("slack/U124"), made.of("telegram/U123"), Pseudonyms(tmp_path / "other.key").of("slack/U123")}
    assert first not in others
    assert len(others) == 3
    assert (len(first), "U123" not in first) == (32, True)


def test_any_text_has_one(path: Path) -> None:
    """A lone surrogate in an id breaks nothing."""
    assert len(Pseudonyms(path).of("slack/\ud800")) == 32


def test_the_key_is_its_owners_alone_and_nothing_else_is_left(path: Path) -> None:
    """32 bytes, mode 0600, no file beside it."""
    Pseudonyms(path)
    assert (len(path.read_bytes()), mode(path)) == (32, 0o600)
    assert [path] == list(path.parent.iterdir())


def test_a_key_is_inherited_only_where_there_is_none(path: Path) -> None:
    """What stood inside another file becomes the key; a key that is there stays."""
    Pseudonyms(path, inherited=b"a" * 32)
    Pseudonyms(path, inherited=b"b" * 32)
    assert path.read_bytes() == b"a" * 32


def test_a_key_that_others_may_read_is_refused(path: Path) -> None:
    """One sentence says so and what to do."""
    Pseudonyms(path)
    path.chmod(0o640)
    with pytest.raises(PseudonymsError) as refused:
        Pseudonyms(path)
    assert f"{path}: others may use this key (mode 0640); chmod 600 makes it yours alone." == str(refused.value)


@pytest.mark.parametrize("content", [b"", b"a" * 31, b"a" * 33])
def test_what_is_no_key_is_refused_and_left(path: Path, content: bytes) -> None:
    """A file of another length is not taken for a key, nor replaced by one."""
    make_private(path)
    path.write_bytes(content)
    with pytest.raises(PseudonymsError) as refused:
        Pseudonyms(path)
    assert f"{path}: this is no key, it does not have 32 bytes." == str(refused.value)
    assert content == path.read_bytes()


def test_a_key_that_cannot_be_kept_says_so(tmp_path: Path) -> None:
    """A folder that is a file is one sentence."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(PseudonymsError, match="the key to pseudonyms cannot be kept here"):
        Pseudonyms(tmp_path / "file/state.key")


def test_many_at_once_agree_on_one_key(path: Path) -> None:
    """Eight that find no key all use the one that stays."""
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: Pseudonyms(path).of("slack/U1"), range(8)))
    assert {Pseudonyms(path).of("slack/U1")} == set(made)


def test_the_key_stands_beside_what_it_is_for(tmp_path: Path) -> None:
    """`state.key` is for `state.sqlite`, and no file is its own key."""
    assert key_beside(tmp_path / "state.key") == tmp_path / "state.key.key"
    assert tmp_path / "state.key" == key_beside(tmp_path / "state.sqlite")


def test_a_private_file_is_its_owners_alone(path: Path) -> None:
    """A new one is made so, one that is there keeps its content and loses what others may do."""
    make_private(path)
    assert mode(path) == 0o600
    path.write_bytes(b"kept")
    path.chmod(0o644)
    make_private(path)
    assert (mode(path), path.read_bytes()) == (0o600, b"kept")
