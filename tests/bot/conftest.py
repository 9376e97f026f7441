"""Small stores, built from seeds as everything else is, and weights made by hand that no training changes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from bot.weights import Logistic, Model, Polar, Strengths, Thresholds, Weights
from knowledge import build
from knowledge.sqlite_store import SqliteStore

# No deadline: the first example loads the language data. The same examples each time: a red run can be run again.
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.load_profile("repeatable")

TEXT = """date 2024-05 Die Stadt Lindenau hat am 3. Mai 2024 eine neue Brücke über die Elster eröffnet. \
Der Bau kostete 12,5 Millionen Euro und dauerte drei Jahre. Bürgermeisterin Anna Weber durchschnitt das Band.

Kritik vom Verein

Der Verein Pro Rad bemängelte, dass der Radweg nur zwei Meter breit ist. Die Firma Stahlbau Krause lieferte 800 Tonnen \
Stahl. Die Buslinie B wird ab Juni über die Brücke geführt, um den Bahnhof besser anzubinden.

(xyz)
"""
FACTS = """
facts:
  - id: opened
    answer: 3. Mai 2024
    quote: am 3. Mai 2024 eine neue Brücke
    kind: date
    ask:
      - An welchem Tag war die Einweihung?
      - Wann durften die ersten Leute hinüber?
unknown:
  - ask: [Wer hat die Brücke entworfen?, Wie heißt die Architektin?]
    tell: Wer die Brücke entworfen hat, steht nicht im Artikel.
"""
SHIPYARD = """date 2023-09 Die Reederei Nordwind hat im März 2019 die Werft Hansen in Emden gekauft. Der Kaufpreis lag \
bei 40 Millionen Euro. Gründerin Karla Voss leitet die Reederei Nordwind, Jan Peters leitet die Werft Hansen. Das \
Unternehmen beschäftigt 620 Menschen und baut Fähren für die Nordsee.

Streit um die Baukosten

Im Jahr 2022 lieferten die Schiffbauer drei Fähren an das Verkehrsministerium in Oslo. Die Gewerkschaft Maritim \
kritisierte die Übernahme scharf, weil 80 Arbeitsplätze wegfallen. Eine Prüfung der Baureihe C ergab keine Mängel.

Der neue Hafen eröffnete am 4. Juni 2021. Die Linie 12 fährt täglich zum Hafen, um Touristen aus Groningen zu befördern.
"""
COTTAGE = """date 2022-11 The Dalton Trust bought the cottage of the poet Mary Clarke in Hull in March 2018. It paid \
350,000 pounds to the owner, Tom Reed.

Visitors

The house employs twelve guides and opens on 5 May. Local councillor Ann Field criticised the sale because the garden \
will be closed. Bus 7 stops at the gate every day.
"""


@pytest.fixture(scope="session")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    """Three articles in two languages, without curated facts: bruecke, cottage (English) and werft."""
    folder = tmp_path_factory.mktemp("articles")
    for name, text in {"bruecke": TEXT, "werft": SHIPYARD, "cottage": COTTAGE}.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    opened = build.refresh(folder, folder.parent / "articles.db")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def by_hand() -> Weights:
    """Weights that only say the obvious: the sentence that covers the question, the expected kind, near the matches."""
    sure = Logistic(bias=-3.0, weights={"coverage": 6.0, "lost_share": -1.0})
    model = Model(
        sentence=Logistic(bias=0.0, weights={"coverage": 6.0, "bm25": 0.4, "chars": 0.2, "holds": 1.0}),
        confidence=sure,
        answer=0.6,
        clarify=0.5,
    )
    return Weights(
        same=model,
        crossed=model,
        span=Logistic(
            bias=0.0, weights={"kind_first": 2.0, "in_question": -4.0, "proximity": 1.5, "size": 0.1, "clause": 0.5}
        ),
        choice=Logistic(bias=0.0, weights={"behind": 1.0, "none": -5.0, "span:kind_first": 1.0}),
        polar=Polar(
            decided=Logistic(bias=-4.0, weights={"met": 6.0}),
            polarity=Logistic(bias=0.5, weights={"against": -2.0}),
            least=0.5,
        ),
        strengths=Strengths(
            stem=1.0, part=0.6, concept=0.5, close=0.5, loose=0.2, fuzzy=0.7, context=0.3, phrasing=0.9, carried=0.3
        ),
        thresholds=Thresholds(phrasing=0.7),
        reached={},
        data=("made by hand",),
    )


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    folder = tmp_path_factory.mktemp("seeds")
    (folder / "bruecke.txt").write_text(TEXT, encoding="utf-8")
    (folder / "bruecke.facts.yaml").write_text(FACTS, encoding="utf-8")
    opened = build.refresh(folder, folder.parent / "bruecke.db")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    """A store of two articles."""
    folder = tmp_path_factory.mktemp("two")
    (folder / "hafen.txt").write_text("date 2023-02 Der Hafen Nordby bekam 40 neue Kräne.\n", encoding="utf-8")
    (folder / "turm.txt").write_text("date 2022 Der Turm in Altmark ist 90 Meter hoch.\n", encoding="utf-8")
    opened = build.refresh(folder, folder.parent / "two.db")
    yield opened
    opened.close()
