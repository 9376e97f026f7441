"""Questions typed in haste, read as they would be typed well by who knows the article."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.article_index import index
from bot.engine import Engine
from bot.pool import Pool
from bot.question import analyse
from bot.respelling import respelt
from bot.training_data import sloppy
from bot.weights import Weights
from knowledge.document import Language
from knowledge.store import FactStore

GERMAN = (
    ("bruecke", "wann eroeffnete lindenau die bruekce", "Wann eröffnete Lindenau die Brücke"),
    ("bruecke", "wer ist bürgermesiterin", "Wer ist Bürgermeisterin"),
    ("bruecke", "was bemaengelte der vrein am radwge", "Was bemängelte der Verein am Radweg"),
    ("bruecke", "wie viele tonen stahl lieferte stahlbau krasue", "Wie viele Tonnen Stahl lieferte Stahlbau Krause"),
    ("bruecke", "wie hoch war der umatz?", "Wie hoch war der Umsatz?"),
    ("werft", "wer hat die werft hanseen gekauft", "Wer hat die Werft Hansen gekauft"),
    ("werft", "wo steht die weft hansen", "Wo steht die Werft Hansen"),
    ("werft", "wie viele menshcen beschäftigt nordwidn", "Wie viele Menschen beschäftigt Nordwind"),
    ("werft", "was kritisierte die gewerkshcaft maritim", "Was kritisierte die Gewerkschaft Maritim"),
    ("werft", "wlche baureihe wurde gerpueft", "Welche Baureihe wurde geprüft"),
    ("werft", "wer leitet das verkehrsminsiterium", "Wer leitet das Verkehrsministerium"),
    ("werft", "wie lautet das stiftnugsmodell", "Wie lautet das Stiftungsmodell"),
    ("werft", "wer ist der nachfogler des tainers", "Wer ist der Nachfolger des Trainers"),
    ("werft", "was sollen die kostten sein", "Was sollen die Kosten sein"),
    ("werft", "wann wrde der hafen eroeffnet", "Wann wurde der Hafen eröffnet"),
    ("werft", "Wie hoch war der Kaufperis der Werft?", "Wie hoch war der Kaufpreis der Werft?"),
    ("werft", "Wer leitet die Redeerei Nordwind?", "Wer leitet die Reederei Nordwind?"),
)  # fmt: skip
ENGLISH = (
    ("cottage", "how many poeple came", "How many people came"),
    ("cottage", "who bougth the cotage of mary clarke", "Who bought the cottage of Mary Clarke"),
    ("cottage", "how many guieds does the huose employ", "How many guides does the house employ"),
    ("cottage", "what did the dlaton gaurd pay", "What did the Dalton guard pay"),
    ("cottage", "which coucnillor criticised the sale", "Which councillor criticised the sale"),
    ("cottage", "where is tom reed's adress", "Where is Tom Reed's address"),
    ("cottage", "when wsa the company foudned", "When was the company founded"),
    ("cottage", "who has been shoutng", "Who has been shouting"),
    ("cottage", "Who owned the gardn in Hull?", "Who owned the garden in Hull?"),
)
KEPT: tuple[tuple[str, Language, str], ...] = (
    ("werft", "de", "Wer hat die Werft Hansen gekauft?"),
    ("werft", "de", "Wer ist Jan Hanßen?"),
    ("werft", "de", "Wer ist Karla Boss?"),
    ("werft", "de", "Wer ist Jens Peter?"),
    ("werft", "de", "Was sagt Herr Hannsen?"),
    ("werft", "de", "Wann eröffnete der neue Hafen 2012?"),
    ("werft", "de", "Wie wirkt die Sepsis?"),
    ("werft", "de", "Wie teuer war die Turing-Maschine?"),
    ("werft", "de", "Wer führt die Saaten?"),
    ("werft", "de", "Wie hoch ist die Rhön?"),
    ("cottage", "en", "Who is Mary Clerke?"),
    ("cottage", "en", "Who is Tom Redd?"),
    ("cottage", "en", "What did Turing invent?"),
    ("cottage", "en", "Who opened the house in 2017?"),
)


@pytest.fixture(scope="module")
def pools(articles: FactStore) -> dict[str, Pool]:
    return {name: Pool((index(articles, name),)) for name in ("bruecke", "werft", "cottage")}


@pytest.mark.parametrize(("article", "typed", "meant"), GERMAN)
def test_german_questions(pools: dict[str, Pool], article: str, typed: str, meant: str) -> None:
    """Slips are mended by the article's words and those of the language; nouns and names get their capitals."""
    assert meant == respelt(typed, "de", pools[article])


@pytest.mark.parametrize(("article", "typed", "meant"), ENGLISH)
def test_english_questions(pools: dict[str, Pool], article: str, typed: str, meant: str) -> None:
    """The same, where only names have capitals."""
    assert meant == respelt(typed, "en", pools[article])


@pytest.mark.parametrize(("article", "language", "text"), KEPT)
def test_what_is_another_word_stays(pools: dict[str, Pool], article: str, language: Language, text: str) -> None:
    """Words of the language, other names, other years and what is right are left as they are."""
    assert text == respelt(text, language, pools[article])


def test_an_article_in_another_language_lends_its_names_only(pools: dict[str, Pool]) -> None:
    """An English question is not mended to German words, but to what is written with a capital there."""
    assert respelt("who runs nordwidn", "en", pools["werft"]) == "Who runs Nordwind"
    assert respelt("what does keflaue mean", "en", pools["werft"]) == "What does keflaue mean"
    assert respelt("Was it a kaftue?", "en", pools["werft"]) == "Was it a kaftue?"


def test_a_question_that_is_right_stays_as_typed(pools: dict[str, Pool]) -> None:
    """Blanks and marks included, so that nothing is read twice where nothing is mended."""
    text = "Wer  leitet die „Werft Hansen“ ?!"
    assert respelt(text, "de", pools["werft"]) == text


def test_what_is_too_long_to_look_at_stays(pools: dict[str, Pool]) -> None:
    """A word of more than 40 letters, and a text of more than 60 words, however misspelt."""
    slip, word = "Wer leitet die Redeerei Nordwind", "Stadtentwicklungsgesellschaftsvorsitzendne"
    mended = respelt(f"{slip} {word}?", "de", pools["werft"])
    assert mended == f"Wer leitet die Reederei Nordwind {word}?"
    assert "Reederei" in respelt(" ".join([slip] * 12), "de", pools["werft"])
    long = " ".join([slip] * 13)
    assert long == respelt(long, "de", pools["werft"])


@settings(max_examples=80)
@given(text=st.text(max_size=40) | st.text("abcdeÄß -'’.&/?1", max_size=30), language=st.sampled_from(["de", "en"]))
def test_any_text_can_be_respelt(pools: dict[str, Pool], text: str, language: Language) -> None:
    """No text breaks it, digits stay, and what was mended stays as it is."""
    once = respelt(text, language, pools["werft"])
    assert re.findall(r"\d", once) == re.findall(r"\d", text)


@settings(max_examples=60)
@given(number=st.integers(0, len(GERMAN) + len(ENGLISH) - 1))
def test_mended_questions_stay(pools: dict[str, Pool], number: int) -> None:
    """What is typed well is not mended once more."""
    article, _, meant = (GERMAN + ENGLISH)[number]
    assert meant == respelt(meant, "de" if number < len(GERMAN) else "en", pools[article])


ONSETS, VOWELS, ENDS = "bdfgklmnpqrstvwxz", "aeiouy", "xvqzkj"
SYLLABLE = st.tuples(st.sampled_from(ONSETS), st.sampled_from(VOWELS), st.sampled_from(ENDS)).map("".join)
NAMES = st.lists(SYLLABLE, min_size=2, max_size=3).map("".join).map(str.capitalize)


@settings(max_examples=100)
@given(name=NAMES, template=st.sampled_from(["Wer leitet {}?", "Wann hat {} die Werft gekauft?", "Who is {}?"]))
def test_unknown_names_stay(pools: dict[str, Pool], name: str, template: str) -> None:
    """A name that is near to no word is never another one, with its capital or without."""
    language: Language = "en" if template.startswith("Who") else "de"
    text = template.format(name)
    assert text == respelt(text, language, pools["werft"])
    assert name.lower() in respelt(text.lower(), language, pools["werft"]).lower()


ASKED = (
    "Wer leitet die Werft Hansen?",
    "Wann hat die Reederei Nordwind die Werft Hansen gekauft?",
    "Wie viele Menschen beschäftigt das Unternehmen?",
    "Warum kritisierte die Gewerkschaft Maritim die Übernahme?",
)


@settings(max_examples=60)
@given(text=st.sampled_from(ASKED), seed=st.integers(0, 40))
def test_sloppy_spelling_changes_little(pools: dict[str, Pool], text: str, seed: int) -> None:
    """With its words in the article, a question typed in haste has the terms of the one typed well."""
    typed = sloppy(text, random.Random(seed))
    asked, well = analyse(respelt(typed, analyse(typed).language, pools["werft"])), analyse(text)
    assert [term.terms for term in well.terms] == [term.terms for term in asked.terms], typed
    assert well.kinds[:1] == asked.kinds[:1]


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("Wer leitet die Werft Hansen?", "wer letiet die werft hasnen"),
        ("When does the house open?", "wehn does the huose open"),
    ],
)
def test_the_engine_answers_as_if_typed_well(articles: FactStore, by_hand: Weights, text: str, typed: str) -> None:
    """The decision is the same, the turn keeps the words that were typed."""
    engine = Engine(articles, by_hand)
    turn = engine.ask(typed)
    assert turn.text == typed
    assert turn.decision == engine.ask(text).decision
