"""Measures on the seed, run as `python -m tests.bench`: answering, building, starting, memory, and the platforms
(`tests.bench_platforms` says how).

Building is measured twice: cold, with the loading of rules and taggers and so few sentences that this is nearly all of
it; and warm, on a made-up article whose compounds and names the tagger has not met.
"""

from __future__ import annotations

import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from adapters.feedback_log import SqliteFeedbackLog
from bot.bot import Bot
from bot.messages import IncomingMessage
from bot.settings import Settings
from knowledge.build import build, refresh
from knowledge.store import FactStore

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = 300
SENTENCES = 500
FIRST = (
    "Hafen",
    "Wasser",
    "Schul",
    "Kinder",
    "Feuerwehr",
    "Brücken",
    "Archiv",
    "Winter",
    "Museums",
    "Garten",
    "Straßen",
)
MIDDLE = ("bau", "sanierungs", "verwaltungs", "nutzungs", "erweiterungs", "planungs", "förder", "kosten", "gebühren")
LAST = ("ausschuss", "vorhaben", "verein", "satzung", "kommission", "gutachten", "projekt", "leitung", "verordnung")
GIVEN = ("Anna", "Birgit", "Cem", "Dörte", "Emil", "Fatma", "Georg", "Hanna", "Ivo", "Jana", "Karl", "Lena")
FAMILY = ("Kor", "Bren", "Win", "Stei", "Mar", "Hol", "Tiet", "Gru", "Lan", "Schwe", "Pfei", "Oster")
FAMILY_ENDS = ("mann", "del", "ner", "ker", "ling", "busch", "wald", "hoff", "feld")
VERBS = ("prüft", "kritisierte", "verschob", "begrüßte", "verwarf", "beschloss", "finanziert", "überarbeitete")
PLACES = ("Ulm", "Husum", "Görlitz", "Erlangen", "Bremerhaven", "Celle", "Jena", "Trier")
MONTHS = ("Januar", "März", "Mai", "Juli", "September", "November")
PATTERNS = (
    "Das {compound} in {place} kostet nach Angaben von {name} rund {count} Millionen Euro und soll {year} beginnen.",
    "{name}, die seit {year} das {compound} führt, sprach am {day}. {month} mit {count} Anwohnern aus {place}.",
    "Wegen der hohen Kosten {verb} der Rat von {place} am {day}. {month} {year} das {compound}.",
    "Um die Wege zu verkürzen, eröffnet das {compound} eine Außenstelle, in der {count} Menschen arbeiten werden.",
    "Vor {count} Tagen hatte {name} erklärt, dass das {compound} nicht mehr zu halten sei.",
)


def slips(question: str, chance: random.Random) -> str:
    """`question` with two neighbouring letters of one word swapped."""
    at = chance.randrange(1, max(2, len(question) - 2))
    return question[:at] + question[at + 1 : at + 2] + question[at] + question[at + 2 :]


def questions(store: FactStore, least: int = QUESTIONS) -> tuple[str, ...]:
    """At least so many distinct ones: the facts' own phrasings, and the same with slips of the finger.

    Without curated phrasings, each fact's answer is asked after by name.
    """
    facts, chance = store.facts(), random.Random(1)
    asked = [phrase for fact in facts for phrase in fact.ask] or [f"Was ist mit {fact.answer}?" for fact in facts]
    found = dict.fromkeys(asked)
    while len(found) < least:
        found[slips(chance.choice(asked), chance)] = None
    return tuple(found)


def article(sentences: int) -> str:
    """German text of so many sentences, made from parts: names, dates, amounts, and compounds that repeat rarely."""
    chance = random.Random(2)
    return "\n\n".join(" ".join(_sentence(chance) for _ in range(5)) for _ in range(sentences // 5))


def _sentence(chance: random.Random) -> str:
    compound = chance.choice(FIRST) + chance.choice(MIDDLE) + chance.choice(LAST)
    name = f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}{chance.choice(FAMILY_ENDS)}"
    return chance.choice(PATTERNS).format(
        compound=compound,
        name=name,
        verb=chance.choice(VERBS),
        place=chance.choice(PLACES),
        day=chance.randrange(1, 29),
        month=chance.choice(MONTHS),
        year=chance.randrange(1950, 2026),
        count=chance.randrange(2, 900),
    )


def build_rate(sentences: int) -> float:
    """Sentences built in a second of one core's time, once everything is loaded."""
    with tempfile.TemporaryDirectory() as folder:
        seeds = Path(folder) / "seeds"
        seeds.mkdir()
        (seeds / "article.txt").write_text(article(sentences), encoding="utf-8")
        started = time.process_time()
        report = build(seeds, Path(folder) / "facts.sqlite")
    return report.sentences / (time.process_time() - started)


def answer_times(bot: Bot, asked: Sequence[str]) -> list[float]:
    """Milliseconds for each question, in a conversation of its own."""
    times = []
    for number, text in enumerate(asked):
        message = IncomingMessage(
            platform="bench", event_id=str(number), conversation=str(number), sender="bench", text=text
        )
        started = time.perf_counter()
        bot.handle(message)
        times.append((time.perf_counter() - started) * 1000)
    return times


def start_to_answer(store: Path, question: str) -> float:
    """Seconds from starting `nachgefragt ask` to its end, the store being built."""
    command = [sys.executable, "-m", "adapters.cli", "ask", "--seeds", "seeds", "--store", str(store), question]
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT, env=dict(os.environ))
    return time.perf_counter() - started


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "facts.sqlite"
        started = time.perf_counter()
        store = refresh(ROOT / "seeds", file)
        took = time.perf_counter() - started
        sentences = sum(len(store.sentences(document.id)) for document in store.documents())
        asked = questions(store)
        bot = Bot(store, Settings())
        bot.handle(IncomingMessage(platform="bench", event_id="w", conversation="w", sender="b", text=asked[0]))
        times = sorted(answer_times(bot, asked))
        about, said = ([start_to_answer(file, text) for _ in range(3)] for text in (asked[0], asked[len(asked) // 2]))
        warm = build_rate(SENTENCES)
        _report(times, took, sentences, warm, said, about)
        from tests import bench_platforms  # here: the platforms' libraries are no part of the memory reported

        with_feedback = Bot(store, Settings(), feedback=SqliteFeedbackLog(Path(folder) / "feedback.sqlite"))
        bench_platforms.run(with_feedback, questions(store, bench_platforms.NEEDED), Path(folder))
        store.close()


def _report(
    times: Sequence[float],
    took: float,
    sentences: int,
    warm: float,
    said: Sequence[float],
    about: Sequence[float],
) -> None:
    """`times` in milliseconds, sorted; `took`, `said` and `about` in seconds; `warm` in sentences a second."""
    p99 = times[min(len(times) - 1, int(len(times) * 0.99))]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # Linux counts in KiB
    print(f"answer, in process: p50 {statistics.median(times):.1f} ms, p99 {p99:.1f} ms ({len(times)} questions)")
    print(f"build, cold: {took:.2f} s ({sentences} sentences)")
    print(f"build, warm, one core: {warm:.0f} sentences/s ({SENTENCES} sentences)")
    print(f"start to first answer in the terminal: {statistics.median(said):.2f} s (median of {len(said)})")
    print(f"the same for a question about the article itself, which needs no ranking: {statistics.median(about):.2f} s")
    print(f"peak memory of this process: {peak:.0f} MiB")


if __name__ == "__main__":
    main()
