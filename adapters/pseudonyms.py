"""Under which name a person stands in a file: always the same one, and only the key, in a file of its own, makes it."""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

_KEY = 32  # bytes
_PSEUDONYM = 16  # bytes


class PseudonymsError(OSError):
    """The key cannot be used. `str(error)` is one sentence naming the file."""


class Pseudonyms:
    """`path` holds 32 random bytes that nobody but the owner may read; it is made where it is not there. `inherited`
    is the key to make it with, for files whose pseudonyms are older than it. Raises PseudonymsError."""

    def __init__(self, path: Path, inherited: bytes | None = None) -> None:
        try:
            if not path.exists():
                _make(path, inherited or secrets.token_bytes(_KEY))
            self._key = _read(path)
        except PseudonymsError:
            raise
        except OSError as error:
            raise PseudonymsError(f"{path}: the key to pseudonyms cannot be kept here ({error}).") from error

    def of(self, person: str) -> str:
        """32 hexadecimal digits for "platform/user id", or any other key that tells of people."""
        return hashlib.blake2s(
            person.encode("utf-8", "surrogatepass"), key=self._key, digest_size=_PSEUDONYM
        ).hexdigest()


def key_beside(path: Path) -> Path:
    """Where the key to the pseudonyms in a file stands: `state.key` for `state.sqlite`."""
    return path.with_suffix(".key") if path.suffix != ".key" else path.with_name(f"{path.name}.key")


def make_private(path: Path) -> None:
    """Makes the file, empty, where it is not there, and its owner's alone in any case. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)


def _make(path: Path, key: bytes) -> None:
    """The whole key or nothing under that name; of two processes at once the first one's stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    written = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(written, path)
    finally:
        written.unlink()


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
        if mode & 0o077:
            raise PseudonymsError(f"{path}: others may use this key (mode {mode:04o}); chmod 600 makes it yours alone.")
        key = file.read(_KEY + 1)
    if len(key) != _KEY:
        raise PseudonymsError(f"{path}: this is no key, it does not have {_KEY} bytes.")
    return key
