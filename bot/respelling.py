"""A question typed in haste as it would be typed well: typing errors mended, nouns and names with their capitals.

What a word is mended to is a matter of `bot.meant_words`. The text so mended is read like any other.
"""

from __future__ import annotations

from bot.capitals import with_capitals
from bot.clutter import plain
from bot.meant_words import Meant, is_right, meant_word
from bot.pool import Pool
from bot.spelling import question_word, with_umlauts
from bot.word_forms import JOINTS
from knowledge.analysis import word_spans
from knowledge.document import Language

_MOST = 60  # words and marks of a text; a longer one has enough words that are right


def respelt(text: str, language: Language, pool: Pool) -> str:
    """The text itself where nothing is to be mended, or where it is too long to look at each word."""
    typed = plain(text)
    lowered = typed == typed.lower()
    spans = word_spans(typed, 0, len(typed))
    if len(spans) > _MOST:
        return text
    if not lowered and all(is_right(typed[a:b], language, pool, lowered=False) for a, b in spans):
        return text
    typed = question_word(with_umlauts(typed) if language == "de" else typed, language)
    spans = word_spans(typed, 0, len(typed))
    words = [_mended(typed[a:b], language, pool, first=a == 0, lowered=lowered) for a, b in spans]
    if not lowered and words == [typed[a:b] for a, b in spans]:
        return text
    if lowered:
        words = with_capitals(words, language, pool.forms)
    ends = [0, *(b for _, b in spans)]
    gaps = [typed[end:a] for end, (a, _) in zip(ends, spans, strict=False)]
    return "".join(gap + word for gap, word in zip(gaps, words, strict=True)) + typed[ends[-1] :]


def _mended(word: str, language: Language, pool: Pool, *, first: bool, lowered: bool) -> str:
    """`lowered`: the whole question is in small letters; else a capital may make a name of any word but the first, and
    what is mended keeps the letter's case."""
    if is_right(word, language, pool, lowered=lowered):
        return word
    careful = not lowered and not first and word[0].isupper()
    meant = meant_word(word, language, pool, careful=careful) if word.isalpha() else None
    if meant is not None:
        return meant.text if lowered else _as_typed(meant, word)
    pieces = JOINTS.split(word)
    if len(pieces) > 1:
        return "".join(_mended(piece, language, pool, first=first, lowered=lowered) for piece in pieces)
    return word


def _as_typed(meant: Meant, typed: str) -> str:
    """With the capital or small letter that was typed, but for names."""
    if meant.form is not None and meant.form.name:
        return meant.text
    first = meant.text[0].upper() if typed[0].isupper() else meant.text[0].lower()
    return first + meant.text[1:]
