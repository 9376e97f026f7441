"""The embeddings endpoint's client against the fake one, over a real socket."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest

from adapters.embeddings_endpoint import EmbeddingsEndpoint, EndpointSettings
from adapters.fakes.embeddings import KEY, MODEL, FakeEmbeddings, Fault
from adapters.fakes.encoder import hashed
from bot.settings import Secret
from knowledge.errors import EncoderError


@pytest.fixture
def fake() -> Iterator[FakeEmbeddings]:
    with FakeEmbeddings() as started:
        yield started


class Waiting:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now, self.slept = 100.0, list[float]()

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def waiting() -> Waiting:
    return Waiting()


Make = Callable[..., EmbeddingsEndpoint]


@pytest.fixture
def client(fake: FakeEmbeddings, waiting: Waiting) -> Iterator[Make]:
    made: list[EmbeddingsEndpoint] = []

    def make(**changes: Any) -> EmbeddingsEndpoint:
        given: dict[str, Any] = {"url": fake.url, "model": MODEL, "key": Secret(KEY)} | changes
        made.append(EmbeddingsEndpoint(EndpointSettings(**given), waiting.sleep, lambda: waiting.now))
        return made[-1]

    yield make
    for each in made:
        each.close()


def test_texts_go_out_in_batches_and_vectors_come_back_in_order(fake: FakeEmbeddings, client: Make) -> None:
    """Seventy texts make three requests, and each text gets its own vector although the answer is not in order."""
    texts = [f"Satz Nummer {number}" for number in range(70)]
    assert client().passages(texts) == tuple(map(hashed, texts))
    assert [len(request["input"]) for request in fake.requests] == [32, 32, 6]


def test_the_address_may_end_in_embeddings(fake: FakeEmbeddings, client: Make) -> None:
    """With and without /embeddings or a slash at the end it is the same address."""
    for ending in ("", "/", "/embeddings", "/embeddings/"):
        assert client(url=fake.url + ending).question("Wer?") == hashed("Wer?")


def test_prefixes_stand_before_the_texts(fake: FakeEmbeddings, client: Make) -> None:
    """Questions and passages carry the prefix their model wants, and another prefix is another encoder."""
    made = client(question_prefix="query: ", passage_prefix="passage: ")
    made.question("Wer?")
    made.passages(["Satz."])
    assert [request["input"] for request in fake.requests] == [["query: Wer?"], ["passage: Satz."]]
    assert made.name != client().name


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"key": None}, "{url} does not accept the key in NACHGEFRAGT_VECTORS_KEY (401)."),
        ({"key": Secret("sk-wrong")}, "{url} does not accept the key in NACHGEFRAGT_VECTORS_KEY (401)."),
        (
            {"model": "other"},
            "{url} answered 404: The model `other` does not exist or you do not have access to it.",
        ),
    ],
)
def test_refusals_are_one_sentence(fake: FakeEmbeddings, client: Make, changes: dict[str, Any], sentence: str) -> None:
    """Without key, with a wrong key or model, the error says so and does not show the key; nothing is tried again."""
    made = client(**changes)
    with pytest.raises(EncoderError) as caught:
        made.passages(["Satz."])
    assert sentence.format(url=f"{fake.url}/embeddings") == str(caught.value)


def test_a_server_that_takes_less_than_a_batch_is_quoted(fake: FakeEmbeddings, client: Make) -> None:
    """Its own words about too many inputs are in the error."""
    fake.most_inputs = 8
    with pytest.raises(EncoderError, match=r"answered 400: '\$\.input' is too long\. Maximum length is 8 items\."):
        client().passages(["Satz."] * 9)


def test_passages_are_asked_for_again(fake: FakeEmbeddings, client: Make, waiting: Waiting) -> None:
    """After 429, 503 and a dropped connection the vectors come, and Retry-After was waited for."""
    fake.faults.extend((Fault(status=429, retry_after="7"), Fault(status=503), Fault()))
    assert client().passages(["Satz."]) == (hashed("Satz."),)
    assert waiting.slept == [7.0, 2.0, 4.0]


def test_passages_are_given_up(fake: FakeEmbeddings, client: Make, waiting: Waiting) -> None:
    """After four failures the error says what the last one was."""
    fake.faults.extend([Fault(status=500)] * 4)
    with pytest.raises(EncoderError) as caught:
        client().passages(["Satz."])
    assert f"{fake.url}/embeddings answered 500." == str(caught.value)
    assert len(waiting.slept) == 3


def test_a_question_does_not_wait(fake: FakeEmbeddings, client: Make, waiting: Waiting) -> None:
    """A question is asked once; then the endpoint rests for half a minute, and is asked again after it."""
    made = client()
    fake.faults.append(Fault(status=503))
    with pytest.raises(EncoderError, match="answered 503"):
        made.question("Wer?")
    with pytest.raises(EncoderError, match="failed less than 30 s ago"):
        made.question("Wer?")
    assert (waiting.slept, fake.requests) == ([], [])
    waiting.now += 30
    assert made.question("Wer?") == hashed("Wer?")


@pytest.mark.parametrize(
    "body",
    [
        b"<html>",
        b"{}",
        b"[]",
        b'{"data": []}',
        b'{"data": [{"index": 1, "embedding": [1.0]}]}',
        b'{"data": [{"index": 0, "embedding": []}]}',
        b'{"data": [{"index": 0, "embedding": [NaN]}]}',
        b'{"data": [{"index": 0, "embedding": [null]}]}',
        b'{"data": [{"index": 0, "embedding": "AAAA"}]}',
        b'{"data": null}',
        b"\xff",
    ],
)
def test_an_answer_without_vectors_is_an_error(fake: FakeEmbeddings, client: Make, body: bytes) -> None:
    """What is not one finite vector for each text is refused in one sentence."""
    fake.faults.append(Fault(status=200, body=body))
    with pytest.raises(EncoderError, match="answered with something other than 1 vectors"):
        client().question("Wer?")


def test_nobody_there() -> None:
    """An endpoint that is not there is named."""
    with closing(EmbeddingsEndpoint(EndpointSettings(url="http://127.0.0.1:9", model=MODEL))) as made:
        with pytest.raises(EncoderError) as caught:
            made.question("Wer?")
        assert str(caught.value) == "http://127.0.0.1:9/embeddings does not answer (ConnectError)."


@pytest.mark.parametrize("url", ["http://me:hush@127.0.0.1/v1", "http://", "http://[::1"])
def test_addresses_that_are_refused(url: str) -> None:
    """An address with a password in it, or none at all, is refused without showing it."""
    with pytest.raises(EncoderError) as caught:
        EmbeddingsEndpoint(EndpointSettings(url=url, model=MODEL))
    assert "hush" not in str(caught.value)
