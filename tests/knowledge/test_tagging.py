"""The fast tagger against HanTa's own, which is slow and right by definition."""

from __future__ import annotations

import functools
import io
import pickle
import time

import pytest
from HanTa import HanoverTagger
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import tagger_model
from knowledge.tagging import Tagger

FILES = {"de": "morphmodel_ger.pgz", "en": "morphmodel_en.pgz"}
SENTENCES = {
    "de": (
        "Der Wasserverband kündigte am Dienstag an, die Leitungen bis Ende Mai auszutauschen.",
        "Rücken die Kräne ab, wird die Oderbrücke 2027 um 3,5 Meter angehoben!",
        "»Das war's dann wohl«, sagte die Trainerin, die 1998 mit Blau-Weiß Ummendorf aufgestiegen war.",
        "Wem gehört der Schlüsselbund, den Frau Kowalczyk-Özdemir im Bürgerbüro abgegeben hat?",
        "BESUCHER-REKORD: 27.300 Gäste kamen, 6,4 % mehr als im Vorjahr; so viele wie noch nie.",
        "Zweitligist holt U-19-Nationalspieler Tjark N. von Rot-Weiß zurück",
        "Xylphqatsch, ſtraße und İzmir – àéîõü …",
        "„",
    ),
    "en": (
        "The council's harbour works weren't finished, so ferries left from Pier 9 instead.",
        "Who re-elected Ms. O'Farrell-Nkemelu as treasurer of the beekeepers' union in 2011?",
        "UNBEATABLE: quixotically repainted, the lighthouse reopened on 4 June at 9.30 a.m.",
        "She'd've told us; nobody undersold the tickets, though 1,250 were left over.",
        "Zzyzx grbl mwahaha",
    ),
}
LETTERS = "abcdefghiklmnoprstuvwzäöüß"


@functools.cache
def fast(language: str) -> Tagger:
    return Tagger(tagger_model.read(FILES[language]))


@functools.cache
def slow(language: str) -> HanoverTagger.HanoverTagger:
    return HanoverTagger.HanoverTagger(FILES[language])


def words_of(sentence: str) -> list[str]:
    return sentence.replace(",", " , ").replace(".", " . ").replace("?", " ?").replace("»", "» ").split()


def tagged(words: list[str], language: str) -> list[tuple[str, str, str]]:
    return [(one.word, one.lemma, one.tag) for one in fast(language).tag(words)]


@pytest.mark.parametrize(("language", "sentence"), [(key, one) for key, some in SENTENCES.items() for one in some])
def test_sentences_are_tagged_as_hanta_tags_them(language: str, sentence: str) -> None:
    """Part of speech and lemma of each word are HanTa's."""
    words = words_of(sentence)
    assert slow(language).tag_sent(words) == tagged(words, language)


@pytest.mark.parametrize(("language", "sentence"), [(key, one) for key, some in SENTENCES.items() for one in some])
def test_single_words_are_weighed_and_taken_apart_as_hanta_does(language: str, sentence: str) -> None:
    """Log probabilities are the same to the bit, and so are the morphemes."""
    for word in words_of(sentence):
        assert tuple(slow(language).tag_word(word)) == fast(language).tag_word(word)
        assert tuple(slow(language).analyze(word, taglevel=3)[1]) == fast(language).morphemes(word)


@given(st.lists(st.text(LETTERS, min_size=1, max_size=14), min_size=1, max_size=4), st.booleans())
@settings(max_examples=60, deadline=None)
def test_words_nobody_ever_wrote_are_tagged_as_hanta_tags_them(words: list[str], capital: bool) -> None:
    """For unknown words too, whose every path is a guess, both languages give HanTa's tags and lemmas."""
    spelt = [word.capitalize() if capital else word for word in words]
    for language in FILES:
        assert slow(language).tag_sent(spelt) == tagged(spelt, language)


@given(st.lists(st.text(min_size=1, max_size=6).filter(lambda text: text.lower() != ""), min_size=1, max_size=3))
@settings(max_examples=60, deadline=None)
def test_any_characters_are_tagged_as_hanta_tags_them(words: list[str]) -> None:
    """No string of Unicode characters makes a difference or an error."""
    assert slow("de").tag_sent(words) == tagged(words, "de")


@pytest.mark.parametrize("word", ["a" * 2000, "Werft" * 400, "ß" * 81], ids=["a", "Werft", "ß"])
def test_a_word_without_end_is_an_unknown_one(word: str) -> None:
    """More than eighty letters are not searched for morphemes, in a time that a question can wait for."""
    began = time.process_time()
    alone = fast("de").alone(word)
    assert (alone.lemma, alone.tag) == (word.lower(), "UNKNOWN")
    assert fast("de").morphemes(word) == ((word.lower(), "UNKNOWN"),)
    assert [one.word for one in fast("de").tag(["Die", word, "baut", "."])] == ["Die", word, "baut", "."]
    assert time.process_time() - began < 0.5


def test_no_words_have_no_tags() -> None:
    """The empty sentence is tagged as nothing."""
    assert fast("de").tag([]) == ()


def test_a_word_is_tagged_the_same_when_it_comes_again() -> None:
    """What the tagger keeps of a word does not change what it says of it, whatever its case and place."""
    words = ["Morgen", "morgen", "Morgen", "Zwölfkämpferinnenverband", "zwölfkämpferinnenverband"]
    first = fast("de").tag(words)
    assert first == fast("de").tag(words) == Tagger(tagger_model.read(FILES["de"])).tag(words)


def test_a_model_may_hold_numbers_only() -> None:
    """A file that names anything to be run is refused."""
    with pytest.raises(pickle.UnpicklingError, match=r"builtins\.print in a model"):
        tagger_model.parse(io.BytesIO(pickle.dumps(print)))


@pytest.mark.parametrize(
    ("sentence", "tags"),
    [
        ("wer leitet die werft", ["PWS", "VV(FIN)", "ART", "NN"]),
        ("WER LEITET DIE WERFT", ["PWS", "VV(FIN)", "ART", "NN"]),
    ],
)
def test_capitals_may_tell_nothing(sentence: str, tags: list[str]) -> None:
    """Without case, a noun in small letters is a noun and a shouted verb a verb."""
    assert tags == [one.tag for one in Tagger(tagger_model.read(FILES["de"])).tag(sentence.split(), cased=False)]


def test_known_words_come_in_order_of_frequency() -> None:
    """The words that the model has, before its morphemes."""
    known = list(Tagger(tagger_model.read(FILES["de"])).known())
    assert known.index("und") < known.index("umsatz") < len(known)
