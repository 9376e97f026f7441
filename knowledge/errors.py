"""What can go wrong with seeds, the store and vectors. `str(error)` is one sentence, naming file (and line)."""

from __future__ import annotations

from pathlib import Path


class KnowledgeError(Exception):
    """The root of this package's errors."""


class SeedError(KnowledgeError):
    """A seed that cannot be read. Carries the file and, for authored files, the line (from 1)."""

    def __init__(self, message: str, *, path: Path, line: int | None = None) -> None:
        self.path, self.line = path, line
        where = f"{path}:{line}" if line is not None else str(path)
        super().__init__(f"{where}: {message}")


class StoreError(KnowledgeError):
    """A store file that cannot be opened, read or written."""


class EncoderError(KnowledgeError):
    """Sentence vectors that cannot be had: a package is missing, or an endpoint does not answer as it should."""
