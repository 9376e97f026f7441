"""Every setting that cannot be used, not only the first: the rest is looked at without it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from adapters.findings import Finding, Findings, todo
from bot.settings import Settings, SettingsError


def usable(read: Callable[[Mapping[str, str]], Settings], env: Mapping[str, str]) -> tuple[Settings | None, Findings]:
    """The settings without what cannot be used, and a finding for each of that. None where nothing is left to go on
    with."""
    left, found = dict(env), list[Finding]()
    while True:
        try:
            return read(left), tuple(found)
        except SettingsError as error:
            found.append(todo("Settings", str(error)))
            dropped = _about(error.variable, left)
        if not dropped:
            return None, tuple(found)
        for name in dropped:
            del left[name]


def _about(variable: str, env: Mapping[str, str]) -> tuple[str, ...]:
    """The variable; where it is not there and should be, those that belong to it: the nearest by name."""
    if variable in env:
        return (variable,)
    parts = variable.split("_")
    for count in range(len(parts) - 1, 0, -1):
        start = "_".join(parts[:count]) + "_"
        near = tuple(name for name in env if f"{name}_".startswith(start))
        if near:
            return near
    return ()
