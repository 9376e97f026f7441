"""What amounts measure, and what questions measure."""

from __future__ import annotations

import pytest

from bot.measures import measured_by
from bot.question import analyse
from knowledge import build
from knowledge.facts import Kind

TEXT = """Der 43-Jährige ist 1,80 Meter groß und wiegt 80 Kilogramm. Anna Kern, 54, fuhr 120 Stundenkilometer schnell. \
Bei 30 Grad sahen 300 Menschen zu. Das Feld ist 3 Hektar groß und kostete 12 Millionen Euro, das sind 40 Prozent mehr. \
Um 12.30 Uhr kamen sie; die Fahrt dauerte zwei Stunden. Das Feld wird dreimal im Jahr gemäht.
"""


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str | None]:
    folder = tmp_path_factory.mktemp("seeds")
    (folder / "text.txt").write_text(TEXT, encoding="utf-8")
    store = build.refresh(folder, folder.parent / "measures.db")
    found = {
        fact.answer: measured_by(fact) for fact in store.facts() if fact.kind not in (Kind.PHRASE, Kind.PREPOSITIONAL)
    }
    store.close()
    return found


@pytest.mark.parametrize(
    ("answer", "measure"),
    [
        ("43-Jährige", "age"),
        ("54", "age"),
        ("1,80 Meter", "length"),
        ("80 Kilogramm", "weight"),
        ("120 Stundenkilometer", "speed"),
        ("30 Grad", "temperature"),
        ("300 Menschen", "count"),
        ("3 Hektar", "area"),
        ("12 Millionen Euro", "money"),
        ("40 Prozent", "percent"),
        ("12.30 Uhr", "clock"),
        ("zwei Stunden", "time"),
        ("dreimal im Jahr", "frequency"),
        ("Anna Kern", None),
    ],
)
def test_what_a_span_measures(measured: dict[str, str | None], answer: str, measure: str | None) -> None:
    assert measured[answer] == measure


@pytest.mark.parametrize(
    ("question", "measures"),
    [
        ("Wie schwer ist der Stein?", {"weight"}),
        ("How heavy is the stone?", {"weight"}),
        ("Wie alt ist Anna Kern?", {"age", "time"}),
        ("Wie warm war es am Montag?", {"temperature"}),
        ("Um wie viel Uhr beginnt das Spiel?", {"clock"}),
        ("Welches Gewicht hat der Stein?", {"weight"}),
        ("Wer gewann das Spiel?", set()),
        ("What happened?", set()),
    ],
)
def test_what_a_question_measures(question: str, measures: set[str]) -> None:
    """By its question words, else by its noun for a measure."""
    assert analyse(question).measures == measures
