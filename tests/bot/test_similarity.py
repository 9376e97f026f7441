"""Vectors in the store and questions beside them: near sentences, and answers when there is nothing to compare."""

from __future__ import annotations

import logging
import math
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from adapters.fakes.encoder import HashedEncoder, hashed
from bot.answers import Answer
from bot.engine import Engine
from bot.similarity import Similarity
from knowledge import build
from knowledge.errors import EncoderError
from knowledge.sqlite_store import SqliteStore
from knowledge.vectors import Vector

TEXT = """Die Stadt Lindenau hat am 3. Mai 2024 eine neue Brücke über die Elster eröffnet. Der Bau kostete 12,5 \
Millionen Euro. Bürgermeisterin Anna Weber durchschnitt das Band.
"""
COST = "Wie viele Millionen Euro kostete der Bau?"


class Failing:
    """An encoder whose endpoint is down; the store's vectors were made while it was up."""

    name = "hashed"

    def passages(self, texts: Sequence[str]) -> tuple[Vector, ...]:
        raise EncoderError("the endpoint does not answer.")

    def question(self, text: str) -> Vector:
        raise EncoderError("the endpoint does not answer.")


@pytest.fixture(scope="module")
def encoded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    opened = _store(tmp_path_factory.mktemp("encoded"), HashedEncoder())
    yield opened
    opened.close()


def _store(folder: Path, encoder: HashedEncoder | None, text: str = TEXT) -> SqliteStore:
    (folder / "bruecke.txt").write_text(text, encoding="utf-8")
    return build.refresh(folder, folder / "facts.db", encoder=encoder)


def test_the_numbers_are_cosines(encoded: SqliteStore) -> None:
    """Each sentence's cosine is that of a slow computation, to the store's precision; the right one is nearest."""
    found = Similarity(HashedEncoder(), encoded).of(COST, ["bruecke"])
    text, question = encoded.document("bruecke").text, hashed(COST)
    for indexed in encoded.sentences("bruecke"):
        vector = hashed(text[indexed.sentence.start : indexed.sentence.end])
        dot = sum(a * b for a, b in zip(vector, question, strict=True))
        expected = dot / (math.hypot(*vector) * math.hypot(*question))
        assert found["bruecke", indexed.sentence.index].cosine == pytest.approx(expected, abs=2e-3)
    assert max(found, key=lambda place: found[place].cosine) == ("bruecke", 1)
    assert max(found, key=lambda place: found[place].centred) == ("bruecke", 1)


def test_centred_cosines_are_taken_from_the_mean(encoded: SqliteStore) -> None:
    """They are those of a slow computation with the mean taken off both sides."""
    stored = encoded.vectors("bruecke")
    assert stored is not None
    rows = [
        struct.unpack_from(f"<{stored.dimension}e", stored.rows, at)
        for at in range(0, len(stored.rows), stored.dimension * 2)
    ]
    mean = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
    length = math.hypot(*hashed(COST))
    question = [a / length - b for a, b in zip(hashed(COST), mean, strict=True)]
    for (_, number), nearness in Similarity(HashedEncoder(), encoded).of(COST, ["bruecke"]).items():
        row = [a - b for a, b in zip(rows[number], mean, strict=True)]
        dot = sum(a * b for a, b in zip(row, question, strict=True))
        assert nearness.centred == pytest.approx(dot / (math.hypot(*row) * math.hypot(*question)), abs=1e-4)


def test_hidden_sentences_are_as_if_they_were_not_there(tmp_path: Path, encoded: SqliteStore) -> None:
    """What remains is as near as in an article without the hidden sentence; with all hidden there is nothing."""
    similarity, hidden = Similarity(HashedEncoder(), encoded), ("bruecke", 2)
    shorter = _store(tmp_path, HashedEncoder(), TEXT.partition(" Bürgermeisterin")[0])
    expected = Similarity(HashedEncoder(), shorter).of(COST, ["bruecke"])
    found = similarity.of(COST, ["bruecke"], frozenset([hidden]))
    assert set(found) == set(expected) == {("bruecke", 0), ("bruecke", 1)}
    for place, nearness in found.items():
        assert nearness.centred == pytest.approx(expected[place].centred, abs=1e-5)
        assert nearness.cosine == pytest.approx(expected[place].cosine, abs=1e-5)
    assert similarity.of(COST, ["bruecke"], frozenset({hidden, *found})) == {}


def test_a_question_is_encoded_once(encoded: SqliteStore) -> None:
    """Asking the same again does not ask the encoder again; another question does."""
    encoder = HashedEncoder()
    similarity = Similarity(encoder, encoded)
    for text in (COST, COST, "Wer?"):
        similarity.of(text, ["bruecke"])
    assert encoder.asked == [COST, "Wer?"]


@pytest.mark.parametrize("name", ["hashed", "another"])
def test_without_vectors_by_this_encoder_there_is_nothing(encoded: SqliteStore, tmp_path: Path, name: str) -> None:
    """A store without vectors, or with another encoder's, gives nothing, and the encoder is not even asked."""
    encoder = HashedEncoder(name)
    store = encoded if name == "another" else _store(tmp_path, None)
    assert Similarity(encoder, store).of(COST, ["bruecke"]) == {}
    assert encoder.asked == []


def test_vectors_of_another_length_are_not_compared(encoded: SqliteStore) -> None:
    """An encoder that keeps its name and changes its dimension gives nothing rather than an exception."""
    assert Similarity(HashedEncoder(dimension=32), encoded).of(COST, ["bruecke"]) == {}


def test_a_failing_encoder_is_logged(encoded: SqliteStore, caplog: pytest.LogCaptureFixture) -> None:
    """Its error is a warning in the log, and there is nothing to compare."""
    with caplog.at_level(logging.WARNING):
        assert Similarity(Failing(), encoded).of(COST, ["bruecke"]) == {}
    assert caplog.messages == ["answering without vectors: the endpoint does not answer."]


@pytest.mark.parametrize("encoder", [HashedEncoder("another"), Failing()], ids=["another", "failing"])
def test_the_engine_answers_without_vectors(encoded: SqliteStore, encoder: HashedEncoder | Failing) -> None:
    """With another encoder's vectors, or the endpoint down, the decision is that of an engine without encoder."""
    decision = Engine(encoded, encoder=encoder).ask(COST).decision
    assert isinstance(decision, Answer)
    assert decision == Engine(encoded).ask(COST).decision


def test_an_explanation_names_the_nearest_sentence(encoded: SqliteStore) -> None:
    """With vectors the nearest sentence is named, without them that there are none."""
    shown = Engine(encoded, encoder=HashedEncoder()).explain(COST)
    assert "vectors    nearest is sentence 1 of bruecke: cosine 0." in shown
    assert "vectors    none" in Engine(encoded).explain(COST)


def test_the_engine_gives_similarities(encoded: SqliteStore, tmp_path: Path) -> None:
    """With an encoder, one for each sentence in scope; without, none."""
    engine, question = Engine(encoded, encoder=HashedEncoder()), Engine(encoded).ask(COST).question
    assert set(engine.similarities(question)) == {("bruecke", 0), ("bruecke", 1), ("bruecke", 2)}
    assert engine.similarities(question, "bruecke") == engine.similarities(question)
    assert Engine(encoded).similarities(question) == {}
