"""Conversation tests as authored: YAML files of turns, read into small values. Errors name file and line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from bot.messages import Status
from knowledge.authored import Mapping, Node, Scalar, Sequence, load

_CASE_KEYS = ("name", "seeds", "curated", "turns")
_TURN_KEYS = ("user", "press", "bot", "status", "quote", "buttons")
_BOT_KEYS = ("contains", "equals", "one_of", "not", "nothing")


class CaseError(Exception):
    """A file that is no conversation test. `str(error)` is one sentence naming file and line."""

    def __init__(self, path: Path, line: int, complaint: str) -> None:
        self.path, self.line = path, line
        super().__init__(f"{path}:{line}: {complaint}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What must be seen. `contains`: all of them; `one_of`: at least one; `absent`: none; `equals`: the first line.
    `buttons` must all be there. `status` and `quote` are those of the outcome."""

    contains: tuple[str, ...] = ()
    equals: str | None = None
    one_of: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    nothing: bool = False
    status: Status | None = None
    quote: str | None = None
    buttons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """`text` is what the person says, or the label of the button pressed."""

    line: int
    text: str
    press: bool = False
    expected: Expectation = field(default_factory=Expectation)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One conversation. `seeds` is None for those the run was given."""

    path: Path
    line: int
    name: str
    turns: tuple[Turn, ...]
    seeds: Path | None = None
    curated: bool = True


def find_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The files given, and every `*.yaml` under the folders given, in order. Raises FileNotFoundError."""
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(f"{path}: there is no such file or folder.")
        found += sorted(path.rglob("*.yaml")) if path.is_dir() else [path]
    return tuple(dict.fromkeys(found))


def read_cases(path: Path) -> tuple[Case, ...]:
    """The conversations of one file, a list of them or one. Raises CaseError and knowledge's SeedError."""
    root = load(path)
    nodes = root.items if isinstance(root, Sequence) else (root,)
    return tuple(_case(node, path) for node in nodes)


def _case(node: Node, path: Path) -> Case:
    keys = _keys(node, path, _CASE_KEYS, "conversation")
    if "turns" not in keys or "name" not in keys:
        raise CaseError(path, node.line, "a conversation needs a name and turns.")
    turns = keys["turns"]
    if not isinstance(turns, Sequence) or not turns.items:
        raise CaseError(path, turns.line, "turns is a list with at least one turn.")
    return Case(
        path=path,
        line=node.line,
        name=_text(keys["name"], path),
        turns=tuple(_turn(turn, path) for turn in turns.items),
        seeds=path.parent / _text(keys["seeds"], path) if "seeds" in keys else None,
        curated=_flag(keys["curated"], path) if "curated" in keys else True,
    )


def _turn(node: Node, path: Path) -> Turn:
    keys = _keys(node, path, _TURN_KEYS, "turn")
    if ("user" in keys) == ("press" in keys):
        raise CaseError(path, node.line, "a turn has either user or press.")
    if not keys.keys() & {"bot", "status", "quote", "buttons"}:
        raise CaseError(path, node.line, "a turn says what is expected: bot, status, quote or buttons.")
    return Turn(
        line=node.line,
        text=_text(keys.get("user") or keys["press"], path),
        press="press" in keys,
        expected=_expectation(keys, path),
    )


def _expectation(keys: dict[str, Node], path: Path) -> Expectation:
    bot: dict[str, Node] = {}
    if "bot" in keys:
        said = keys["bot"]
        bot = _keys(said, path, _BOT_KEYS, "bot") if isinstance(said, Mapping) else {"contains": said}
    return Expectation(
        contains=_texts(bot, "contains", path),
        equals=_text(bot["equals"], path) if "equals" in bot else None,
        one_of=_texts(bot, "one_of", path),
        absent=_texts(bot, "not", path),
        nothing=_flag(bot["nothing"], path) if "nothing" in bot else False,
        status=_status(keys["status"], path) if "status" in keys else None,
        quote=_text(keys["quote"], path) if "quote" in keys else None,
        buttons=_texts(keys, "buttons", path),
    )


def _keys(node: Node, path: Path, allowed: tuple[str, ...], what: str) -> dict[str, Node]:
    if not isinstance(node, Mapping):
        raise CaseError(path, node.line, f"a {what} is a mapping of {', '.join(allowed)}.")
    for key, _ in node.items:
        if key.value not in allowed:
            raise CaseError(path, key.line, f"{key.value!r} is no key of a {what}; it has {', '.join(allowed)}.")
    return {key.value: value for key, value in node.items}


def _text(node: Node, path: Path) -> str:
    if not isinstance(node, Scalar):
        raise CaseError(path, node.line, "a text is expected here.")
    return node.value


def _texts(keys: dict[str, Node], name: str, path: Path) -> tuple[str, ...]:
    node = keys.get(name)
    if node is None:
        return ()
    return tuple(_text(item, path) for item in node.items) if isinstance(node, Sequence) else (_text(node, path),)


def _flag(node: Node, path: Path) -> bool:
    value = _text(node, path)
    if value not in ("true", "false"):
        raise CaseError(path, node.line, f"true or false is expected here, not {value!r}.")
    return value == "true"


def _status(node: Node, path: Path) -> Status:
    value = _text(node, path)
    if value not in set(Status):
        raise CaseError(path, node.line, f"{value!r} is no status; there are {', '.join(Status)}.")
    return Status(value)
