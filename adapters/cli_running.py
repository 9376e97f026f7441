"""The commands around the bot: build, test, serve, doctor, feedback, preview, manifest, fake."""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.cli_opening import CommandError, open_store, opened, progress, settings_for
from adapters.encoders import encoder_for

if TYPE_CHECKING:
    from bot.feedback_report import Group


def build(options: argparse.Namespace) -> int:
    from knowledge.build import build

    settings = settings_for(options, os.environ)
    settings.store.parent.mkdir(parents=True, exist_ok=True)
    shown, encoder = progress(sys.stderr), encoder_for(settings)
    print(build(settings.seeds, settings.store, curated=options.curated, encoder=encoder, progress=shown))
    return 0


def test(options: argparse.Namespace) -> int:
    from adapters.conversation_runner import run_from_command_line

    settings = settings_for(options, os.environ)
    own = [path for path in (Path("tests/conversations"),) if path.is_dir()]
    paths = options.paths or [*sorted(settings.seeds.glob("*.conversations.yaml")), *own]
    if not paths:
        raise CommandError("there are no conversation tests: name files, or put NAME.conversations.yaml beside a seed.")
    return run_from_command_line(
        paths, platform=options.platform, seeds=settings.seeds, junit=options.junit, facts=options.facts
    )


def serve(options: argparse.Namespace) -> int:
    from adapters.serve import building, serve

    settings = settings_for(options, os.environ)
    encoder = encoder_for(settings)
    return serve(settings, lambda: open_store(settings, options, encoder, building), encoder)


def doctor(options: argparse.Namespace) -> int:
    from adapters.doctor import examine
    from adapters.doctor_settings import usable
    from adapters.findings import Level

    settings, found = usable(lambda env: settings_for(options, env), os.environ)
    if settings is not None:
        chosen = settings
        found += examine(chosen, lambda: open_store(chosen, options, encoder_for(chosen)), with_curated=options.curated)
    for finding in found:
        print(finding.json() if options.json else finding.line())
    return int(any(finding.level is Level.TODO for finding in found))


def feedback(options: argparse.Namespace) -> int:
    from adapters.feedback_log import SqliteFeedbackLog
    from bot.feedback_report import unanswered

    path = settings_for(options, os.environ).feedback
    if not path.exists():
        raise CommandError(f"there is no feedback yet ({path}); it is kept while `nachgefragt serve` runs.")
    log = SqliteFeedbackLog(path)
    try:
        for group in unanswered(log.all()):
            print(json.dumps(asdict(group), ensure_ascii=False) if options.json else _feedback_lines(group))
    finally:
        log.close()
    return 0


def _feedback_lines(group: Group) -> str:
    said = " / ".join(answer or "no answer" for answer in group.answers)
    judged = f", {group.unhelpful} times not helpful" if group.unhelpful else ""
    lines = [f"{group.questions} × {group.question}", f"    {said}{judged}"]
    return "\n".join([*lines, *(f"    “{comment}”" for comment in group.comments)])


def preview(options: argparse.Namespace) -> int:
    from adapters.preview import page

    ready = opened(options)
    shown = page(ready.store, ready.settings, ready.encoder)
    if options.out is None:
        print(shown, end="")
    else:
        options.out.write_text(shown, encoding="utf-8")
    return 0


def manifest(options: argparse.Namespace) -> int:
    from adapters.slack_manifest import manifest

    print(json.dumps(manifest(url=options.url), ensure_ascii=False, indent=2))
    return 0


def fake(options: argparse.Namespace) -> int:
    from adapters.fakes.process import run

    return run(options.platform, port=options.port, control_port=options.control_port)
