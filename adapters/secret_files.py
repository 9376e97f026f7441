"""Secrets that lie in files, as container and service managers hand them over."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from typing import Final

from bot.settings import SECRETS, SettingsError

_LONGEST: Final = 65_536  # bytes
_OTHERS: Final = 0o077


def with_secret_files(env: Mapping[str, str]) -> Mapping[str, str]:
    """`env` with what the files named by NAME_FILE hold as NAME, for every secret NAME; blanks and line ends around it
    are left out. Raises SettingsError for a file that cannot be read, or that others than its owner may read or write,
    and where both NAME and NAME_FILE are set."""
    read: dict[str, str] = {}
    for name in SECRETS:
        variable = f"{name}_FILE"
        path = env.get(variable, "").strip()
        if not path:
            continue
        if env.get(name, "").strip():
            raise SettingsError(variable, f"must not be set where {name} is.")
        read[name] = _content(variable, path)
    return {**env, **read}


def _content(variable: str, path: str) -> str:
    try:
        raw = _bytes(variable, path)
        content = raw.decode().strip()
    except OSError as error:
        raise SettingsError(variable, f"names {path}, which cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise SettingsError(variable, f"names {path}, which is not UTF-8 text.") from None
    if not content or len(raw) > _LONGEST:
        raise SettingsError(variable, f"names {path}, which is {'too long' if content else 'empty'}.")
    return content


def _bytes(variable: str, path: str) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            raise SettingsError(variable, f"names {path}, which is no file.")
        if mode & _OTHERS:
            said = f"names {path}, which others than its owner may read or write (mode {stat.S_IMODE(mode):04o})"
            raise SettingsError(variable, f"{said}; make that 0400.")
        return os.read(descriptor, _LONGEST + 1)
    finally:
        os.close(descriptor)
