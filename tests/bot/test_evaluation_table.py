"""The figures of an evaluation, worked out by hand on a few made-up questions."""

from __future__ import annotations

import pytest

from bot.question import analyse
from bot.training_data import Example

pytest.importorskip("sklearn", reason="the extra `training` is not installed: evaluation is not tested")

from bot.evaluation import Held
from bot.evaluation_table import (
    Evaluation,
    calibrated,
    calibration_error,
    failure,
    grouped,
    kind,
    measures,
    reliability,
    risk_coverage,
    table,
)


def held(
    *,
    text: str = "Wer führte die Runde an?",
    source: str = "xquad",
    crossed: bool = False,
    hit: bool = True,
    f1: float = 1.0,
    answer: str = "Anna Weber",
    confidence: float | None = 0.9,
    removed: float | None = 0.1,
    cut: float | None = 0.2,
) -> Held:
    example = Example(
        article="a", text=text, question=analyse(text), gold=frozenset({("a", 0)}), answers=("Anna Weber",)
    )
    return Held(
        example=example,
        source=source,
        crossed=crossed,
        hit=hit,
        exact=float(f1 == 1.0),
        f1=f1,
        answer=answer,
        confidence=confidence,
        removed=removed,
        cut=cut,
    )


def evaluation(*questions: Held) -> Evaluation:
    return Evaluation(clean=questions, sloppy=questions, thresholds={False: 0.5, True: 0.5})


def test_an_abstention_counts_nothing_end_to_end() -> None:
    """F1 counts every best answer, F1 end to end only those given; the open questions answered are false."""
    asked = evaluation(held(), held(confidence=0.3), held(f1=0.5, removed=0.7), held(f1=0.0, hit=False))
    found = measures(asked.clean, asked.answers)
    assert (found.questions, found.unanswerable) == (4, 4)
    assert (found.hit, found.exact, found.f1) == (0.75, 0.5, 0.625)
    assert found.end_to_end == (1.0 + 0.0 + 0.5 + 0.0) / 4
    assert (found.answered, found.false) == (0.75, 0.25)


def test_shares_at_five_per_cent_are_against_paragraph_and_sentence_apart() -> None:
    """What is answered where 5 % are false, and AUROC, are measured against each way to take the answer away."""
    asked = [held(confidence=c, removed=0.1, cut=0.6) for c in (0.9, 0.5)]
    found = measures(asked, evaluation().answers)
    assert (found.answered_at, found.auroc) == (1.0, 1.0)
    assert (found.answered_cut, found.auroc_cut) == (0.5, 0.5)


def test_what_cannot_be_measured_is_none() -> None:
    """Without open questions nothing is said of telling them apart, and without questions nothing at all."""
    found = measures([held(removed=None, cut=None)], evaluation().answers)
    assert (found.false, found.answered_at, found.auroc, found.auroc_cut, found.ece) == (None,) * 5
    assert measures([], evaluation().answers).f1 is None


def test_calibration_error_is_the_mean_distance() -> None:
    """Two surely answered at 0.9, one of them open: the bin is off by 0.4; at 0.1 the open one is off by 0.1."""
    asked = [held(confidence=0.9, removed=0.9), held(confidence=0.9, removed=0.1)]
    assert reliability(asked) == [(pytest.approx(0.1), 0.0, 1), (pytest.approx(0.9), pytest.approx(2 / 3), 3)]
    assert calibration_error(asked) == pytest.approx((0.1 * 1 + (0.9 - 2 / 3) * 3) / 4)


def test_full_confidence_is_in_the_last_bin() -> None:
    """A confidence of 1 is no bin of its own."""
    assert reliability([held(confidence=1.0, removed=0.95)]) == [(0.975, 0.5, 2)]


def test_risk_grows_from_the_surest_on() -> None:
    """Each step answers one more; questions equally sure are answered together."""
    asked = [held(confidence=0.9), held(confidence=0.8, f1=0.0, removed=0.85), held(confidence=0.8), held(f1=0.0)]
    assert risk_coverage(asked) == [(0.5, 0.5, 0.0), (1.0, 0.5, 0.25)]


def test_thresholds_let_five_per_cent_through() -> None:
    """Two of forty open questions are answered, languages apart; where nothing is open the given threshold stays."""
    asked = [held(removed=at / 100) for at in range(40)]
    found = calibrated(asked, {False: 0.5, True: 0.7})
    assert found == {False: 0.3701, True: 0.7}
    assert sum(at / 100 >= found[False] for at in range(40)) == 2
    assert calibrated([held(crossed=True, removed=0.2)], {False: 0.5, True: 0.7}) == {False: 0.5, True: 0.2001}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (held(), None),
        (held(confidence=0.4), "abstained wrongly"),
        (held(f1=0.0), "wrong span"),
        (held(f1=0.0, answer="", confidence=0.1), "no span"),
        (held(f1=0.0, hit=False, confidence=0.1), "wrong sentence"),
        (held(hit=False, f1=0.5), None),
        (held(confidence=None), None),
    ],
)
def test_a_failure_has_one_cause(question: Held, expected: str | None) -> None:
    """The answer at hand is judged first, then whether a right one was held back; open questions are no matter here."""
    assert failure(question, evaluation(question)) == expected


def test_kinds_are_those_of_the_question() -> None:
    """The kind expected first, the form of a yes/no question, and a word for no expectation."""
    assert kind(held()) == "person"
    assert kind(held(text="Hat Anna Weber die Runde angeführt?")) == "yes/no"


def test_groups_name_source_and_languages() -> None:
    """XQuAD first, one language before two, the question's language before the article's."""
    asked = [
        held(source="gold"),
        held(text="Who led the round of the company?", crossed=True),
        held(),
        held(text="Who led the round of the company?"),
    ]
    assert list(grouped(asked)) == ["xquad de→de", "xquad en→en", "xquad en→de", "gold de→de"]


def test_the_table_shows_the_difference_in_points() -> None:
    """A question that sloppy spelling makes abstain costs all of its F1; failures are counted by kind."""
    clean, sloppy = (held(), held(removed=0.8)), (held(), held(confidence=0.2))
    text = table(Evaluation(clean=clean, sloppy=sloppy, thresholds={False: 0.5, True: 0.5}))
    rows = {line[:24].strip(): line[24:].split() for line in reversed(text.splitlines())}
    header = rows[""]
    assert rows["xquad de→de"][:2] == ["2", "2"]
    at = header.index("F1") - 2
    assert rows["difference"][at : at + 1] == ["+0.0"]
    assert "-50.0" in rows["difference"]
    assert rows["person"][:2] == ["2", "2"]
    assert rows["person"][-1] == "1"
    assert rows["all"] == rows["person"]
