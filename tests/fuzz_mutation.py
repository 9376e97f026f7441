"""Mutations that keep an input deep: texts of known pieces, JSON that stays JSON. The same `Random`, the same input."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

Mutate = Callable[[bytes, Random, Sequence[bytes]], bytes]
"""From one input, with the starting inputs to borrow from, another one."""

_CHARACTERS = (
    "\0 \ud800 \ufeff \u202e \u200d a\u0308 ß ẞ ﬁ İ \u2028 \x1e \x02 \x03 😀 𝔸 ½ ² ٣ ? ! . ... , ; : ( ) [ ] { }"
)
_MARKS = "„ “ \" ' – - / \\ @ # & < > --- title: date: &a *a !! <@UBOT> <!channel> <http://x|y> &amp; @nachgefragt_bot"
_WORDS = (
    "Wer wann wie viele nicht und oder außer noch der des von dass weil um who when how much the of and not because"
)
_VALUES = (
    "Dr. z. B. A.B. Anna Berg GmbH 12,5 Mio. Mai 2021-13 1/0 99999999999999999999 1e999 50 % 20:15 Uhr /frage /fakt"
)
PIECES = (
    *_CHARACTERS.split(" "),
    *_MARKS.split(),
    *(f"{word} " for word in (*_WORDS.split(), *_VALUES.split(), "3. Mai 2024", "/start f_", "-", "1.", "*", ">", "#")),
    *("\n", "\r\n", "\t", " ", "  ", "\n\n", "---\n"),
)
STRANGE: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 2**31, 2**63, 10**30, 0.5, -1e308, "", "0", "D", "\ud800", "x" * 3000),
    *([], {}, [[]], [None]),
    *({"": None}, {"id": {}}, {"type": "private"}, ["a", 1], "1700000000.000100", "/frage", "message", "mention"),
)  # fmt: skip
_MOST = 5_000  # characters of a mutated text


def decoded(data: bytes) -> str:
    return (
        data.decode("utf-8", "surrogatepass" if b"\xed" in data else "replace")
        if _decodes(data)
        else data.decode("latin-1")
    )


def encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _decodes(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def text(data: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    """One to four changes: pieces put in, cut out, moved or repeated, parts of other inputs; rarely a bare byte."""
    if random.random() < 0.03:
        return _bytewise(data, random)
    said = decoded(data)
    for _ in range(random.randint(1, 4)):
        said = _changed(said, random, others)[:_MOST]
    return encoded(said)


def in_json(data: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    """One to four changes of values, keys and types; rarely of the text itself, and of how deep it is."""
    dice = random.random()
    if dice < 0.05:
        return text(data, random, others)
    if dice < 0.06:
        return random.choice((b"[", b'{"a":')) * random.choice((10, 900, 20_000)) + data
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        value = json.loads(random.choice(others))
    for _ in range(random.randint(1, 4)):
        value = _altered(value, random, others)
    return json.dumps(value).encode()


def _bytewise(data: bytes, random: Random) -> bytes:
    at = random.randint(0, len(data))
    return data[:at] + random.randbytes(random.randint(1, 3)) + data[at + random.randint(0, 2) :]


def _changed(said: str, random: Random, others: Sequence[bytes]) -> str:
    start, end = sorted(random.randint(0, len(said)) for _ in range(2))
    end = min(end, start + random.choice((1, 8, 60, 1000)))
    match random.randrange(7):
        case 0:
            return said[:start] + random.choice(PIECES) + said[start:]
        case 1:
            return said[:start] + said[end:]
        case 2:
            return said[:end] + said[start:end] * random.choice((1, 2, 30, 700)) + said[end:]
        case 3:
            return said[:start] + random.choice(PIECES) * random.choice((2, 30, 700)) + said[end:]
        case 4:
            other = decoded(random.choice(others))
            first, last = sorted(random.randint(0, len(other)) for _ in range(2))
            return said[:start] + other[first:last] + said[end:]
        case 5:
            words = said[start:end].split(" ")
            random.shuffle(words)
            return said[:start] + " ".join(words) + said[end:]
        case _:
            fold = random.choice((str.upper, str.lower, str.title, str.swapcase))
            return said[:start] + fold(said[start:end]) + said[end:]


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) in a JSON value, without recursion."""
    found, waiting = [], [value]
    while waiting:
        one = waiting.pop()
        keys: Any = one if isinstance(one, dict) else range(len(one)) if isinstance(one, list) else ()
        for key in keys:
            found.append((one, key))
            waiting.append(one[key])
    return found


def _altered(value: Any, random: Random, others: Sequence[bytes]) -> Any:
    places = _places(value)
    if not places or random.random() < 0.01:
        return random.choice(STRANGE)
    holder, key = random.choice(places)
    match random.randrange(7):
        case 0:
            del holder[key]
        case 1:
            holder[key] = json.loads(json.dumps(random.choice(STRANGE)))
        case 2 if isinstance(holder[key], str):
            holder[key] = decoded(text(encoded(holder[key]), random, others))
        case 3:
            holder[key] = random.choice((str(holder[key])[:100], [holder[key]], {"id": holder[key]}))
        case 4:
            donor, name = random.choice(_places(json.loads(random.choice(others))))
            holder[key] = donor[name]
        case 5 if isinstance(holder, dict):
            donor, name = random.choice(_places(json.loads(random.choice(others))))
            holder[str(name)] = donor[name]
        case _ if isinstance(holder[key], int):
            holder[key] += random.choice((-1, 1, -(2**40), 2**40))
        case _:
            other, name = random.choice(places)
            if name in other if isinstance(other, dict) else name < len(other):
                holder[key] = json.loads(json.dumps(other[name]))
    return value
