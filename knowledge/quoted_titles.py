"""Titles in quotation marks: „Der Steppenwolf“, “The Crown”; speech is none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.facts import Kind, Mention
from knowledge.gazetteer import cues

_QUOTED = re.compile(r"[„“\"»«](?P<title>[^„“”\"»«]{2,90})[“”\"«»]")
_MOST_WORDS = 10
_SPEECH = re.compile(
    r"\b(?:sagte|sagt|erklärte|betonte|so|teilte|meinte|kritisierte|schrieb|rief|fragte|antwortete|hieß|said|says|told|added"
    r"|asked|wrote|replied|according|warned|warnte|forderte)\b",
)
_SPOKEN = re.compile(
    r"\b(?:ich|wir|mich|mir|uns|unser\w*|du|ihr|Sie|I|we|us|our|you|ist|sind|war|wird|haben|hat|müssen|is|are|was|will|have|has)\b",
    re.IGNORECASE,
)
_LOOK = 30  # characters around the quotation in which a verb of speech tells


def find(text: str, start: int, end: int) -> Iterator[Mention]:
    """The titles in `text[start:end]`, without their quotation marks; `head` is the word for the kind of work."""
    for match in _QUOTED.finditer(text, start, end):
        cue = _cue(text[start : match.start()])
        if cue or _reads_as_title(text, match, start, end):
            title = match.span("title")
            head = None if cue in {"called", "titled", "entitled"} else cue
            yield Mention(kind=Kind.TITLE, start=title[0], end=title[1], value=match["title"], head=head)


def _cue(before: str) -> str | None:
    """Roman, Film … among the last three words before the quotation."""
    for word in re.findall(r"[\w-]+", before[-40:])[-3:][::-1]:
        last = word.rsplit("-", 1)[-1]
        if last in cues("title-cue") or (
            word[0].isupper() and word.endswith(("film", "roman", "serie", "album", "buch"))
        ):
            return str(word)
    return None


def _reads_as_title(text: str, match: re.Match[str], start: int, end: int) -> bool:
    title = match["title"]
    words = title.split()
    if len(words) > _MOST_WORDS or not (title[0].isupper() or title[0].isdigit()) or title.rstrip()[-1] in ".,;":
        return False
    around = (
        text[max(start, match.start() - _LOOK) : match.start()]
        + " "
        + text[match.end() : min(end, match.end() + _LOOK)]
    )
    before = text[start : match.start()].rstrip()
    if before.endswith((":", ",")) or _SPEECH.search(around) or text[match.end() : match.end() + 1] == ",":
        return False
    return not _SPOKEN.search(title)
