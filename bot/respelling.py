"""A question typed in haste as it would be typed well: typing errors mended, nouns and names with their capitals.

What a word may be a slip of is an article's word or one that the language model knows, the likelier the better. Words
that the article or the language has, numbers, and names that an article's name is not surely meant by stay as they are.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.clutter import plain
from bot.pool import Pool
from bot.question import Question, analyse
from bot.slips import SURE, SWAPPED_FIRST, TWO, WRONG, one_slip_from, slip
from bot.spelling import question_word, with_umlauts
from bot.word_forms import WordForm
from knowledge.analysis import UNKNOWN, fold, is_familiar, stem, tagger, word_spans
from knowledge.document import Language
from knowledge.known_words import frequency, is_listed, known_words
from knowledge.language import function_words

_JOINTS = re.compile(r"([-‑'’&./]+)")
_SHORTEST, _SHORTEST_NAME, _SHORTEST_WRONG = 3, 5, 6  # letters of a word that is mended, a name, by another letter
_FREQUENT: Mapping[int, float] = {3: -10.0, 4: -12.5, 5: -15.0}  # least log-probability of the word meant, by letters
_STANDING_FOR_A_NAME = -14.0  # the same where the word typed looks like a name
_SURELY_A_WORD = -15.0  # log-probability of a word that is in no list
_LIKELIER = 7.0  # by which the word meant must be likelier than one that the tagger can take apart
_AHEAD = 1.0  # by which the best word must be likelier than the next one
_LEAST_WORDS = 2000  # of an article, for the share of one
_NEAR = 16  # words of an article looked at
_SHORTEST_COMPOUND, _SHORTEST_PART = 9, 4  # letters
_NOUNS = {"de": ("NN", "NE", "FM"), "en": ("NP",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Meant:
    """A word that may have been meant. `score`: log-probability, up to a constant; `slip`: that of the error
    alone; `form`: the article's, if any."""

    text: str
    score: float
    slip: float
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
    typed = question_word(with_umlauts(typed) if language == "de" else typed, language)
    spans = word_spans(typed, 0, len(typed))
    words = [_mended(typed[a:b], language, pool, careful=a > 0 and not lowered) for a, b in spans]
    if not lowered and words == [typed[a:b] for a, b in spans]:
        return text
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
        or is_listed(word, language)
        or frequency(word, language) > _SURELY_A_WORD
    )


def _mended(word: str, language: Language, pool: Pool, *, careful: bool) -> str:
    """`careful`: a capital letter may make a name of it, and what is mended keeps the letter's case."""
    if _is_right(word, language, pool):
        return word
    like_a_name = careful and word[0].isupper()
    meant = _meant(word, language, pool, careful=like_a_name) if word.isalpha() else None
    if meant is not None:
        return _as_typed(meant, word) if careful else meant.text
    pieces = _JOINTS.split(word)
    if len(pieces) > 1:
        return "".join(_mended(piece, language, pool, careful=careful) for piece in pieces)
    return word


def _as_typed(meant: _Meant, typed: str) -> str:
    """With the capital or small letter that was typed, but for names."""
    if meant.form is not None and meant.form.name:
        return meant.text
    first = meant.text[0].upper() if typed[0].isupper() else meant.text[0].lower()
    return first + meant.text[1:]


def _meant(word: str, language: Language, pool: Pool, *, careful: bool) -> _Meant | None:
    """The one word that is clearly the likeliest, else the compound; `careful`: the word looks like a name."""
    folded, familiar = fold(word), is_familiar(word, language)
    found = list(_of_article(folded, language, pool, familiar=familiar))
    known = {one.text.lower() for one in found}
    found += [one for one in _of_language(folded, language, careful=careful) if one.text not in known]
    if language == "de" and not found and not careful:
        found = list(_compounds(folded, pool))
    if frequency(word, language) > UNKNOWN:
        least = frequency(word, language) + _LIKELIER
        found = [one for one in found if one.score >= least and one.slip >= SWAPPED_FIRST]
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
            share = (form.count if form else 1) / max(forms.total, _LEAST_WORDS)
            yield _Meant(text=text, score=cost + _prior(text, share, language), slip=cost, form=form)


def _least_of_article(folded: str, *, familiar: bool, name: bool) -> float:
    """The least likely slip by which an article's word may be meant."""
    if name:
        return SURE if len(folded) >= _SHORTEST_NAME else 1.0
    if familiar or len(folded) < _SHORTEST_WRONG:
        return SWAPPED_FIRST
    return TWO


def _of_language(folded: str, language: Language, *, careful: bool) -> Iterator[_Meant]:
    known = known_words(language)
    least = _FREQUENT.get(len(folded), UNKNOWN)
    if careful:
        least = max(least, _STANDING_FOR_A_NAME)
    for near in {one for one in one_slip_from(folded) if one in known}:
        word, cost = known[near], slip(folded, near)
        sure = cost >= (SURE if careful else SWAPPED_FIRST)
        if (sure or (cost == WRONG and not careful and len(folded) >= _SHORTEST_WRONG)) and (
            frequency(word, language) > least
        ):
            yield _Meant(text=word, score=cost + _prior(word, 0.0, language), slip=cost)


def _compounds(folded: str, pool: Pool) -> Iterator[_Meant]:
    """A German word made of a known one and one with a slip: "Stiftnugsmodell"."""
    known = known_words("de")
    if len(folded) < _SHORTEST_COMPOUND:
        return
    for at in range(_SHORTEST_PART, len(folded) - _SHORTEST_PART + 1):
        left, right = folded[:at], folded[at:]
        if right in known:
            base, link = (left[:-1], "s") if left.endswith("s") else (left, "")
            first = _meant(base, "de", pool, careful=False)
            yield from _joined(first.text.lower() + link + known[right] if first else "")
        base, link = (left[:-1], "s") if left not in known and left.endswith("s") else (left, "")
        if base in known:
            last = _meant(right, "de", pool, careful=False)
            yield from _joined(known[base] + link + last.text.lower() if last else "")


def _joined(compound: str) -> Iterator[_Meant]:
    if compound and is_familiar(compound, "de"):
        yield _Meant(text=compound, score=frequency(compound, "de"), slip=SURE)


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
    if form is None and frequency(word, language) <= UNKNOWN:
        form = pool.forms.stems.get(stem(word, language))
        noun = form.capitals > 0.5 if form is not None else noun
    return word[:1].upper() + word[1:] if noun else word
