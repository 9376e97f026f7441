"""requirements.lock pins everything that is installed, what the dependencies depend on, too."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LINES = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
DIRECT = {extra: [Requirement(one) for one in EXTRAS.get(extra, PROJECT["dependencies"])] for extra in ("", *EXTRAS)}
INSTALLERS = {"pip", "setuptools"}  # what installs the rest; pip-api asks for the pip that is there


def locked() -> dict[str, list[Requirement]]:
    pinned = defaultdict(list)
    for line in LINES:
        pinned[canonicalize_name(Requirement(line).name)].append(Requirement(line))
    return pinned


def needed() -> dict[str, str]:
    """What the project and its extras need on this machine, as far as it is installed: its version."""
    found: dict[str, str] = {}
    waiting = [one for requirements in DIRECT.values() for one in requirements]
    seen = set[str]()
    while waiting:
        one = waiting.pop()
        if str(one) in seen:
            continue
        seen.add(str(one))
        try:
            there = metadata.distribution(one.name)
        except metadata.PackageNotFoundError:
            continue
        found[canonicalize_name(one.name)] = there.version
        further = [Requirement(text) for text in there.requires or ()]
        waiting += [other for other in further if _applies(other, one.extras)]
    return found


def _applies(requirement: Requirement, extras: set[str]) -> bool:
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras))


def test_the_lock_is_sorted_and_pins() -> None:
    """Each line one exact version, in order whatever the case."""
    assert sorted(LINES, key=str.lower) == LINES
    assert [line for line in LINES if not re.fullmatch(r"[\w.-]+==[\w.]+(?: ; .+)?", line)] == []
    assert len(LINES) == len(set(LINES))


def test_every_direct_dependency_is_pinned_within_its_bounds() -> None:
    """Of the project and of each extra, installed or not."""
    pinned = locked()
    for requirements in DIRECT.values():
        for one in requirements:
            versions = [next(iter(pin.specifier)).version for pin in pinned[canonicalize_name(one.name)]]
            assert versions, one
            assert all(one.specifier.contains(version) for version in versions), one


def test_what_is_installed_is_what_is_pinned() -> None:
    """Whatever the project needs here, directly or through another package, is in the lock with the same version."""
    pinned, there = locked(), needed()
    direct = {canonicalize_name(one.name) for one in (*DIRECT[""], *DIRECT["dev"])}
    assert direct <= set(there)
    assert len(there) > len(direct) + 10
    astray = {
        name: version
        for name, version in there.items()
        if name not in INSTALLERS and not any(pin.specifier.contains(version) for pin in pinned[name])
    }
    assert astray == {}
