"""Questions about the article itself are told from questions of content, and answered with evidence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from bot import about
from bot.answers import Abstention, Answer
from knowledge.store import FactStore

CASES = yaml.safe_load((Path(__file__).parent / "cases/about.yaml").read_text("utf-8"))


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_cases(text: str, expected: str) -> None:
    """Each question has the topic and language its case names, or none."""
    found = about.recognise(text)
    assert expected == (f"{found.topic} {found.language}" if found else "none")


@pytest.mark.parametrize(
    ("question", "text", "quote"),
    [
        ("Von wann ist der Artikel?", "Mai 2024", "date 2024-05"),
        ("When was the article published?", "May 2024", "date 2024-05"),
        ("Wer hat den Artikel geschrieben?", "xyz", "(xyz)"),
        ("Worum geht es?", None, "Die Stadt Lindenau hat am 3. Mai 2024 eine neue Brücke über die Elster eröffnet."),
    ],
)
def test_answers(store: FactStore, question: str, text: str | None, quote: str) -> None:
    """The answer has the passage of the seed that says so; what it is about is its first sentence."""
    document = store.documents()[0]
    found = about.answer(question, document, store)
    assert isinstance(found, Answer)
    assert (text or quote, quote) == (found.text, found.evidence[0].quote)


@pytest.mark.parametrize("topic", ["Wie heißt der Artikel?", "Welche Themen?", "Wie lang ist der Artikel?"])
def test_evidence_always_holds(store: FactStore, topic: str) -> None:
    """Whatever is answered about an article has evidence that stands in it, and marks inside the text."""
    document = store.documents()[0]
    found = about.answer(topic, document, store)
    assert isinstance(found, Answer)
    assert found.evidence
    assert all(one.holds(document.text) for one in found.evidence)
    assert all(0 <= start < end <= len(document.text) for start, end in found.marked)


def test_what_the_article_does_not_say(store: FactStore) -> None:
    """Without a date, a mark or a source the reply says so and asserts nothing."""
    bare = replace(store.documents()[0], published=None, author=None, source=None)
    told = [about.answer(q, bare, store) for q in ("Von wann ist der Artikel?", "Who wrote it?", "Was ist die Quelle?")]
    assert [one.tell for one in told if isinstance(one, Abstention)] == [
        "Wann der Artikel erschienen ist, steht nicht darin.",
        "The article does not say who wrote it.",
        "Woher der Artikel stammt, steht nicht darin.",
    ]


def test_content_is_not_its_business(store: FactStore) -> None:
    """A question of content is left to the engine."""
    assert about.answer("Wie lang ist die Brücke?", store.documents()[0], store) is None
