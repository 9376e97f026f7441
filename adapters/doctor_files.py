"""The files that the bot keeps: whether they can be written, who may read them, and the room there is for them."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from adapters.findings import Finding, Findings, listed, note, ok, todo
from bot.settings import Settings

_BESIDE: Final = ("", "-wal", "-shm")  # what SQLite makes beside a file holds the same things
_SCARCE, _FULL = 100_000_000, 10_000_000  # bytes


def examine(settings: Settings, free: Callable[[Path], int] | None = None) -> Findings:
    """`free`: the bytes free where a folder lies."""
    return (
        *_writable((settings.state, settings.feedback, settings.store)),
        *_private(_of_people(settings)),
        *_room((settings.state, settings.store, settings.feedback), free or _free),
    )


def _of_people(settings: Settings) -> tuple[Path, ...]:
    kept = [settings.state, settings.feedback]
    if settings.slack_client_id:
        kept.append(settings.slack_installations)
    return tuple(path.with_name(path.name + end) for path in kept for end in _BESIDE)


def _writable(paths: tuple[Path, ...]) -> Iterator[Finding]:
    bad = False
    for path in paths:
        folder = _there(path.parent)
        if path.exists() and not (path.is_file() and os.access(path, os.R_OK | os.W_OK)):
            bad = True
            yield todo("Files", f"{path} is no file that can be read and written; give it to the bot's user.")
        elif not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
            bad = True
            yield todo("Files", f"{path} cannot be written: {folder} is no folder that the bot's user may write in.")
    if not bad:
        yield ok("Files", "state, feedback and store can be written.")


def _private(paths: tuple[Path, ...]) -> Iterator[Finding]:
    there = [path for path in paths if path.is_file()]
    open_to_others = tuple(f"{path} ({_mode(path):04o})" for path in there if _mode(path) & 0o077)
    if open_to_others:
        yield todo("Files", f"others may read what people wrote, in {listed(open_to_others)}: chmod 600.")
    elif there:
        yield ok("Files", "what is kept of people can be read by its owner alone.")


def _room(paths: tuple[Path, ...], free: Callable[[Path], int]) -> Iterator[Finding]:
    """A line for each file system."""
    folders = {_there(path.parent).stat().st_dev: _there(path.parent) for path in reversed(paths)}
    for folder in folders.values():
        left = free(folder)
        said = f"{left // 1_000_000:,} MB are free where {folder} lies"
        if left < _FULL:
            yield todo("Disk", f"{said}; questions are lost when it is full. Make room.")
        elif left < _SCARCE:
            yield note("Disk", f"{said}; make room before it is full.")
        else:
            yield ok("Disk", f"{said}.")


def _free(folder: Path) -> int:
    return shutil.disk_usage(folder).free


def _there(folder: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    absolute = folder.absolute()
    return next(one for one in (absolute, *absolute.parents) if one.exists())


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
