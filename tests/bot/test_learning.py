"""Learning: on a tiny collection right answers come out on top, and the same weights each time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("sklearn", reason="learning needs the extra `training`")
pytest.importorskip("scipy", reason="learning needs the extra `training`")

from adapters.fakes.encoder import HashedEncoder
from bot.evaluation import auroc, figures, hold
from bot.learning import Learner, untrained, with_noise
from bot.training_data import Collection
from bot.weights import Weights, dump
from knowledge.vectors import Encoder

PARAGRAPHS = {
    "Der Turm ist 40 Meter hoch. Karla Voss baute den Turm in Lindenau.": [
        ("Wie hoch ist der Turm?", "40 Meter"),
        ("Wer baute den Turm?", "Karla Voss"),
    ],
    "Die Brücke kostete 3 Millionen Euro. Jan Peters eröffnete die Brücke am 4. Juni 2021.": [
        ("Was kostete die Brücke?", "3 Millionen Euro"),
        ("Wer eröffnete die Brücke?", "Jan Peters"),
        ("Wann wurde die Brücke eröffnet?", "4. Juni 2021"),
    ],
    "Die Fähre fährt täglich nach Oslo, weil die Bahn streikt. Sie befördert 300 Menschen.": [
        ("Wohin fährt die Fähre?", "nach Oslo"),
        ("Wie viele Menschen befördert die Fähre?", "300"),
    ],
}
GOLD = "- {ask: Wer malte den Turm an?, unknown: true}\n- {ask: Wer baute den Turm?, answer: [Karla Voss]}\n"
ENGLISH = {"Wie hoch ist der Turm?": "How high is the tower?", "Wer baute den Turm?": "Who built the tower?"}


def _file(path: Path, *, english: bool = False) -> Path:
    paragraphs = [
        {
            "context": context,
            "qas": [
                {
                    "id": question,
                    "question": ENGLISH.get(question, question) if english else question,
                    "answers": [{"text": answer, "answer_start": context.index(answer)}],
                }
                for question, answer in asked
            ],
        }
        for context, asked in PARAGRAPHS.items()
    ]
    path.write_text(json.dumps({"data": [{"paragraphs": paragraphs}]}), encoding="utf-8")
    return path


def _collection(folder: Path, encoder: Encoder | None = None) -> Collection:
    made = Collection(folder / "stores", encoder)
    path = _file(folder / "small.json")
    made.add_xquad(path)
    made.add_xquad(path, _file(folder / "english.json", english=True))
    seed, gold = folder / "turm.txt", folder / "gold.yaml"
    seed.write_text("\n\n".join(PARAGRAPHS), encoding="utf-8")
    gold.write_text(GOLD, encoding="utf-8")
    made.add_gold(seed, gold, 2.0)
    return made


@pytest.fixture(scope="module")
def learner(tmp_path_factory: pytest.TempPathFactory) -> Learner:
    return Learner(_collection(tmp_path_factory.mktemp("learning")))


@pytest.fixture(scope="module")
def learned(learner: Learner) -> Weights:
    return learner.stacked(learner.collection.examples)[0]


def test_the_same_data_give_the_same_bytes(learned: Weights, tmp_path: Path) -> None:
    """Learned again, from files read anew, the weights file is the same."""
    again = _collection(tmp_path)
    assert dump(Learner(again).stacked(again.examples)[0]) == dump(learned)


def test_every_part_is_learned(learned: Weights) -> None:
    """Sentences, spans, choice and confidence have weights, of both pairs of languages; thresholds are not learned."""
    start = untrained()
    for model, old in ((learned.same, start.same), (learned.crossed, start.crossed)):
        assert model.sentence.weights
        assert model.confidence.weights
        assert (model.answer, model.clarify) == (old.answer, old.clarify)
    assert learned.span.weights
    assert learned.choice.weights
    assert learned.strengths.stem == 1.0
    assert learned.thresholds == start.thresholds


def test_nearness_is_learned_with_an_encoder(tmp_path: Path) -> None:
    """With vectors in the stores how near a sentence is in meaning counts; without an encoder nothing is near."""
    collection = _collection(tmp_path, HashedEncoder())
    learner = Learner(collection, HashedEncoder())
    assert learner.stacked(collection.examples)[0].same.sentence.weights["vector_centred"] != 0
    assert learner.near(collection.examples[0])
    assert not Learner(collection).near(collection.examples[0])


def test_what_was_learned_from_is_answered(learner: Learner, learned: Weights) -> None:
    """On its own data the right sentence comes first nearly always."""
    asked = [e for e in learner.collection.examples if e.gold and not learner.crossed(e)]
    first = [learner.rank(e, learned).choices[0].sentence.place in e.gold for e in asked]
    assert sum(first) >= len(first) - 1


def test_strengths_are_no_worse_than_those_they_began_with(learner: Learner) -> None:
    """The search over match strengths never lowers the mean reciprocal rank of coverage."""
    asked = [e for e in learner.collection.examples if e.gold]
    found, start = learner.strengths(asked), untrained().strengths
    for strengths in (found, start):
        assert 0 < learner._reciprocal_rank(asked, strengths) <= 1
    assert learner._reciprocal_rank(asked, found) >= learner._reciprocal_rank(asked, start)


def test_what_is_hidden_says_whether_the_rest_answers(learner: Learner) -> None:
    """Of every way to hide, the label is whether a gold sentence is left; an unanswerable one is shown as it is."""
    for example in learner.collection.examples:
        shown = list(learner.shown(example))
        everything = learner.collection.places(example.article)
        assert len(shown) == (1 if not example.gold else 5 if example.source == "xquad" else 2)
        for hidden, label in shown:
            assert label == float(bool(example.gold - hidden)) or hidden >= everything - example.gold
        assert shown[0] == (frozenset(), float(bool(example.gold)))


def test_noise_is_in_every_other_question(learner: Learner) -> None:
    """Even ones stay as they are, and nothing but text and question changes in the others, the same each time."""
    examples = learner.collection.examples
    noisy = with_noise(examples)
    assert noisy == with_noise(examples)
    assert noisy[::2] == examples[::2]
    assert [e.gold for e in noisy] == [e.gold for e in examples]
    assert [e.question.language for e in noisy] == [e.question.language for e in examples]
    assert any(a.text != b.text for a, b in zip(noisy, examples, strict=True))


def test_figures_are_shares(learner: Learner, learned: Weights) -> None:
    """Every figure but the count of questions lies between 0 and 1; two evaluations give the same."""
    examples = learner.collection.examples
    held = hold(learner, examples, learned)
    found = figures(held)
    assert found == figures(hold(learner, examples, learned))
    assert found["xquad_questions"] == 12  # two of the seven are English, and the other five were asked twice
    assert found["xquad_crossed_questions"] == 2
    assert found["gold_questions"] == 1
    assert all(0 <= value <= 1 for name, value in found.items() if not name.endswith("questions"))
    assert {"xquad_hit_at_1", "xquad_f1", "xquad_exact", "xquad_auroc", "xquad_answered"} <= set(found)
    assert figures([]) == {}


def test_held_out_questions_know_what_was_removed(learner: Learner, learned: Weights) -> None:
    """An answerable question has a confidence with its article, an unanswerable one only as it stands."""
    for one in hold(learner, learner.collection.examples, learned):
        assert (one.confidence is None) is (not one.example.gold)
        assert (one.removed is None) is (one.source == "gold" and bool(one.example.gold))
        assert all(0 < value < 1 for value in (one.confidence, one.removed) if value is not None)
        assert one.exact <= one.f1 <= 1


@pytest.mark.parametrize(
    ("positive", "negative", "expected"),
    [([0.9, 0.8], [0.1], 1.0), ([0.1], [0.9], 0.0), ([0.5], [0.5], 0.5), ([0.9, 0.2], [0.5, 0.1], 0.75)],
)
def test_auroc(positive: list[float], negative: list[float], expected: float) -> None:
    """The share of pairs in which the answerable question is the surer one."""
    assert auroc(positive, negative) == expected
