"""What is learned from: examples point at their answers, articles become stores, errors are reproducible."""

from __future__ import annotations

import json
import random
from pathlib import Path

from bot.training_data import Collection, misspell, read_xquad

DATA = {
    "data": [
        {
            "paragraphs": [
                {
                    "context": "Der Turm ist 40 Meter hoch. Er steht in Lindenau.",
                    "qas": [
                        {"question": "Wie hoch ist der Turm?", "answers": [{"text": "40 Meter", "answer_start": 13}]}
                    ],
                },
                {
                    "context": "Der Bau begann 1901.",
                    "qas": [{"question": "Wann begann der Bau?", "answers": [{"text": "1901", "answer_start": 15}]}],
                },
            ]
        }
    ]
}


def test_examples_know_their_sentence_and_paragraph(tmp_path: Path) -> None:
    """An example's place is in the whole article's text; its sentence and its paragraph's sentences follow from it."""
    file = tmp_path / "small.json"
    file.write_text(json.dumps(DATA), encoding="utf-8")
    texts, examples = read_xquad(file)
    for example in examples:
        assert texts[example.article][example.start :].startswith(example.answer)
    collection = Collection(texts, examples, tmp_path)
    assert [collection.gold(example) for example in examples] == [0, 2]
    assert collection.paragraph(examples[0]) == {("a00", 0), ("a00", 1)}
    assert collection.all(examples[0]) - collection.paragraph(examples[0]) == {("a00", 2)}


def test_typing_errors_are_the_same_each_time() -> None:
    """The same seed misspells alike; one word changes, or the case of all."""
    text = "Welche Mannschaft gewann die Meisterschaft?"
    first = [misspell(text, random.Random(seed)) for seed in range(50)]
    assert first == [misspell(text, random.Random(seed)) for seed in range(50)]
    assert len(set(first)) > 10
    changed = [sum(a != b for a, b in zip(wrong.split(), text.split(), strict=True)) for wrong in first]
    assert all(count <= 1 or wrong == text.lower() for wrong, count in zip(first, changed, strict=True))
