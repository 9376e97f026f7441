"""What is measured of spans: fast scores against slow features, and what each measure means on a small article."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.article_index import index
from bot.matching import Matcher
from bot.pool import Pool
from bot.question import analyse
from bot.ranking import years
from bot.span_features import SpanMeasure, can_answer, group
from bot.weights import Logistic, Weights
from knowledge.document import Evidence
from knowledge.facts import Fact, Kind
from knowledge.store import FactStore

ASKED = (
    "Wer leitet die Werft Hansen?",
    "Wie viele Menschen beschäftigt das Unternehmen?",
    "Welche Gewerkschaft kritisierte die Übernahme?",
    "Warum kritisierte Maritim den Kauf?",
    "Wann eröffnete der Hafen?",
    "An wen lieferten die Schiffbauer drei Fähren?",
    "Wohin fährt die Linie 12?",
    "Was ist die Nordsee?",
    "Fähren?",
)


class Measures:
    def __init__(self, store: FactStore, weights: Weights) -> None:
        self._matcher = Matcher(weights.strengths, years(store))
        self.pool = Pool((index(store, "werft"),))

    def of(self, text: str, row: int) -> SpanMeasure:
        question = analyse(text)
        return SpanMeasure(question, self._matcher.match(question, self.pool), row)

    def span(self, text: str, row: int, answer: str) -> dict[str, float]:
        measure = self.of(text, row)
        number = next(at for at, fact in enumerate(measure.facts) if fact.answer == answer)
        return measure.features()[number]


@pytest.fixture(scope="module")
def measures(articles: FactStore, by_hand: Weights) -> Measures:
    return Measures(articles, by_hand)


@settings(max_examples=60)
@given(text=st.sampled_from(ASKED), row=st.integers(0, 8), data=st.data())
def test_scores_are_the_logits_of_the_features(measures: Measures, text: str, row: int, data: st.DataObject) -> None:
    """For any weights a span's score is what they make of its features one by one, asked once or again."""
    measure = measures.of(text, row)
    features = measure.features()
    names = sorted({name for one in features for name in one} | {"unheard of"})
    weights = Logistic(
        bias=data.draw(st.floats(-3, 3)),
        weights=data.draw(st.dictionaries(st.sampled_from(names), st.floats(-5, 5), max_size=40)),
    )
    slow = [weights.logit(one) for one in features]
    assert measure.scores(weights).tolist() == pytest.approx(slow)
    assert measures.of(text, row).scores(weights).tolist() == pytest.approx(slow)


def test_weights_of_one_place_in_memory_do_not_share_scores(measures: Measures) -> None:
    """Scores are those of the weights at hand, even where others stood at the same place in memory before them."""
    for bias in range(40):
        weights = Logistic(bias=float(bias), weights={})
        assert set(measures.of(ASKED[0], 2).scores(weights).tolist()) == {float(bias)}
        del weights


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("Was will die Gemeinde tun?", True),
        ("Was hat die Gemeinde mit dem Steg vor?", True),
        ("What are they planning to do?", True),
        ("Was liegt am Ufer?", False),
        ("What lies on the shore?", False),
    ],
)
def test_a_deed_answers_what_somebody_does(text: str, answers: bool) -> None:
    """An object with its verb answers a question for what is done or planned, and no other."""
    quote = "Sie will den Steg erneuern."
    deed = Fact(
        id="deed",
        answer="den Steg erneuern",
        kind=Kind.CLAUSE,
        sentence=0,
        evidence=Evidence(document="steg", start=0, end=len(quote), quote=quote),
        origin="extracted",
        syntax="verbal",
    )
    assert can_answer(deed, analyse(text)) is answers


@given(text=st.sampled_from(ASKED), row=st.integers(0, 8))
def test_only_what_can_answer_is_measured(measures: Measures, text: str, row: int) -> None:
    """The spans are those of the sentence's that are of an expected kind behind an expected preposition and have a
    word that the question has not."""
    question, table = analyse(text), measures.pool.spans(row)
    said = {term.terms[0] for term in question.terms}
    new = [fact for fact, stems in zip(table.facts, table.stems, strict=True) if stems - said]
    assert measures.of(text, row).facts == tuple(fact for fact in new if can_answer(fact, question))
    assert all(fact.kind in question.kinds for fact in measures.of(text, row).facts) or not question.kinds


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wer leitet das?", "who"),
        ("Wann war das Rennen?", "when"),
        ("Wie lange dauert die Fahrt?", "when"),
        ("Wie viele Fähren?", "amount"),
        ("Wo steht die Werft?", "where"),
        ("Warum fiel das Rennen aus?", "why"),
        ("Woran arbeitet die Werft?", "about"),
        ("Was ist eine Werft?", "definition"),
        ("Nenne alle Häfen der Insel!", "list"),
        ("Was baut die Werft?", "what"),
        ("Who runs the yard?", "who"),
        ("How many ferries?", "amount"),
        ("Fähren", "open"),
    ],
)
def test_questions_are_of_a_group(text: str, expected: str) -> None:
    """The group says roughly what is asked for."""
    assert group(analyse(text)) == expected


def test_what_the_question_says_is_in_question(measures: Measures) -> None:
    """Of a span the share that the question says is measured; what it says wholly is no answer."""
    new = measures.span("Wer leitet die Werft Hansen?", 2, "Reederei Nordwind")
    half = measures.span("Wer leitet die Reederei?", 2, "Reederei Nordwind")
    assert "in_question" not in new
    assert half["in_question"] == half["who|in_question"] == 0.5
    assert "Reederei Nordwind" not in [
        fact.answer for fact in measures.of("Wer leitet die Reederei Nordwind?", 2).facts
    ]


def test_near_is_what_stands_by_the_matches(measures: Measures) -> None:
    """The person in the clause of the matched words is nearer to them, and its clause holds more of them."""
    text = "Wer leitet die Werft Hansen?"
    other, right = (measures.span(text, 2, name) for name in ("Karla Voss", "Jan Peters"))
    assert right["proximity"] > other["proximity"]
    assert right["clause"] > other["clause"]
    assert right["proximity_ahead"] <= right["proximity"]
    assert other["proximity_inside"] < right["proximity_inside"] <= right["proximity"]
    assert right["person|proximity"] == right["who|proximity"] == right["proximity"]


def test_a_target_is_the_noun_after_welche(measures: Measures) -> None:
    """A span that ends in or stands beside the noun asked for is told from one that does not."""
    text = "Welche Gewerkschaft kritisierte die Übernahme?"
    found = measures.of(text, 5)
    beside = {fact.answer: found.features()[at] for at, fact in enumerate(found.facts)}
    assert any(one.get("target_head") or one.get("target_beside") for one in beside.values())
    assert all(not one.get("target_head") for answer, one in beside.items() if "Arbeitsplätze" in answer)


def test_a_count_is_about_the_thing_counted(measures: Measures) -> None:
    """The number whose unit the question names has a head that it matches, fully; another number has none."""
    heads = {
        fact.value: one.get("head", 0.0)
        for row in (3, 5)
        for measure in (measures.of("Wie viele Menschen beschäftigt das Unternehmen?", row),)
        for fact, one in zip(measure.facts, measure.features(), strict=True)
        if fact.kind is Kind.NUMBER
    }
    assert heads["620"] == 1.0
    assert heads["80"] < 1.0


def test_a_role_is_filled_or_told_of_another(measures: Measures) -> None:
    """The one who leads what was asked for fills the role; who leads something else is the filler elsewhere."""
    text = "Wer leitet die Werft Hansen?"
    assert measures.span(text, 2, "Jan Peters")["role:filled"] == 1.0
    other = measures.span(text, 2, "Karla Voss")
    assert other["role:elsewhere"] >= 0.5 > other.get("role:filled", 0.0)


def test_a_kind_of_what_is_asked_for_is_no_repetition(measures: Measures) -> None:
    """ "Verkehrsministerium" says which Ministerium is meant, though a part of it is asked for."""
    found = measures.span("Welches Ministerium bekam die Fähren?", 4, "Verkehrsministerium")
    assert (found["specified"], found.get("in_question", 0.0)) == (1.0, 0.0)
    found = measures.span("Welches Ministerium bekam die Fähren?", 4, "Oslo")
    assert "specified" not in found
