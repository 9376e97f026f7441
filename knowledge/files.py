"""Files that people put into a folder, read as what they are: bounded, never waited for, and never from elsewhere."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from knowledge.errors import SeedError


def content(path: Path, *, most: int) -> bytes:
    """The bytes of a regular file. Raises SeedError when it is none, cannot be read, or holds more than `most` bytes,
    which is a number of megabytes."""
    try:
        # a pipe that nobody writes into would never open otherwise
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            found = os.fstat(descriptor)
            read = None if found.st_size > most else _read(descriptor, path, most + 1)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise SeedError(f"this file cannot be read ({error.strerror or error}).", path=path) from error
    if read is None or len(read) > most:
        raise SeedError(f"this file is larger than {most // 1_000_000} MB.", path=path)
    return read


def _read(descriptor: int, path: Path, most: int) -> bytes:
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        raise SeedError("this is not a file.", path=path)
    with open(descriptor, "rb", closefd=False) as file:
        return file.read(most)


def refuse_elsewhere(path: Path, folder: Path) -> None:
    """Raises SeedError for a link that leads out of the folder. Unlike Path.resolve this bears a link to itself."""
    if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder)):
        raise SeedError("this link leads out of the folder of seeds.", path=path)
