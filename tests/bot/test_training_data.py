"""What is learned from: examples point at their answers, articles become stores, errors are reproducible."""

from __future__ import annotations

import json
import random
from pathlib import Path

from bot.training_data import Collection, misspell, sloppy

DATA = {
    "data": [
        {
            "paragraphs": [
                {
                    "context": "Der Turm ist 40 Meter hoch. Er steht in Lindenau.",
                    "qas": [
                        {
                            "id": "1",
                            "question": "Wie hoch ist der Turm?",
                            "answers": [{"text": "40 Meter", "answer_start": 13}],
                        }
                    ],
                },
                {
                    "context": "Der Bau begann 1901.",
                    "qas": [
                        {
                            "id": "2",
                            "question": "Wann begann der Bau?",
                            "answers": [{"text": "1901", "answer_start": 15}],
                        }
                    ],
                },
            ]
        }
    ]
}
TEXT = "Welche Mannschaft gewann 1998 die große Meisterschaft in Düsseldorf?"
FOLDED = "welche mannschaft gewann 1998 die grosse meisterschaft in duesseldorf?"


def test_examples_know_their_sentence_and_paragraph(tmp_path: Path) -> None:
    """An example's sentence and its paragraph's sentences follow from the place of its answer in the article."""
    file = tmp_path / "small.json"
    file.write_text(json.dumps(DATA), encoding="utf-8")
    collection = Collection(tmp_path / "stores")
    collection.add_xquad(file)
    first, second = collection.examples
    name = first.article
    assert (first.gold, second.gold) == ({(name, 0)}, {(name, 2)})
    assert collection.paragraphs(first) == {(name, 0), (name, 1)}
    assert collection.places(name) - collection.paragraphs(first) == {(name, 2)}
    assert first.score("40 Meter") == 1.0 > first.score("40")


def test_gold_answers_hold_what_is_asked(tmp_path: Path) -> None:
    """An answerable entry knows its sentence, an unknown one has none; what is excluded is wrong."""
    seed, gold = tmp_path / "turm.txt", tmp_path / "turm.yaml"
    seed.write_text("Der Turm ist 40 Meter hoch. Er steht in Lindenau.", encoding="utf-8")
    gold.write_text(
        "- {ask: Wie hoch?, answer: [40 Meter], not: [hoch]}\n- {ask: Wer baute ihn?, unknown: true}\n",
        encoding="utf-8",
    )
    collection = Collection(tmp_path / "stores")
    collection.add_gold(seed, gold, 2.0)
    known, unknown = collection.examples
    assert len(known.gold) == 1
    assert not unknown.gold
    assert known.score("40 Meter") == 1.0
    assert known.score("40 Meter hoch") == 0.0


def test_typing_errors_are_the_same_each_time() -> None:
    """The same seed misspells alike; one word changes, or the case of all."""
    text = "Welche Mannschaft gewann die Meisterschaft?"
    first = [misspell(text, random.Random(seed)) for seed in range(50)]
    assert first == [misspell(text, random.Random(seed)) for seed in range(50)]
    assert len(set(first)) > 10
    changed = [sum(a != b for a, b in zip(wrong.split(), text.split(), strict=True)) for wrong in first]
    assert all(count <= 1 or wrong == text.lower() for wrong, count in zip(first, changed, strict=True))


def test_sloppy_spelling_is_the_same_each_time() -> None:
    """In lower case and without umlauts, one or two words are misspelt, both happen, and a year never is."""
    first = [sloppy(TEXT, random.Random(seed)) for seed in range(60)]
    assert first == [sloppy(TEXT, random.Random(seed)) for seed in range(60)]
    changed = {sum(a != b for a, b in zip(wrong.split(), FOLDED.split(), strict=True)) for wrong in first}
    assert changed == {1, 2}
    assert all("1998" in wrong for wrong in first)


def test_sloppy_spelling_keeps_what_is_too_short() -> None:
    """Without a longer word there is no typing error, only lower case and no umlauts; numbers stay as they are."""
    assert sloppy("Für wen, Öl? 1998-2004", random.Random(1)) == "fuer wen, oel? 1998-2004"


def test_doubled_letters_swapped_are_an_error_all_the_same() -> None:
    """Where swapping two letters would change nothing, one is dropped."""
    assert all(sloppy("aaaaaa", random.Random(seed)) != "aaaaaa" for seed in range(30))
