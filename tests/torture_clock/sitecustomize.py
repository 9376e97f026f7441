"""On PYTHONPATH it makes Python's wall clock wrong by the seconds in the file TORTURE_SHIFT, read anew all the time. It
reaches `time.time` and `time.time_ns`, not what C code asks the system itself (`datetime.now`, SQLite)."""

import os
import threading
import time
from pathlib import Path

_FILE = Path(os.environ["TORTURE_SHIFT"])
_EVERY = 0.05  # seconds
_now, _now_ns = time.time, time.time_ns
_shift = 0.0


def _follow() -> None:
    global _shift
    pause = threading.Event()
    while True:
        _shift = float(_FILE.read_text(encoding="ascii") or "0")
        pause.wait(_EVERY)


time.time = lambda: _now() + _shift
time.time_ns = lambda: _now_ns() + int(_shift * 10**9)
threading.Thread(target=_follow, daemon=True).start()
