"""Words in lower case as they would be written."""

from __future__ import annotations

import pytest

from bot.article_index import index
from bot.capitals import with_capitals
from bot.pool import Pool
from knowledge.document import Language
from knowledge.store import FactStore


@pytest.mark.parametrize(
    ("article", "language", "written"),
    [
        ("werft", "de", "Wer leitet die Reederei Nordwind"),
        ("werft", "de", "Warum baut das Unternehmen drei große Fähren"),
        ("werft", "de", "Wie lange leben Menschen in Emden"),
        ("werft", "de", "Wo ist das Leben schön"),
        ("werft", "de", "Was bringt die Nordwind-Übernahme"),
        ("cottage", "en", "Who bought the cottage of Mary Clarke"),
        ("cottage", "en", "What is Tom Reed's job in England"),
        ("cottage", "en", "Does the house close in winter"),
    ],
)
def test_nouns_and_names_get_their_capitals(
    articles: FactStore, article: str, language: Language, written: str
) -> None:
    """As the article writes them, what it does not have by its part of speech."""
    forms = Pool((index(articles, article),)).forms
    assert written.split() == with_capitals(written.lower().split(), language, forms)


def test_no_words() -> None:
    """Nothing stays nothing."""
    assert with_capitals([], "de", Pool(()).forms) == []
