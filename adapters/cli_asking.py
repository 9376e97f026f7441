"""The commands that ask the articles: ask, chat, facts, explain."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path

from adapters import console, json_lines
from adapters.cli_opening import CommandError, opened
from bot.messages import Reply
from knowledge.facts import Fact, Kind
from knowledge.store import FactStore


def ask(options: argparse.Namespace) -> int:
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


def chat(options: argparse.Namespace) -> int:
    from bot.bot import Bot

    ready = opened(options)
    bot, scope = Bot(ready.store, ready.settings, encoder=ready.encoder), _scope(ready.store, options.article)
    chat = console.Chat(bot, scope=scope)
    if sys.stdin.isatty() and sys.stdout.isatty():
        console.chat_at_terminal(chat, env=os.environ)
    else:
        console.chat_over_pipe(chat, sys.stdin, sys.stdout, end_mark=options.end_mark)
    return 0


def facts(options: argparse.Namespace) -> int:
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


def explain(options: argparse.Namespace) -> int:
    from bot.engine import Engine

    ready = opened(options)
    engine, scope = Engine(ready.store, encoder=ready.encoder), _scope(ready.store, options.article)
    print(engine.explain(" ".join(options.question), scope=scope))
    return 0


def _scope(store: FactStore, article: str | None) -> str | None:
    known = [document.id for document in store.documents()]
    if article is not None and article not in known:
        raise CommandError(f"there is no article {article!r}; there are {', '.join(known)}.")
    return article
