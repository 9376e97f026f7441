"""German or English, for articles and for questions of few words."""

from __future__ import annotations

import pytest

from knowledge.document import Language
from knowledge.language import detect, function_words


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Wer gewann gestern?", "de"),
        ("Who won yesterday?", "en"),
        ("Wann war das?", "de"),
        ("When was that?", "en"),
        ("Wie viele Tore?", "de"),
        ("How many goals?", "en"),
        ("Wo ist Berlin?", "de"),
        ("Where is Berlin?", "en"),
        ("What is CRI?", "en"),
        ("Was ist CRI?", "de"),
        ("Was he there?", "en"),
        ("Will he come?", "en"),
        ("Will er kommen?", "de"),
        ("Was kostet die Apple Watch in the UK?", "de"),
        ("Größe?", "de"),
        ("Und warum?", "de"),
        ("And why?", "en"),
        ("Wre gewnan gestren?", "de"),
        ("Wiviele Toore?", "de"),
        ("Whoo won yesterdya?", "en"),
        ("Waht happend?", "en"),
        ("Hwo amny goals?", "en"),
        ("Docker Kubernetes", "de"),
        ("", "de"),
    ],
)
def test_detection(text: str, language: Language) -> None:
    """Three words are enough, misspelt ones too; umlauts speak for German, and so does a tie."""
    assert detect(text) == language


def test_function_words_are_folded() -> None:
    """The words of both languages are folded, and content words are none of them."""
    assert {"fuer", "ueber", "wer"} <= function_words("de")
    assert {"who", "the", "of"} <= function_words("en")
    assert not {"haus", "für"} & function_words("de")
