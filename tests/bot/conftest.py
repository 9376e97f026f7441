"""A small store of one article, built from a seed as everything else is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from knowledge import build
from knowledge.sqlite_store import SqliteStore

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


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    folder = tmp_path_factory.mktemp("seeds")
    (folder / "bruecke.txt").write_text(TEXT, encoding="utf-8")
    (folder / "bruecke.facts.yaml").write_text(FACTS, encoding="utf-8")
    opened = build.refresh(folder, folder.parent / "bruecke.db")
    yield opened
    opened.close()
