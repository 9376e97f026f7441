"""Conversation tests as authored: YAML files of turns, read into cases. Errors name file and line."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar, cast, get_args

from adapters.conversation_cases import PLATFORMS, Case, CaseError, Expectation, Platform, Turn
from adapters.seen import Action, Doing, Place
from bot.messages import Status, Visibility
from knowledge.authored import Mapping, Node, Scalar, Sequence, load
from knowledge.document import Language

_CASE_KEYS = ("name", "seeds", "curated", "place", "locale", "on", "turns")
_DOINGS: dict[str, Doing] = {
    "user": "said", "press": "pressed", "edit": "edited", "caption": "captioned", "sends": "sent"
}  # fmt: skip
_MANNERS: dict[Doing, tuple[str, ...]] = {
    "said": ("mention", "reply", "twice"),
    "pressed": (),
    "edited": ("mention", "twice"),
    "captioned": ("mention", "reply", "twice"),
    "sent": ("reply", "twice"),
}
_EXPECTATIONS = ("bot", "status", "quote", "buttons", "language", "seen_by", "edited", "messages")
_TURN_KEYS = (*_DOINGS, "as", "mention", "reply", "twice", *_EXPECTATIONS, "differs")
_BOT_KEYS = ("contains", "equals", "one_of", "not", "nothing")
KEYS = (*_CASE_KEYS, *_TURN_KEYS, *_BOT_KEYS)
"""All that a file may hold."""
_SENT = ("photo", "voice", "sticker")

_Choice = TypeVar("_Choice", bound=str)


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
    places: tuple[Place, ...] = get_args(Place)
    place: Place = _choice(keys["place"], path, places, "place") if "place" in keys else "private"
    case = Case(
        path=path,
        line=node.line,
        name=_text(keys["name"], path),
        turns=tuple(_turn(turn, path, place) for turn in turns.items),
        seeds=path.parent / _text(keys["seeds"], path) if "seeds" in keys else None,
        curated=_flag(keys["curated"], path) if "curated" in keys else True,
        place=place,
        locale=_language(keys["locale"], path) if "locale" in keys else "de",
        on=_platforms(keys["on"], path) if "on" in keys else PLATFORMS,
    )
    _check_order(case)
    return case


def _check_order(case: Case) -> None:
    """That there is something to edit, and to reply to."""
    said: set[str] = set()
    for number, turn in enumerate(case.turns):
        action = turn.action
        if action.kind == "edited" and action.speaker not in said:
            raise CaseError(case.path, turn.line, "there is nothing to edit: this person said nothing before.")
        if action.reply and not number:
            raise CaseError(case.path, turn.line, "there is nothing to reply to yet.")
        if action.kind == "said":
            said.add(action.speaker)


def _turn(node: Node, path: Path, place: Place) -> Turn:
    keys = _keys(node, path, _TURN_KEYS, "turn")
    if not keys.keys() & set(_EXPECTATIONS):
        raise CaseError(path, node.line, f"a turn says what is expected: {', '.join(_EXPECTATIONS)}.")
    differs = _keys(keys["differs"], path, PLATFORMS, "differs") if "differs" in keys else {}
    return Turn(
        line=node.line,
        action=_action(keys, node.line, path),
        expected=_expectation(keys, path, place),
        differs=tuple(
            (cast(Platform, name), _expectation(_keys(part, path, _EXPECTATIONS, "differs"), path, place))
            for name, part in differs.items()
        ),
    )


def _action(keys: dict[str, Node], line: int, path: Path) -> Action:
    done = [key for key in _DOINGS if key in keys]
    if len(done) != 1:
        raise CaseError(path, line, f"a turn has exactly one of {', '.join(_DOINGS)}.")
    key, kind = done[0], _DOINGS[done[0]]
    for manner in ("mention", "reply", "twice"):
        if manner in keys and manner not in _MANNERS[kind]:
            raise CaseError(path, keys[manner].line, f"a turn with {key} has no {manner}.")
    return Action(
        kind=kind,
        text=_choice(keys[key], path, _SENT, "thing to send") if kind == "sent" else _text(keys[key], path),
        speaker=_text(keys["as"], path) if "as" in keys else "",
        mention="mention" in keys and _flag(keys["mention"], path),
        reply="reply" in keys and _flag(keys["reply"], path),
        twice="twice" in keys and _flag(keys["twice"], path),
    )


def _expectation(keys: dict[str, Node], path: Path, place: Place) -> Expectation:
    bot: dict[str, Node] = {}
    if "bot" in keys:
        said = keys["bot"]
        bot = _keys(said, path, _BOT_KEYS, "bot") if isinstance(said, Mapping) else {"contains": said}
    nothing = "nothing" in bot and _flag(bot["nothing"], path)
    if nothing and (len(bot) > 1 or keys.keys() & set(_EXPECTATIONS[1:])):
        raise CaseError(path, bot["nothing"].line, "where nothing is expected, nothing else can be.")
    if "seen_by" in keys and place == "private":
        raise CaseError(path, keys["seen_by"].line, "seen_by is for a group or a thread.")
    audiences: tuple[Visibility, ...] = get_args(Visibility)
    return Expectation(
        contains=_texts(bot, "contains", path),
        equals=_text(bot["equals"], path) if "equals" in bot else None,
        one_of=_texts(bot, "one_of", path),
        absent=_texts(bot, "not", path),
        nothing=nothing,
        status=_choice(keys["status"], path, tuple(Status), "status") if "status" in keys else None,
        quote=_text(keys["quote"], path) if "quote" in keys else None,
        buttons=_texts(keys, "buttons", path),
        language=_language(keys["language"], path) if "language" in keys else None,
        seen_by=_choice(keys["seen_by"], path, audiences, "seen_by") if "seen_by" in keys else None,
        edited=_flag(keys["edited"], path) if "edited" in keys else None,
        messages=_count(keys["messages"], path) if "messages" in keys else None,
    )


def _keys(node: Node, path: Path, allowed: Iterable[str], what: str) -> dict[str, Node]:
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
    return () if node is None else tuple(_text(item, path) for item in _items(node))


def _items(node: Node) -> tuple[Node, ...]:
    return node.items if isinstance(node, Sequence) else (node,)


def _flag(node: Node, path: Path) -> bool:
    value = _text(node, path)
    if value not in ("true", "false"):
        raise CaseError(path, node.line, f"true or false is expected here, not {value!r}.")
    return value == "true"


def _count(node: Node, path: Path) -> int:
    value = _text(node, path)
    if not (value.isascii() and value.isdigit()):
        raise CaseError(path, node.line, f"a number of messages is expected here, not {value!r}.")
    return int(value)


def _choice(node: Node, path: Path, allowed: tuple[_Choice, ...], what: str) -> _Choice:
    value = _text(node, path)
    for known in allowed:
        if known == value:
            return known
    raise CaseError(path, node.line, f"{value!r} is no {what}; there are {', '.join(allowed)}.")


def _language(node: Node, path: Path) -> Language:
    languages: tuple[Language, ...] = get_args(Language)
    return _choice(node, path, languages, "language")


def _platforms(node: Node, path: Path) -> tuple[Platform, ...]:
    return tuple(_choice(item, path, PLATFORMS, "platform") for item in _items(node))
