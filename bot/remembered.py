"""What was worked out lately and need not be worked out again: many people ask the same."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Remembered(Generic[Key, Value]):
    """The results of `work`, which must depend on nothing but the key and the content that `version` names: when that
    changes, all are forgotten. At most `limit`, the least recently used forgotten first. Safe to use from several
    threads, which may work on one key at the same time."""

    def __init__(self, *, limit: int, version: Callable[[], str]) -> None:
        self._limit, self._version = limit, version
        self._lock = threading.Lock()
        self._kept: OrderedDict[Key, Value] = OrderedDict()
        self._of = version()

    def get(self, key: Key, work: Callable[[], Value]) -> Value:
        """What `work` returns, now or when it was last called for this key. What it raises is not remembered."""
        version = self._version()
        with self._lock:
            if version != self._of:
                self._kept.clear()
                self._of = version
            with suppress(KeyError):
                self._kept.move_to_end(key)
                return self._kept[key]
        found = work()
        with self._lock:
            if version == self._of:
                self._kept[key] = found
                while len(self._kept) > self._limit:
                    self._kept.popitem(last=False)
        return found

    def __len__(self) -> int:
        with self._lock:
            return len(self._kept)
