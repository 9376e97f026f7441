"""The engine on a small article: the right span with its evidence, or a reasoned abstention."""

from __future__ import annotations

import pytest

from bot.answers import Abstention, Answer, Reason
from bot.engine import Engine
from knowledge.sqlite_store import SqliteStore


@pytest.fixture(scope="module")
def engine(store: SqliteStore) -> Engine:
    return Engine(store)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wie lange dauerte der Bau?", "drei Jahre"),
        ("Was kostete der Bau der Brücke? Wie viel Geld?", "12,5 Millionen Euro"),
        ("Wie viele Tonnen Stahl lieferte die Firma?", "800 Tonnen"),
        ("Wann hat Lindenau die Brücke eröffnet?", "3. Mai 2024"),
        ("wann hat lindenau die brueke eroeffnet", "3. Mai 2024"),
        ("An welchem Tag war die Einweihung der Brücke?", "3. Mai 2024"),
    ],
)
def test_answers_are_spans_of_the_article(engine: Engine, store: SqliteStore, text: str, expected: str) -> None:
    """The answer is the right span, its evidence is verbatim, and the span is marked inside it."""
    decision = engine.ask(text).decision
    assert isinstance(decision, Answer), engine.explain(text)
    assert expected in decision.text
    evidence = decision.evidence[0]
    article = store.document(evidence.document).text
    assert evidence.holds(article)
    assert all(evidence.start <= a < b <= evidence.end and article[a:b] == decision.text for a, b in decision.marked)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Wer gewann die Weltmeisterschaft?", Reason.NOT_IN_ARTICLE),
        ("Wann fährt die Buslinie A über die Brücke?", Reason.FALSE_PREMISE),
        ("Was kostete der Bau 1987?", Reason.FALSE_PREMISE),
        ("Und?", Reason.NOT_UNDERSTOOD),
        ("Wie heißt die Architektin der Brücke?", Reason.NOT_IN_ARTICLE),
    ],
)
def test_nothing_is_asserted_without_ground(engine: Engine, text: str, reason: Reason) -> None:
    """What the article does not say gives an abstention with its reason."""
    decision = engine.ask(text).decision
    assert isinstance(decision, Abstention), engine.explain(text)
    assert decision.reason == reason


def test_a_known_unknown_says_what_its_author_wrote(engine: Engine) -> None:
    """An authored unknown is told in the author's words."""
    decision = engine.ask("Wie heißt die Architektin?").decision
    assert isinstance(decision, Abstention)
    assert decision.tell == "Wer die Brücke entworfen hat, steht nicht im Artikel."


def test_a_short_question_leans_on_the_one_before(engine: Engine) -> None:
    """ "Und wie lange …" keeps what the conversation is about."""
    first = engine.ask("Wie viel Euro kostete der Bau?")
    second = engine.ask("Und wie lange dauerte das?", previous=first)
    assert isinstance(second.decision, Answer)
    assert second.decision.text == "drei Jahre"


def test_a_bare_question_word_asks_of_the_sentence_before(engine: Engine) -> None:
    """ "Und wie lange?" takes the one duration of the sentence that gave the last answer."""
    first = engine.ask("Wie viel Euro kostete der Bau der Brücke?")
    second = engine.ask("Und wie lange?", previous=first)
    assert isinstance(second.decision, Answer)
    assert second.decision.text == "drei Jahre"


def test_explain_names_terms_gates_and_candidates(engine: Engine) -> None:
    """The explanation shows every stage."""
    shown = engine.explain("Wie lange dauerte der Bau?")
    for part in ("question", "expects duration", "term", "gate", "curated", "confidence", "candidate"):
        assert part in shown
