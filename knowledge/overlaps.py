"""Of overlapping mentions, the longest stays."""

from __future__ import annotations

from collections.abc import Iterable

from knowledge.facts import Mention


def longest(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """Mentions in the order of the text, none overlapping. Of two of one length the first given stays."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda found: found.start - found.end):
        if all(mention.end <= other.start or other.end <= mention.start for other in kept):
            kept.append(mention)
    return tuple(sorted(kept, key=lambda found: found.start))
