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
    ("Der Rat lehnte den Neubau ab.", "Hat der Rat ihm zugestimmt?", "opposed:clause", ("turned",), ("denial",)),
    ("Der Rat lehnte den Neubau ab.", "Hat der Rat den Neubau abgelehnt?", "plain", (), ("denial", "against:twice")),
    ("Der Eintritt ist kostenlos.", "Muss man Eintritt zahlen?", "opposed:clause", ("turned",), ("denial",)),
    ("Nur die Halle wird erneuert.", "Wird alles an der Halle erneuert?", "restriction", (), ("negation",)),
    ("Das Dorf blieb vom Brand verschont.", "Hat der Brand das Dorf getroffen?", "opposed", ("turned",), ("negation",)),
    ("Das Haus ist unbewohnt.", "Leben Leute in dem Haus?", "privative", (), ("negation", "against")),
    ("Die Union gewann im Unterhaus.", "Hat die Union gewonnen?", "plain", (), ("lacking", "against")),
    ("Nicht nur der Turm wurde saniert, auch die Halle.", "Wurde auch die Halle saniert?", "addition",
     ("asked:too|same",), ("negation",)),
    ("Die Preise sind gesunken.", "Sind die Preise gestiegen?", "opposed", (), ("negation",)),
    ("Der Verein hat 40 Mitglieder.", "Hat der Verein 90 Mitglieder?", "number:differs", (), ("number",)),
    ("Die Läden bleiben geöffnet.", "Sind die Läden noch geöffnet?", "asked:still|lasting", (), ("against",)),
    ("The board rejected the merger.", "Did the board approve the merger?", "opposed:clause", ("turned",), ("denial",)),
    ("The shop is no longer open.", "Is the shop still open?", "negation", ("asked:still|against",), ("denial",)),
    ("Admission is free.", "Do we have to pay for admission?", "opposed", ("turned",), ("negation",)),
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


TURNS = [
    ("Der Hof darf nicht betreten werden.", "Darf man den Hof betreten?", True),
    ("Die Fähre fährt sonntags nicht mehr.", "Fährt die Fähre sonntags noch?", True),
    ("Kein Schüler darf die Werkstatt betreten.", "Darf ein Schüler die Werkstatt betreten?", True),
    ("Weder der Koch noch der Kellner kannte das Rezept.", "Kannte der Koch das Rezept?", True),
    ("Die Lampe kommt ohne Batterie aus.", "Braucht die Lampe eine Batterie?", True),
    ("Das Bad öffnet täglich außer dienstags.", "Ist das Bad dienstags geöffnet?", True),
    ("Der Rat untersagte das Feuerwerk.", "Hat der Rat das Feuerwerk erlaubt?", True),
    ("Die Miete ist gesunken.", "Ist die Miete gestiegen?", True),
    ("Die Orgel blieb unversehrt.", "Wurde die Orgel beschädigt?", True),
    ("Der Chor behält seinen Namen.", "Verliert der Chor seinen Namen?", True),
    ("Die Klage wurde abgewiesen.", "Hat die Klage gewonnen?", True),
    ("Der Verein hat den Spieler verkauft.", "Hat der Verein den Spieler behalten?", True),
    ("Die Uhr ist nicht teuer.", "Ist die Uhr billig?", False),
    ("Der Turm wurde nicht zerstört.", "Ist der Turm heil geblieben?", False),
    ("Der Zug hält in Lehrte.", "Hält der Zug in Lehrte?", False),
    ("Der Kurs findet ohne Anmeldung statt.", "Kann man den Kurs ohne Anmeldung besuchen?", False),
    ("Der Saal ist barrierefrei, die Toilette ist es nicht.", "Ist der Saal barrierefrei?", False),
    ("Der Laden, der lange keine Kunden hatte, schließt im Mai.", "Schließt der Laden im Mai?", False),
    ("Der Pfad kann bedenkenlos begangen werden.", "Kann der Pfad begangen werden?", False),
    ("Dagegen öffnet die Halle im Mai.", "Öffnet die Halle im Mai?", False),
    ("Nicht nur die Halle wurde saniert.", "Wurde die Halle saniert?", False),
    ("The ferry no longer runs on Sundays.", "Does the ferry still run on Sundays?", True),
    ("The lamp works without a battery.", "Does the lamp need a battery?", True),
    ("The council banned fireworks.", "Has the council allowed fireworks?", True),
    ("The rent has fallen.", "Has the rent risen?", True),
    ("The firm has yet to hire a cook.", "Has the firm hired a cook?", True),
    ("The club will keep its name.", "Will the club lose its name?", True),
    ("The organ was unharmed.", "Was the organ damaged?", True),
    ("The watch is not expensive.", "Is the watch cheap?", False),
    ("The hall is open and the cellar has not been painted.", "Is the hall open?", False),
    ("The train stops in Lewes.", "Does the train stop in Lewes?", False),
]


@pytest.mark.parametrize(("text", "question", "turned"), TURNS, ids=[f"{t} {q}" for t, q, _ in TURNS])
def test_turns(rank: Rank, text: str, question: str, turned: bool) -> None:
    """A negation or an opposite turns a statement, both together do not, nor what stands in another clause."""
    found = measured(rank(text, question))[0].leaning
    assert found["turned"] == float(turned), found


@pytest.mark.parametrize(
    ("text", "question", "told"),
    [
        ("Der Rat lehnte den Bau ab.", "Hat der Rat dem Bau zugestimmt?", True),
        ("Der Rat besprach den Bau.", "Hat der Rat dem Bau zugestimmt?", False),
        ("The council rejected the plan.", "Did the council approve the plan?", True),
        ("The council read the plan.", "Did the council approve the plan?", False),
    ],
)
def test_opposites_bear_out(rank: Rank, text: str, question: str, told: bool) -> None:
    """A sentence that says the opposite of a word decides the statement as one that says the word does."""
    found = measured(rank(text, question))[0].bearing
    assert (found["untold"] == 0) is told


def test_no_is_grounded(rank: Rank, by_hand: Weights) -> None:
    """Where no word speaks against a statement, a no is not grounded, however sure the weights are."""
    ranking = rank("Der Turm ist hoch.", "Ist der Turm alt?")
    no = replace(by_hand.polar.polarity, bias=-9.0)
    found = weigh(ranking.question, measured(ranking), replace(by_hand.polar, polarity=no))
    assert found is not None
    assert not found.holds
    assert not found.grounded


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
