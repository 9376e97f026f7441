"""Word lists for names: given names, known places, organisations, events, products, roles, and the words that tell."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path

from knowledge.facts import Kind

_DATA = Path(__file__).parent / "data"
_KNOWN = {
    "places": Kind.PLACE,
    "organisations": Kind.ORGANISATION,
    "events": Kind.EVENT,
    "products": Kind.PRODUCT,
}
_SHORTEST_ROLE_IN_COMPOUND = 4
LONGEST = 6  # tokens in the longest known name


def _lines(name: str) -> Iterator[str]:
    for line in (_DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


def _split(line: str) -> list[str]:
    return [entry.strip() for entry in line.split(",") if entry.strip()]


@functools.cache
def first_names() -> frozenset[str]:
    """Given names, as written."""
    return frozenset(name for line in _lines("first_names") for name in _split(line))


@functools.cache
def known() -> dict[str, Kind]:
    """Known names of one or more words, with their kind."""
    return {entry: kind for name, kind in reversed(_KNOWN.items()) for line in _lines(name) for entry in _split(line)}


@functools.cache
def known_starts() -> frozenset[str]:
    """The first words of the known names, up to the first mark that ends a token."""
    return frozenset(entry.split(" ")[0].rstrip(".").split(".")[0] for entry in known()) | {"1", "U.S"}


@functools.cache
def cues(category: str) -> frozenset[str]:
    """The words of one category of `data/name_cues.txt`. Raises KeyError for an unknown category."""
    return _all_cues()[category]


@functools.cache
def _all_cues() -> dict[str, frozenset[str]]:
    pairs = (line.split(":", 1) for line in _lines("name_cues"))
    return {category: frozenset(_split(words)) for category, words in pairs}


@functools.cache
def endings(category: str) -> tuple[str, ...]:
    """The endings of one category, for `str.endswith`."""
    return tuple(sorted(cues(category)))


@functools.lru_cache(maxsize=8192)
def is_organisation_word(word: str) -> bool:
    """Whether a German noun alone says organisation: Universität, Landgericht, Stadttheater."""
    folded = word.casefold()
    return word in cues("org-start") or (len(word) > 7 and folded.endswith(endings("org-suffix")))


@functools.lru_cache(maxsize=8192)
def is_event_word(word: str) -> bool:
    """Whether a German noun alone says event: Weltmeisterschaft, Klimakonferenz."""
    return len(word) > 9 and word.casefold().endswith(endings("event-suffix"))


@functools.cache
def _roles() -> frozenset[str]:
    return frozenset(entry.casefold() for line in _lines("roles") for entry in _split(line))


@functools.lru_cache(maxsize=8192)
def is_role(word: str) -> bool:
    """Whether a word, its last part after a hyphen, or the end of a compound names a role."""
    last = word.rsplit("-", 1)[-1].casefold()
    if last in _roles():
        return True
    return word[:1].isupper() and any(
        last[at:] in _roles() for at in range(2, len(last) - _SHORTEST_ROLE_IN_COMPOUND) if last[at:] not in _SHORT
    )


_SHORT = frozenset(
    {"koch", "sohn", "vater", "mutter", "chair", "head", "guard", "general", "king", "queen", "engineer"}
)
