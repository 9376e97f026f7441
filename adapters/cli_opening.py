"""What the commands share: settings and options together, and the store and the encoder they lead to."""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TextIO

from adapters.encoders import encoder_for
from adapters.secret_files import with_secret_files
from bot.settings import Settings, from_environment
from knowledge.store import FactStore
from knowledge.vectors import Encoder


class CommandError(Exception):
    """The thing asked for failed. `str(error)` is one sentence."""


def settings_for(options: argparse.Namespace, env: Mapping[str, str]) -> Settings:
    """The environment's settings with the options on top; the store defaults to a file under the user's cache."""
    chosen = {"NACHGEFRAGT_VECTORS": options.vectors} if options.vectors else {}
    settings = from_environment({**with_secret_files(env), **chosen})
    seeds = options.seeds or settings.seeds
    named = options.store or (settings.store if env.get("NACHGEFRAGT_STORE") else None)
    store = named or default_store(seeds, env, curated=options.curated, vectors=_vectors_of(settings))
    feedback = settings.feedback if env.get("NACHGEFRAGT_FEEDBACK") else in_state_home("feedback.sqlite", env)
    state = settings.state if env.get("NACHGEFRAGT_STATE") else in_state_home("state.sqlite", env)
    return replace(settings, seeds=seeds, store=store, feedback=feedback, state=state)


def _vectors_of(settings: Settings) -> str:
    return "" if settings.vectors == "off" else f"{settings.vectors} {settings.vectors_model}"


def default_store(seeds: Path, env: Mapping[str, str], *, curated: bool, vectors: str = "") -> Path:
    """One file for each seeds folder, with and without curated facts, for each way to make vectors ("" for none), under
    XDG_CACHE_HOME or ~/.cache."""
    cache = env.get("XDG_CACHE_HOME")
    key = hashlib.sha256(f"{seeds.resolve()}\0{curated}\0{vectors}".encode()).hexdigest()[:16]
    return (Path(cache) if cache else Path.home() / ".cache") / "nachgefragt" / f"{key}.sqlite"


def in_state_home(name: str, env: Mapping[str, str]) -> Path:
    """Under XDG_STATE_HOME or ~/.local/state: unlike the store, nothing can make it anew."""
    state = env.get("XDG_STATE_HOME")
    return (Path(state) if state else Path.home() / ".local/state") / "nachgefragt" / name


def progress(stream: TextIO, *, after: float = 1.0) -> Callable[[int, int, str], None]:
    """Reports to `stream`, at most once a second, once `after` seconds have passed."""
    due = time.monotonic() + after

    def report(done: int, total: int, name: str) -> None:
        nonlocal due
        if time.monotonic() >= due:
            due = time.monotonic() + 1.0
            print(f"building: {done} of {total} articles, {name}", file=stream, flush=True)

    return report


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What the commands that ask need. `encoder` is None when vectors are off."""

    settings: Settings
    store: FactStore
    encoder: Encoder | None


def opened(options: argparse.Namespace) -> Opened:
    settings = settings_for(options, os.environ)
    encoder = encoder_for(settings)
    return Opened(settings=settings, store=open_store(settings, options, encoder), encoder=encoder)


def open_store(
    settings: Settings,
    options: argparse.Namespace,
    encoder: Encoder | None,
    report: Callable[[int, int, str], None] | None = None,
) -> FactStore:
    """`report` is told after each article of those done, those in all and the file's name; without it, people are."""
    from knowledge.build import refresh

    settings.store.parent.mkdir(parents=True, exist_ok=True)
    shown = report or progress(sys.stderr)
    return refresh(settings.seeds, settings.store, curated=options.curated, encoder=encoder, progress=shown)
