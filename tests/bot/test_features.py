"""What is measured of sentences, each beside a slow computation from its definition."""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.article_index import idf, index, ngrams
from bot.features import sentence_features
from bot.matching import WAYS, Matcher, Matches
from bot.pool import Pool
from bot.question import Question, analyse
from bot.ranking import years
from bot.similarity import Nearness
from bot.weights import Weights
from knowledge.store import FactStore

K1, B = 0.6, 0.3
VOCABULARY = re.findall(
    r"\w+",
    "Werft Reederei Nordwind Hansen gekauft Kauf Hafen Fähren Linie 12 C 2022 Brücke Stahl Bau kostete wer wann "
    "wie viele the cottage bought Hull sale garden Clarke Oslo Schiffbauer Tuoristen Quorvex leitet Peters",
)
TEXTS = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=7).map(" ".join)
POOLS = st.sampled_from([("werft",), ("cottage",), ("bruecke", "werft"), ("werft", "cottage", "bruecke")])


class Asked:
    """Questions matched against pools of the articles."""

    def __init__(self, store: FactStore, weights: Weights) -> None:
        self._indexes = {document.id: index(store, document.id) for document in store.documents()}
        self._matcher = Matcher(weights.strengths, years(store))

    def of(self, text: str, names: tuple[str, ...]) -> tuple[Question, Matches]:
        question = analyse(text)
        return question, self._matcher.match(question, Pool(tuple(self._indexes[name] for name in names)))


@pytest.fixture(scope="module")
def asked(articles: FactStore, by_hand: Weights) -> Asked:
    return Asked(articles, by_hand)


def words(matches: Matches) -> list[list[tuple[str, ...]]]:
    pool = matches.pool
    return [[token.terms for token in pool.sentence(row).tokens if token.terms] for row in range(pool.size)]


@settings(max_examples=40)
@given(text=TEXTS, names=POOLS)
def test_bm25_is_that_of_a_naive_count(asked: Asked, text: str, names: tuple[str, ...]) -> None:
    """BM25 of stems and of all parts is what counting words sentence by sentence gives."""
    question, matches = asked.of(text, names)
    columns, said = sentence_features(question, matches), words(matches)
    mean = sum(map(len, said)) / len(said)
    stems = [[Counter([terms[0] for terms in here])] for here in said]
    every = [[Counter(term for terms in here for term in terms)] for here in said]
    asked_stems = [term.terms[0] for term in question.terms]
    asked_parts = [part for term in question.terms for part in term.terms if ":" not in part]
    for column, counts, wanted in (("bm25", stems, asked_stems), ("bm25_parts", every, asked_parts)):
        for row, ((count,), here) in enumerate(zip(counts, said, strict=True)):
            slow = sum(
                idf(sum(1 for (other,) in counts if other[term]), len(said))
                * count[term] * (K1 + 1) / (count[term] + K1 * (1 - B + B * len(here) / mean))
                for term in wanted
            )  # fmt: skip
            assert columns[column][row] == pytest.approx(slow)


@settings(max_examples=25)
@given(text=TEXTS, name=st.sampled_from(["werft", "cottage", "bruecke"]))
def test_chars_are_a_naive_cosine(asked: Asked, text: str, name: str) -> None:
    """In one article: the dot product of the TF-IDF n-gram vectors by the length of the sentence's."""
    question, matches = asked.of(text, (name,))
    pool = matches.pool
    texts = [" ".join(token.text for token in pool.sentence(row).tokens if token.terms) for row in range(pool.size)]
    grams = [ngrams(one) for one in texts]
    weight = {gram: idf(sum(gram in one for one in grams), len(grams)) for one in grams for gram in one}
    own = ngrams(" ".join(term.text for term in question.terms))
    for one, found in zip(grams, sentence_features(question, matches)["chars"].tolist(), strict=True):
        dot = sum(value * one[gram] * weight[gram] ** 2 for gram, value in own.items() if gram in one)
        assert found == pytest.approx(dot / math.sqrt(sum((v * weight[g]) ** 2 for g, v in one.items())))


@settings(max_examples=40)
@given(text=TEXTS, names=POOLS)
def test_shares_are_as_defined(asked: Asked, text: str, names: tuple[str, ...]) -> None:
    """Coverage and its likes, the ways of matching, and side-by-side words are what their definitions say."""
    question, matches = asked.of(text, names)
    columns, size = sentence_features(question, matches), matches.pool.size
    stems, said = [term.terms[0] for term in question.terms], words(matches)
    for row in range(size):
        held = [match.strength[row] for match in matches.terms]
        weights = [match.weight for match in matches.terms]
        covered = sum(w * h for w, h in zip(weights, held, strict=True)) / matches.total
        assert columns["coverage"][row] == pytest.approx(covered)
        assert columns["squared"][row] == pytest.approx(covered**2)
        assert columns["mass"][row] == pytest.approx(covered * matches.total)
        assert columns["terms"][row] == pytest.approx(sum(held) / len(held) if held else 0.0)
        for at, way in enumerate(WAYS[1:], start=1):
            gained = [max(0.0, m.ways[at, row] - max(m.ways[:at, row])) for m in matches.terms]
            share = sum(w * g for w, g in zip(weights, gained, strict=True)) / matches.total
            assert columns[f"only_{way}"][row] == pytest.approx(share)
        for flag, column in (("name", "names"), ("verb", "verb"), ("exact", "exact")):
            chosen = [m.strength[row] for m in matches.terms if getattr(m.term, flag)]
            assert columns[column][row] == pytest.approx(sum(chosen) / len(chosen) if chosen else 0.0)
        here = [terms[0] for terms in said[row]]
        beside = set(itertools.pairwise(here))
        pairs = list(itertools.pairwise(stems))
        assert columns["bigrams"][row] == pytest.approx(sum(p in beside for p in pairs) / max(1, len(pairs)))
        assert columns["length"][row] == pytest.approx(math.log(1 + len(here)))


@settings(max_examples=40)
@given(text=TEXTS, names=POOLS)
def test_neighbours_add_within_their_paragraph(asked: Asked, text: str, names: tuple[str, ...]) -> None:
    """What the sentence before, after or anywhere in the paragraph matches better; nothing across its borders."""
    question, matches = asked.of(text, names)
    columns, pool = sentence_features(question, matches), matches.pool
    paragraphs = [(place[0], pool.sentence(row).sentence.paragraph) for row, place in enumerate(pool.places)]
    for row in range(pool.size):
        same = [at for at in range(pool.size) if paragraphs[at] == paragraphs[row]]
        reach = {"before": [at for at in same if at == row - 1], "after": [at for at in same if at == row + 1]}
        for column, rows in (reach | {"paragraph": same}).items():
            gained = (m.weight * max([0.0, *(m.strength[at] - m.strength[row] for at in rows)]) for m in matches.terms)
            assert columns[column][row] == pytest.approx(sum(gained) / matches.total)
        for column, rows in reach.items():
            assert columns[f"chars_{column}"][row] == sum(columns["chars"][at] for at in rows)


@settings(max_examples=40)
@given(text=TEXTS, names=POOLS)
def test_every_column_is_finite_and_as_long_as_the_pool(asked: Asked, text: str, names: tuple[str, ...]) -> None:
    """There is one finite number for each sentence; the relative columns reach 1 where there is anything at all."""
    question, matches = asked.of(text, names)
    columns = sentence_features(question, matches)
    for values in columns.values():
        assert values.shape == (matches.pool.size,)
        assert np.isfinite(values).all()
    for name in ("chars", "bm25", "bm25_parts", "mass"):
        assert columns[f"{name}_relative"].max() == pytest.approx(float(bool(columns[name].any())))


def test_an_expected_kind_is_held_where_it_says_something_new(asked: Asked) -> None:
    """A sentence holds an organisation for "welche Firma" when it names one that the question does not."""
    question, matches = asked.of("Wie viele Menschen beschäftigt das Unternehmen?", ("werft",))
    columns = sentence_features(question, matches)
    assert columns["holds"][3] == columns[f"holds:{question.kinds[0]}"][3] == 1.0
    assert columns["holds"][1] == 0.0


def test_roles_are_measured_where_the_relation_is_told(asked: Asked) -> None:
    """Rows with a predicate of the question's relation have role features, all others are marked as without."""
    question, matches = asked.of("Wer leitet die Werft Hansen?", ("werft",))
    columns = sentence_features(question, matches)
    frames = {reading.frame for reading in question.readings}
    told = [any(p.frame in frames for p in matches.pool.sentence(row).predicates) for row in range(matches.pool.size)]
    assert told[2]
    assert columns["role:none"].tolist() == [float(not one) for one in told]
    assert not any(
        columns[name][~np.array(told)].any() for name in columns if name.startswith("role:") and name != "role:none"
    )


def test_vectors_count_where_there_are_any(asked: Asked) -> None:
    """Nearness becomes two columns, 0 for a sentence that has none; without vectors there are no such columns."""
    question, matches = asked.of("Wer kaufte die Werft?", ("werft",))
    near = {("werft", 2): Nearness(cosine=0.8, centred=0.3)}
    columns = sentence_features(question, matches, near)
    assert columns["vector"].tolist() == [0.0, 0.0, 0.8, *[0.0] * 6]
    assert columns["vector_centred"].tolist() == [0.0, 0.0, 0.3, *[0.0] * 6]
    assert "vector" not in sentence_features(question, matches)
