"""What is learned from: examples point at their answers, articles become stores, errors are reproducible."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.question import Lead, analyse
from bot.training_data import Collection, Example, misspell, sloppy

TEXT = "Welche Mannschaft gewann 1998 die große Meisterschaft in Düsseldorf?"
FOLDED = "welche mannschaft gewann 1998 die grosse meisterschaft in duesseldorf?"
ARTICLES = [
    [
        ("Der Turm ist 40 Meter hoch. Er steht in Lindenau.", [("h", "Wie hoch ist der Turm?", "40 Meter")]),
        ("Der Bau begann 1901.", [("b", "Wann begann der Bau?", "1901")]),
    ],
    [("Die Fähre fährt nach Oslo.", [("o", "Wohin fährt die Fähre?", "nach Oslo")])],
]
GOLD = """
- ask: Wie hoch ist der Turm?
  answer: [40 Meter, 40]
- ask: Wo steht der Turm, und wie hoch ist er?
  all: [40 Meter, Lindenau]
  not: [Leipzig]
- ask: Wann begann der Bau?
  answer: ["1901"]
  quote: Der Bau begann 1901.
- ask: Wer baute den Turm?
  unknown: true
- ask: Ist der Turm hoch?
  polarity: ja
- ask: Wer schrieb das?
  answer: [Niemand]
- turns: [{ask: Und wann?, answer: ["1901"]}]
"""


def xquad(path: Path, english: bool = False) -> Path:
    data = [
        {
            "paragraphs": [
                {
                    "context": context,
                    "qas": [
                        {
                            "id": id_,
                            "question": f"In English: {id_}?" if english else question,
                            "answers": [{"text": answer, "answer_start": context.index(answer)}],
                        }
                        for id_, question, answer in asked
                    ],
                }
                for context, asked in paragraphs
            ]
        }
        for paragraphs in ARTICLES
    ]
    path.write_text(json.dumps({"data": data}), encoding="utf-8")
    return path


def collection(folder: Path) -> Collection:
    made = Collection(folder / "stores")
    made.add_xquad(xquad(folder / "small.json"))
    return made


def test_examples_know_their_sentence_and_paragraph(tmp_path: Path) -> None:
    """Gold is the sentence of the answer in the whole article's text; the paragraph's and all sentences follow."""
    made = collection(tmp_path)
    assert [(e.article, e.text, e.answers, e.source) for e in made.examples] == [
        ("small-00", "Wie hoch ist der Turm?", ("40 Meter",), "xquad"),
        ("small-00", "Wann begann der Bau?", ("1901",), "xquad"),
        ("small-01", "Wohin fährt die Fähre?", ("nach Oslo",), "xquad"),
    ]
    assert [e.gold for e in made.examples] == [{("small-00", 0)}, {("small-00", 2)}, {("small-01", 0)}]
    assert made.paragraphs(made.examples[0]) == {("small-00", 0), ("small-00", 1)}
    assert made.paragraphs(made.examples[1]) == {("small-00", 2)}
    assert made.places("small-00") == {("small-00", at) for at in range(3)}
    assert made.language("small-00") == "de"
    assert made.sources == ["small.json (XQuAD, CC BY-SA 4.0)"]


def test_parallel_questions_are_asked_of_the_same_text(tmp_path: Path) -> None:
    """The other language's questions have the answers and places of this file, whose articles are not built twice."""
    made = collection(tmp_path)
    made.add_xquad(tmp_path / "small.json", xquad(tmp_path / "other.json", english=True))
    german, english = made.examples[:3], made.examples[3:]
    assert [e.text for e in english] == [f"In English: {id_}?" for id_ in "hbo"]
    assert [(e.gold, e.answers) for e in german] == [(e.gold, e.answers) for e in english]
    assert sorted(made.stores) == ["small-00", "small-01"]
    assert made.sources[1] == "small.json asked in other.json (XQuAD, CC BY-SA 4.0)"


@pytest.mark.parametrize("content", ['{"data": [{}]}', "{}"])
def test_a_file_of_another_form_is_an_error(tmp_path: Path, content: str) -> None:
    """What has no articles with paragraphs is not in XQuAD form."""
    path = tmp_path / "small.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(KeyError):
        Collection(tmp_path / "stores").add_xquad(path)


def test_gold_questions(tmp_path: Path) -> None:
    """Questions with an answer in the text and unanswerable ones are taken, of talks too; yes/no and others are not."""
    seed, gold = tmp_path / "turm.txt", tmp_path / "gold.yaml"
    seed.write_text("Der Turm ist 40 Meter hoch. Er steht in Lindenau.\n\nDer Bau begann 1901.\n", encoding="utf-8")
    gold.write_text(GOLD, encoding="utf-8")
    made = Collection(tmp_path / "stores")
    made.add_gold(seed, gold, 3.0)
    found = {e.text: sorted(at for _, at in e.gold) for e in made.examples}
    assert found == {
        "Wie hoch ist der Turm?": [0],
        "Wo steht der Turm, und wie hoch ist er?": [0, 1],
        "Wann begann der Bau?": [2],
        "Wer baute den Turm?": [],
        "Und wann?": [2],
    }
    assert {(e.article, e.source, e.weight) for e in made.examples} == {("gold-turm", "gold", 3.0)}
    assert [e.wanted for e in made.examples] == [False, True, False, False, False]
    assert made.sources == ["gold.yaml (MIT)"]


def test_follow_ups_know_what_they_follow(tmp_path: Path) -> None:
    """A question inside a conversation leans on the one before and its right answer, however it is typed."""
    seed, gold = tmp_path / "turm.txt", tmp_path / "gold.yaml"
    seed.write_text("Der Turm ist 40 Meter hoch.\n\nKarla Voss baute ihn im Jahr 1901.\n", encoding="utf-8")
    gold.write_text(
        "- turns:\n"
        "  - {ask: Wer baute den Turm?, answer: [Karla Voss]}\n"
        "  - {ask: Und wann?, answer: ['1901']}\n"
        "  - {ask: Wie alt ist sie?, unknown: true}\n",
        encoding="utf-8",
    )
    made = Collection(tmp_path / "stores")
    made.add_gold(seed, gold, 1.0)
    first, second, third = made.examples
    assert [first.source, second.source, third.source] == ["gold", "turn", "turn"]
    assert first.question.lead is None
    assert Lead(document="gold-turm", sentence=1, answer="Karla Voss", person="Karla Voss") == second.question.lead
    assert Lead(document="gold-turm", sentence=1, answer="1901", person="Karla Voss") == third.question.lead
    assert second.question.lead == second.retyped("und wnan").question.lead


def example(source: str, answers: tuple[str, ...], wanted: bool = False, excluded: tuple[str, ...] = ()) -> Example:
    return Example(
        article="a", text="Wo?", question=analyse("Wo?"), gold=frozenset(), answers=answers, wanted=wanted,
        excluded=excluded, source=source,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "answer", "score"),
    [
        (example("xquad", ("in Oslo", "Oslo")), "Oslo", 1.0),
        (example("xquad", ("40 Meter",)), "40", 2 / 3),
        (example("xquad", ()), "Oslo", 0.0),
        (example("gold", ("Oslo",)), "oslo", 1.0),
        (example("gold", ("Oslo",)), "nach Oslo", 2 / 3),
        (example("gold", ("Oslo",)), "nach Emden", 0.0),
        (example("gold", ("Oslo",), excluded=("Emden",)), "Oslo und Emden", 0.0),
        (example("gold", ("Oslo", "Emden"), wanted=True), "Oslo", 0.0),
        (example("gold", ("Oslo", "Emden"), wanted=True), "Oslo und Emden", 1.0),
    ],
)
def test_how_good_an_answer_is(asked: Example, answer: str, score: float) -> None:
    """The best token F1; in the gold form only of an answer that holds what is asked and nothing that is excluded."""
    assert asked.score(answer) == pytest.approx(score)


@given(st.lists(st.text("abcdefgäöü", min_size=1, max_size=12), min_size=1, max_size=6), st.integers(0, 2**20))
def test_a_typing_error_is_one_and_the_same_each_time(words: list[str], seed: int) -> None:
    """At most one word of five letters or more has one letter swapped, dropped or doubled; the seed tells which."""
    text = " ".join(words).title()
    wrong = misspell(text, random.Random(seed))
    assert wrong == misspell(text, random.Random(seed))
    if wrong == text.lower():
        return
    changed = [(a, b) for a, b in zip(text.split(), wrong.split(), strict=True) if a != b]
    assert len(changed) <= 1
    for typed, made in changed:
        assert len(typed) >= 5
        assert abs(len(made) - len(typed)) <= 1
        assert set(made) == set(typed) or len(made) == len(typed) - 1
        assert made[0] == typed[0]


def test_typing_errors_are_of_every_kind() -> None:
    """Many seeds give many errors, all in lower case among them."""
    text = "Welche Mannschaft gewann die Meisterschaft?"
    found = {misspell(text, random.Random(seed)) for seed in range(60)}
    assert len(found) > 15
    assert text.lower() in found
    assert {len(one) - len(text) for one in found} == {-1, 0, 1}


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
