"""What the worst questions cost, run as `python -m tests.bench_inputs [SECONDS]`.

Each is as long as a question may be, made of what is repeated, misspelt, numbered, named, in other scripts or without
spaces; then for so many seconds mixtures of these at random, the worst kept. On all articles of the repository at once.
Prints milliseconds of processor time, the slowest first.
"""

from __future__ import annotations

import itertools
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from bot.bot import Bot
from bot.messages import IncomingMessage
from bot.settings import Settings
from knowledge.build import refresh
from knowledge.store import FactStore

ROOT = Path(__file__).resolve().parent.parent
LENGTH = Settings().longest_question
SLOW = 0.2  # seconds; nothing may take longer
WORDS: Mapping[str, str] = {
    "one letter": "a ",
    "one word": "Baustelle ",
    "question words": "wer wann wo wie viel warum ",
    "who": "who when where how much why ",
    "yes or no": "ist hat wird kann soll ",
    "nothing": "nicht kein nie ohne ",
    "lists": "und oder sowie außer ",
    "numbers": "17 3,5 1.000 12.5.2021 ",
    "amounts": "12,5 Millionen Euro 30 Prozent 4 km ",
    "digits": "1234567890",
    "years": "2019 im Jahr 2020 seit 2021 ",
    "names": "Anna Weber Karl-Heinz Müller Tribe Capital ",
    "abbreviations": "z. B. d. h. Dr. Prof. ",
    "hyphens": "Donau-Dampf-Schiff-",
    "one long word": "Donaudampfschifffahrtsgesellschaft",
    "letters without end": "x",
    "commas": "a, ",
    "brackets": "((",
    "quotes": "„a“ »b« ",
    "dots": "a.b.",
    "question marks": "?! ",
    "links": "http://a.b/c ",
    "mentions": "@a ",
    "capitals": "ABC DEF ",
    "cyrillic": "Москва река мост ",
    "chinese": "北京大桥",
    "arabic": "من هو ",
    "emoji": "👨‍👩‍👧‍👦 ",
    "accents": "a\u0301\u0302\u0303\u0304",
    "decomposed": "Bru\u0308cke Stra\u00dfe ",
    "spaces": " \u00a0\t",
    "lines": "Wer?\n",
    "controls": "\x1b\u200b\u202e",
    "slashes": "/frage ",
    "comparisons": "mehr als weniger als größer als ",
    "clauses": "dass der die das weil wenn ",
    "follow-ups": "Und wann? Und wo? ",
}


def repeated(text: str) -> str:
    return (text * (LENGTH // len(text) + 1))[:LENGTH]


def misspelt(words: list[str], chance: random.Random) -> str:
    """Words of the articles, two letters of each swapped."""
    swapped = []
    for word in chance.sample(words, min(len(words), LENGTH // 4)):
        at = chance.randrange(max(1, len(word) - 1))
        swapped.append(word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :])
    return " ".join(swapped)[:LENGTH]


def made(store: FactStore, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Name and text of each input."""
    yield from ((name, repeated(text)) for name, text in WORDS.items())
    words = sorted({word for document in store.documents() for word in document.text.split()})
    text = " ".join(document.text for document in store.documents())
    yield "an article", text[:LENGTH]
    yield "an article in small letters", text[:LENGTH].lower()
    yield "an article in capitals", text[:LENGTH].upper()
    yield "words of all articles", " ".join(chance.sample(words, min(len(words), LENGTH)))[:LENGTH]
    for name, keep in (("capitalised", str.istitle), ("small", str.islower), ("long", lambda word: len(word) > 12)):
        some = [word for word in words if keep(word)]
        yield f"{name} words", repeated(" ".join(chance.sample(some, len(some))) + " ")
    yield "misspelt", misspelt(words, chance)
    yield "misspelt small", misspelt(words, chance).lower()
    yield "compounds", " ".join(a + b.lower() for a, b in zip(words, reversed(words), strict=True))[:LENGTH]
    yield "noise", "".join(chance.choice("abcdefghijklmnopqrstuvwxyzäöüß ") for _ in range(LENGTH))
    yield "short noise", " ".join("".join(chance.choices("enristadhu", k=4)) for _ in range(LENGTH // 5))


def mixed(parts: list[str], chance: random.Random) -> str:
    """Pieces of the other inputs."""
    text = ""
    while len(text) < LENGTH:
        part, at = chance.choice(parts), chance.randrange(LENGTH)
        text += part[at : at + chance.choice((5, 40, 300, LENGTH))] + chance.choice(("", " ", "? ", ", "))
    return text[:LENGTH]


class Clocked:
    """A bot whose answers are timed, and the worst of them."""

    def __init__(self, bot: Bot) -> None:
        self._bot, self._numbers = bot, itertools.count()
        self.worst: dict[str, float] = {}
        self.text: dict[str, str] = {}

    def run(self, name: str, text: str) -> None:
        """Every way to put it: a question, after another question, by command, in inline mode, on the page."""
        ways: Mapping[str, Callable[[], object]] = {
            "question": lambda: self.say(text),
            "follow-up": lambda: self.say(text, "known"),
            "/fakt": lambda: self.say(f"/fakt {text}"),
            "/wer": lambda: self.say(f"/wer {text}"),
            "/artikel": lambda: self.say(f"/artikel {text}"),
            "inline": lambda: self._bot.cards(text),
            "page": lambda: self._bot.home("page", word=text),
        }
        for way, call in ways.items():
            begun = time.process_time()
            call()
            taken, key = time.process_time() - begun, f"{name} ({way})"
            if taken > self.worst.get(key, 0.0):
                self.worst[key], self.text[key] = taken, text

    def say(self, text: str, conversation: str = "") -> None:
        number = str(next(self._numbers))
        said = IncomingMessage(
            platform="bench", event_id=number, conversation=conversation or number, sender="u", text=text
        )
        self._bot.handle(said)


def store_of_all(folder: Path) -> FactStore:
    """The seed and every article written for tests."""
    seeds = folder / "seeds"
    seeds.mkdir()
    for path in (*(ROOT / "seeds").glob("*.txt"), *(ROOT / "tests/articles").glob("*/*.txt")):
        (seeds / path.name).write_bytes(path.read_bytes())
    return refresh(seeds, folder / "all.db")


def measured(seconds: float) -> Clocked:
    with tempfile.TemporaryDirectory() as folder:
        store, chance = store_of_all(Path(folder)), random.Random(1)
        clocked = Clocked(Bot(store))
        clocked.run("warm-up", "Wer leitet die Baustelle?")
        clocked.worst.clear()
        inputs = list(made(store, chance))
        for name, text in inputs:
            clocked.say("Wer führte die Runde an?", "known")
            clocked.run(name, text)
        clocked.run("40,000 characters", "Wer baut? " * 4_000)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            clocked.run("mixed", mixed([text for _, text in inputs], chance))
        store.close()
    return clocked


def main() -> None:
    clocked = measured(float(sys.argv[1]) if len(sys.argv) > 1 else 0.0)
    ranked = sorted(clocked.worst.items(), key=lambda item: -item[1])
    for name, taken in ranked[:25]:
        print(f"{1000 * taken:8.1f} ms  {name}")
    print(f"{sum(taken > SLOW for taken in clocked.worst.values())} of {len(ranked)} over {1000 * SLOW:.0f} ms")


if __name__ == "__main__":
    main()
