"""Fixed phrases: which word of a sentence bears which meaning, and that the authored phrases can be found at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.analysis import tokenise
from knowledge.document import Language
from knowledge.fixed_phrases import find, phrases
from knowledge.language import content_words
from knowledge.phrase_notation import NotationError, Phrase, parse
from knowledge.relations import authored

FOLDER = Path(__file__).parent / "fixed_phrases"
LANGUAGES: tuple[tuple[str, Language], ...] = (("german", "de"), ("english", "en"))
CASES = [
    (language, case)
    for name, language in LANGUAGES
    for case in yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
]
WRITTEN = [(language, phrase) for _, language in LANGUAGES for phrase in phrases(language)]
LEAST = {"de": 250, "en": 150}


def said(phrase: Phrase, language: Language) -> str:
    """A sentence with the phrase, its verb an infinitive, and one of the words that must stand beside it."""
    body, _, condition = phrase.text.partition("|")
    words = [word.split("/")[0].rstrip("*=") for word in body.split() if word not in ("+", "+?", "$", "…")]
    kept = " ".join(word for word in words if not word.startswith("!"))
    beside = condition.split()[1] if phrase.beside else ""
    if language == "de":
        return f"Das war am {beside or 'Tag'}: Sie werden {kept if phrase.verbs else kept + ' sein'}."
    return f"This is the {beside or 'day'} on which they will {kept if phrase.verbs else 'be ' + kept}."


@pytest.mark.parametrize(("language", "case"), CASES, ids=[case["text"] for _, case in CASES])
def test_the_bearing_word_has_the_concepts_of_the_phrase(language: Language, case: dict[str, Any]) -> None:
    """Each word named has its concept, and no phrase is found in a sentence that means its words literally."""
    tokens = tokenise(case["text"], 0, len(case["text"]), language)
    terms = {token.text: token.terms for token in tokens}
    assert {word: concept for word, concept in case["means"].items() if concept in terms[word]} == case["means"]
    assert bool(find(tokens, language)) == bool(case["means"])


@pytest.mark.parametrize(("language", "phrase"), WRITTEN, ids=[phrase.text for _, phrase in WRITTEN])
def test_every_phrase_is_found_where_it_is_said(language: Language, phrase: Phrase) -> None:
    """A sentence with the phrase has a word with all its concepts."""
    text = said(phrase, language)
    assert any(set(phrase.concepts) <= set(token.terms) for token in tokenise(text, 0, len(text), language))


@pytest.mark.parametrize(("language", "least"), LEAST.items())
def test_there_are_enough_phrases_and_all_their_concepts_exist(language: Language, least: int) -> None:
    """The list is as long as was agreed, and each id is that of a relation or a synonym set."""
    data = authored()
    known = {f"rel:{each['id']}" for each in data["relations"]} | {f"syn:{each['id']}" for each in data["synonyms"]}
    assert len(phrases(language)) >= least
    assert {concept for phrase in phrases(language) for concept in phrase.concepts[:-1]} <= known


@pytest.mark.parametrize(
    ("language", "text", "content"),
    [
        ("de", "Wer kam bei dem Unfall ums Leben?", ("kam", "Unfall")),
        ("de", "Wo ist das Leben teuer?", ("Leben", "teuer")),
        ("de", "Seit wann gibt es den Verein?", ("gibt", "Verein")),
        ("de", "Was gibt es im Verein?", ("Verein",)),
        ("de", "Wer trägt die Kosten?", ("trägt", "Kosten")),
        ("de", "Wer nahm nach dem Streit den Hut?", ("nahm", "Streit")),
        ("en", "Who put the mill up for sale?", ("mill", "sale")),
        ("en", "Who gave the plan the green light?", ("plan", "light")),
    ],
)
def test_the_other_words_of_a_phrase_are_no_content(language: Language, text: str, content: tuple[str, ...]) -> None:
    """Only the bearing word counts, and those that keep a meaning of their own."""
    assert tuple(token.text for token in content_words(tokenise(text, 0, len(text), language), language)) == content


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("+ kommen", "'+ kommen' has no words beside its verb."),
        ("das* Sagen* + haben", "'das* Sagen* + haben' has two heads or an unknown condition."),
        ("den Hut + nehmen | unless Kopf", "'den Hut + nehmen | unless Kopf' has two heads or an unknown condition."),
    ],
)
def test_a_phrase_that_cannot_be_read_is_named(line: str, message: str) -> None:
    """The error tells the line and what is wrong with it."""
    with pytest.raises(NotationError) as error:
        parse(line, ("rel:die",), "de")
    assert str(error.value) == message
