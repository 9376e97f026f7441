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
from bot.word_forms import JOINTS, WordForm
from knowledge.analysis import UNKNOWN, fold, is_familiar, stem, tagger, word_spans
from knowledge.document import Language
from knowledge.known_words import frequency, is_listed, known_words
from knowledge.language import function_words

_ADJECTIVES = ("ADJ", "AJ")
_POSSESSIVE = re.compile(r"(['’]s)$")
_SHORTEST, _SHORTEST_NAME = 3, 4  # letters of a word that is mended, for a name
_SHORTEST_WRONG, _SHORTEST_WRONG_UNSEEN = 6, 8  # letters of a word mended by another letter: the article's, any
_FREQUENT: Mapping[int, float] = {3: -10.0, 4: -12.5, 5: -15.0}  # least log-probability of the word meant, by letters
_STANDING_FOR_A_NAME = -14.0  # the same where the word typed looks like a name
_SURELY_A_WORD = -15.0  # log-probability of a word that is in no list
_LIKELIER = 7.0  # by which the word meant must be likelier than one that the tagger can take apart
_AHEAD = 1.0  # by which the best word must be likelier than the next one
_LEAST_WORDS = 1000  # of an article, for the share of one
_PLAIN_VOWELS = str.maketrans("äöü", "aou")
_NEAR = 16  # words of an article looked at
_SHORTEST_COMPOUND, _SHORTEST_PART = 7, 3  # letters
_ENDINGS: Mapping[Language, tuple[str, ...]] = {
    "de": ("e", "n", "s", "t", "em", "en", "er", "es", "st", "te", "ten", "tes", "ter", "tem"),
    "en": ("s", "d", "es", "ed", "er", "ing", "ly"),
}
_NOUNS: Mapping[Language, tuple[str, ...]] = {"de": ("NN", "NE", "FM"), "en": ("NP0", "NP")}
_SMALL = ("APPR", "AV", "ADV", "ART", "AT", "KO", "CJ", "P")  # what is written small, though part of a name elsewhere


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
        or _is_of_article(word, language, pool)
        or any(fold(word) in function_words(one) for one in _NOUNS)
        or is_listed(word, language)
        or frequency(word, language) > (UNKNOWN if word[0].isupper() else _SURELY_A_WORD)
    )


def _is_of_article(word: str, language: Language, pool: Pool) -> bool:
    """Whether the article has the word, or one that differs by an ending."""
    folded, stemmed = fold(word), stem(word, language)
    ending = folded.removeprefix(stemmed)
    return stemmed in pool.known and (not ending or ending in _ENDINGS[language])


def _mended(word: str, language: Language, pool: Pool, *, careful: bool) -> str:
    """`careful`: a capital letter may make a name of it, and what is mended keeps the letter's case."""
    if _is_right(word, language, pool):
        return word
    like_a_name = careful and word[0].isupper()
    meant = _meant(word, language, pool, careful=like_a_name) if word.isalpha() else None
    if meant is not None:
        return _as_typed(meant, word) if careful else meant.text
    pieces = JOINTS.split(word)
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
    """The one word that is clearly the likeliest; `careful`: the word looks like a name."""
    folded, familiar = fold(word), is_familiar(word, language)
    found = list(_of_article(folded, language, pool, familiar=familiar))
    found += _of_language(folded, language, pool, careful=careful, familiar=familiar)
    if not careful and not any(one.slip >= SWAPPED_FIRST for one in found):
        found += _inflected(folded, language) or _compounds(folded, language, pool)
    if frequency(word, language) > UNKNOWN:
        least = frequency(word, language) + _LIKELIER
        found = [one for one in found if one.score >= least and one.slip >= SWAPPED_FIRST and not _dots(folded, one)]
    if not found:
        return None
    best = max(found, key=lambda one: (one.score, one.form is not None, one.text))
    own = stem(best.text, language)
    rivals = [one.score for one in found if stem(one.text, language) != own]
    return best if best.score - max(rivals, default=-math.inf) >= _AHEAD else None


def _dots(folded: str, meant: _Meant) -> bool:
    """Whether the word meant has only an umlaut more, which makes another word."""
    return folded == fold(meant.text.lower().translate(_PLAIN_VOWELS))


def _of_article(folded: str, language: Language, pool: Pool, *, familiar: bool) -> Iterator[_Meant]:
    """The article's words; of one in another language only what the question's has no word like."""
    forms, other = pool.forms, language not in pool.languages
    for held in (forms.words, {} if other else forms.lemmas):
        hits = process.extract(folded, held.keys(), scorer=OSA.distance, processor=None, score_cutoff=2, limit=_NEAR)
        for near, _, _ in hits:
            form, cost = forms.words.get(near), slip(folded, near)
            text = form.text if form else forms.lemmas[near]
            name = form is not None and (form.name or other)
            if not near.isalpha() or cost < _least(folded, familiar=familiar, name=name):
                continue
            if other and (text.islower() or frequency(text, language) > UNKNOWN):
                continue
            share = (form.count if form else 1) / max(forms.total, _LEAST_WORDS)
            yield _Meant(text=text, score=cost + _prior(text, share, language), slip=cost, form=form)


def _least(folded: str, *, familiar: bool, name: bool) -> float:
    """The least likely slip by which an article's word may be meant."""
    if name:
        return SURE if len(folded) >= _SHORTEST_NAME else math.inf
    return SWAPPED_FIRST if familiar or len(folded) < _SHORTEST_WRONG else TWO


def _of_language(
    folded: str, language: Language, pool: Pool, *, careful: bool, familiar: bool
) -> Iterator[_Meant]:
    """The words of the language; for what may be a name it hasn't heard of only where letters are swapped or doubled."""
    known, least = known_words(language), _FREQUENT.get(len(folded), UNKNOWN)
    wrong = not familiar and not careful and len(folded) >= _SHORTEST_WRONG_UNSEEN
    for near in {one for one in one_slip_from(folded) if one in known}:
        word, cost = known[near], slip(folded, near)
        likely = cost >= SWAPPED_FIRST or (wrong and cost == WRONG)
        if likely and not (careful and len(near) > len(folded)) and frequency(word, language) > least:
            share = (stem(word, language) in pool.known) / _LEAST_WORDS
            yield _Meant(text=word, score=cost + _prior(word, share, language), slip=cost)


def _inflected(folded: str, language: Language) -> list[_Meant]:
    """Forms that are not listed of words that are: "Tainers", "attaced"."""
    known, found = known_words(language), dict[str, _Meant]()
    for ending in _ENDINGS[language]:
        base = folded.removesuffix(ending)
        if base == folded or len(base) < _SHORTEST_PART:
            continue
        for near in {one for one in one_slip_from(base) if one in known}:
            word = known[near] + ending
            if slip(folded, near + ending) >= SWAPPED_FIRST and frequency(word, language) > UNKNOWN:
                found[word] = _Meant(text=word, score=frequency(word, language), slip=SURE)
    return list(found.values())


def _compounds(folded: str, language: Language, pool: Pool) -> Iterator[_Meant]:
    """Words made of a known one and one with a slip, or of two with a slip between them: "Stiftnugsmodell"."""
    known = known_words(language)
    if len(folded) < _SHORTEST_COMPOUND:
        return
    for at in range(_SHORTEST_PART, len(folded) - _SHORTEST_PART + 1):
        left, right = folded[:at], folded[at:]
        (base, link), swapped = _linked(left, language), _linked(left[:-1] + right[0], language)
        if right in known:
            yield from _joined(_part(base, language, pool), link, known[right], language)
        if base in known:
            yield from _joined(known[base], link, _part(right, language, pool), language)
        if swapped[0] in known and left[-1] + right[1:] in known:
            yield from _joined(known[swapped[0]], swapped[1], known[left[-1] + right[1:]], language)


def _linked(first: str, language: Language) -> tuple[str, str]:
    """The first part of a compound, and the s that links it to the next one."""
    if language == "de" and first.endswith("s") and first not in known_words(language):
        return first[:-1], "s"
    return first, ""


def _part(folded: str, language: Language, pool: Pool) -> str | None:
    near = [
        *_of_article(folded, language, pool, familiar=True),
        *_of_language(folded, language, pool, careful=False, familiar=True),
    ]
    best = max((one for one in near if one.slip >= SURE), key=lambda one: (one.score, one.text), default=None)
    return best.text.lower() if best else None


def _joined(first: str | None, link: str, last: str | None, language: Language) -> Iterator[_Meant]:
    if first and last and is_familiar(compound := first + link + last, language):
        yield _Meant(text=compound, score=frequency(compound, language), slip=SURE)


def _prior(word: str, share: float, language: Language) -> float:
    """Of a word that is `share` of the article's words: half by the article, half by the language."""
    return math.log((share + math.exp(frequency(word, language))) / 2)


def _with_capitals(words: list[str], language: Language, pool: Pool) -> list[str]:
    """Words in lower case as they would be written: as the article does, else by what their place says they are."""
    if not words:
        return words
    tags = [one.tag for one in tagger(language).tag(words, cased=False)]
    found = [_written(word, tag, language, pool) for word, tag in zip(words, tags, strict=True)]
    return [found[0][:1].upper() + found[0][1:], *found[1:]]


def _written(word: str, tag: str, language: Language, pool: Pool) -> str:
    folded, noun = fold(word), tag in _NOUNS[language]
    if not word[:1].isalpha() or folded in function_words(language) or len(word) < 2:
        return word
    form = pool.forms.words.get(folded)
    if form is not None and (form.capitals == 0.0 or (form.capitals == 1.0 and not tag.startswith(_SMALL))):
        seldom = language == "en" and form.count == 1 and not form.name and not noun
        return word if seldom and is_listed(word, language) else form.text
    pieces = _POSSESSIVE.split(word) if _POSSESSIVE.search(word) else JOINTS.split(word)
    if form is None and len(pieces) > 1:
        return "".join(_written(piece, tag, language, pool) for piece in pieces)
    if form is None and frequency(word, language) <= UNKNOWN:
        form = pool.forms.stems.get(stem(word, language))
        noun = form.capitals > 0.5 and (form.name or not tag.startswith(_ADJECTIVES)) if form is not None else noun
    return word[:1].upper() + word[1:] if noun else word
