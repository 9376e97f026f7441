"""How an article spells its words: the forms it has of each, how often, and whether they are names."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from knowledge.analysis import UNKNOWN, fold, likelihood
from knowledge.document import Language
from knowledge.name_words import opens
from knowledge.store import IndexedSentence, Token

JOINTS = re.compile(r"([-‑'’&./]+)")
_NOUNS = ("NN", "NE", "NP")
_NAMES = ("NE", "NP", "FM", "UNC")
_INFLECTED = ("NN", "VV", "ADJ", "AJ", "VB")


@dataclass(frozen=True, slots=True, kw_only=True)
class WordForm:
    """`text`: as it is spelt most often where no sentence begins with it; `count`: how often the word occurs;
    `capitals`: the share of these with a capital letter; `name`: whether it is mostly tagged as a name."""

    text: str
    count: int
    capitals: float
    name: bool


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class WordForms:
    """By folded word and by stem; `lemmas`: folded words that only their inflected forms stand for, as they are spelt.
    `total`: how many words there are."""

    words: Mapping[str, WordForm]
    stems: Mapping[str, WordForm]
    lemmas: Mapping[str, str]
    total: int


def word_forms(sentences: Iterable[tuple[IndexedSentence, Language]]) -> WordForms:
    """Of sentences, each with its language."""
    words, stems = defaultdict[str, Counter[str]](Counter), defaultdict[str, Counter[str]](Counter)
    named, named_stems = Counter[str](), Counter[str]()
    lemmas: dict[str, str] = {}
    for sentence, language in sentences:
        for at, token in enumerate(sentence.tokens):
            if not token.terms or not token.text[0].isalpha():
                continue
            text, name = _inside(sentence.tokens, at, language), token.tag.startswith(_NAMES)
            stems[token.terms[0]][text] += 1
            named_stems[token.terms[0]] += name
            for word in dict.fromkeys((text, *joined_words(text))):
                words[fold(word)][word] += 1
                named[fold(word)] += name
            if token.tag.startswith(_INFLECTED) and token.lemma:
                lemmas.setdefault(fold(token.lemma), token.lemma)
    return WordForms(
        words={folded: _form(spelt, named[folded]) for folded, spelt in words.items()},
        stems={stem: _form(spelt, named_stems[stem]) for stem, spelt in stems.items()},
        lemmas={folded: lemma for folded, lemma in lemmas.items() if folded not in words},
        total=sum(spelt.total() for spelt in words.values()),
    )


def joined_words(word: str) -> list[str]:
    """The words of a hyphenated one or a possessive, none of a single letter."""
    return [piece for piece in JOINTS.split(word) if len(piece) > 1 and piece[0].isalpha()]


def _inside(tokens: Sequence[Token], at: int, language: Language) -> str:
    """The word as it would be spelt inside a sentence."""
    token = tokens[at]
    if not token.text[:1].isupper() or not token.text[1:].islower() or not opens(tokens, at):
        return token.text
    lowered = token.text.lower()
    return token.text if token.tag.startswith(_NOUNS) or likelihood(lowered, language) < UNKNOWN else lowered


def _form(spelt: Counter[str], named: int) -> WordForm:
    count = spelt.total()
    capitals = sum(number for text, number in spelt.items() if text[0].isupper())
    text = min(spelt, key=lambda one: (-spelt[one], one))
    return WordForm(text=text, count=count, capitals=capitals / count, name=2 * named > count)
