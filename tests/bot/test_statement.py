"""What speaks for and against a statement, and what weights make of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.engine import Engine
from bot.question import analyse
from bot.ranking import Ranking
from bot.statement import Features, measured, particles_of, weigh
from bot.weights import Weights, load
from knowledge import build
from knowledge.document import Language

Rank = Callable[[str, str], Ranking]


@pytest.fixture(scope="module")
def rank(tmp_path_factory: pytest.TempPathFactory, by_hand: Weights) -> Rank:
    """Ranks the sentences of a text for a question."""
    folder = tmp_path_factory.mktemp("statements")

    def ranked(text: str, question: str) -> Ranking:
        number = len(list(folder.iterdir()))
        seeds = Path(tmp_path_factory.mktemp("seeds"))
        (seeds / "artikel.txt").write_text(text, encoding="utf-8")
        store = build.refresh(seeds, folder / f"{number}.db")
        try:
            return Engine(store, by_hand).rank(analyse(question), "artikel")
        finally:
            store.close()

    return ranked


CASES: list[tuple[str, str, str, tuple[str, ...], tuple[str, ...]]] = [
    ("Der Garten ist nicht geöffnet.", "Ist der Garten geöffnet?", "against", ("negation:near",), ("denial",)),
    ("Der Rat lehnte den Neubau ab.", "Hat der Rat ihm zugestimmt?", "opposed:clause", ("turned",), ("negation", "denial")),
    ("Der Rat lehnte den Neubau ab.", "Hat der Rat den Neubau abgelehnt?", "plain", (), ("denial", "against:twice")),
    ("Der Eintritt ist kostenlos.", "Muss man Eintritt zahlen?", "free", ("asked:must|free",), ("denial",)),
    ("Nur die Halle wird erneuert.", "Wird alles an der Halle erneuert?", "restriction", (), ("negation",)),
    ("Das Dorf blieb vom Brand verschont.", "Hat der Brand das Dorf getroffen?", "opposed", ("turned",), ("negation",)),
    ("Das Haus ist unbewohnt.", "Leben Leute in dem Haus?", "privative", (), ("negation", "against")),
    ("Die Union gewann im Unterhaus.", "Hat die Union gewonnen?", "plain", (), ("lacking", "against")),
    ("Nicht nur der Turm wurde saniert, auch die Halle.", "Wurde auch die Halle saniert?", "addition",
     ("asked:too|same",), ("negation",)),
    ("Die Preise sind gesunken.", "Sind die Preise gestiegen?", "opposed", (), ("negation",)),
    ("Der Verein hat 40 Mitglieder.", "Hat der Verein 90 Mitglieder?", "number:differs", (), ("number",)),
    ("Die Läden bleiben geöffnet.", "Sind die Läden noch geöffnet?", "asked:still|lasting", (), ("against",)),
    ("The board rejected the merger.", "Did the board approve the merger?", "opposed:clause", ("turned",), ("negation", "denial")),
    ("The shop is no longer open.", "Is the shop still open?", "negation", ("asked:still|against",), ("denial",)),
    ("Admission is free.", "Do we have to pay for admission?", "free", ("asked:must|free",), ("negation",)),
    ("The bridge was also painted.", "Was the bridge painted too?", "addition", ("asked:too",), ("against",)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "question", "one", "more", "none"), CASES, ids=[f"{c[0]} {c[1]}" for c in CASES])
def test_cues(rank: Rank, text: str, question: str, one: str, more: tuple[str, ...], none: tuple[str, ...]) -> None:
    """What speaks for or against is seen, and what only looks like it is not."""
    found = measured(rank(text, question))[0].leaning
    for name in (one, *more):
        assert found.get(name, 0.0) > 0, (name, found)
    for name in none:
        assert not found.get(name, 0.0), (name, found)


def test_words_met(rank: Rank) -> None:
    """The statement's words are met in the sentence, around it, or nowhere, by kind of word."""
    text = "Der Hafen Norddeich wurde im Mai eröffnet. Karla Voss baute ihn."
    whole = measured(rank(text, "Wurde der Hafen Norddeich im Mai eröffnet?"))[0].bearing
    assert whole["met:own"] == pytest.approx(1.0)
    assert whole["unmet"] == 0
    assert whole["says:plain"] == 1.0
    part = measured(rank(text, "Wurde der Hafen Norddeich 1990 gesprengt?"))[0].bearing
    assert part["unmet:anywhere"] == 2
    assert part["exact:anywhere"] == 0
    assert 0 < part["met"] < whole["met"]


@pytest.mark.parametrize(
    ("question", "expected"),
    [("Ist er schon da?", ("already",)), ("Must we pay too?", ("too", "must")), ("Regnet es?", ())],
)
def test_particles(question: str, expected: tuple[str, ...]) -> None:
    """Words of the question that a sentence can speak to."""
    assert set(particles_of(analyse(question))) == set(expected)


@pytest.mark.parametrize(
    ("plain", "negated", "text"),
    [
        ("Ist der Garten geöffnet?", "Ist der Garten nicht geöffnet?", "Der Garten ist geöffnet."),
        ("Ist der Garten geöffnet?", "Ist der Garten nicht geöffnet?", "Der Garten ist noch nicht geöffnet."),
        ("Is the garden open?", "Is the garden not open?", "The garden is open."),
    ],
)
def test_a_negated_question_turns_the_answer(rank: Rank, by_hand: Weights, plain: str, negated: str, text: str) -> None:
    """The same sentence is as sure of the contrary."""
    one, other = (weigh(r.question, measured(r), by_hand.polar) for r in (rank(text, plain), rank(text, negated)))
    assert one is not None
    assert other is not None
    assert one.holds is not other.holds
    assert one.probability == pytest.approx(other.probability)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(max_size=60)
    | st.lists(
        st.sampled_from(["Ist", "die", "Brücke", "nicht", "noch", "2021", "ohne", "Karla", "un-", "?", ","])
    ).map(" ".join),
    language=st.sampled_from(["de", "en"]),
)
def test_any_text_is_weighed(articles_engine: Engine, text: str, language: Language) -> None:
    """Whatever is typed, features are finite numbers, and probabilities between 0 and 1; question negation flips."""
    ranking = articles_engine.rank(analyse(text, language))
    sentences = measured(ranking)
    for one in sentences:
        for features in (one.bearing, one.leaning):
            assert _finite(features)
    found = weigh(ranking.question, sentences, load().polar)
    if found is not None:
        assert 0 <= found.probability <= 1
        turned = weigh(replace(ranking.question, negated=not ranking.question.negated), sentences, load().polar)
        assert turned is not None
        assert turned.holds is not found.holds


@pytest.fixture(scope="module")
def articles_engine(articles: object) -> Engine:
    return Engine(articles)  # type: ignore[arg-type]


def _finite(features: Features) -> bool:
    return all(-1e9 < value < 1e9 for value in features.values())
