"""A question typed in haste as it would be typed well: typing errors mended, nouns and names with their capitals.

What a word may be a slip of is an article's word or one that the language model knows, the likelier the better. Words
that the article or the language has, numbers, and names that an article's name is not surely meant by stay as they are.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.clutter import plain
from bot.pool import Pool
from bot.question import Question, analyse
from bot.slips import LAST, SURE, SWAPPED_FIRST, TWO, one_slip_from, slip
from bot.spelling import with_umlauts
from bot.word_forms import WordForm
from knowledge.analysis import fold, is_familiar, stem, tagger, word_spans
from knowledge.document import Language
from knowledge.known_words import frequency, is_known, known_words
from knowledge.language import function_words

_JOINTS = re.compile(r"([-‑'’&./]+)")
_SHORTEST, _SHORTEST_NAME, _SHORTEST_WRONG = 4, 5, 6  # letters of a word that is mended, a name, by another letter
_VERY_FREQUENT, _FREQUENT = -10.0, -14.0  # log-probabilities: of a short word, of one that stands for a capitalised one
_AHEAD = 1.0  # by which the best word must be likelier than the next one
_NEAR = 16  # words of an article looked at
_NOUNS = {"de": ("NN", "NE", "FM"), "en": ("NP",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Meant:
    """A word that may have been meant. `score`: log-probability, up to a constant; `form`: the article's, if any."""

    text: str
    score: float
    form: WordForm | None = None


def understood(text: str, question: Question, pool: Pool) -> Question:
    """What a text asks of these articles that was read as this question without them."""
    meant = respelt(text, question.language, pool)
    return question if meant == text else analyse(meant, question.language)


def respelt(text: str, language: Language, pool: Pool) -> str:
    """The text itself where nothing is to be mended."""
    typed = plain(text)
    lowered = typed == typed.lower()
    spans = word_spans(typed, 0, len(typed))
    if not lowered and all(_is_right(typed[a:b], language, pool) for a, b in spans):
        return text
    if lowered and language == "de":
        typed = with_umlauts(typed)
        spans = word_spans(typed, 0, len(typed))
    words = [_mended(typed[a:b], language, pool, first=a == 0, lowered=lowered) for a, b in spans]
    if lowered:
        words = _with_capitals(words, language, pool)
    ends = [0, *(b for _, b in spans)]
    gaps = [typed[end:a] for end, (a, _) in zip(ends, spans, strict=False)]
    return "".join(gap + word for gap, word in zip(gaps, words, strict=True)) + typed[ends[-1] :]


def _is_right(word: str, language: Language, pool: Pool) -> bool:
    """Whether nothing is to be mended: too short, no word, the article's, or one of the language."""
    return (
        len(word) < _SHORTEST
        or any(c.isdigit() for c in word)
        or stem(word, language) in pool.known
        or fold(word) in function_words(language)
        or is_known(word, language)
    )


def _mended(word: str, language: Language, pool: Pool, *, first: bool, lowered: bool) -> str:
    if _is_right(word, language, pool):
        return word
    careful = not lowered and not first and word[0].isupper()
    meant = _meant(word, language, pool, careful=careful) if word.isalpha() else None
    if meant is not None:
        return meant.text if lowered else _as_typed(meant, word)
    pieces = _JOINTS.split(word)
    if len(pieces) < 2:
        return word
    return "".join(_mended(piece, language, pool, first=first, lowered=lowered) for piece in pieces)


def _as_typed(meant: _Meant, typed: str) -> str:
    """With the capital or small letter that was typed, but for names."""
    if meant.form is not None and meant.form.name:
        return meant.text
    first = meant.text[0].upper() if typed[0].isupper() else meant.text[0].lower()
    return first + meant.text[1:]


def _meant(word: str, language: Language, pool: Pool, *, careful: bool) -> _Meant | None:
    """The one word that is clearly the likeliest; `careful`: the word looks like a name."""
    folded, familiar = fold(word), is_familiar(word, language)
    if len(folded) < _SHORTEST:
        return None
    found = list(_of_article(folded, language, pool, familiar=familiar))
    known = {one.text.lower() for one in found}
    found += [one for one in _of_language(folded, language, careful=careful) if one.text not in known]
    if not found:
        return None
    best = max(found, key=lambda one: (one.score, one.text))
    own = stem(best.text, language)
    rivals = [one.score for one in found if stem(one.text, language) != own]
    return best if best.score - max(rivals, default=-math.inf) >= _AHEAD else None


def _of_article(folded: str, language: Language, pool: Pool, *, familiar: bool) -> Iterator[_Meant]:
    forms = pool.forms
    for held in (forms.words, forms.lemmas):
        hits = process.extract(folded, held.keys(), scorer=OSA.distance, processor=None, score_cutoff=2, limit=_NEAR)
        for near, _, _ in hits:
            form, cost = forms.words.get(near), slip(folded, near)
            if cost < _least_of_article(folded, familiar=familiar, name=form is not None and form.name):
                continue
            text = form.text if form else forms.lemmas[near]
            share = (form.count if form else 1) / forms.total
            yield _Meant(text=text, score=cost + _prior(text, share, language), form=form)


def _least_of_article(folded: str, *, familiar: bool, name: bool) -> float:
    """The least likely slip by which an article's word may be meant."""
    if name:
        return SURE if len(folded) >= _SHORTEST_NAME else 1.0
    if familiar or len(folded) < _SHORTEST_WRONG:
        return SWAPPED_FIRST
    return TWO


def _of_language(folded: str, language: Language, *, careful: bool) -> Iterator[_Meant]:
    known = known_words(language)
    for near in {one for one in one_slip_from(folded) if one in known}:
        word, cost = known[near], slip(folded, near)
        often = frequency(word, language)
        least = _VERY_FREQUENT if len(folded) == _SHORTEST else _FREQUENT
        if cost < SWAPPED_FIRST or cost == LAST or (len(folded) < _SHORTEST_WRONG and often < least):
            continue
        if careful and (cost < SURE or len(folded) < _SHORTEST_WRONG or often < _FREQUENT):
            continue
        if is_known(word, language):
            yield _Meant(text=word, score=cost + _prior(word, 0.0, language))


def _prior(word: str, share: float, language: Language) -> float:
    """Of a word that is `share` of the article's words: half by the article, half by the language."""
    return math.log((share + math.exp(frequency(word, language))) / 2)


def _with_capitals(words: list[str], language: Language, pool: Pool) -> list[str]:
    """Words in lower case as they would be written: as the article does, else by what their place says they are."""
    if not words:
        return words
    tags = tagger(language).tag(words, cased=False)
    nouns = [one.tag.startswith(_NOUNS[language]) for one in tags]
    found = [_written(word, language, pool, noun=noun) for word, noun in zip(words, nouns, strict=True)]
    return [found[0][:1].upper() + found[0][1:], *found[1:]]


def _written(word: str, language: Language, pool: Pool, *, noun: bool) -> str:
    folded = fold(word)
    if not word[0].isalpha() or folded in function_words(language) or len(word) < 2:
        return word
    form = pool.forms.words.get(folded)
    if form is not None and form.capitals in (0.0, 1.0):
        return form.text
    pieces = _JOINTS.split(word)
    if form is None and len(pieces) > 1:
        return "".join(_written(piece, language, pool, noun=noun) if piece else piece for piece in pieces)
    if form is None and not is_known(word, language):
        form = pool.forms.stems.get(stem(word, language))
        noun = form.capitals > 0.5 if form is not None else noun
    return word[:1].upper() + word[1:] if noun else word
