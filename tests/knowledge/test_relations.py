"""The lexicon of relations: which concepts a word form has, and that the stored index is current."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
import yaml

from knowledge.document import Language
from knowledge.relation_index import build_index, german_forms
from knowledge.relations import PATH, load, render

CASES = yaml.safe_load((Path(__file__).parent / "relations" / "cases.yaml").read_text(encoding="utf-8"))
DATA = json.loads(PATH.read_text(encoding="utf-8"))


def golden(group: str) -> Iterator[tuple[Language, str, str]]:
    for language in ("de", "en"):
        for word, concept in CASES[language][group].items():
            yield cast(Language, language), word, concept


@pytest.mark.parametrize(("language", "word", "concept"), list(golden("means")))
def test_word_has_concept(language: Language, word: str, concept: str) -> None:
    """A form of a listed word has the word's concept."""
    assert concept in load().concepts(word, language)


@pytest.mark.parametrize(("language", "word", "concept"), list(golden("never")))
def test_word_lacks_concept(language: Language, word: str, concept: str) -> None:
    """A word that only looks like a form of a listed word does not have its concept, though the concept exists."""
    known = {f"rel:{entry['id']}" for entry in DATA["relations"]} | {f"syn:{entry['id']}" for entry in DATA["synonyms"]}
    assert concept in known
    assert concept not in load().concepts(word, language)


def test_there_are_enough_golden_cases() -> None:
    """The golden file was found and holds what it should."""
    assert len(list(golden("means"))) >= 60
    assert len(list(golden("never"))) >= 20


def test_stored_index_is_current() -> None:
    """The index in the file is what its word lists give, and the file is as the generator writes it."""
    assert build_index(DATA) == DATA["index"]
    assert render(DATA) == PATH.read_text(encoding="utf-8")


def test_ids_are_unique_and_lists_are_long_enough() -> None:
    """No two relations or synonym sets share an id; there are at least 60 and 150 of them."""
    for kind, least in (("relations", 60), ("synonyms", 150)):
        ids = [entry["id"] for entry in DATA[kind]]
        assert len(ids) >= least
        assert sorted(set(ids)) == sorted(ids)


def test_every_concept_has_both_languages() -> None:
    """Each relation and synonym set is found from at least one German and one English word."""
    for kind, prefix in (("relations", "rel"), ("synonyms", "syn")):
        for language in ("de", "en"):
            reached = {concept for ids in DATA["index"][language]["stems"].values() for concept in ids}
            assert {f"{prefix}:{entry['id']}" for entry in DATA[kind]} <= reached


def test_no_word_has_more_than_three_relations() -> None:
    """A broad word belongs to three relations at most."""
    for language in ("de", "en"):
        for table in ("stems", "exact"):
            for key, ids in DATA["index"][language][table].items():
                assert sum(concept.startswith("rel:") for concept in ids) <= 3, key


def test_unknown_word_has_no_concept() -> None:
    """A word of neither lists nor forms has no concept."""
    assert load().concepts("Xylophonist", "de") == ()
    assert load().concepts("", "en") == ()


def test_spelling_without_umlauts_is_the_same() -> None:
    """`fuehrte` and `FÜHRTE` mean what `führte` means."""
    expected = load().concepts("führte", "de")
    assert expected
    assert load().concepts("fuehrte", "de") == expected
    assert load().concepts("FÜHRTE", "de") == expected


def test_relation_tells_what_it_asks_for() -> None:
    """Each relation names the kind of answer it asks for."""
    assert load().asks["rel:cost"] == "money"
    assert set(load().asks.values()) == {"person", "thing", "money", "place", "date", "duration", "number", "text"}


@pytest.mark.parametrize(
    ("infinitive", "form"),
    [
        ("führen", "geführt"),
        ("anführen", "angeführt"),
        ("anführen", "anzuführen"),
        ("verkaufen", "verkauft"),
        ("investieren", "investiert"),
        ("öffnen", "geöffnet"),
        ("übersetzen", "übersetzt"),
        ("fordern", "forderte"),
    ],
)
def test_regular_german_forms(infinitive: str, form: str) -> None:
    """Participles, infinitives with zu and past forms are built from the infinitive."""
    assert form in german_forms(infinitive)
