"""How an article spells its words."""

from __future__ import annotations

import pytest

from bot.article_index import index
from bot.pool import Pool
from bot.word_forms import WordForms, joined_words
from knowledge.store import FactStore


@pytest.fixture(scope="module")
def forms(articles: FactStore) -> WordForms:
    return Pool((index(articles, "werft"),)).forms


@pytest.mark.parametrize(
    ("folded", "text", "capitals"), [("werft", "Werft", 1.0), ("fuer", "für", 0.0), ("kritisierte", "kritisierte", 0.0)]
)
def test_words_as_the_article_has_them(forms: WordForms, folded: str, text: str, capitals: float) -> None:
    """By the folded word, with umlauts, and capitals where it has them inside a sentence."""
    assert (text, capitals) == (forms.words[folded].text, forms.words[folded].capitals)


def test_the_first_word_of_a_sentence_is_in_small_letters(forms: WordForms) -> None:
    """A capital that only says that a sentence begins is none."""
    assert forms.words["der"].text == "der"


def test_names_and_base_forms(forms: WordForms) -> None:
    """Names are told from other nouns; the base form of an inflected word is there too."""
    assert forms.words["peters"].name
    assert not forms.words["kaufpreis"].name
    assert forms.lemmas["touristen".removesuffix("en")] == "Tourist"


def test_pieces_of_a_hyphenated_word() -> None:
    """Single letters and punctuation are no words."""
    assert joined_words("AFC-Championship-B-Spiel's") == ["AFC", "Championship", "Spiel"]
