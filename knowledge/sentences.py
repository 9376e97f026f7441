"""Where sentences begin and end: paragraphs, lines, then every mark that may end one, judged by what stands around it.

One pass over the text; every look back or ahead is bounded, so the time is linear. What reads a sentence compares its
parts with each other, so a sentence has a bound, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.document import Document, Language, Sentence
from knowledge.full_stops import CLOSERS, LOOK_BACK, Mark, ends_sentence
from knowledge.lines import paragraphs, units

Span = tuple[int, int]

_MARK = re.compile(
    rf"(?:\.(?:[ \u00a0]\.)+|[.!?…‽]+)((?:[{CLOSERS}]|\[\d{{1,3}}\])*(?:[ \t\u00a0\u202f][»”’“)\]]+(?=\s|\Z))?)"
)
_LONGEST_ASIDE = 600  # characters between brackets that are still read as part of the sentence around them
LONGEST = 2_000  # characters; a longer stretch without an end is cut
_CUTS = ("\n", "; ", ", ", " ")  # the best place first


def spans(text: str, language: Language) -> tuple[Span, ...]:
    """Sentences of `text` as (start, end), trimmed, in order, not overlapping; every non-white character is in one."""
    return tuple(
        sentence
        for start, end in paragraphs(text, 0, len(text))
        for unit in units(text, start, end)
        for sentence in _sentences(text, *unit, language)
    )


def split(document: Document) -> tuple[Sentence, ...]:
    """The sentences of the document's body. Headings are none; paragraphs are counted through the whole body."""
    found: list[Sentence] = []
    paragraph = 0
    for section, start, end in _bodies(document):
        for first, last in paragraphs(document.text, start, end):
            for unit in units(document.text, first, last):
                for begin, stop in _sentences(document.text, *unit, document.language):
                    found.append(
                        Sentence(
                            document=document.id,
                            index=len(found),
                            start=begin,
                            end=stop,
                            section=section,
                            paragraph=paragraph,
                        )
                    )
            paragraph += 1
    return tuple(found)


def _bodies(document: Document) -> Iterator[tuple[int, int, int]]:
    """(section index, start, end) of each section, inside the body; the whole body where there are no sections."""
    if not document.sections:
        yield 0, document.body_start, document.body_end
    for section in document.sections:
        yield section.index, max(section.start, document.body_start), min(section.end, document.body_end)


def _sentences(text: str, start: int, end: int, language: Language) -> Iterator[Span]:
    """The sentences of one unit, none longer than `LONGEST`; `start` and `end` are trimmed."""
    for begin, stop in _ended(text, start, end, language):
        while stop - begin > LONGEST:
            cut = _cut(text, begin)
            yield begin, begin + len(text[begin:cut].rstrip())
            begin = _skip_white(text, cut)
        yield begin, stop


def _cut(text: str, begin: int) -> int:
    """Where to cut a sentence that is too long: in the second half of what it may be, else at its limit."""
    half, most = begin + LONGEST // 2, begin + LONGEST
    places = (text.rfind(sign, half, most) + len(sign) for sign in _CUTS if text.find(sign, half, most) >= 0)
    return next(places, most)


def _ended(text: str, start: int, end: int, language: Language) -> Iterator[Span]:
    """The sentences of one unit, as the writer ended them."""
    unit = text[start:end]
    asides = _asides(unit)
    begin = 0
    for match in _MARK.finditer(unit):
        aside = asides.get(match.start()) if asides else None
        if aside is not None and aside > begin:
            continue
        signs, stop = match.start(), match.start(1)
        before = unit[max(begin, signs - LOOK_BACK) : signs]
        mark = Mark(unit=unit, begin=begin, start=signs, stop=stop, end=match.end(), before=before)
        if ends_sentence(mark, language):
            yield start + begin, start + match.end()
            begin = _skip_white(unit, match.end())
    if begin < len(unit):
        yield start + begin, end


def _skip_white(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def _asides(unit: str) -> dict[int, int]:
    """For each full stop and the like inside brackets: where its outermost bracket opens."""
    if "(" not in unit and "[" not in unit:
        return {}
    found: dict[int, int] = {}
    opened: list[int] = []
    marks: list[int] = []
    for match in re.finditer(r"[()\[\]]|[.!?…‽]+", unit):
        sign, place = match.group(), match.start()
        if opened and place - opened[0] > _LONGEST_ASIDE:
            opened, marks = [], []
        if sign in "([":
            opened.append(place)
        elif sign in ")]":
            if len(opened) == 1:
                found.update(dict.fromkeys(marks, opened[0]))
                marks = []
            opened = opened[:-1]
        elif opened:
            marks.append(place)
    return found
