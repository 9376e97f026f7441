"""The rules by which the product's answers are scored, and the way from files to the printed counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import product

Entry = product.Entry


def reply(answer: str | None = "Anna Weber", quote: str | None = None, status: str = "answered") -> Entry:
    return {"status": status, "answer": answer, "quote": quote, "confidence": 0.5}


@pytest.mark.parametrize(
    ("entry", "answer", "expected"),
    [
        ({"answer": ["Weber", "Krause"]}, "Anna Weber", True),
        ({"answer": ["anna  weber"]}, "Anna\nWe\N{SOFT HYPHEN}ber", True),
        ({"answer": ["Krause"]}, "Anna Weber", False),
        ({"answer": ["Krause"]}, None, False),
        ({"all": ["Weber", "Krause"]}, "Weber und Krause", True),
        ({"all": ["Weber", "Krause"]}, "Weber", False),
        ({"answer": ["Weber"], "not": ["Krause"]}, "Weber und Krause", False),
        ({"answer": ["Weber"], "not": ["Krause"]}, "Weber", True),
        ({"polarity": "ja"}, "Ja, im Mai.", True),
        ({"polarity": "ja"}, "Yes.", True),
        ({"polarity": "ja"}, "Januar", False),
        ({"polarity": "nein"}, "Nein, Krause.", True),
        ({"polarity": "nein"}, "No, Krause.", True),
        ({"polarity": "nein"}, "Ja.", False),
        ({"unknown": "true"}, "Weber", False),
        ({"unknown": True}, "Weber", False),
    ],
)
def test_an_answer_is_right_by_its_entry(entry: Entry, answer: str | None, expected: bool) -> None:
    """One of several, all of them, none of the wrong ones, the polarity; anything answered to an open question is
    false."""
    assert product.is_right(entry, reply(answer)) is expected


@pytest.mark.parametrize("status", ["abstained", "clarify", "command", "ignored"])
def test_what_is_not_answered_is_right_only_where_nothing_is_said(status: str) -> None:
    """Abstaining, asking back and ignoring are right for an open question and wrong for any other."""
    assert product.is_right({"unknown": "true"}, reply("Weber", status=status))
    assert not product.is_right({"answer": ["Weber"]}, reply("Weber", status=status))


def test_the_quote_must_hold_what_is_wanted() -> None:
    """Case and spacing do not matter; without a wanted quote any will do."""
    assert product.is_shown({"quote": "leitet das  Haus"}, reply(quote="Weber leitet das Haus."))
    assert not product.is_shown({"quote": "leitet"}, reply(quote=None))
    assert product.is_shown({}, reply(quote=None))


GOLD = """\
- {ask: "Wer leitet das Museum?", answer: ["Anna Weber"], quote: "leitet"}
- {ask: "Was kostete der Umbau?", answer: ["12 Millionen"]}
- {ask: "Wer ist der Trainer von Borussia Neustadt?", unknown: true}
- turns:
  - {ask: "Leitet Anna Weber das Museum?", polarity: "ja"}
  - {ask: "Und wie teuer war der Umbau?", answer: ["12 Millionen"]}
"""


def test_turns_share_a_conversation(tmp_path: Path) -> None:
    """Entries are chats of their own, the turns of one conversation have the same."""
    (tmp_path / "gold.yaml").write_text(GOLD, encoding="utf-8")
    asked = product.read(tmp_path / "gold.yaml")
    assert [one.chat for one in asked] == ["0", "1", "2", "3", "3"]
    assert [one.turn for one in asked] == [False, False, False, True, True]
    assert [one.unknown for one in asked] == [False, False, True, False, False]


def scored(entry: Entry, *, right: bool, shown: bool = True, turn: bool = False) -> product.Scored:
    asked = product.Asked(entry={"ask": "Wer leitet das Museum?", **entry}, chat="0", turn=turn)
    return product.Scored(asked=asked, reply=reply(), right=right, shown=shown)


def test_counts_are_apart() -> None:
    """Answerable, evidence, open and turns each have their own denominator."""
    found = product.line(
        "all",
        [
            scored({"answer": []}, right=True),
            scored({"answer": []}, right=True, shown=False),
            scored({"answer": []}, right=False),
            scored({"unknown": "true"}, right=False),
            scored({"unknown": "true"}, right=True),
            scored({"answer": []}, right=True, turn=True),
        ],
    )
    assert " ".join(found.split()) == (
        "all right 2/3 = 67%, with evidence 1/3 = 33%, false answers 1/2 = 50%, conversation turns 1/1 = 100%"
    )


def test_questions_are_named_only_when_asked_for() -> None:
    """The report holds no question's text unless it is to be verbose."""
    found = {"museum": [scored({"answer": ["X"]}, right=False), scored({"unknown": "true"}, right=False)]}
    assert "Museum?" not in product.report(found)
    shown = product.report(found, verbose=True)
    assert "WRONG 'Wer leitet das Museum?' → answered 'Anna Weber'" in shown
    assert "FALSE 'Wer leitet das Museum?'" in shown
    assert {"fact", "open", "asked in de", "expects person", "all"} <= {
        text[:24].strip() for text in shown.splitlines()
    }


def test_the_product_is_asked_about_each_article_alone(tmp_path: Path) -> None:
    """Every question of the half gets its reply from the command line; the other half is left alone."""
    for name in ("museum", "zoo"):
        (tmp_path / name).mkdir()
        text = "Anna Weber leitet das Museum in Lindenau. Der Umbau kostete 12 Millionen Euro."
        (tmp_path / name / f"{name}.txt").write_text(text, encoding="utf-8")
    (tmp_path / "museum.keep.yaml").write_text(GOLD, encoding="utf-8")
    (tmp_path / "zoo.tune.yaml").write_text(GOLD, encoding="utf-8")
    found = product.score(tmp_path, "keep")
    assert list(found) == ["museum"]
    assert [one.reply["id"] for one in found["museum"]] == [0, 1, 2, 3, 4]
    assert found["museum"][2].right


def test_a_half_that_is_not_there_is_said(tmp_path: Path) -> None:
    """A folder without such files is an error, not a score of nothing."""
    with pytest.raises(FileNotFoundError, match=r"there is no NAME\.keep\.yaml in "):
        product.score(tmp_path, "keep")
