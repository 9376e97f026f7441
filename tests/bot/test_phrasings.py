"""Curated phrasings: near ones mean their fact, and what asks for something else does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.phrasings import Phrasings
from bot.question import analyse
from knowledge import build

TEXT = """Der Konzern Alba verkaufte das Werk 2020 an die Firma Borea. Auch die Firma Cassel bot mit.

Alba baut nun ein Werk in Linz, sagte Alba am Montag. Die Anlage X2 läuft seit 2019. Sie kostete 3 Millionen Euro.
In Linz gibt der Konzern insgesamt 9 Millionen Euro aus.
"""
FACTS = """
facts:
  - id: buyer
    answer: Borea
    quote: an die Firma Borea
    kind: organisation
    ask: [An wen verkaufte der Konzern das Werk?]
  - id: seller
    answer: Alba
    quote: Der Konzern Alba
    kind: organisation
    ask: [Wer verkaufte das Werk?]
  - id: others
    answer: Cassel
    quote: Auch die Firma Cassel
    kind: organisation
    ask: [Wer hat außer dem Käufer noch mitgeboten?]
  - id: running
    answer: seit 2019
    quote: Die Anlage X2 läuft seit 2019
    kind: date
    ask: [Seit wann läuft Anlage X2?]
  - id: price
    answer: 3 Millionen Euro
    quote: Sie kostete 3 Millionen Euro
    kind: money
    ask: [Wie viel kostete die Anlage?]
  - id: total
    answer: 9 Millionen Euro
    quote: insgesamt 9 Millionen Euro
    kind: money
    ask: [Ausgaben insgesamt?, Wie viel gibt der Konzern zusammengerechnet aus?]
unknown:
  - ask: [Wer leitet Borea?]
    tell: Wer Borea leitet, steht nicht im Artikel.
"""


@pytest.fixture(scope="module")
def phrasings(tmp_path_factory: pytest.TempPathFactory) -> Phrasings:
    folder: Path = tmp_path_factory.mktemp("seeds")
    (folder / "werk.txt").write_text(TEXT, encoding="utf-8")
    (folder / "werk.facts.yaml").write_text(FACTS, encoding="utf-8")
    return Phrasings(build.refresh(folder, folder.parent / "werk.db"), "werk", part=0.7)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("An wen hat der Konzern das Werk verkauft?", "buyer"),
        ("Wer hat das Werk verkauft?", "seller"),
        ("wer verkaufte das wrek", "seller"),
        ("Wer hat außer dem Käufer noch geboten?", "others"),
        ("Wer leitet Borea?", "unknown-1"),
        ("Seit wann läuft die Anlage X2?", "running"),
        ("Wie teuer war die Anlage?", "price"),
        ("Wie hoch sind die gesamten Ausgaben?", "total"),
    ],
)
def test_the_closest_phrasing_is_that_of_the_fact_meant(phrasings: Phrasings, text: str, meant: str) -> None:
    """Prepositions, others and typing errors are understood."""
    assert phrasings.match(analyse(text))[0].phrasing.meant.id == f"werk:{meant}"


@pytest.mark.parametrize(
    "text",
    [
        "Wann verkaufte Alba das Werk?",
        "Wer leitet Cassel?",
        "Seit wann läuft Anlage X3?",
        "Wie viele Anlagen gibt es?",
        "Wie viel gibt der Konzern aus?",
    ],
)
def test_another_question_word_or_name_means_none(phrasings: Phrasings, text: str) -> None:
    """What asks for another kind of thing, of another name, or for a part where the total is told, has no match,
    however many words it shares."""
    assert phrasings.match(analyse(text)) == ()


def test_a_phrasing_in_its_very_words_is_meant(phrasings: Phrasings) -> None:
    """Each authored phrasing, in any case and without its mark, means its own fact before all others."""
    for phrase, meant in (("wer leitet borea", "unknown-1"), ("AUSGABEN INSGESAMT", "total")):
        best = phrasings.match(analyse(phrase))[0]
        assert (best.phrasing.meant.id, best.similarity) == (f"werk:{meant}", 1.0)
