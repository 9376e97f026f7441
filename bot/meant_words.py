"""What a misspelt word may have been meant to be: the article's words and those of the language, each with how likely
it is by its slip and its frequency (the noisy channel: Kernighan, Church & Gale 1990).

Other words than these stay as they are, and so do names that an article's name is not surely meant by.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.pool import Pool
from bot.slips import SURE, SWAPPED_FIRST, TWO, WRONG, one_slip_from, slip
from bot.word_forms import WordForm
from knowledge.analysis import UNKNOWN, fold, is_familiar, stem, word_class
from knowledge.document import Language
from knowledge.known_words import frequency, is_listed, known_words
from knowledge.language import function_words

_DOUBLED = re.compile(r"(.)\1")
_SHORTEST, _SHORTEST_NAME = 3, 4  # letters of a word that is mended, for a name
_LONGEST = 40  # the same: what is tried grows with the square
_SHORTEST_WRONG, _SHORTEST_WRONG_UNSEEN = 6, 8  # letters of a word mended by another letter: the article's, any
_FREQUENT: Mapping[int, float] = {3: -10.0, 4: -12.5, 5: -15.0}  # least log-probability of the word meant, by letters
_STANDING_FOR_A_NAME = -14.0  # the same where the word typed looks like a name
_SURELY_A_WORD, _SELDOM = -15.0, -14.0  # log-probability of a word that is in no list; of one that is
_LIKELIER = 7.0  # by which a longer word must be likelier than one that the tagger can take apart
_MUCH_LIKELIER = 6.5  # by which a word with the same letters must be likelier than one of the language
_AHEAD = 1.0  # by which the best word must be likelier than the next one
_LEAST_WORDS = 1000  # of an article, for the share of one
_PLAIN_VOWELS = str.maketrans("äöü", "aou")
_NEAR = 16  # words of an article looked at
_SHORTEST_COMPOUND, _SHORTEST_PART = 7, 3  # letters
_ENDINGS: Mapping[Language, tuple[str, ...]] = {
    "de": ("e", "n", "s", "t", "em", "en", "er", "es", "st", "te", "ten", "tes", "ter", "tem"),
    "en": ("s", "d", "es", "ed", "er", "ing", "ly"),
}
_AUXILIARIES = ("VA", "VM", "VB", "VD", "VH")
_LANGUAGES: tuple[Language, ...] = ("de", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """A word that may have been meant. `score`: log-probability, up to a constant; `slip`: that of the error
    alone; `form`: the article's, if any."""

    text: str
    score: float
    slip: float
    form: WordForm | None = None


def is_right(word: str, language: Language, pool: Pool, *, lowered: bool) -> bool:
    """Whether nothing is to be mended: too short or too long, no word, the article's, or one of the language.
    `lowered`: in a question all in small letters, where fewer words are taken for right."""
    return (
        not _SHORTEST <= len(word) <= _LONGEST
        or any(c.isdigit() for c in word)
        or _is_of_article(word, language, pool)
        or any(fold(word) in function_words(one) for one in _LANGUAGES)
        or (is_listed(word, language) and not (lowered and frequency(word, language) < _SELDOM))
        or (not lowered and frequency(word, language) > (UNKNOWN if word[0].isupper() else _SURELY_A_WORD))
    )


def _is_of_article(word: str, language: Language, pool: Pool) -> bool:
    """Whether the article has the word, or one that differs by an ending."""
    folded, stemmed = fold(word), stem(word, language)
    ending = folded.removeprefix(stemmed)
    return stemmed in pool.known and (not ending or ending in _ENDINGS[language])


def meant_word(word: str, language: Language, pool: Pool, *, careful: bool) -> Meant | None:
    """The one word that is clearly the likeliest; `careful`: the word looks like a name."""
    folded, familiar = fold(word), is_familiar(word, language)
    found = list(_of_article(folded, language, pool, familiar=familiar))
    found += _of_language(folded, language, pool, careful=careful, familiar=familiar)
    if careful:
        found = [one for one in found if not (_is_name(one, language) and _is_variant(folded, one.text))]
    if not careful and not any(one.slip >= SWAPPED_FIRST for one in found):
        found += _inflected(folded, language) or _compounds(folded, language, pool)
    if frequency(word, language) > UNKNOWN:
        found = [one for one in found if one.slip >= SWAPPED_FIRST and _outdoes(one, word, language)]
    return _likeliest(found, language)


def _outdoes(meant: Meant, word: str, language: Language) -> bool:
    """Whether a word is meant rather than the one typed, which is one of the language or looks like one."""
    gain, listed = meant.score - frequency(word, language), is_listed(word, language)
    folded = fold(word)
    if len(fold(meant.text)) > len(folded):
        likelier = not listed and (meant.form is not None or gain >= _LIKELIER)
        return likelier and folded != fold(meant.text.lower().translate(_PLAIN_VOWELS))  # dots make another word
    return gain >= (_LIKELIER if word[0].isupper() else _MUCH_LIKELIER if listed else _AHEAD)


def _likeliest(found: Sequence[Meant], language: Language) -> Meant | None:
    """The best one if it is clearly ahead of other words than its own forms, or if only function words are near it."""
    best = max(found, key=lambda one: (one.score, one.form is not None, one.text), default=None)
    if best is None:
        return None
    own = stem(best.text, language)
    rivals = [one for one in found if stem(one.text, language) != own and best.score - one.score < _AHEAD]
    return best if all(_says_nothing(one.text, language) for one in (best, *rivals)) or not rivals else None


def _says_nothing(word: str, language: Language) -> bool:
    return fold(word) in function_words(language) or word_class(word, language).startswith(_AUXILIARIES)


def _is_name(meant: Meant, language: Language) -> bool:
    if meant.form is not None:
        return _may_be_name(meant.form, language)
    return word_class(meant.text.capitalize(), language).startswith(("NE", "NP"))


def _may_be_name(form: WordForm, language: Language) -> bool:
    """Whether the article's word is a name, or has a capital and is no word that the language has."""
    return form.name or (form.text[0].isupper() and frequency(form.text, language) <= UNKNOWN)


def _is_variant(folded: str, name: str) -> bool:
    """Whether a name differs by a doubled letter only, as Jansen and Janssen do, who are two."""
    return _DOUBLED.sub(r"\1", folded) == _DOUBLED.sub(r"\1", fold(name))


def _of_article(folded: str, language: Language, pool: Pool, *, familiar: bool) -> Iterator[Meant]:
    """The article's words; of one in another language only what the question's has no word like."""
    forms, other = pool.forms, language not in pool.languages
    for held in (forms.words, {} if other else forms.lemmas):
        hits = process.extract(folded, held.keys(), scorer=OSA.distance, processor=None, score_cutoff=2, limit=_NEAR)
        for near, _, _ in hits:
            form, cost = forms.words.get(near), slip(folded, near)
            text = form.text if form else forms.lemmas[near]
            name = form is not None and (other or _may_be_name(form, language))
            if not near.isalpha() or cost < _least(folded, familiar=familiar, name=name):
                continue
            if other and (text.islower() or frequency(text, language) > UNKNOWN):
                continue
            share = (form.count if form else 1) / max(forms.total, _LEAST_WORDS)
            yield Meant(text=text, score=cost + _prior(text, share, language), slip=cost, form=form)


def _least(folded: str, *, familiar: bool, name: bool) -> float:
    """The least likely slip by which an article's word may be meant."""
    if name:
        return SURE if len(folded) >= _SHORTEST_NAME else math.inf
    return SWAPPED_FIRST if familiar or len(folded) < _SHORTEST_WRONG else TWO


def _of_language(folded: str, language: Language, pool: Pool, *, careful: bool, familiar: bool) -> Iterator[Meant]:
    """The words of the language; for what may be a name only where letters are swapped or doubled."""
    known, least = known_words(language), _FREQUENT.get(len(folded), UNKNOWN)
    if careful:
        least = _STANDING_FOR_A_NAME if len(folded) >= _SHORTEST_WRONG else 0.0
    wrong = not familiar and not careful and len(folded) >= _SHORTEST_WRONG_UNSEEN
    for near in {one for one in one_slip_from(folded) if one in known}:
        word, cost = known[near], slip(folded, near)
        likely = cost >= SWAPPED_FIRST or (wrong and cost == WRONG)
        if likely and not (careful and len(near) > len(folded)) and frequency(word, language) > least:
            share = (stem(word, language) in pool.known) / _LEAST_WORDS
            yield Meant(text=word, score=cost + _prior(word, share, language), slip=cost)


def _inflected(folded: str, language: Language) -> list[Meant]:
    """Forms that are not listed of words that are: "Tainers", "attaced"."""
    known, found = known_words(language), dict[str, Meant]()
    for ending in _ENDINGS[language]:
        base = folded.removesuffix(ending)
        if base == folded or len(base) < _SHORTEST_PART:
            continue
        for near in {one for one in one_slip_from(base) if one in known}:
            word = known[near] + ending
            if slip(folded, near + ending) >= SWAPPED_FIRST and frequency(word, language) > UNKNOWN:
                found[word] = Meant(text=word, score=frequency(word, language), slip=SURE)
    return list(found.values())


def _compounds(folded: str, language: Language, pool: Pool) -> Iterator[Meant]:
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


def _joined(first: str | None, link: str, last: str | None, language: Language) -> Iterator[Meant]:
    if first and last and is_familiar(compound := first + link + last, language):
        yield Meant(text=compound, score=frequency(compound, language), slip=SURE)


def _prior(word: str, share: float, language: Language) -> float:
    """Of a word that is `share` of the article's words: half by the article, half by the language."""
    return math.log((share + math.exp(frequency(word, language))) / 2)
