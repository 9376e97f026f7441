"""Whether a pinned package has a known vulnerability, run as `python -m tests.audit [LOCK]`, or `make audit`.

pip-audit asks OSV (https://osv.dev) about every version in requirements.lock, those for other Pythons and platforms
too, and about one that is known to be vulnerable: a database that does not say so was not really asked. Ends with 1
where something was found. Where OSV cannot be asked it says NOT CHECKED and ends with 0, or with 2 if the environment
has AUDIT=required. OSV_URL is for another address of its API.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
OSV = "https://api.osv.dev/v1/query"
CANARY = "jinja2==2.10"
IGNORED: Mapping[str, str] = {}  # advisory → why it does not concern us
_PATIENCE = 300.0  # seconds for all questions


class Unreachable(Exception):  # noqa: N818 - not an error of ours
    """The database gave no answer to rely on."""


class Finding(NamedTuple):
    package: str
    version: str
    advisory: str
    fixed_in: str


def pins(lock: Path) -> tuple[str, ...]:
    """`name==version` of each line, for whatever Python or platform."""
    lines = [line.partition("#")[0].strip() for line in lock.read_text("utf-8").splitlines()]
    wanted = [Requirement(line) for line in lines if line]
    return tuple(f"{canonicalize_name(one.name)}{one.specifier}" for one in wanted)


def rounds(pinned: Sequence[str]) -> Iterator[list[str]]:
    """Lists with each package at most once, as pip-audit wants them, and with the canary."""
    left = list(dict.fromkeys(pinned))
    while left:
        by_name = {pin.partition("==")[0]: pin for pin in reversed(left)}
        yield [CANARY, *by_name.values()]
        left = [pin for pin in left if by_name[pin.partition("==")[0]] != pin]


def audit(pinned: Sequence[str], url: str) -> list[Finding]:
    """What OSV knows against them. Raises Unreachable."""
    return [finding for asked in rounds(pinned) for finding in _asked(asked, url)]


def _asked(asked: Sequence[str], url: str) -> list[Finding]:
    answer = {one["name"]: one for one in _answer(asked, url)["dependencies"]}
    missing = [pin for pin in asked if "vulns" not in answer.get(pin.partition("==")[0], {})]
    if missing:
        raise Unreachable(f"no word on {', '.join(missing)}")
    if not answer.pop(CANARY.partition("==")[0])["vulns"]:
        raise Unreachable(f"it knows nothing against {CANARY}, so it is no database of advisories")
    return [
        Finding(name, one["version"], vulnerability["id"], ", ".join(vulnerability["fix_versions"]))
        for name, one in answer.items()
        for vulnerability in one["vulns"]
        if not {vulnerability["id"], *vulnerability["aliases"]} & set(IGNORED)
    ]


def _answer(asked: Sequence[str], url: str) -> dict[str, Any]:
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as listed:
        listed.write("\n".join(asked))
        listed.flush()
        command = [sys.executable, "-m", "pip_audit", "--no-deps", "--disable-pip", "--progress-spinner", "off"]
        command += [
            "--vulnerability-service",
            "osv",
            "--osv-url",
            url,
            "--format",
            "json",
            "--requirement",
            listed.name,
        ]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE)
        except subprocess.TimeoutExpired as error:
            raise Unreachable(f"no answer within {_PATIENCE:.0f} s") from error
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError as error:
        raise Unreachable((done.stderr.strip().splitlines() or ["no answer"])[-1]) from error
    return answer


def main(arguments: Sequence[str], env: Mapping[str, str]) -> int:
    pinned = pins(Path(arguments[0]) if arguments else ROOT / "requirements.lock")
    try:
        found = audit(pinned, env.get("OSV_URL") or OSV)
    except Unreachable as error:
        print(f"NOT CHECKED: whether {len(pinned)} pinned packages have known vulnerabilities. OSV: {error}")
        return 2 if env.get("AUDIT") == "required" else 0
    for one in found:
        print(f"{one.package} {one.version}: {one.advisory}, fixed in {one.fixed_in or 'no version yet'}")
    print(f"{len(pinned)} pinned packages checked, {len(found)} known vulnerabilities")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
