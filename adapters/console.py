"""The terminal: replies as text, and a chat on standard input with line editing where there is a terminal."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TextIO

from bot.messages import AnswerBlock, Block, ChoicesBlock, IncomingMessage, NoteBlock, QuoteBlock, Reply, SourceBlock

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession

NEW_CONVERSATION = "\f"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_BOLD, _DIM, _CYAN, _OFF = "\x1b[1m", "\x1b[2m", "\x1b[36m", "\x1b[0m"


class Answering(Protocol):
    """What the chat needs of the bot."""

    def handle(self, message: IncomingMessage) -> Reply | None: ...


def render(reply: Reply, *, colour: bool = False) -> str:
    """The reply as lines of text, buttons numbered at the end; no control character but the colours."""
    lines = [_block(block, colour) for block in reply.blocks]
    lines += [f"[{number}] {_plain(button.label)}" for number, button in enumerate(reply.buttons, 1)]
    return "\n".join(lines)


def has_colours(stream: TextIO, env: Mapping[str, str]) -> bool:
    """Whether to colour: a terminal, not a dumb one, and NO_COLOR not set (https://no-color.org)."""
    return stream.isatty() and not env.get("NO_COLOR") and env.get("TERM") != "dumb"


def incoming(text: str, *, conversation: str, number: int, sender: str = "you") -> IncomingMessage:
    """What was typed, as the bot takes it: a line that begins with a slash is a command."""
    return IncomingMessage(
        platform="console",
        event_id=f"{conversation}/{number}",
        conversation=conversation,
        sender=sender,
        text=text,
        kind="command" if text.startswith("/") else "message",
    )


class Chat:
    """One dialogue after another on the terminal. A number presses the button of that number in the last reply."""

    def __init__(self, bot: Answering, *, scope: str | None = None) -> None:
        self._bot, self._scope = bot, scope
        self._conversation = self._said = 0
        self._last: Reply | None = None
        self.begin()

    def begin(self) -> None:
        """Start a new conversation: nothing said before counts."""
        self._conversation += 1
        self._last = None
        if self._scope:
            self._bot.handle(self._message(f"/artikel {self._scope}"))

    def say(self, line: str) -> Reply | None:
        pressed = self._button(line.strip())
        message = self._message(line.strip())
        if pressed is not None:
            message = IncomingMessage(
                platform=message.platform,
                event_id=message.event_id,
                conversation=message.conversation,
                sender=message.sender,
                text=pressed,
                kind="button",
            )
        self._last = self._bot.handle(message)
        return self._last

    def _message(self, text: str) -> IncomingMessage:
        self._said += 1
        return incoming(text, conversation=f"console/{self._conversation}", number=self._said)

    def _button(self, line: str) -> str | None:
        buttons = self._last.buttons if self._last else ()
        if not (line.isascii() and line.isdigit()) or not 1 <= int(line[:4]) <= len(buttons):
            return None
        return buttons[int(line[:4]) - 1].id


def chat_over_pipe(chat: Chat, source: TextIO, target: TextIO, *, end_mark: str | None = None) -> None:
    """Each line of `source` is said, each reply written followed by an empty line, or by `end_mark` on its own line.
    A line that is a form feed begins a new conversation."""
    colour = has_colours(target, os.environ)
    for line in source:
        if line.rstrip("\r\n") == NEW_CONVERSATION:
            chat.begin()
            continue
        reply = chat.say(line) if line.strip() else None
        if reply is not None:
            target.write(render(reply, colour=colour) + "\n")
        if reply is not None or end_mark is not None:
            target.write((end_mark or "") + "\n")
        target.flush()


def chat_at_terminal(chat: Chat, *, env: Mapping[str, str]) -> None:
    """Line editing, history over sessions, completion of commands. Ctrl-D ends, Ctrl-C drops the line."""
    colour = has_colours(sys.stdout, env)
    for line in _lines(_session(env)):
        if not line.strip():
            continue
        reply = chat.say(line)
        if reply is not None:
            sys.stdout.write(render(reply, colour=colour) + "\n\n")
            sys.stdout.flush()


def history_file(env: Mapping[str, str]) -> Path:
    """Under XDG_STATE_HOME, or ~/.local/state."""
    state = env.get("XDG_STATE_HOME")
    return (Path(state) if state else Path.home() / ".local" / "state") / "nachgefragt" / "history"


def command_names() -> tuple[str, ...]:
    """All commands as typed, German first."""
    from bot.commands import COMMANDS

    return tuple(dict.fromkeys([f"/{c.name}" for c in COMMANDS] + [f"/{c.english}" for c in COMMANDS]))


def _session(env: Mapping[str, str]) -> PromptSession[str]:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import WordCompleter
    from prompt_toolkit.history import FileHistory, InMemoryHistory

    path = history_file(env)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        history: FileHistory | InMemoryHistory = FileHistory(str(path))
    except OSError:  # a read-only home is no reason not to talk
        history = InMemoryHistory()
    completer = WordCompleter(list(command_names()), sentence=True)
    return PromptSession(history=history, completer=completer, complete_while_typing=False)


def _lines(session: PromptSession[str]) -> Iterator[str]:
    while True:
        try:
            yield session.prompt("> ")
        except KeyboardInterrupt:
            continue
        except EOFError:
            return


def _block(block: Block, colour: bool) -> str:
    match block:
        case AnswerBlock(text=text):
            return _painted(_plain(text), _BOLD, colour)
        case QuoteBlock():
            return f"„{_quote(block, colour)}“"
        case SourceBlock(text=text):
            return _painted(f"— {_plain(text)}", _DIM, colour)
        case NoteBlock(text=text):
            return _plain(text)
        case ChoicesBlock():
            return "\n".join(map(_plain, block.lines))


def _quote(block: QuoteBlock, colour: bool) -> str:
    parts, at = [], 0
    for start, end in sorted(block.marked):
        if start < at:
            continue
        parts += [_plain(block.text[at:start]), _painted(_plain(block.text[start:end]), _CYAN, colour)]
        at = end
    return "".join([*parts, _plain(block.text[at:])])


def _painted(text: str, paint: str, colour: bool) -> str:
    return f"{paint}{text}{_OFF}" if colour else text


def _plain(text: str) -> str:
    return _CONTROL.sub("", text)
