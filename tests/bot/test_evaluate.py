"""The evaluation from files to tables and pictures, on articles of a few sentences."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

pytest.importorskip("sklearn", reason="the extra `training` is not installed: evaluation is not tested")

from bot import evaluate
from bot.training import Data
from bot.weights import dump, load

ARTICLES = (
    ("Anna Weber leitet das Museum in Lindenau.", "Der Umbau kostete 12 Millionen Euro.", "Anna Weber", "leitet"),
    ("Otto Krause führt den Zoo in Husum.", "Das neue Gehege kostete 3 Millionen Euro.", "Otto Krause", "führt"),
    ("Ida Brandt leitet die Oper in Celle.", "Die Sanierung kostete 40 Millionen Euro.", "Ida Brandt", "leitet"),
)


@pytest.fixture
def xquad(tmp_path: Path) -> Path:
    articles = []
    for at, (lead, cost, name, verb) in enumerate(ARTICLES):
        house = lead.split()[3:5]
        asked = {
            "id": f"{at}a",
            "question": f"Wer {verb} {' '.join(house)}?",
            "answers": [{"text": name, "answer_start": 0}],
        }
        sum_start = cost.index("kostete") + 8
        paid = {
            "id": f"{at}b",
            "question": f"Wie viel kostete {cost.split(' kostete')[0]}?",
            "answers": [{"text": cost[sum_start:-1], "answer_start": sum_start}],
        }
        articles.append({"paragraphs": [{"context": lead, "qas": [asked]}, {"context": cost, "qas": [paid]}]})
    file = tmp_path / "small.json"
    file.write_text(json.dumps({"data": articles}), encoding="utf-8")
    return file


def data(file: Path) -> Data:
    return Data(xquad=(file,), parallel=(), gold=(), gold_weight=1.0)


def test_cross_validation_asks_every_question_twice(xquad: Path) -> None:
    """Each question is asked once of weights that do not know its article, as it stands and, in the same order,
    sloppily typed."""
    found = evaluate.evaluate(data(xquad), folds=3)
    assert len(found.clean) == len(found.sloppy) == 6
    assert len({held.example.text for held in found.clean}) == 6
    assert all(a.example.article == b.example.article for a, b in zip(found.clean, found.sloppy, strict=True))
    assert all(a.example.text != b.example.text for a, b in zip(found.clean, found.sloppy, strict=True))
    assert all(held.cut is not None for held in found.clean)


def test_given_weights_keep_their_thresholds(xquad: Path) -> None:
    """Weights to be measured as they are decide with the thresholds they come with."""
    weights = load()
    found = evaluate.evaluate(data(xquad), weights)
    assert found.thresholds == {False: weights.same.answer, True: weights.crossed.answer}


def test_nothing_to_ask_is_said(tmp_path: Path) -> None:
    """Without data there is a sentence, not a table of nothing."""
    with pytest.raises(ValueError, match=r"^there is nothing to ask: name --xquad or --gold"):
        evaluate.evaluate(Data(xquad=(), parallel=(), gold=(), gold_weight=1.0))


def test_haste_is_the_same_each_time(xquad: Path) -> None:
    """A question is misspelt by itself, whatever was asked before it."""
    example = evaluate.evaluate(data(xquad), load()).clean[0].example
    first = evaluate.in_haste(example)
    random.random()
    assert evaluate.in_haste(example) == first
    assert first.gold == example.gold


def test_the_command_writes_tables_and_pictures(
    xquad: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two pictures and the table as printed lie in the folder that --plots names, follow-ups among what is drawn."""
    pytest.importorskip("matplotlib", reason="the extra `training` is not installed: pictures are not tested")
    weights, folder = tmp_path / "weights.json", tmp_path / "made" / "here"
    weights.write_text(dump(load()), encoding="utf-8")
    seed, gold = tmp_path / "oper.txt", tmp_path / "oper.yaml"
    seed.write_text("Ida Brandt leitet die Oper in Celle. Die Sanierung kostete 40 Millionen Euro.\n", encoding="utf-8")
    turns = '{ask: "Wer leitet die Oper?", answer: [Ida Brandt], quote: Ida Brandt}, {ask: "Seit wann?", unknown: true}'
    gold.write_text(f"- turns: [{turns}]\n", encoding="utf-8")
    given = ["evaluate", "--xquad", str(xquad), "--gold", str(seed), str(gold), "--weights", str(weights)]
    given += ["--plots", str(folder)]
    monkeypatch.setattr("sys.argv", given)
    evaluate.main()
    assert {path.name for path in folder.iterdir()} == {"evaluation.txt", "reliability.png", "risk-coverage.png"}
    assert all(path.read_bytes()[:4] == b"\x89PNG" for path in folder.glob("*.png"))
    assert capsys.readouterr().out.startswith((folder / "evaluation.txt").read_text(encoding="utf-8"))
